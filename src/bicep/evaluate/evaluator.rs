//! Every kind of expression.

use std::sync::Arc;

use super::{Bindings, EvaluationError, Scope, names};
use crate::arm::functions::{CallContext, FunctionError};
use crate::arm::operators::{self, Arithmetic, Comparison};
use crate::bicep::syntax::{
    BinaryOperator, Expression, ExpressionKind, Function, Index, Member, StringPart, UnaryOperator,
};
use crate::document::{Cause, Exhausted, Reason, Value};
use crate::source::Span;

/// What evaluating gives.
pub(super) type Outcome = Result<Value, EvaluationError>;

/// So many levels of an expression count as one nested evaluation of the run, which bounds the stack.
const LEVELS: u32 = 4;

/// Evaluates the expressions of one place.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub scope: &'a dyn Scope,
    pub bindings: &'a Bindings,
    /// The user-defined functions being called.
    pub calling: Option<&'a Calling<'a>>,
    /// How deeply in an expression.
    pub depth: u32,
}

/// A user-defined function being called, and those that called it.
pub(super) struct Calling<'a> {
    pub function: &'a Function,
    pub outer: Option<&'a Calling<'a>>,
}

impl Calling<'_> {
    pub fn contains(&self, function: &Function) -> bool {
        let mut calling = Some(self);
        while let Some(found) = calling {
            if std::ptr::eq(found.function, function) {
                return true;
            }
            calling = found.outer;
        }
        false
    }
}

/// An error at a place.
pub(super) fn error(message: impl Into<String>, span: Span) -> EvaluationError {
    EvaluationError { message: message.into(), span, is_exhausted: false }
}

/// A refused operation, at a place.
pub(super) fn refused(error: FunctionError, span: Span) -> EvaluationError {
    EvaluationError { message: error.message, span, is_exhausted: error.is_exhausted }
}

/// What is nested too deeply.
pub(super) fn exhausted(span: Span) -> EvaluationError {
    EvaluationError { message: Exhausted::Depth.to_string(), span, is_exhausted: true }
}

/// The refusal that an error inside an operand means to the operation.
pub(super) fn inside(error: EvaluationError) -> FunctionError {
    FunctionError { message: error.message, argument: None, is_exhausted: error.is_exhausted }
}

impl<'a> Evaluator<'a> {
    pub fn new(scope: &'a dyn Scope, bindings: &'a Bindings) -> Self {
        Self { scope, bindings, calling: None, depth: 0 }
    }

