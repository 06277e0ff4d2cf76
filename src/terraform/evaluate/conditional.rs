//! `condition ? yes : no`, with the unification of both branches.

use std::sync::Arc;

use super::evaluator::{Evaluator, Outcome, error};
use super::operators::Truth;
use crate::document::{Cause, Data, Reason, Value};
use crate::source::Span;
use crate::terraform::syntax::Expression;
use crate::terraform::types::{TypeConstraint, convert, unify_types};

impl Evaluator<'_> {
    pub(super) fn conditional(&self, condition: &Expression, yes: &Expression, no: &Expression, span: Span) -> Outcome {
        let (truth, is_sensitive) = self.condition(condition, "condition")?;
        let value = match truth {
            Truth::Known(is_true) => self.branches(yes, no, is_true, span)?,
            Truth::Unknown(reason) => {
                let (yes, no) = (self.evaluate(yes), self.evaluate(no));
                let both = match (yes, no) {
                    (Err(error), _) | (_, Err(error)) if error.is_exhausted => return Err(error),
                    (Err(error), Err(_)) => return Err(error),
                    (Ok(value), Err(error)) | (Err(error), Ok(value)) => {
                        self.doubt.set(true);
                        let text = format!("the expression is in error: {}", error.message);
                        [value, Value::unknown(Reason::new(Cause::Invalid, "", text).at(error.span))]
                    }
                    (Ok(yes), Ok(no)) => {
                        let [yes, no] = unified(yes, no, span)?;
                        [yes, no]
                    }
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
        let taken = self.evaluate(taken)?;
        let doubt = self.doubt.get();
        let other = self.evaluate(other);
        self.doubt.set(doubt);
        match other {
            Err(error) if error.is_exhausted => Err(error),
            Err(_) => Ok(taken),
            Ok(other) => {
                let [taken, _] = unified_first(taken, &other, span)?;
                Ok(taken)
            }
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
    let Some(common) = common_type(&yes, &no).map_err(|()| error(INCONSISTENT, span))? else { return Ok([yes, no]) };
    let converted = |value: Value| {
        // A branch that does not convert is an error only if it is the one taken.
        convert(&value, &common).unwrap_or_else(|message| Value::unknown(Reason::new(Cause::Invalid, "", message)))
    };
    Ok([converted(yes), converted(no)])
}

/// The branch that is taken, converted to the common type, and what remains of the other.
fn unified_first(taken: Value, other: &Value, span: Span) -> Result<[Value; 2], super::EvaluationError> {
    let Some(common) = common_type(&taken, other).map_err(|()| error(INCONSISTENT, span))? else {
        return Ok([taken, Value::null()]);
    };
    let converted = convert(&taken, &common)
        .map_err(|message| error(format!("Inconsistent conditional result types: {message}"), span))?;
    Ok([converted, Value::null()])
}

/// The type to convert both to: none when nothing is to be converted or a type is not known.
fn common_type(a: &Value, b: &Value) -> Result<Option<TypeConstraint>, ()> {
    let is_unconverted = match (&a.data, &b.data) {
        (Data::Null | Data::Unknown(_), _) | (_, Data::Null | Data::Unknown(_)) => true,
        (Data::Bool(_), Data::Bool(_)) | (Data::Number(_), Data::Number(_)) | (Data::String(_), Data::String(_)) => {
            true
        }
        (Data::List(a), Data::List(b)) => Arc::ptr_eq(a, b),
        (Data::Object(a), Data::Object(b)) => Arc::ptr_eq(a, b),
        _ => false,
    };
    if is_unconverted {
        return Ok(None);
    }
    let types = [TypeConstraint::of(a), TypeConstraint::of(b)];
    if types.iter().any(TypeConstraint::is_any) || types[0].is(&types[1]) {
        return Ok(None);
    }
    unify_types(&types).map(Some).ok_or(())
}
