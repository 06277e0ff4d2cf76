//! What all functions share: arity, null arguments, conversion, unknown arguments, alternatives, sensitivity.

use std::sync::Arc;

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome};
use super::{CallContext, convert};
use crate::document::{Cause, Data, MAX_ALTERNATIVES, Reason, Value, is_deeply_sensitive};

/// What a parameter accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything, as it is.
    Any,
    /// A text; numbers and truth values are converted.
    String,
    /// A number; texts are converted.
    Number,
    /// A list of elements of one type.
    List,
    /// A list of texts.
    Strings,
    /// A list of truth values.
    Bools,
    /// A set of elements of one type.
    Set,
    /// A map of lists of texts.
    StringLists,
}

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    name: &'static str,
    kind: Kind,
    is_nullable: bool,
}

impl Parameter {
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, is_nullable: false }
    }

    pub const fn nullable(self) -> Self {
        Self { is_nullable: true, ..self }
    }
}

/// How a function meets values that are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Any unknown part of any argument makes the result unknown; any sensitive part makes it sensitive.
    Strict,
    /// The function reads unknown arguments itself; elements keep their own sensitivity.
    Own,
    /// Also decides the sensitivity of the result.
    OwnSensitivity,
    /// The result is never computed: it depends on the moment, on chance or on the machine.
    Never(&'static str),
}

/// One function of the table.
pub(super) struct Function {
    pub name: &'static str,
    pub parameters: &'static [Parameter],
    pub variadic: Option<Parameter>,
    pub flow: Flow,
    pub run: fn(&Arguments<'_>) -> Outcome,
}

/// A provider's function: it may exist, and runs in the provider.
pub(super) fn provider_function(name: &str, provider: &str) -> Value {
    let text = format!("{name}() runs inside the provider {provider}");
    Value::unknown(Reason::new(Cause::Function, name, text))
}

/// Checks and converts the arguments and calls the function.
pub(super) fn apply(function: &Function, arguments: &[Value], context: &CallContext<'_>) -> Outcome {
    context.budget.spend(1 + u64::try_from(arguments.len()).unwrap_or(u64::MAX))?;
    check_arity(function, arguments.len())?;
    if let Flow::Never(why) = function.flow {
        let reason = Reason::new(Cause::Function, function.name, format!("{}() {why}", function.name));
        let is_sensitive = arguments.iter().any(is_deeply_sensitive);
        if !function.parameters.is_empty() && arguments.iter().any(Value::is_null) {
            convert_all(function, arguments, context)?;
        }
        return Ok(Value::unknown_set(reason).with_sensitive(is_sensitive));
    }
    let combinations = arguments.iter().map(|argument| match &argument.data {
        Data::OneOf(alternatives) => alternatives.len(),
        _ => 1,
    });
    match combinations.fold(1usize, usize::saturating_mul) {
        1 => apply_one(function, arguments, context),
        2..=MAX_ALTERNATIVES => apply_each(function, arguments, context),
        _ => {
            let hidden: Vec<Value> = arguments.iter().map(hide_alternatives).collect();
            apply_one(function, &hidden, context)
        }
    }
}

/// Alternatives as one unknown value.
fn hide_alternatives(value: &Value) -> Value {
    let Data::OneOf(alternatives) = &value.data else { return value.clone() };
    let reason = Arc::clone(alternatives.reason());
    let hidden = if value.is_certainly_set() { Value::unknown_set(reason) } else { Value::unknown(reason) };
    hidden.with_trail(value.trail.clone()).with_sensitive(value.sensitive)
}

/// Calls the function for every combination of alternatives.
fn apply_each(function: &Function, arguments: &[Value], context: &CallContext<'_>) -> Outcome {
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    let mut reason = None;
    for argument in arguments {
        let choices = match &argument.data {
            Data::OneOf(alternatives) => {
                reason.get_or_insert_with(|| Arc::clone(alternatives.reason()));
                alternatives.iter().map(|member| member.clone().with_sensitive(argument.sensitive)).collect()
            }
            _ => vec![argument.clone()],
        };
        let extend = |combination: &Vec<Value>, choice: &Value| {
            let mut longer = combination.clone();
            longer.push(choice.clone());
            longer
        };
        combinations =
            combinations.iter().flat_map(|old| choices.iter().map(move |choice| extend(old, choice))).collect();
    }
    let reason = reason.unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
    let mut results = Vec::new();
    let mut first_error = None;
    let mut failures = Vec::new();
    for combination in &combinations {
        match apply_one(function, combination, context) {
            Ok(value) => results.push(value),
            Err(error) if error.is_exhausted => return Err(error),
            Err(error) => {
                failures.push(Value::unknown(Reason::new(Cause::Invalid, function.name, error.message.as_str())));
                first_error.get_or_insert(error);
            }
        }
    }
    match first_error {
        Some(error) if results.is_empty() => Err(error),
        _ => Ok(Value::one_of(results.into_iter().chain(failures), &reason)),
    }
}

fn apply_one(function: &Function, arguments: &[Value], context: &CallContext<'_>) -> Outcome {
    let is_sensitive = match function.flow {
        Flow::OwnSensitivity => false,
        Flow::Own => arguments.iter().any(|argument| argument.sensitive),
        _ => arguments.iter().any(is_deeply_sensitive),
    };
    let values = convert_all(function, arguments, context)?;
    if function.flow == Flow::Strict
        && let Some(reason) = values.iter().find_map(Value::first_reason)
    {
        return Ok(Value::unknown_set(reason).with_sensitive(is_sensitive));
    }
    let arguments = Arguments { function: function.name, context, values };
    let result = (function.run)(&arguments).map_err(|error| complete(function, error))?;
    Ok(result.with_sensitive(is_sensitive))
}

fn convert_all(function: &Function, arguments: &[Value], context: &CallContext<'_>) -> Outcome<Vec<Value>> {
    let mut values = Vec::with_capacity(arguments.len());
    for (index, argument) in arguments.iter().enumerate() {
        let parameter = parameter(function, index);
        let is_nullable = parameter.is_none_or(|parameter| parameter.is_nullable);
        if argument.is_null() && !is_nullable {
            return Err(complete(function, FunctionError::at(index, "argument must not be null")));
        }
        let converted = match parameter {
            Some(parameter) => convert::argument(argument, parameter.kind, context),
            None => Ok(argument.clone()),
        };
        values.push(converted.map_err(|error| complete(function, FunctionError { argument: Some(index), ..error }))?);
    }
    Ok(values)
}

fn parameter(function: &Function, index: usize) -> Option<Parameter> {
    function.parameters.get(index).copied().or(function.variadic)
}

fn check_arity(function: &Function, count: usize) -> Outcome<()> {
    let expected = function.parameters.len();
    let name = function.name;
    if let Some(missing) = function.parameters.get(count) {
        let least = if function.variadic.is_some() { "at least " } else { "" };
        return Err(FunctionError::new(format!(
            "Function \"{name}\" expects {least}{expected} argument(s). Missing value for \"{}\"",
            missing.name
        )));
    }
    if count > expected && function.variadic.is_none() {
        return Err(FunctionError::at(expected, format!("Function \"{name}\" expects only {expected} argument(s)")));
    }
    Ok(())
}

/// The message as Terraform words it for this function and argument.
fn complete(function: &Function, error: FunctionError) -> FunctionError {
    if error.is_exhausted {
        return error;
    }
    let message = match error.argument.and_then(|index| parameter(function, index)) {
        Some(parameter) => format!("Invalid value for \"{}\" parameter: {}", parameter.name, error.message),
        None => format!("Call to function \"{}\" failed: {}", function.name, error.message),
    };
    FunctionError { message, ..error }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answer, fails, gives};
    use super::super::{function_names, is_known_function};
    use crate::document::{Cause, Data};

