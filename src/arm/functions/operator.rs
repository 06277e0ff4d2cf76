//! ARM's spellings of operators.

use super::{CallContext, reason, text};
use crate::arm::operators::{
    Arithmetic, Comparison, Outcome, arithmetic, coalesce as coalesce_two, compare, equal, logic, not as negation,
    refuse,
};
use crate::document::Value;

pub(super) fn add(values: &[Value], context: CallContext<'_>) -> Outcome {
    arithmetic(Arithmetic::Add, &values[0], &values[1], context)
}

pub(super) fn sub(values: &[Value], context: CallContext<'_>) -> Outcome {
    arithmetic(Arithmetic::Subtract, &values[0], &values[1], context)
}

pub(super) fn mul(values: &[Value], context: CallContext<'_>) -> Outcome {
    arithmetic(Arithmetic::Multiply, &values[0], &values[1], context)
}

pub(super) fn div(values: &[Value], context: CallContext<'_>) -> Outcome {
    arithmetic(Arithmetic::Divide, &values[0], &values[1], context)
}

pub(super) fn modulo(values: &[Value], context: CallContext<'_>) -> Outcome {
    arithmetic(Arithmetic::Remainder, &values[0], &values[1], context)
}

pub(super) fn less(values: &[Value], context: CallContext<'_>) -> Outcome {
    compare(Comparison::Less, &values[0], &values[1], context)
}

pub(super) fn less_or_equals(values: &[Value], context: CallContext<'_>) -> Outcome {
    compare(Comparison::LessOrEqual, &values[0], &values[1], context)
}

pub(super) fn greater(values: &[Value], context: CallContext<'_>) -> Outcome {
    compare(Comparison::Greater, &values[0], &values[1], context)
}

pub(super) fn greater_or_equals(values: &[Value], context: CallContext<'_>) -> Outcome {
    compare(Comparison::GreaterOrEqual, &values[0], &values[1], context)
}

pub(super) fn equals(values: &[Value], context: CallContext<'_>) -> Outcome {
    Ok(equal(&values[0], &values[1], context))
}

pub(super) fn not(values: &[Value], context: CallContext<'_>) -> Outcome {
    negation(&values[0], context)
}

pub(super) fn and(values: &[Value], context: CallContext<'_>) -> Outcome {
    all(false, values, context)
}

pub(super) fn or(values: &[Value], context: CallContext<'_>) -> Outcome {
    all(true, values, context)
}

fn all(is_or: bool, values: &[Value], context: CallContext<'_>) -> Outcome {
    values.iter().try_fold(Value::bool(!is_or), |so_far, value| logic(is_or, &so_far, || Ok(value.clone()), context))
}

pub(super) fn coalesce(values: &[Value], context: CallContext<'_>) -> Outcome {
    values.iter().try_fold(Value::null(), |so_far, value| coalesce_two(so_far, || Ok(value.clone()), context))
}

pub(super) fn null(_: &[Value], _: CallContext<'_>) -> Outcome {
    Ok(Value::null())
}

pub(super) fn fail(values: &[Value], _: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(message) if !values[0].sensitive => Err(refuse(format!("the template fails on purpose: {message}"))),
        Some(_) => Err(refuse("the template fails on purpose")),
        None => Ok(Value::unknown(reason(values))),
    }
}
