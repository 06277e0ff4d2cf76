//! Conditions and comparisons in three values.

use std::cmp::Ordering;
use std::sync::Arc;

use super::access::is_set;
use super::filled::differ_in_emptiness;
use super::order::order as text_order;
use super::{Outcome, each, in_error, refuse, type_name};
use crate::arm::functions::{CallContext, FunctionError};
use crate::document::{Cause, Data, Number, Reason, Truth, Value, equality};
use crate::formats::case;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The truth value that a condition has.
///
/// # Errors
/// When it is certainly no boolean.
pub fn truth(value: &Value) -> Result<Truth, FunctionError> {
    match &value.data {
        Data::Bool(value) => Ok(Truth::Known(*value)),
        Data::Unknown(unknown) => Ok(Truth::Unknown(Arc::clone(&unknown.reason))),
        Data::OneOf(members) => {
            let truths: Vec<Truth> = members.iter().filter_map(|member| truth(member).ok()).collect();
            match truths.split_first() {
                None => Err(refuse(format!("Expected a boolean, not a value of type \"{}\"", type_name(&members[0])))),
                Some((first @ Truth::Known(_), rest))
                    if truths.len() == members.len() && rest.iter().all(|t| t == first) =>
                {
                    Ok(first.clone())
                }
                _ => Ok(Truth::Unknown(Arc::clone(members.reason()))),
            }
        }
        // ARM reads the words as well.
        Data::String(text) if text.eq_ignore_ascii_case("true") => Ok(Truth::Known(true)),
        Data::String(text) if text.eq_ignore_ascii_case("false") => Ok(Truth::Known(false)),
        Data::Number(number) => Ok(Truth::Known(!number.is_zero())),
        _ => Err(refuse(format!("Expected a boolean, not a value of type \"{}\"", type_name(value)))),
    }
}

/// `!value`.
///
/// # Errors
/// When it is certainly no boolean.
pub fn not(value: &Value, context: CallContext<'_>) -> Outcome {
    Ok(truth(value)?.not().value(value.sensitive, context.span))
}

/// `left && right`, and `left || right` with `is_or`. The right side is not looked at when the left one decides.
///
/// # Errors
/// When a side that matters is certainly no boolean or in error.
pub fn logic(is_or: bool, left: &Value, right: impl FnOnce() -> Outcome, context: CallContext<'_>) -> Outcome {
    let first = truth(left)?;
    if first == Truth::Known(is_or) {
        return Ok(first.value(left.sensitive, context.span));
    }
    let second = right().and_then(|right| Ok((truth(&right)?, right.sensitive)));
    let (second, is_sensitive) = match second {
        // The left side may turn out to decide.
        Err(error) if !error.is_exhausted && matches!(first, Truth::Unknown(_)) => {
            (Truth::Unknown(Arc::new(in_error(&error))), false)
        }
        second => second?,
    };
    let truth = if is_or { first.or(second) } else { first.and(second) };
    Ok(truth.value(left.sensitive || is_sensitive, context.span))
}

/// `condition ? yes : no`: only the side that counts is looked at; both when that is not decided.
///
/// # Errors
/// When the condition is certainly no boolean, or the side that counts is in error.
pub fn conditional(
    condition: &Value,
    yes: impl FnOnce() -> Outcome,
    no: impl FnOnce() -> Outcome,
    context: CallContext<'_>,
) -> Outcome {
    let value = match truth(condition)? {
        Truth::Known(true) => yes()?,
        Truth::Known(false) => no()?,
        Truth::Unknown(reason) => {
            let both = match (yes(), no()) {
                (Err(error), _) | (_, Err(error)) if error.is_exhausted => return Err(error),
                (Err(error), Err(_)) => return Err(error),
                (Ok(value), Err(error)) | (Err(error), Ok(value)) => [value, Value::unknown(in_error(&error))],
                (Ok(yes), Ok(no)) => [yes, no],
            };
            either(both, &reason, context)
        }
    };
    Ok(value.with_sensitive(condition.sensitive))
}

/// One of these, at the place of the whole expression where they come from different ones.
fn either(values: [Value; 2], reason: &Arc<Reason>, context: CallContext<'_>) -> Value {
    let value = Value::one_of(values, reason);
    if value.trail.literal.is_some() || value.is_null() { value } else { value.at(context.span) }
}

