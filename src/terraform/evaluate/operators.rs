//! Operators: logic in three values, comparison, arithmetic.

use std::cmp::Ordering;
use std::sync::Arc;

use super::evaluator::{Evaluator, Outcome, error, undecided};
use crate::document::{Data, Number, Reason, Truth, Value, equality};
use crate::source::Span;
use crate::terraform::syntax::{BinaryOperator, Expression};
use crate::terraform::types::{convert_to_bool, convert_to_number};

const NULL_ARGUMENT: &str = "Operation failed: error during operation: argument must not be null";

impl Evaluator<'_> {
    pub(super) fn not(&self, operand: &Expression, span: Span) -> Outcome {
        let value = self.evaluate(operand)?;
        let truth = self.logical(&value, "operand", operand.span)?;
        Ok(truth.not().value(value.sensitive, span))
    }

    pub(super) fn negate(&self, operand: &Expression, span: Span) -> Outcome {
        let value = self.number(self.evaluate(operand)?, "operand", operand.span)?;
        let data = each_number(&value, &|number| Ok(Value::number(number.negate())))
            .map_err(|message| error(message, span))?;
        Ok(data.at(span).with_sensitive(value.sensitive))
    }

    pub(super) fn binary(
        &self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
        span: Span,
    ) -> Outcome {
        match operator {
            BinaryOperator::And | BinaryOperator::Or => self.logic(operator == BinaryOperator::Or, left, right, span),
            BinaryOperator::Equal | BinaryOperator::NotEqual => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                self.spend(1, span)?;
                let (truth, is_sensitive) = equality(&left, &right);
                let truth = if operator == BinaryOperator::Equal { truth } else { truth.not() };
                Ok(truth.value(is_sensitive, span))
            }
            _ => {
                let left_value = self.number(self.evaluate(left)?, "left operand", left.span)?;
                let right_value = self.number(self.evaluate(right)?, "right operand", right.span)?;
                let is_sensitive = left_value.sensitive || right_value.sensitive;
                let result = each_number(&left_value, &|a| each_number(&right_value, &|b| compute(operator, a, b)))
                    .map_err(|message| error(format!("Operation failed: {message}"), span))?;
                Ok(result.at(span).with_sensitive(is_sensitive))
            }
        }
    }

    /// `a && b`, or `a || b` when `absorbing` is true: the absorbing truth value on either side decides.
    fn logic(&self, absorbing: bool, left: &Expression, right: &Expression, span: Span) -> Outcome {
        let left_value = self.evaluate(left)?;
        let left_truth = self.logical(&left_value, "left operand", left.span)?;
        let doubt = self.doubt.get();
        let right_value = match self.evaluate(right) {
            Err(error) if error.is_exhausted => return Err(error),
            // Terraform 1.12 and later do not look at the right side when the left one decides.
            Err(error) => {
                return match left_truth {
                    Truth::Known(value) if value == absorbing => {
                        self.doubt.set(doubt);
                        Ok(Value::bool(value).at(span).with_sensitive(left_value.sensitive))
                    }
                    Truth::Known(_) => Err(error),
                    Truth::Unknown(reason) => {
                        self.doubt.set(true);
                        Ok(undecided(reason, left_value.sensitive, span))
                    }
                };
            }
            Ok(value) => value,
        };
        let right_truth = self.logical(&right_value, "right operand", right.span)?;
        let is_sensitive = left_value.sensitive || right_value.sensitive;
        let truth = match (left_truth, right_truth) {
            (Truth::Known(value), _) | (_, Truth::Known(value)) if value == absorbing => {
                // What the right side left in doubt does not matter, the left side's doubt does.
                Truth::Known(absorbing)
            }
            (Truth::Known(_), other) | (other, Truth::Known(_)) => other,
            (Truth::Unknown(reason), Truth::Unknown(_)) => Truth::Unknown(reason),
        };
        Ok(truth.value(is_sensitive, span))
    }

    fn logical(&self, value: &Value, side: &str, span: Span) -> Result<Truth, super::EvaluationError> {
        if value.is_null() {
            return Err(error(NULL_ARGUMENT, span));
        }
        self.truth(value)
            .map_err(|message| error(format!("Invalid operand: unsuitable value for {side}: {message}"), span))
    }

    /// The truth of a value that is not certainly null.
    pub(super) fn truth(&self, value: &Value) -> Result<Truth, String> {
        self.note_doubt(value);
        let converted = convert_to_bool(value)?;
        Ok(match &converted.data {
            Data::Bool(value) => Truth::Known(*value),
            Data::Unknown(unknown) => Truth::Unknown(Arc::clone(&unknown.reason)),
            Data::OneOf(members) => {
                if members.iter().any(|member| member.as_bool().is_none()) {
                    self.doubt.set(true);
                }
                Truth::Unknown(Arc::clone(members.reason()))
            }
            _ => Truth::Unknown(Arc::new(Reason::undecided_condition())),
        })
    }

    fn number(&self, value: Value, side: &str, span: Span) -> Outcome {
        if value.is_null() {
            return Err(error(NULL_ARGUMENT, span));
        }
        self.note_doubt(&value);
        let number = convert_to_number(&value)
            .map_err(|message| error(format!("Invalid operand: unsuitable value for {side}: {message}"), span))?;
        if let Data::OneOf(members) = &number.data
            && members.iter().any(|member| !matches!(member.data, Data::Number(_)))
        {
            self.doubt.set(true);
        }
        Ok(number)
    }
}

/// The result for a number, or for each of its alternatives; unknown when it is.
fn each_number(value: &Value, compute: &dyn Fn(&Number) -> Result<Value, String>) -> Result<Value, String> {
    match &value.data {
        Data::Number(number) => compute(number),
        Data::Unknown(unknown) => Ok(Value::unknown_set(Arc::clone(&unknown.reason))),
        Data::OneOf(members) => {
            let results: Vec<_> = members.iter().map(|member| each_number(member, compute)).collect();
            if let (true, Some(Err(message))) = (results.iter().all(Result::is_err), results.first()) {
                return Err(message.clone());
            }
            let reason = members.reason();
            let results =
                results.into_iter().map(|result| result.unwrap_or_else(|_| Value::unknown_set(Arc::clone(reason))));
            Ok(Value::one_of(results, reason))
        }
        _ => Err("argument must not be null".to_owned()),
    }
}

fn compute(operator: BinaryOperator, a: &Number, b: &Number) -> Result<Value, String> {
    let order = |accepted: fn(Ordering) -> bool| Ok(Value::bool(accepted(a.cmp(b))));
    let number = |number: Option<Number>| {
        number.map(Value::number).ok_or_else(|| "the result is not a number that can be computed".to_owned())
    };
    match operator {
        BinaryOperator::Less => order(Ordering::is_lt),
        BinaryOperator::LessOrEqual => order(Ordering::is_le),
        BinaryOperator::Greater => order(Ordering::is_gt),
        BinaryOperator::GreaterOrEqual => order(Ordering::is_ge),
        BinaryOperator::Add => number(a.add(b)),
        BinaryOperator::Subtract => number(a.sub(b)),
        BinaryOperator::Multiply => number(a.mul(b)),
        BinaryOperator::Divide => {
            a.div(b).map(Value::number).ok_or_else(|| "can't divide zero by zero or infinity by infinity".to_owned())
        }
        BinaryOperator::Remainder => number(a.rem(b)),
        BinaryOperator::And | BinaryOperator::Or | BinaryOperator::Equal | BinaryOperator::NotEqual => {
            Err("not an operator on numbers".to_owned())
        }
    }
}
