//! Functions on numbers.

use dashu_int::IBig;

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use crate::document::{Data, ListKind, Number, Value};

/// The longest list `range` gives: Terraform's own limit.
const MAX_RANGE: usize = 1024;

pub(super) fn abs(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::number(arguments.number(0)?.abs()))
}

pub(super) fn ceil(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::number(arguments.number(0)?.ceil()))
}

pub(super) fn floor(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::number(arguments.number(0)?.floor()))
}

pub(super) fn signum(arguments: &Arguments<'_>) -> Outcome {
    let number = arguments.number(0)?;
    if !number.is_integer() {
        arguments.integer(0)?;
    }
    Ok(Value::number(number.signum()))
}

pub(super) fn max(arguments: &Arguments<'_>) -> Outcome {
    extreme(arguments, |new, best| new > best)
}

pub(super) fn min(arguments: &Arguments<'_>) -> Outcome {
    extreme(arguments, |new, best| new < best)
}

/// The argument that is better than all others, with its own place.
fn extreme(arguments: &Arguments<'_>, is_better: fn(&Number, &Number) -> bool) -> Outcome {
    let mut best = 0;
    if arguments.len() == 0 {
        return Err(FunctionError::new("must pass at least one number"));
    }
    for index in 1..arguments.len() {
        if is_better(arguments.number(index)?, arguments.number(best)?) {
            best = index;
        }
    }
    arguments.value(best).cloned()
}

/// A logarithm in floating point, as Terraform computes it: natural logarithms divided.
pub(super) fn log(arguments: &Arguments<'_>) -> Outcome {
    let (number, base) = (arguments.number(0)?.to_f64(), arguments.number(1)?.to_f64());
    let result = Number::from_f64(number.ln() / base.ln());
    result.map(Value::number).ok_or_else(|| FunctionError::new("the result is not a number"))
}

pub(super) fn pow(arguments: &Arguments<'_>) -> Outcome {
    let result = arguments.number(0)?.pow(arguments.number(1)?);
    result.map(Value::number).ok_or_else(|| FunctionError::new("the result is not a number"))
}

pub(super) fn parseint(arguments: &Arguments<'_>) -> Outcome {
    let Data::String(text) = &arguments.value(0)?.data else {
        return Err(FunctionError::at(0, "first argument must be a string"));
    };
    let base = arguments.integer(1)?;
    let Some(base) = u32::try_from(base).ok().filter(|base| (2..=62).contains(base)) else {
        return Err(FunctionError::at(1, "base must be a whole number between 2 and 62 inclusive"));
    };
    let refuse = || FunctionError::at(0, format!("cannot parse \"{}\" as a base {base} integer", excerpt(text)));
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() {
        return Err(refuse());
    }
    // The arithmetic below is quadratic.
    arguments.context.budget.spend(u64::try_from(digits.len() / 64).map_or(u64::MAX, |words| words * words))?;
    let mut value = IBig::ZERO;
    for letter in digits.chars() {
        let digit = digit(letter, base).ok_or_else(refuse)?;
        value = value * base + digit;
    }
    let number = Number::from_integer(if is_negative { -value } else { value }).ok_or_else(refuse)?;
    Ok(Value::number(number))
}

/// Up to base 36 both cases mean the same; above, capital letters follow the small ones.
fn digit(letter: char, base: u32) -> Option<u32> {
    let value = match letter {
        'A'..='Z' if base > 36 => u32::from(letter) - u32::from('A') + 36,
        _ => letter.to_digit(36)?,
    };
    (value < base).then_some(value)
}

pub(super) fn range(arguments: &Arguments<'_>) -> Outcome {
    let zero = Number::from(0);
    let (start, end, step) = match arguments.len() {
        1 => (zero.clone(), arguments.number(0)?.clone(), None),
        2 => (arguments.number(0)?.clone(), arguments.number(1)?.clone(), None),
        3 => (arguments.number(0)?.clone(), arguments.number(1)?.clone(), Some(arguments.number(2)?.clone())),
        _ => return Err(FunctionError::new("must have one, two, or three arguments")),
    };
    let step = step.unwrap_or_else(|| Number::from(if end < start { -1 } else { 1 }));
    let is_down = step < zero;
    if is_down && end > start {
        return Err(FunctionError::at(1, "end must be less than start when step is negative"));
    }
    if step > zero && end < start {
        return Err(FunctionError::at(1, "end must be greater than start when step is positive"));
    }
    let mut items = Vec::new();
    let mut next = start;
    while if is_down { next > end } else { next < end } {
        if items.len() == MAX_RANGE {
            return Err(FunctionError::new(format!(
                "more than {MAX_RANGE} values were generated; either decrease the difference between start and end or \
                 use a smaller step"
            )));
        }
        arguments.elements(1)?;
        let following = next.add(&step).ok_or_else(|| FunctionError::new("the numbers are too large"))?;
        items.push(Value::number(std::mem::replace(&mut next, following)));
    }
    Ok(Value::list(items, ListKind::List))
}

pub(super) fn sum(arguments: &Arguments<'_>) -> Outcome {
    let refuse = || FunctionError::at(0, "argument must be list, set, or tuple of number values");
    let list = arguments.value(0)?.as_list().ok_or_else(refuse)?;
    let mut total: Option<Number> = None;
    arguments.elements(list.items.len())?;
    for item in &list.items {
        let number = super::convert::to_number(item).ok_or_else(refuse)?;
        total = Some(match total {
            Some(total) => total.add(&number).ok_or_else(|| FunctionError::new("can't compute the sum"))?,
            None => number,
        });
    }
    total.map(Value::number).ok_or_else(|| FunctionError::at(0, "cannot sum an empty list"))
}
