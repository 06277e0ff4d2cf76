//! Calls of functions, and lambdas.

use std::sync::Arc;

use super::evaluator::{Calling, Evaluator, Outcome, error, exhausted, inside, refused};
use super::types::type_name;
use super::{Bindings, EvaluationError, UserFunction, names, parameter_type};
use crate::arm::functions::{self, Argument, FunctionError};
use crate::arm::listed;
use crate::bicep::syntax::{Call, Expression, ExpressionKind, InstanceCall, Lambda};
use crate::document::{Cause, Data, Origins, Reason, Value};
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
        let run = self.evaluator.scope.run();
        let Some(_level) = run.enter() else {
            let _ = run.exhausted_reason(self.lambda.body.span);
            return Err(inside(exhausted(self.lambda.body.span)));
        };
        let mut bindings = self.evaluator.bindings.clone();
        for (name, value) in self.lambda.parameters.iter().zip(arguments) {
            bindings = bindings.with(Arc::clone(&name.text), value.clone());
        }
        self.evaluator.with(&bindings).evaluate(&self.lambda.body).map_err(inside)
    }
}

/// What is given for a parameter of a function.
enum Given<'a> {
    Value(Value),
    Lambda(Closure<'a>),
}

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Call, span: Span) -> Outcome {
        match self.scope.function(None, &call.name.text) {
            Some(found) => self.user_call(&found, &call.arguments, span),
            None => self.built_in(None, &call.name.text, call.name.span, &call.arguments, span),
        }
    }

    pub(super) fn instance_call(&self, call: &InstanceCall, span: Span) -> Outcome {
        let name = &*call.name.text;
        if let ExpressionKind::Identifier(base) = &call.base.kind
            && self.bindings.get(base).is_none()
        {
            if self.scope.is_namespace(base) {
                return match self.scope.function(Some(base), name) {
                    Some(found) => self.user_call(&found, &call.arguments, span),
                    None => self.of_namespace(base, call),
                };
            }
            if self.is_built_in_namespace(base) {
                return self.built_in(Some(base), name, call.name.span, &call.arguments, span);
            }
        }
        let base = self.evaluate(&call.base)?;
        self.of_resource(&base, name, call.name.span, span)
    }

    /// A function that a wildcard import does not have; what is not on disk may have it all the same.
    fn of_namespace(&self, namespace: &str, call: &InstanceCall) -> Outcome {
        let imported = self.scope.lookup(namespace, call.base.span)?;
        if let Some(unknown) = imported.as_unknown() {
            return Ok(Value::unknown(Arc::clone(&unknown.reason)).at(call.base.span));
        }
        let name = &call.name.text;
        Err(error(format!("The type \"{namespace}\" does not contain function \"{name}\""), call.name.span))
    }

    /// A function of a resource: keys, secrets, or whatever else only Azure can tell.
    fn of_resource(&self, base: &Value, name: &str, place: Span, span: Span) -> Outcome {
        let reference = match &base.data {
            Data::Object(object) => object.computed.as_ref().map(|computed| computed.reference.as_ref()),
            Data::Unknown(unknown) => Some(unknown.reference.as_ref()),
            Data::OneOf(_) => Some(None),
            _ => None,
        };
        let Some(reference) = reference else {
            let ty = type_name(base);
            let message = match &base.data {
                Data::Object(_) => format!("The type \"{ty}\" does not contain function \"{name}\""),
                _ => format!("Cannot call functions on type \"{ty}\". An \"object\" type is required"),
            };
            return Err(error(message, place));
        };
        let subject = reference.map_or_else(|| format!("{name}()"), |found| format!("{}.{name}()", found.address));
        let text = format!("{subject} is known only when it is deployed");
        let reason = Reason::new(Cause::Function, subject, text).at(span);
        let is_secret = names::is_list(name) || name == "getSecret" || base.sensitive;
        Ok(Value::unknown_set(reason).with_origins(listed(name, base)).at(span).with_sensitive(is_secret))
    }

    fn built_in(
        &self,
        namespace: Option<&str>,
        name: &str,
        place: Span,
        arguments: &[Expression],
        span: Span,
    ) -> Outcome {
        if let Some(message) = names::refusal(namespace, name) {
            // What is imported from something that is not on disk, or was declared where the file is broken.
            let found = self.scope.lookup(name, place).ok().filter(|_| namespace.is_none());
            return match found.as_ref().and_then(Value::as_unknown).map(|unknown| &unknown.reason) {
                Some(reason) if matches!(reason.cause, Cause::MissingModule | Cause::Syntax) => {
                    Ok(Value::unknown(Arc::clone(reason)).at(span))
                }
                _ => Err(error(message, place)),
            };
        }
        if name == "nameof" {
            return self.name_of(arguments, span);
        }
        if let Some(outcome) = self.load(name, arguments, span) {
            return outcome;
        }
        let values = self.arguments(arguments)?;
        let given: Vec<Argument<'_>> = (values.iter())
            .map(|value| match value {
                Given::Value(value) => Argument::Value(value.clone()),
                Given::Lambda(closure) => Argument::Lambda(closure),
            })
            .collect();
        match functions::call(name, &given, self.context(span)) {
            Some(outcome) => outcome.map_err(|error| {
                let at = error.argument.and_then(|at| arguments.get(at)).map_or(span, |argument| argument.span);
                refused(error, at)
            }),
            // Only what a resource lists has no entry of its own.
            None => {
                let text = format!("{name}() is known only when it is deployed");
                let reason = Reason::new(Cause::Function, format!("{name}()"), text).at(span);
                let origins = match given.first() {
                    Some(Argument::Value(resource)) => listed(name, resource),
                    _ => Origins::default(),
                };
                Ok(Value::unknown_set(reason).with_origins(origins).at(span).with_sensitive(true))
            }
        }
    }

    fn arguments<'e>(&'e self, arguments: &'e [Expression]) -> Result<Vec<Given<'e>>, EvaluationError> {
        let given = |argument: &'e Expression| {
            let mut inner = argument;
            while let ExpressionKind::Parenthesis(within) = &inner.kind {
                inner = within;
            }
            match &inner.kind {
                ExpressionKind::Lambda(lambda) => Ok(Given::Lambda(Closure { lambda, evaluator: *self })),
                _ => self.evaluate(argument).map(Given::Value),
            }
        };
        arguments.iter().map(given).collect()
    }

    fn user_call(&self, found: &UserFunction<'_>, arguments: &[Expression], span: Span) -> Outcome {
        let UserFunction { function, scope } = found;
        if self.calling.is_some_and(|calling| calling.contains(function)) {
            let message = format!("The expression is involved in a cycle (\"{}\")", function.name.text);
            return Err(error(message, span));
        }
        let (wanted, got) = (function.parameters.len(), arguments.len());
        if got != wanted {
            let plural = if wanted == 1 { "" } else { "s" };
            return Err(error(format!("Expected {wanted} argument{plural}, but got {got}"), span));
        }
        let mut bindings = Bindings::empty();
        for (parameter, argument) in function.parameters.iter().zip(arguments) {
            let value = self.evaluate(argument)?;
            let ty = parameter_type(&parameter.type_expression, &[], *scope);
            if let Some(message) = ty.refusal(&value) {
                let name = &parameter.name.text;
                return Err(error(format!("The argument for \"{name}\" is refused: {message}"), argument.span));
            }
            bindings = bindings.with(Arc::clone(&parameter.name.text), ty.mark(value));
        }
        let run = self.scope.run();
        let Some(_level) = run.enter() else {
            let _ = run.exhausted_reason(span);
            return Err(exhausted(span));
        };
        // A function's parameters are all it sees beside what its file declares.
        let calling = Calling { function, outer: self.calling };
        Evaluator { scope: *scope, bindings: &bindings, calling: Some(&calling), depth: 0 }.evaluate(&function.body)
    }

    fn name_of(&self, arguments: &[Expression], span: Span) -> Outcome {
        let [argument] = arguments else {
            return Err(error(format!("Expected 1 argument, but got {}", arguments.len()), span));
        };
        let mut expression = argument;
        loop {
            let name = match &expression.kind {
                ExpressionKind::Identifier(name) => name,
                ExpressionKind::Member(member) => &member.name.text,
                ExpressionKind::Nested(parts) => &parts.1.text,
                ExpressionKind::Index(index) => match index.index.text() {
                    Some(name) => name,
                    None => {
                        expression = &index.base;
                        continue;
                    }
                },
                ExpressionKind::NonNull(inner) | ExpressionKind::Parenthesis(inner) => {
                    expression = inner;
                    continue;
                }
                _ => return Err(error("The \"nameof\" function needs an expression that has a name", argument.span)),
            };
            return Ok(Value::string(Arc::clone(name)).at(span));
        }
    }
}