/// `left ?? right`: the right side is not looked at when the left one is certainly set.
///
/// # Errors
/// When the right side counts and is in error.
pub fn coalesce(left: Value, right: impl FnOnce() -> Outcome, context: CallContext<'_>) -> Outcome {
    match is_set(&left) {
        Ok(true) => Ok(left),
        Ok(false) => Ok(right()?.with_sensitive(left.sensitive)),
        Err(reason) => {
            let right = match right() {
                // The left side may turn out to be set.
                Err(error) if !error.is_exhausted => Value::unknown(in_error(&error)),
                right => right?,
            };
            let left = match left.data {
                // What remains of the alternatives when it is not null.
                Data::OneOf(members) => {
                    let set: Vec<Value> = members.iter().filter(|member| !member.is_null()).cloned().collect();
                    Value::one_of(set, members.reason()).with_sensitive(left.sensitive)
                }
                Data::Unknown(unknown) => {
                    let data = Data::Unknown(crate::document::Unknown { not_null: true, ..unknown });
                    Value { data, trail: left.trail, sensitive: left.sensitive }
                }
                data => Value { data, trail: left.trail, sensitive: left.sensitive },
            };
            Ok(either([left, right], &reason, context))
        }
    }
}

/// `left == right`: texts with regard to case.
#[must_use]
pub fn equal(left: &Value, right: &Value, context: CallContext<'_>) -> Value {
    let (truth, is_sensitive) = equality(left, right);
    let truth = match truth {
        Truth::Unknown(_) if differ_in_emptiness(left, right) => Truth::Known(false),
        truth => truth,
    };
    truth.value(is_sensitive, context.span)
}

/// `left =~ right`: texts without regard to case; null equals null.
///
/// # Errors
/// When a side is certainly no text.
pub fn equal_ignoring_case(left: &Value, right: &Value, context: CallContext<'_>) -> Outcome {
    let folded = |value: &Value| {
        each(value, &|value| match &value.data {
            Data::String(text) => {
                let folded: String = text.chars().map(case::upper).collect();
                Ok(Value::string(folded).with_sensitive(value.sensitive))
            }
            Data::Null | Data::Unknown(_) => Ok(value.clone()),
            _ => Err(refuse(format!("Cannot compare a value of type \"{}\" without regard to case", type_name(value)))),
        })
    };
    Ok(equal(&folded(left)?, &folded(right)?, context))
}

/// `left < right` and the like: whole numbers, or texts by the invariant culture.
///
/// # Errors
/// When the sides are certainly neither.
pub fn compare(comparison: Comparison, left: &Value, right: &Value, context: CallContext<'_>) -> Outcome {
    let holds = |ordering: Ordering| match comparison {
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    };
    let value = each(left, &|left| {
        each(right, &|right| {
            let truth = match (&left.data, &right.data) {
                (Data::Number(left), Data::Number(right)) => Truth::Known(holds(order(left, right))),
                (Data::String(left), Data::String(right)) => match text_order(left, right) {
                    Some(ordering) => Truth::Known(holds(ordering)),
                    None => Truth::Unknown(Arc::new(undecided_order())),
                },
                (Data::Unknown(unknown), Data::Number(_) | Data::String(_) | Data::Unknown(_))
                | (Data::Number(_) | Data::String(_), Data::Unknown(unknown)) => {
                    Truth::Unknown(Arc::clone(&unknown.reason))
                }
                _ => {
                    let (left, right) = (type_name(left), type_name(right));
                    return Err(refuse(format!("Cannot compare values of types \"{left}\" and \"{right}\"")));
                }
            };
            Ok(truth.value(left.sensitive || right.sensitive, context.span))
        })
    })?;
    Ok(value.at(context.span).with_sensitive(left.sensitive || right.sensitive))
}

fn undecided_order() -> Reason {
    Reason::new(Cause::Undocumented, "", "the order of signs and letters beyond ASCII is not documented")
}

fn order(left: &Number, right: &Number) -> Ordering {
    left.sub(right).map_or(Ordering::Equal, |difference| difference.signum().cmp(&0))
}
