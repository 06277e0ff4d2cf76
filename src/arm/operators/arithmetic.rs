//! Whole numbers of 64 bits.

use std::sync::Arc;

use super::{Outcome, each, refuse, type_name};
use crate::arm::functions::CallContext;
use crate::document::{Data, Number, Value};

/// What is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, towards zero
    Divide,
    /// `%`, with the sign of the left side
    Remainder,
}

/// `left + right` and the like.
///
/// # Errors
/// When a side is certainly no whole number, the result does not fit into 64 bits, or the divisor is zero.
pub fn arithmetic(operation: Arithmetic, left: &Value, right: &Value, context: CallContext<'_>) -> Outcome {
    let value = each(left, &|left| {
        each(right, &|right| match (&left.data, &right.data) {
            (Data::Number(left), Data::Number(right)) => compute(operation, left, right),
            (Data::Unknown(unknown), Data::Number(_) | Data::Unknown(_))
            | (Data::Number(_), Data::Unknown(unknown)) => Ok(Value::unknown_set(Arc::clone(&unknown.reason))),
            _ => {
                let (left, right) = (type_name(left), type_name(right));
                Err(refuse(format!("Cannot compute with values of types \"{left}\" and \"{right}\"")))
            }
        })
    })?;
    Ok(value.at(context.span).with_sensitive(left.sensitive || right.sensitive))
}

/// `-value`.
///
/// # Errors
/// When it is certainly no whole number, or the lowest one.
pub fn negate(value: &Value, context: CallContext<'_>) -> Outcome {
    arithmetic(Arithmetic::Subtract, &Value::number(0), value, context)
}

fn compute(operation: Arithmetic, left: &Number, right: &Number) -> Outcome {
    let (Some(left), Some(right)) = (left.to_i64(), right.to_i64()) else {
        return Err(refuse("Cannot compute with a number that is not whole"));
    };
    let result = match operation {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide | Arithmetic::Remainder if right == 0 => return Err(refuse("Cannot divide by zero")),
        Arithmetic::Divide => left.checked_div(right),
        Arithmetic::Remainder => left.checked_rem(right),
    };
    result.map(Value::number).ok_or_else(|| refuse("The result does not fit into 64 bits"))
}
