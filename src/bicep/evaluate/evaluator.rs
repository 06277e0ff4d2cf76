//! Every kind of expression.

use std::sync::Arc;

use super::{Bindings, EvaluationError, Scope};
use crate::arm::functions::{CallContext, FunctionError};
use crate::arm::operators::{self, Arithmetic, Comparison};
use crate::bicep::syntax::{BinaryOperator, Expression, ExpressionKind, Index, Member, StringPart, UnaryOperator};
use crate::document::{Cause, Reason, Value};
use crate::source::Span;

/// What evaluating gives.
pub(super) type Outcome = Result<Value, EvaluationError>;

/// Evaluates the expressions of one place.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub scope: &'a dyn Scope,
    pub bindings: &'a Bindings,
}

/// An error at a place.
pub(super) fn error(message: impl Into<String>, span: Span) -> EvaluationError {
    EvaluationError { message: message.into(), span, is_exhausted: false }
}

/// A refused operation, at a place.
pub(super) fn refused(error: FunctionError, span: Span) -> EvaluationError {
    EvaluationError { message: error.message, span, is_exhausted: error.is_exhausted }
}

/// The refusal that an error inside an operand means to the operation.
pub(super) fn inside(error: EvaluationError) -> FunctionError {
    FunctionError { message: error.message, argument: None, is_exhausted: error.is_exhausted }
}

impl<'a> Evaluator<'a> {
    pub fn with<'b>(&self, bindings: &'b Bindings) -> Evaluator<'b>
    where
        'a: 'b,
    {
        Evaluator { scope: self.scope, bindings }
    }

    pub fn context(&self, span: Span) -> CallContext<'a> {
        CallContext { budget: &self.scope.run().budget, span }
    }

    pub fn evaluate(&self, expression: &Expression) -> Outcome {
        let span = expression.span;
        self.context(span).spend().map_err(|error| refused(error, span))?;
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
            ExpressionKind::Member(member) => self.member(member, span),
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
            ExpressionKind::Lambda(_) => Err(error("A lambda can stand only as the argument of a function", span)),
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
        let place = std::cell::Cell::new(condition.span);
        let noted = |outcome: Outcome| {
            outcome.map_err(|error| {
                place.set(error.span);
                inside(error)
            })
        };
        operators::conditional(&value, || noted(yes()), || noted(no()), self.context(span))
            .map_err(|error| refused(error, place.get()))
    }

    fn member(&self, member: &Member, span: Span) -> Outcome {
        if let ExpressionKind::Identifier(name) = &member.base.kind
            && self.bindings.get(name).is_none()
            && matches!(&**name, "sys" | "az")
            && self.scope.lookup(name, span).is_err()
        {
            return Err(error(format!("The namespace \"{name}\" has no value \"{}\"", member.name.text), span));
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
