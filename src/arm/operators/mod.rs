//! Operators and access: what Bicep writes with signs and ARM as functions.
//!
//! Knows: three-valued logic, Azure's rules on case, what a trail becomes. Does not know: syntax.

mod access;
mod arithmetic;
mod filled;
mod logic;
mod merge;
mod order;
mod text;

#[cfg(test)]
mod tests;

pub use access::{index, member};
pub use arithmetic::{Arithmetic, arithmetic, negate};
pub use logic::{Comparison, coalesce, compare, conditional, equal, equal_ignoring_case, logic, not, truth};
pub use merge::{Merge, Spread, spread_items};
pub use text::interpolate;

pub(in crate::arm) use access::{entry_of, out_of};
pub(in crate::arm) use filled::is_filled;
pub(in crate::arm) use merge::{each_pair, has_member, list_of};
pub(in crate::arm) use text::show;

use super::functions::FunctionError;
use crate::document::{Cause, Data, Reason, Value};
use std::sync::Arc;

/// What an operation gives.
pub type Outcome = Result<Value, FunctionError>;

/// A refusal with this message.
pub(in crate::arm) fn refuse(message: impl Into<String>) -> FunctionError {
    FunctionError { message: message.into(), argument: None, is_exhausted: false }
}

/// Does it for each alternative. One that is refused becomes unknown as long as another is not.
pub(in crate::arm) fn each(value: &Value, operation: &dyn Fn(&Value) -> Outcome) -> Outcome {
    let Data::OneOf(members) = &value.data else { return operation(value) };
    let mut results = Vec::with_capacity(members.len());
    let mut refused = None;
    for member in members.iter() {
        match operation(member) {
            Ok(value) => results.push(value),
            Err(error) if error.is_exhausted => return Err(error),
            Err(error) => {
                results.push(Value::unknown(in_error(&error)));
                refused.get_or_insert((error, 0usize)).1 += 1;
            }
        }
    }
    match refused {
        Some((error, count)) if count == members.len() => Err(error),
        _ => Ok(Value::one_of(results, members.reason()).with_sensitive(value.sensitive)),
    }
}

/// Why something is not known whose computation is refused.
pub(in crate::arm) fn in_error(error: &FunctionError) -> Reason {
    Reason::new(Cause::Invalid, "", format!("the expression is in error: {}", error.message))
}

/// Why a value is not known.
pub(in crate::arm) fn reason_of(value: &Value) -> Arc<Reason> {
    value.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()))
}

/// Why a value is not known, or not known wholly.
#[must_use]
pub fn reason(value: &Value) -> Arc<Reason> {
    reason_of(value)
}

/// The type's name in messages.
pub(in crate::arm) fn type_name(value: &Value) -> &'static str {
    match &value.data {
        Data::Null => "null",
        Data::Bool(_) => "bool",
        Data::Number(_) => "int",
        Data::String(_) => "string",
        Data::List(_) => "array",
        Data::Object(_) => "object",
        Data::Unknown(_) | Data::OneOf(_) => "any",
    }
}