    #[test]
    fn arity_and_null_are_checked_first() {
        fails("abs", "[]", "Function \"abs\" expects 1 argument(s). Missing value for \"num\"");
        fails("abs", "[1, 2]", "Function \"abs\" expects only 1 argument(s)");
        fails("join", "[]", "Function \"join\" expects at least 1 argument(s). Missing value for \"separator\"");
        fails("upper", "[null]", "Invalid value for \"str\" parameter: argument must not be null");
        fails("upper", "[[]]", "Invalid value for \"str\" parameter: string required");
        fails("nope", "[]", "There is no function named \"nope\"");
    }

    #[test]
    fn unknown_arguments_keep_their_reason() {
        gives("upper", r#"[{"$unknown":"x"}]"#, "set: x");
        gives("replace", r#"["a", {"$some":"x"}, {"$some":"y"}]"#, "set: x");
        gives("jsonencode", r#"[{"a":[{"$some":"x"}]}]"#, "set: x");
        gives("join", r#"[",", {"$open":["a"]}]"#, "set: open");
        gives("format", r#"["%s", {"$unknown":"x"}]"#, "set: x");
    }

    #[test]
    fn alternatives_are_tried_one_by_one() {
        gives("upper", r#"[{"$one":["a", "b"]}]"#, r#"one of "A" | "B""#);
        gives("upper", r#"[{"$one":["a", "A"]}]"#, r#""A""#);
        gives("format", r#"["%s%s", {"$one":["a", "b"]}, {"$one":[1, 2]}]"#, r#"one of "a1" | "a2" | "b1" | "b2""#);
        // More than eight combinations are one unknown value.
        gives("format", r#"["%s%s", {"$one":["a", "b", "c"]}, {"$one":[1, 2, 3]}]"#, "set: choice");
    }

    #[test]
    fn an_alternative_in_error_is_not_decided() {
        let value = answer("tonumber", r#"[{"$one":["1", "x"]}]"#).unwrap();
        let Data::OneOf(alternatives) = &value.data else { panic!("{value:?}") };
        assert_eq!(alternatives.len(), 2);
        assert_eq!(alternatives[1].as_unknown().unwrap().reason.cause, Cause::Invalid);
        fails("tonumber", r#"[{"$one":["y", "x"]}]"#, "cannot convert \"y\" to number");
    }

    #[test]
    fn sensitivity_spreads() {
        gives("upper", r#"[{"$secret":"a"}]"#, r#"secret "A""#);
        gives("jsonencode", r#"[{"a":{"$secret":1}}]"#, r#"secret "{\"a\":1}""#);
        gives("bcrypt", r#"[{"$secret":"a"}]"#, "secret set: bcrypt() draws a random salt");
        gives("upper", r#"[{"$secret":{"$some":"x"}}]"#, "secret set: x");
    }

    #[test]
    fn providers_functions_are_unknown() {
        gives(
            "provider::azapi::build_resource_id",
            "[1, null]",
            "perhaps null: provider::azapi::build_resource_id() runs inside the provider azapi",
        );
        gives("core::upper", r#"["a"]"#, r#""A""#);
        assert!(is_known_function("provider::x::y") && is_known_function("core::upper") && is_known_function("try"));
        assert!(!is_known_function("core::nope") && !is_known_function(""));
        let names: Vec<_> = function_names().collect();
        assert!(names.is_sorted() && names.len() == 118 && names.contains(&"can"));
    }
}