    pub fn with<'b>(&self, bindings: &'b Bindings) -> Evaluator<'b>
    where
        'a: 'b,
    {
        Evaluator { bindings, ..*self }
    }

    pub fn context(&self, span: Span) -> CallContext<'a> {
        CallContext { budget: &self.scope.run().budget, span }
    }

    pub fn evaluate(&self, expression: &Expression) -> Outcome {
        let span = expression.span;
        self.context(span).spend().map_err(|error| refused(error, span))?;
        let inner = Self { depth: self.depth + 1, ..*self };
        if !inner.depth.is_multiple_of(LEVELS) {
            return inner.kind(expression);
        }
        let run = self.scope.run();
        let Some(_level) = run.enter() else {
            let _ = run.exhausted_reason(span);
            return Err(exhausted(span));
        };
        inner.kind(expression)
    }

    /// Whether a name is that of a built-in namespace here.
    pub fn is_built_in_namespace(&self, name: &str) -> bool {
        names::is_built_in_namespace(name) && !self.scope.names().iter().any(|known| **known == *name)
    }

    fn kind(&self, expression: &Expression) -> Outcome {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Null => Ok(Value::null().at(span)),
            ExpressionKind::Bool(value) => Ok(Value::bool(*value).at(span)),
            ExpressionKind::Integer(value) => Ok(Value::number(*value).at(span)),
            ExpressionKind::String(text) => Ok(Value::string(Arc::clone(text)).at(span)),
            ExpressionKind::Interpolation(parts) => self.interpolation(parts, span),
            ExpressionKind::Array(items) => self.array(items, span),
            ExpressionKind::Object(items) => self.object(items, span),
            ExpressionKind::For(repeated) => self.repeat(repeated, span),
            ExpressionKind::If(parts) => {
                let [condition, value] = &**parts;
                self.conditional(condition, || self.evaluate(value), || Ok(Value::null().at(span)), span)
            }
            ExpressionKind::Parenthesis(inner) => self.evaluate(inner),
            ExpressionKind::Identifier(name) => match self.bindings.get(name) {
                Some(value) => Ok(value.clone()),
                None => self.scope.lookup(name, span),
            },
            ExpressionKind::Member(member) => self.member(member),
            ExpressionKind::Nested(parts) => {
                let (base, name) = &**parts;
                self.scope.nested(base, &name.text, span)
            }
            ExpressionKind::Index(index) => self.index(index, span),
            ExpressionKind::NonNull(inner) => self.evaluate(inner),
            ExpressionKind::Call(call) => self.call(call, span),
            ExpressionKind::InstanceCall(call) => self.instance_call(call, span),
            ExpressionKind::Unary(operator, operand) => {
                let value = self.evaluate(operand)?;
                let context = self.context(span);
                let result = match operator {
                    UnaryOperator::Not => operators::not(&value, context),
                    UnaryOperator::Negate => operators::negate(&value, context),
                };
                result.map_err(|error| refused(error, span))
            }
            ExpressionKind::Binary(operator, sides) => {
                let [left, right] = &**sides;
                self.binary(*operator, left, right, span)
            }
            ExpressionKind::Ternary(parts) => {
                let [condition, yes, no] = &**parts;
                self.conditional(condition, || self.evaluate(yes), || self.evaluate(no), span)
            }
            ExpressionKind::Lambda(_) => {
                Err(error("Lambda functions may only be specified directly as function arguments", span))
            }
            ExpressionKind::Error(message) => {
                let text = format!("it could not be read: {message}");
                Ok(Value::unknown(Reason::new(Cause::Syntax, "", text).at(span)).at(span))
            }
        }
    }

    fn interpolation(&self, parts: &[StringPart], span: Span) -> Outcome {
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            values.push(match part {
                StringPart::Text(text) => Value::string(Arc::clone(text)),
                StringPart::Expression(expression) => self.evaluate(expression)?,
            });
        }
        operators::interpolate(&values, self.context(span)).map_err(|error| refused(error, span))
    }

    fn conditional(
        &self,
        condition: &Expression,
        yes: impl FnOnce() -> Outcome,
        no: impl FnOnce() -> Outcome,
        span: Span,
    ) -> Outcome {
        let value = self.evaluate(condition)?;
        // Where both sides are in error, the first one is told.
        let place = std::cell::Cell::new(None);
        let noted = |outcome: Outcome| {
            outcome.map_err(|error| {
                place.set(place.get().or(Some(error.span)));
                inside(error)
            })
        };
        operators::conditional(&value, || noted(yes()), || noted(no()), self.context(span))
            .map_err(|error| refused(error, place.get().unwrap_or(condition.span)))
    }

    fn member(&self, member: &Member) -> Outcome {
        if let ExpressionKind::Identifier(name) = &member.base.kind
            && self.bindings.get(name).is_none()
            && self.is_built_in_namespace(name)
        {
            let property = &member.name.text;
            return Err(error(
                format!("The type \"{name}\" does not contain property \"{property}\""),
                member.name.span,
            ));
        }
        let base = self.evaluate(&member.base)?;
        operators::member(&base, &member.name.text, member.is_safe).map_err(|error| refused(error, member.name.span))
    }

    fn index(&self, index: &Index, span: Span) -> Outcome {
        let base = self.evaluate(&index.base)?;
        let key = self.evaluate(&index.index)?;
        operators::index(&base, &key, index.is_safe, index.is_from_end).map_err(|error| refused(error, span))
    }

    fn binary(&self, operator: BinaryOperator, left: &Expression, right: &Expression, span: Span) -> Outcome {
        let first = self.evaluate(left)?;
        let context = self.context(span);
        let place = std::cell::Cell::new(span);
        let second = || {
            self.evaluate(right).map_err(|error| {
                place.set(error.span);
                inside(error)
            })
        };
        let compare = |comparison| operators::compare(comparison, &first, &second()?, context);
        let compute = |operation| operators::arithmetic(operation, &first, &second()?, context);
        let not = |outcome: operators::Outcome| operators::not(&outcome?, context);
        let result = match operator {
            BinaryOperator::Coalesce => operators::coalesce(first.clone(), second, context),
            BinaryOperator::Or => operators::logic(true, &first, second, context),
            BinaryOperator::And => operators::logic(false, &first, second, context),
            BinaryOperator::Equal => second().map(|second| operators::equal(&first, &second, context)),
            BinaryOperator::NotEqual => not(second().map(|second| operators::equal(&first, &second, context))),
            BinaryOperator::EqualIgnoringCase => {
                second().and_then(|second| operators::equal_ignoring_case(&first, &second, context))
            }
            BinaryOperator::NotEqualIgnoringCase => {
                not(second().and_then(|second| operators::equal_ignoring_case(&first, &second, context)))
            }
            BinaryOperator::Less => compare(Comparison::Less),
            BinaryOperator::LessOrEqual => compare(Comparison::LessOrEqual),
            BinaryOperator::Greater => compare(Comparison::Greater),
            BinaryOperator::GreaterOrEqual => compare(Comparison::GreaterOrEqual),
            BinaryOperator::Add => compute(Arithmetic::Add),
            BinaryOperator::Subtract => compute(Arithmetic::Subtract),
            BinaryOperator::Multiply => compute(Arithmetic::Multiply),
            BinaryOperator::Divide => compute(Arithmetic::Divide),
            BinaryOperator::Remainder => compute(Arithmetic::Remainder),
        };
        result.map_err(|error| refused(error, place.get()))
    }
}
