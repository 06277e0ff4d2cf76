//! The functions of the template language, which Bicep shares.
//!
//! Knows: every function with its arguments and errors, on values that may be partly unknown. Does not know:
//! parameters, variables, resources (the evaluators handle `parameters`, `variables`, `reference` and the like).
//!
//! Facts come from Microsoft's documentation of template functions.

mod collection;
mod convert;
mod date;
mod format;
mod json;
mod lambda;
mod network;
mod number;
mod object;
mod operator;
mod runtime;
mod sets;
mod table;
mod text;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::operators::{Outcome, each, refuse};
use crate::document::{Budget, Data, Exhausted, Reason, Value, is_deeply_sensitive, weigh};
use crate::source::Span;

pub(in crate::arm) use runtime::is_certain_text;
use table::Secrets;

/// Functions that tell something about their arguments without telling them: a size, a comparison, a hash.
const TELLING_NOTHING: [&str; 18] = [
    "and",
    "contains",
    "empty",
    "endsWith",
    "equals",
    "greater",
    "greaterOrEquals",
    "guid",
    "indexOf",
    "lastIndexOf",
    "length",
    "less",
    "lessOrEquals",
    "not",
    "objectKeys",
    "or",
    "startsWith",
    "uniqueString",
];

/// What one part of an array or object is counted as, in bytes.
const PART_BYTES: u64 = 96;

/// An argument of a function.
pub enum Argument<'a> {
    /// An evaluated value.
    Value(Value),
    /// A lambda: of `map`, `filter`, `reduce`, `sort`, `toObject`, `groupBy`, `mapValues`.
    Lambda(&'a dyn Lambda),
}

/// A lambda, ready to be called.
pub trait Lambda {
    /// How many parameters it declares.
    fn parameters(&self) -> usize;

    /// Its body with these values for its parameters. Extra values are ignored (an index that is not asked for).
    ///
    /// # Errors
    /// As evaluating its body.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

/// What a call can see beside its arguments.
#[derive(Clone, Copy)]
pub struct CallContext<'a> {
    /// The budget of this root.
    pub budget: &'a Budget,
    /// The whole call: a result that no single literal decides gets this place.
    pub span: Span,
}

/// The deployment engine or the compiler would refuse the call, or the budget ran out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FunctionError {
    /// One sentence without a full stop, in Azure's manner.
    pub message: String,
    /// The argument at fault, counted from 0.
    pub argument: Option<usize>,
    /// The budget ran out.
    pub is_exhausted: bool,
}

impl CallContext<'_> {
    /// Counts memory that is about to be produced, in bytes.
    ///
    /// # Errors
    /// When it is too much.
    pub fn allocate(&self, bytes: usize) -> Result<(), FunctionError> {
        self.budget.allocate(bytes as u64).map_err(exhausted)?;
        self.budget.spend(1 + bytes as u64 / 64).map_err(exhausted)
    }

    /// Counts everything in a value that is about to be part of another: shared parts count wherever they stand, since
    /// whoever walks over the result meets them all.
    ///
    /// # Errors
    /// When it is too much, or nested too deeply.
    pub fn weigh(&self, value: &Value) -> Result<(), FunctionError> {
        if !matches!(value.data, Data::List(_) | Data::Object(_) | Data::OneOf(_)) {
            return Ok(());
        }
        let most = self.budget.limits().bytes / PART_BYTES;
        match weigh(value, most) {
            Ok(count) => self.budget.spend(count).map_err(exhausted),
            Err(Exhausted::Depth) => Err(exhausted(Exhausted::Depth)),
            Err(_) => self.budget.allocate(u64::MAX).map_err(exhausted),
        }
    }

    /// Counts one step of work.
    ///
    /// # Errors
    /// When it is too much.
    pub fn spend(&self) -> Result<(), FunctionError> {
        self.budget.spend(1).map_err(exhausted)
    }
}

fn exhausted(what: Exhausted) -> FunctionError {
    FunctionError { message: what.to_string(), argument: None, is_exhausted: true }
}

/// Calls a function by its ARM or Bicep name, compared without regard to case. None when there is no function of this
/// name.
///
/// # Errors
/// When Azure would refuse it whatever the unknown parts turn out to be, or the budget ran out.
#[must_use]
pub fn call(name: &str, arguments: &[Argument<'_>], context: CallContext<'_>) -> Option<Outcome> {
    let function = table::find(name)?;
    Some(apply(function, arguments, context))
}

/// The names of all functions, for suggestions.
pub fn names() -> impl Iterator<Item = &'static str> {
    table::FUNCTIONS.iter().map(|function| function.name)
}

/// The most combinations of alternatives that are computed one by one.
const MOST_COMBINATIONS: usize = 64;

