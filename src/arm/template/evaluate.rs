//! Expressions as values.

use std::cell::RefCell;
use std::sync::Arc;

use super::binding::Bindings;
use super::instance::Instance;
use super::section::Section;
use crate::arm::expression::{Expression, ExpressionKind};
use crate::arm::functions::{CallContext, FunctionError};
use crate::arm::operators;
use crate::document::{Data, Value};
use crate::formats::closest;
use crate::source::Span;

/// Azure would refuse the expression, or the budget ran out.
#[derive(Debug, Clone)]
pub(super) struct EvaluationError {
    pub message: String,
    pub span: Span,
    pub is_exhausted: bool,
}

impl EvaluationError {
    pub fn new(message: impl Into<String>, span: Span) -> Self {
        Self { message: message.into(), span, is_exhausted: false }
    }
}

pub(super) type Evaluated = Result<Value, EvaluationError>;

impl Instance<'_> {
    pub(super) fn context(&self, span: Span) -> CallContext<'_> {
        CallContext { budget: &self.run.budget, span }
    }

    pub(super) fn evaluate(&self, expression: &Expression, bindings: &Bindings<'_>) -> Evaluated {
        let span = expression.span;
        let exhausted = |message: String| EvaluationError { message, span, is_exhausted: true };
        self.run.budget.spend(1).map_err(|what| exhausted(what.to_string()))?;
        match &expression.kind {
            ExpressionKind::String(text) => Ok(Value::string(Arc::clone(text)).at(span)),
            ExpressionKind::Number(number) => Ok(Value::number(number.clone()).at(span)),
            ExpressionKind::Member(base, name) => {
                let base = self.evaluate(base, bindings)?;
                operators::member(&base, name, false).map_err(|error| at(error, span))
            }
            ExpressionKind::Index(base, key) => {
                let base = self.evaluate(base, bindings)?;
                let key = self.evaluate(key, bindings)?;
                operators::index(&base, &key, false, false).map_err(|error| at(error, span))
            }
            ExpressionKind::Call { name, arguments, .. } => {
                let Some(_guard) = self.run.enter() else {
                    return Err(exhausted("the evaluation is nested too deeply".to_owned()));
                };
                self.call(name, arguments, expression, bindings)
            }
        }
    }

    fn call(&self, name: &str, arguments: &[Expression], whole: &Expression, bindings: &Bindings<'_>) -> Evaluated {
        let span = whole.span;
        match &*name.to_ascii_lowercase() {
            "parameters" => self.parameters_call(arguments, span, bindings),
            "variables" => self.variables_call(arguments, span, bindings),
            "copyindex" => self.copy_index(arguments, span, bindings),
            "lambdavariables" => {
                let name = self.name_argument(arguments, span, bindings)?;
                bindings
                    .lambda_variable(&name)
                    .ok_or_else(|| EvaluationError::new(format!("The lambda variable '{name}' is not found"), span))
            }
            "if" => self.conditional(arguments, span, bindings),
            "and" => self.logic(false, arguments, span, bindings),
            "or" => self.logic(true, arguments, span, bindings),
            "coalesce" => self.coalesce(arguments, span, bindings),
            "reference" => self.reference_call(arguments, whole, bindings),
            "references" => self.references_call(arguments, whole, bindings),
            "resourceinfo" => self.resource_info(arguments, whole, bindings),
            "deployment" if arguments.is_empty() => self.deployment_call(span),
            "resourceid"
            | "subscriptionresourceid"
            | "tenantresourceid"
            | "managementgroupresourceid"
            | "extensionresourceid" => self.resource_id_call(arguments, whole, bindings),
            lower => self.plain_call(lower, name, arguments, whole, bindings),
        }
    }

    /// Does something whose sides are evaluated only when they are needed.
    fn lazily<'e>(
        &'e self,
        span: Span,
        bindings: &'e Bindings<'_>,
        operation: impl FnOnce(&dyn Fn(&Expression) -> Result<Value, FunctionError>) -> Result<Value, FunctionError>,
    ) -> Evaluated {
        let inner: RefCell<Vec<EvaluationError>> = RefCell::default();
        let evaluate = |expression: &Expression| {
            self.evaluate(expression, bindings).map_err(|error| {
                let outer =
                    FunctionError { message: error.message.clone(), argument: None, is_exhausted: error.is_exhausted };
                inner.borrow_mut().push(error);
                outer
            })
        };
        let outcome = operation(&evaluate);
        outcome.map_err(|error| {
            let own = inner.take().into_iter().find(|inner| inner.message == error.message);
            own.unwrap_or_else(|| at(error, span))
        })
    }

    fn conditional(&self, arguments: &[Expression], span: Span, bindings: &Bindings<'_>) -> Evaluated {
        let [condition, yes, no] = arguments else { return Err(wrong_count("if", "3", arguments.len(), span)) };
        let condition = self.evaluate(condition, bindings)?;
        self.lazily(span, bindings, |evaluate| {
            operators::conditional(&condition, || evaluate(yes), || evaluate(no), self.context(span))
        })
    }

    fn logic(&self, is_or: bool, arguments: &[Expression], span: Span, bindings: &Bindings<'_>) -> Evaluated {
        let name = if is_or { "or" } else { "and" };
        let Some((first, rest)) = arguments.split_first().filter(|(_, rest)| !rest.is_empty()) else {
            return Err(wrong_count(name, "at least 2", arguments.len(), span));
        };
        let mut value = self.evaluate(first, bindings)?;
        for next in rest {
            value = self.lazily(span, bindings, |evaluate| {
                operators::logic(is_or, &value, || evaluate(next), self.context(span))
            })?;
        }
        Ok(value)
    }

    fn coalesce(&self, arguments: &[Expression], span: Span, bindings: &Bindings<'_>) -> Evaluated {
        let Some((first, rest)) = arguments.split_first() else {
            return Err(wrong_count("coalesce", "at least 1", 0, span));
        };
        let mut value = self.evaluate(first, bindings)?;
        for next in rest {
            value = self
                .lazily(span, bindings, |evaluate| operators::coalesce(value, || evaluate(next), self.context(span)))?;
        }
        Ok(value)
    }

    /// The only argument, a text that is known.
    fn name_argument(
        &self,
        arguments: &[Expression],
        span: Span,
        bindings: &Bindings<'_>,
    ) -> Result<Arc<str>, EvaluationError> {
        let [argument] = arguments else { return Err(wrong_count("function", "1", arguments.len(), span)) };
        match self.evaluate(argument, bindings)?.data {
            Data::String(name) => Ok(name),
            _ => Err(EvaluationError::new("The name must be a text that is known", argument.span)),
        }
    }

    fn parameters_call(&self, arguments: &[Expression], span: Span, bindings: &Bindings<'_>) -> Evaluated {
        let name = self.name_argument(arguments, span, bindings)?;
        let found = match bindings.function_parameters() {
            Some(own) => {
                own.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, value)| value.clone())
            }
            None => self.parameter(&name),
        };
        let section = &self.owner().template.parameters;
        Ok(found.unwrap_or_else(|| self.undeclared("parameter", &name, section, span)))
    }

    fn variables_call(&self, arguments: &[Expression], span: Span, bindings: &Bindings<'_>) -> Evaluated {
        let name = self.name_argument(arguments, span, bindings)?;
        let found = if bindings.function_parameters().is_some() { None } else { self.variable(&name) };
        let section = &self.owner().template.variables;
        Ok(found.unwrap_or_else(|| self.undeclared("variable", &name, section, span)))
    }

    /// Azure refuses the template wherever the name stands; what does not depend on it is told all the same.
    fn undeclared(&self, what: &str, name: &str, section: &Section<'_>, span: Span) -> Value {
        let mut message = format!("The template {what} '{name}' is not found");
        if let Some(close) = closest(name, section.members.iter().map(|(name, _)| name.text.as_str())) {
            message.push_str(&format!("; did you mean '{close}'?"));
        }
        self.settle(Err(EvaluationError::new(message, span)), span)
    }

    /// `copyIndex()`, `copyIndex(offset)`, `copyIndex('name')`, `copyIndex('name', offset)`.
    fn copy_index(&self, arguments: &[Expression], span: Span, bindings: &Bindings<'_>) -> Evaluated {
        let mut values = Vec::with_capacity(2);
        for argument in arguments {
            values.push(self.evaluate(argument, bindings)?);
        }
        let (name, offset) = match &values[..] {
            [] => (None, None),
            [name] if name.as_str().is_some() => (name.as_str(), None),
            [offset] => (None, Some(offset)),
            [name, offset] if name.as_str().is_some() => (name.as_str(), Some(offset)),
            _ => return Err(EvaluationError::new("copyIndex() takes the name of a loop and an offset", span)),
        };
        let Some(round) = bindings.find_loop(name) else {
            let message = match name {
                Some(name) => format!("The template function 'copyIndex' names the copy '{name}', which is not around it"),
                None => "The template function 'copyIndex' is not expected at this location: outside a resource copy, or in \
                         a property copy without its name"
                    .to_owned(),
            };
            return Err(EvaluationError::new(message, span));
        };
        let index = round.index.clone();
        match offset {
            None => Ok(Value { trail: crate::document::Trail::literal(span), ..index }),
            Some(offset) => operators::arithmetic(operators::Arithmetic::Add, &index, offset, self.context(span))
                .map_err(|error| at(error, span)),
        }
    }
}

/// A refusal at a place.
pub(super) fn at(error: FunctionError, span: Span) -> EvaluationError {
    EvaluationError { message: error.message, span, is_exhausted: error.is_exhausted }
}

pub(super) fn wrong_count(name: &str, expected: &str, got: usize, span: Span) -> EvaluationError {
    EvaluationError::new(format!("The template function '{name}' takes {expected} arguments, not {got}"), span)
}
