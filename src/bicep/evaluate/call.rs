//! Calls of functions, and lambdas.

use super::evaluator::{Evaluator, Outcome, error, inside, refused};
use super::{Bindings, UserFunction};
use crate::arm::functions::{self, Argument, FunctionError};
use crate::bicep::syntax::{Call, Expression, ExpressionKind, InstanceCall, Lambda};
use crate::document::{Cause, Reason, Value};
use crate::formats::closest;
use crate::source::Span;

/// A lambda of a file, ready to be called.
struct Closure<'a> {
    lambda: &'a Lambda,
    evaluator: Evaluator<'a>,
}

impl functions::Lambda for Closure<'_> {
    fn parameters(&self) -> usize {
        self.lambda.parameters.len()
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let mut bindings = self.evaluator.bindings.clone();
        for (name, value) in self.lambda.parameters.iter().zip(arguments) {
            bindings = bindings.with(std::sync::Arc::clone(&name.text), value.clone());
        }
        self.evaluator.with(&bindings).evaluate(&self.lambda.body).map_err(inside)
    }
}

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Call, span: Span) -> Outcome {
        let name = &*call.name.text;
        if let Some(found) = self.scope.function(None, name) {
            return self.user_call(&found, &call.arguments, span);
        }
        self.built_in(name, call.name.span, &call.arguments, span)
    }

    pub(super) fn instance_call(&self, call: &InstanceCall, span: Span) -> Outcome {
        let name = &*call.name.text;
        if let ExpressionKind::Identifier(base) = &call.base.kind
            && self.bindings.get(base).is_none()
        {
            if self.scope.is_namespace(base) {
                return match self.scope.function(Some(base), name) {
                    Some(found) => self.user_call(&found, &call.arguments, span),
                    None => {
                        let message = format!("The type \"{base}\" does not contain the function \"{name}\"");
                        Err(error(message, call.name.span))
                    }
                };
            }
            if matches!(&**base, "sys" | "az") && !self.scope.names().iter().any(|known| known == base) {
                return self.built_in(name, call.name.span, &call.arguments, span);
            }
        }
        // A function of a resource: keys, secrets, or whatever else only Azure can tell.
        let base = self.evaluate(&call.base)?;
        let what = base.as_object().and_then(|object| object.computed.as_ref()?.reference.clone());
        let subject = what.map_or_else(|| name.to_owned(), |reference| format!("{}.{name}()", reference.address));
        let text = format!("{subject} is known only when it is deployed");
        let reason = Reason::new(Cause::Function, subject, text).at(span);
        let value = Value::unknown_set(reason).at(span);
        let is_secret = name.starts_with("list") || name == "getSecret";
        Ok(value.with_sensitive(is_secret))
    }

    fn built_in(&self, name: &str, place: Span, arguments: &[Expression], span: Span) -> Outcome {
        if name == "nameof" {
            return Ok(Value::string(last_name(arguments)).at(span));
        }
        if let Some(outcome) = self.load(name, arguments, span) {
            return outcome;
        }
        let values = self.arguments(arguments)?;
        let arguments_of: Vec<Argument<'_>> = (values.iter())
            .map(|value| match value {
                Given::Value(value) => Argument::Value(value.clone()),
                Given::Lambda(closure) => Argument::Lambda(closure),
            })
            .collect();
        match functions::call(name, &arguments_of, self.context(span)) {
            Some(outcome) => outcome.map_err(|error| {
                let at = error.argument.and_then(|at| arguments.get(at)).map_or(span, |argument| argument.span);
                refused(error, at)
            }),
            None if name.starts_with("list") => {
                let text = format!("{name}() is known only when it is deployed");
                let reason = Reason::new(Cause::Function, format!("{name}()"), text).at(span);
                Ok(Value::unknown_set(reason).at(span).with_sensitive(true))
            }
            None => {
                let hint = closest(name, functions::names()).map(|near| format!("; did you mean \"{near}\"?"));
                let hint = hint.unwrap_or_default();
                Err(error(format!("The name \"{name}\" does not exist in the current context{hint}"), place))
            }
        }
    }

    fn arguments<'e>(&'e self, arguments: &'e [Expression]) -> Result<Vec<Given<'e>>, super::EvaluationError> {
        let given = |argument: &'e Expression| match &argument.kind {
            ExpressionKind::Lambda(lambda) => Ok(Given::Lambda(Closure { lambda, evaluator: *self })),
            _ => self.evaluate(argument).map(Given::Value),
        };
        arguments.iter().map(given).collect()
    }

    fn user_call(&self, found: &UserFunction<'_>, arguments: &[Expression], span: Span) -> Outcome {
        let UserFunction { function, scope } = found;
        let (wanted, got) = (function.parameters.len(), arguments.len());
        if got != wanted {
            return Err(error(format!("Expected {wanted} arguments, but got {got}"), span));
        }
        let mut bindings = Bindings::empty();
        for (parameter, argument) in function.parameters.iter().zip(arguments) {
            bindings = bindings.with(std::sync::Arc::clone(&parameter.name.text), self.evaluate(argument)?);
        }
        let run = self.scope.run();
        let Some(_level) = run.enter() else {
            let _ = run.exhausted_reason(span);
            return Err(super::EvaluationError { message: "nested too deeply".into(), span, is_exhausted: true });
        };
        // A function's parameters are all it sees beside the functions of its file.
        Evaluator { scope: *scope, bindings: &bindings }.evaluate(&function.body)
    }
}

/// What is given for a parameter of a function.
enum Given<'a> {
    Value(Value),
    Lambda(Closure<'a>),
}

fn last_name(arguments: &[Expression]) -> String {
    let mut expression = arguments.first();
    loop {
        match expression.map(|expression| &expression.kind) {
            Some(ExpressionKind::Identifier(name)) => return name.to_string(),
            Some(ExpressionKind::Member(member)) => return member.name.text.to_string(),
            Some(ExpressionKind::Nested(parts)) => return parts.1.text.to_string(),
            Some(ExpressionKind::Index(index)) => expression = Some(&index.base),
            Some(ExpressionKind::NonNull(inner) | ExpressionKind::Parenthesis(inner)) => expression = Some(inner),
            _ => return String::new(),
        }
    }
}