fn apply(function: &table::Function, arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    context.spend()?;
    let (least, most) = function.arity;
    if arguments.len() < least || arguments.len() > most {
        let expected = match (least, most) {
            (1, 1) => "1 argument".to_owned(),
            (least, most) if least == most => format!("{least} arguments"),
            (least, usize::MAX) => format!("at least {least} argument{}", if least == 1 { "" } else { "s" }),
            (least, most) => format!("{least} to {most} arguments"),
        };
        let got = arguments.len();
        return Err(refuse(format!("The function \"{}\" expects {expected}, not {got}", function.name)));
    }
    let named = |error: FunctionError| match error.is_exhausted {
        true => error,
        false => FunctionError { message: format!("{}(): {}", function.name, error.message), ..error },
    };
    let value = match function.body {
        table::Body::Values(body) => of_values(function, body, arguments, context),
        table::Body::Lambda(body) => body(arguments, context),
        table::Body::Later => Ok(runtime::set(function.name, context)),
        table::Body::LaterObject(members) => Ok(runtime::object(function.name, members, context)),
    };
    let value = value.map_err(named)?;
    let given = arguments.iter().filter_map(|argument| match argument {
        Argument::Value(value) => Some(value),
        Argument::Lambda(_) => None,
    });
    let value = if TELLING_NOTHING.contains(&function.name) { value } else { value.made_of(given) };
    if !function.picks {
        context.weigh(&value)?;
    }
    // What was picked out of an argument keeps its own place.
    let has_place = value.trail.literal.is_some() || function.picks && value.is_null();
    Ok(if has_place { value } else { value.at(context.span) })
}

fn of_values(
    function: &table::Function,
    body: table::OfValues,
    arguments: &[Argument<'_>],
    context: CallContext<'_>,
) -> Outcome {
    let mut values = Vec::with_capacity(arguments.len());
    for (at, argument) in arguments.iter().enumerate() {
        match argument {
            Argument::Value(value) => values.push(value.clone()),
            Argument::Lambda(_) => {
                return Err(FunctionError { argument: Some(at), ..refuse("a lambda cannot stand here") });
            }
        }
    }
    let is_sensitive = match function.secrets {
        Secrets::Own => false,
        Secrets::Shallow => values.iter().any(|value| value.sensitive),
        Secrets::Deep => values.iter().any(is_deeply_sensitive),
    };
    let result = match function.sees_alternatives {
        true => body(&values, context),
        false => for_each_combination(&values, &|values| body(values, context)),
    };
    Ok(result?.with_sensitive(is_sensitive))
}

/// The result for each combination of alternatives; unknown when there are too many.
fn for_each_combination(values: &[Value], body: &dyn Fn(&[Value]) -> Outcome) -> Outcome {
    let Some(at) = values.iter().position(|value| matches!(value.data, Data::OneOf(_))) else { return body(values) };
    let combinations = values.iter().fold(1usize, |count, value| match &value.data {
        Data::OneOf(members) => count.saturating_mul(members.len()),
        _ => count,
    });
    if combinations > MOST_COMBINATIONS {
        let doubt = reason(values);
        let hidden: Vec<Value> = values.iter().map(|value| hide_alternatives(value, &doubt)).collect();
        return body(&hidden);
    }
    each(&values[at], &|member| {
        let mut values = values.to_vec();
        values[at] = member.clone();
        for_each_combination(&values, body)
    })
}

/// Nothing but that it is set, if it is, in the place of too many alternatives.
fn hide_alternatives(value: &Value, doubt: &Arc<Reason>) -> Value {
    match &value.data {
        Data::OneOf(_) if value.is_certainly_set() => Value::unknown_set(Arc::clone(doubt)),
        Data::OneOf(_) => Value::unknown(Arc::clone(doubt)),
        _ => value.clone(),
    }
}

/// Why some of these values are not known.
fn reason(values: &[Value]) -> Arc<Reason> {
    values.iter().find_map(Value::first_reason).unwrap_or_else(|| Arc::new(Reason::undecided_condition()))
}

/// The text at a position; none where it is not known.
fn text(values: &[Value], at: usize) -> Result<Option<&str>, FunctionError> {
    match &values[at].data {
        Data::String(text) => Ok(Some(text)),
        Data::Unknown(_) | Data::OneOf(_) => Ok(None),
        _ => Err(wrong(values, at, "a text")),
    }
}

/// The whole number at a position; none where it is not known.
fn number(values: &[Value], at: usize) -> Result<Option<i64>, FunctionError> {
    match &values[at].data {
        Data::Number(number) => number.to_i64().map(Some).ok_or_else(|| wrong(values, at, "a whole number")),
        Data::Unknown(_) | Data::OneOf(_) => Ok(None),
        _ => Err(wrong(values, at, "a whole number")),
    }
}

/// The argument at a position is of another type than expected.
fn wrong(values: &[Value], at: usize, expected: &str) -> FunctionError {
    let message = format!("expected {expected}, not a value of type \"{}\"", super::operators::type_name(&values[at]));
    FunctionError { argument: Some(at), ..refuse(message) }
}

/// Certainly set, but not known, because of these.
fn unknown(values: &[Value]) -> Outcome {
    Ok(Value::unknown_set(reason(values)))
}
