//! Calls of the library, of lambdas and of user functions.

use std::sync::Arc;

use super::binding::Bindings;
use super::evaluate::{Evaluated, EvaluationError, at, wrong_count};
use super::instance::Instance;
use crate::arm::expression::{Expression, ExpressionKind};
use crate::arm::functions::{self, Argument, FunctionError, Lambda};
use crate::arm::listed;
use crate::document::{Data, Object, Value};
use crate::formats::closest;
use crate::formats::json::Node;

/// An argument, evaluated unless it is a lambda.
enum Prepared<'l> {
    Value(Value),
    Lambda(ArmLambda<'l>),
}

/// `lambda('x', 'y', body)`.
struct ArmLambda<'l> {
    instance: &'l Instance<'l>,
    names: Vec<Arc<str>>,
    body: &'l Expression,
    bindings: &'l Bindings<'l>,
}

impl Lambda for ArmLambda<'_> {
    fn parameters(&self) -> usize {
        self.names.len()
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let bindings = self.bindings.with_lambda(&self.names, arguments);
        self.instance.evaluate(self.body, &bindings).map_err(|error| FunctionError {
            message: error.message,
            argument: None,
            is_exhausted: error.is_exhausted,
        })
    }
}

impl Instance<'_> {
    pub(super) fn plain_call(
        &self,
        lower: &str,
        name: &str,
        arguments: &[Expression],
        whole: &Expression,
        bindings: &Bindings<'_>,
    ) -> Evaluated {
        let span = whole.span;
        if lower.contains('.') {
            let owner = self.owner();
            let Some(function) = owner.template.functions.get(lower) else {
                return Err(EvaluationError::new(format!("The template function '{name}' is not valid"), span));
            };
            return owner.user_call(name, function, arguments, whole, self, bindings);
        }
        if lower == "createobject" && !arguments.len().is_multiple_of(2) {
            return self.create_object_in_error(arguments, whole, bindings);
        }
        // An error in a part of an object or array loses that part.
        let is_container = matches!(lower, "createobject" | "createarray" | "union" | "shallowmerge");
        let mut prepared = Vec::with_capacity(arguments.len());
        for argument in arguments {
            prepared.push(match &argument.kind {
                ExpressionKind::Call { name, arguments, .. } if name.eq_ignore_ascii_case("lambda") => {
                    Prepared::Lambda(self.lambda(arguments, argument, bindings)?)
                }
                _ => Prepared::Value(match self.evaluate(argument, bindings) {
                    Err(error) if is_container && !error.is_exhausted => self.settle(Err(error), argument.span),
                    outcome => outcome?,
                }),
            });
        }
        let given: Vec<Argument<'_>> = (prepared.iter())
            .map(|prepared| match prepared {
                Prepared::Value(value) => Argument::Value(value.clone()),
                Prepared::Lambda(lambda) => Argument::Lambda(lambda),
            })
            .collect();
        let context = self.context(span);
        let outcome = functions::call(name, &given, context).or_else(|| {
            // `listKeys`, `listClusterUserCredential`: whatever the resource offers.
            lower.starts_with("list").then(|| functions::call("list", &given, context)).flatten()
        });
        let outcome = outcome.map(|outcome| match given.first() {
            Some(Argument::Value(resource)) if lower.starts_with("list") => {
                outcome.map(|value| value.with_origins(listed(name, resource)))
            }
            _ => outcome,
        });
        match outcome {
            Some(Ok(value)) => Ok(self.child_id(value, whole, bindings)),
            Some(Err(error)) => {
                let place =
                    error.argument.and_then(|index| arguments.get(index)).map_or(span, |argument| argument.span);
                Err(at(error, place))
            }
            None => {
                let mut message = format!("The template function '{name}' is not valid");
                if let Some(close) = closest(name, functions::names()) {
                    message.push_str(&format!("; did you mean '{close}'?"));
                }
                Err(EvaluationError::new(message, span))
            }
        }
    }

    /// A name or a value is missing, which Azure refuses. The pairs that there are count all the same.
    fn create_object_in_error(
        &self,
        arguments: &[Expression],
        whole: &Expression,
        bindings: &Bindings<'_>,
    ) -> Evaluated {
        let message = "The template function 'createObject' takes a name and a value by turns: one is missing";
        let missing = self.settle(Err(EvaluationError::new(message, whole.span)), whole.span);
        let mut pairs = Vec::with_capacity(arguments.len());
        let mut rest = arguments;
        while let [name, tail @ ..] = rest {
            let name = self.evaluate(name, bindings)?;
            let [value, after @ ..] = tail else { break };
            rest = tail;
            if name.as_str().is_some() {
                let value = self.settle(self.evaluate(value, bindings), value.span);
                pairs.extend([Argument::Value(name), Argument::Value(value)]);
                rest = after;
            }
        }
        let created = functions::call("createObject", &pairs, self.context(whole.span));
        match (created, missing.first_reason()) {
            (Some(Ok(Value { data: Data::Object(object), trail, sensitive })), Some(reason)) => {
                let object = Object { open: Some(reason), ..(*object).clone() };
                Ok(Value { data: Data::Object(Arc::new(object)), trail, sensitive })
            }
            _ => Ok(missing),
        }
    }

    fn lambda<'l>(
        &'l self,
        arguments: &'l [Expression],
        whole: &Expression,
        bindings: &'l Bindings<'_>,
    ) -> Result<ArmLambda<'l>, EvaluationError> {
        let Some((body, names)) = arguments.split_last() else {
            return Err(wrong_count("lambda", "at least 1", 0, whole.span));
        };
        let mut parameters = Vec::with_capacity(names.len());
        for name in names {
            let ExpressionKind::String(name) = &name.kind else {
                return Err(EvaluationError::new("The parameters of a lambda must be literal texts", name.span));
            };
            parameters.push(Arc::clone(name));
        }
        Ok(ArmLambda { instance: self, names: parameters, body, bindings })
    }

    /// Calls a user function of this template with arguments that stand in `caller`.
    fn user_call(
        &self,
        name: &str,
        function: &Node,
        arguments: &[Expression],
        whole: &Expression,
        caller: &Instance<'_>,
        bindings: &Bindings<'_>,
    ) -> Evaluated {
        let declared = function.get("parameters").map(Node::items).unwrap_or_default();
        let mut values = Vec::with_capacity(declared.len());
        for (position, parameter) in declared.iter().enumerate() {
            let Some(parameter_name) = parameter.get("name").and_then(Node::as_str) else { continue };
            let value = match arguments.get(position) {
                Some(argument) => caller.evaluate(argument, bindings)?,
                None => Value::null(),
            };
            values.push((Arc::from(parameter_name), value));
        }
        if arguments.len() > declared.len() {
            let expected = declared.len().to_string();
            return Err(wrong_count(name, &expected, arguments.len(), whole.span));
        }
        let Some(body) = function.get("output").and_then(|output| output.get("value")) else {
            return Err(EvaluationError::new(format!("The template function '{name}' has no output"), whole.span));
        };
        Ok(self.value(body, &Bindings::function(&values)))
    }
}
