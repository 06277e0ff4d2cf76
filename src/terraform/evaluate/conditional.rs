//! `condition ? yes : no`, with the unification of both branches.

use std::sync::Arc;

use super::evaluator::{Evaluator, Outcome, error};
use crate::document::Truth;
use crate::document::{Cause, Data, Reason, Value};
use crate::source::Span;
use crate::terraform::syntax::{BinaryOperator, Expression, ExpressionKind};
use crate::terraform::types::{TypeConstraint, convert, unify_types};

impl Evaluator<'_> {
    pub(super) fn conditional(&self, condition: &Expression, yes: &Expression, no: &Expression, span: Span) -> Outcome {
        let (truth, is_sensitive) = self.condition(condition, "condition")?;
        let value = match truth {
            Truth::Known(is_true) => self.branches(yes, no, is_true, span)?,
            Truth::Unknown(reason) => {
                let ((yes, yes_doubtful), (no, no_doubtful)) = (self.guarded(yes), self.guarded(no));
                let is_doubtful = yes_doubtful || no_doubtful;
                if is_doubtful {
                    self.doubt.set(true);
                }
                let both = match (yes, no) {
                    (Err(error), _) | (_, Err(error)) if error.is_exhausted => return Err(error),
                    (Err(error), Err(_)) => return Err(error),
                    (Ok(value), Err(error)) | (Err(error), Ok(value)) => {
                        self.doubt.set(true);
                        let text = format!("the expression is in error: {}", error.message);
                        [value, Value::unknown(Reason::new(Cause::Invalid, "", text).at(error.span))]
                    }
                    // The type of a branch that may be in error is not certain.
                    (Ok(yes), Ok(no)) if is_doubtful => [yes, no],
                    (Ok(yes), Ok(no)) => unified(yes, no, span)?,
                };
                let result = Value::one_of(both, &reason);
                let trail = result.trail.clone();
                if trail.literal.is_some() || matches!(result.data, Data::Null) { result } else { result.at(span) }
            }
        };
        Ok(value.with_sensitive(is_sensitive))
    }

    /// The branch that is taken. The other one decides only the type: its errors do not count.
    fn branches(&self, yes: &Expression, no: &Expression, is_true: bool, span: Span) -> Outcome {
        let (taken, other) = if is_true { (yes, no) } else { (no, yes) };
        let value = self.evaluate(taken)?;
        let (other_value, is_doubtful) = self.guarded(other);
        let other_type = match other_value {
            Err(error) if error.is_exhausted => return Err(error),
            Err(_) => self.type_in_error(other),
            Ok(other) if other.is_null() || is_alike(&value, &other) => return Ok(value),
            Ok(other) => TypeConstraint::of(&other),
        };
        // The type of a branch that may be in error is not certain.
        if is_doubtful {
            if !matches!(common_type(&value, &other_type), Ok(None)) {
                self.doubt.set(true);
            }
            return Ok(value);
        }
        match common_type(&value, &other_type).map_err(|()| error(INCONSISTENT, span))? {
            None => Ok(value),
            Some(common) => convert(&value, &common)
                .map_err(|message| error(format!("Inconsistent conditional result types: {message}"), span)),
        }
    }

    /// The truth of a condition.
    pub(super) fn condition(
        &self,
        expression: &Expression,
        what: &str,
    ) -> Result<(Truth, bool), super::EvaluationError> {
        let value = self.evaluate(expression)?;
        if value.is_null() {
            let message = format!("Null condition: the {what} value is null; it must be either true or false");
            return Err(error(message, expression.span));
        }
        let truth = self
            .truth(&value)
            .map_err(|message| error(format!("Incorrect condition type: {message}"), expression.span))?;
        Ok((truth, value.sensitive))
    }
}

const INCONSISTENT: &str =
    "Inconsistent conditional result types: the true and false result expressions must have consistent types";

/// Both branches converted to their common type.
fn unified(yes: Value, no: Value, span: Span) -> Result<[Value; 2], super::EvaluationError> {
    if no.is_null() || is_alike(&yes, &no) {
        return Ok([yes, no]);
    }
    match common_type(&yes, &TypeConstraint::of(&no)).map_err(|()| error(INCONSISTENT, span))? {
        None => Ok([yes, no]),
        // A branch that does not convert is an error only if it is the one taken.
        Some(common) => Ok([yes, no].map(|value| {
            convert(&value, &common).unwrap_or_else(|message| Value::unknown(Reason::new(Cause::Invalid, "", message)))
        })),
    }
}

/// Whether both are certainly of one type, seen at a glance.
fn is_alike(a: &Value, b: &Value) -> bool {
    match (&a.data, &b.data) {
        (Data::Bool(_), Data::Bool(_)) | (Data::Number(_), Data::Number(_)) | (Data::String(_), Data::String(_)) => {
            true
        }
        (Data::List(a), Data::List(b)) => Arc::ptr_eq(a, b),
        (Data::Object(a), Data::Object(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}

/// The type to convert both branches to: none when nothing is to be converted or a type is not known.
fn common_type(value: &Value, other: &TypeConstraint) -> Result<Option<TypeConstraint>, ()> {
    if other.is_any() || matches!(value.data, Data::Null | Data::Unknown(_)) {
        return Ok(None);
    }
    let own = TypeConstraint::of(value);
    if own.is_any() || own.is(other) {
        return Ok(None);
    }
    unify_types(&[own, other.clone()]).map(Some).ok_or(())
}

impl Evaluator<'_> {
    /// The type that an expression has even when it is in error.
    fn type_in_error(&self, expression: &Expression) -> TypeConstraint {
        match &expression.kind {
            ExpressionKind::Parenthesis(inner) | ExpressionKind::Wrap(inner) => self.type_in_error(inner),
            ExpressionKind::Tuple(items) => {
                TypeConstraint::Tuple(items.iter().map(|item| self.type_of(item)).collect())
            }
            ExpressionKind::Conditional(parts) => {
                let [_, yes, no] = &**parts;
                let branches = [self.type_of(yes), self.type_of(no)];
                let is_known = branches.iter().all(|branch| !branch.is_any());
                match is_known.then(|| unify_types(&branches)).flatten() {
                    Some(TypeConstraint::List(element) | TypeConstraint::Map(element)) if element.is_any() => {
                        TypeConstraint::Any
                    }
                    common => common.unwrap_or(TypeConstraint::Any),
                }
            }
            _ => simple_type(expression),
        }
    }

    fn type_of(&self, expression: &Expression) -> TypeConstraint {
        match self.evaluate(expression) {
            Ok(value) => TypeConstraint::of(&value),
            Err(_) => self.type_in_error(expression),
        }
    }
}

/// The type of an expression whose kind alone decides it.
fn simple_type(expression: &Expression) -> TypeConstraint {
    match &expression.kind {
        ExpressionKind::Template(_) => TypeConstraint::String,
        ExpressionKind::Negate(_) => TypeConstraint::Number,
        ExpressionKind::Not(_) => TypeConstraint::Bool,
        ExpressionKind::Binary(operator, _) => match operator {
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Remainder => TypeConstraint::Number,
            _ => TypeConstraint::Bool,
        },
        _ => TypeConstraint::Any,
    }
}
