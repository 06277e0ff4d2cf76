//! Functions on whole numbers.

use std::cmp::Ordering;

use super::{CallContext, number, unknown};
use crate::arm::operators::{Outcome, refuse, spread_items};
use crate::document::{Data, Number, Value};

/// The most numbers that `range` gives. Source: learn.microsoft.com, "Array functions for Bicep", `range`.
const MOST: i64 = 10_000;
/// The highest sum of the start and the count of `range`. Source: as above.
const HIGHEST: i64 = 2_147_483_647;

pub(super) fn range(values: &[Value], context: CallContext<'_>) -> Outcome {
    let (start, count) = (number(values, 0)?, number(values, 1)?);
    if let Some(count) = count.filter(|count| !(0..=MOST).contains(count)) {
        let message = format!("the count must lie between 0 and {MOST}, not be {count}");
        return Err(super::FunctionError { argument: Some(1), ..refuse(message) });
    }
    let (Some(start), Some(count)) = (start, count) else { return unknown(values) };
    let Some(end) = start.checked_add(count).filter(|end| *end <= HIGHEST) else {
        return Err(refuse(format!("the sum of the start and the count must not exceed {HIGHEST}")));
    };
    context.allocate(usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(64))?;
    Ok(Value::tuple((start..end).map(|number| Value::number(number).at(context.span)).collect()))
}

pub(super) fn max(values: &[Value], _: CallContext<'_>) -> Outcome {
    extreme(values, Ordering::Greater)
}

pub(super) fn min(values: &[Value], _: CallContext<'_>) -> Outcome {
    extreme(values, Ordering::Less)
}

fn extreme(values: &[Value], wanted: Ordering) -> Outcome {
    let spread;
    let numbers = match (values, &values[0].data) {
        ([_], Data::List(_)) => {
            spread = spread_items(&values[0])?;
            if spread.open.is_some() {
                return unknown(values);
            }
            &spread.items[..]
        }
        _ => values,
    };
    let mut best: Option<(&Number, &Value)> = None;
    let mut is_unknown = false;
    for value in numbers {
        let number = match &value.data {
            Data::Number(number) => number,
            Data::Unknown(_) | Data::OneOf(_) => {
                is_unknown = true;
                continue;
            }
            _ => return Err(refuse("expected whole numbers")),
        };
        let is_better = best
            .is_none_or(|(best, _)| number.sub(best).is_some_and(|difference| difference.signum().cmp(&0) == wanted));
        if is_better {
            best = Some((number, value));
        }
    }
    match best {
        _ if is_unknown => unknown(values),
        Some((_, value)) => Ok(value.clone()),
        None => Err(refuse("there are no numbers")),
    }
}
