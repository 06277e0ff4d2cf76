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

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn abs_ceil_floor_and_signum() {
        gives("abs", "[-12.4]", "12.4");
        gives("abs", "[0]", "0");
        gives("abs", r#"["-3"]"#, "3");
        fails("abs", r#"["x"]"#, "Invalid value for \"num\" parameter: a number is required");
        gives("ceil", "[5.1]", "6");
        gives("ceil", "[-5.1]", "-5");
        gives("floor", "[4.9]", "4");
        gives("floor", "[-4.9]", "-5");
        gives("floor", "[123456789012345678901234567890.5]", "123456789012345678901234567890");
        gives("signum", "[-13]", "-1");
        gives("signum", "[0]", "0");
        gives("signum", "[344]", "1");
        fails("signum", "[1.5]", "whole number");
    }

    #[test]
    fn max_and_min_pick_an_argument() {
        gives("max", "[12, 54, 3]", "54");
        gives("max", r#"["10", 9]"#, "10");
        gives("min", "[12, 54, 3]", "3");
        gives("min", r#"[{"$one":[1, 7]}, 3]"#, "one of 1 | 3");
        fails("max", "[]", "must pass at least one number");
        fails("min", "[]", "must pass at least one number");
    }

    #[test]
    fn log_and_pow_compute_in_floating_point() {
        gives("log", "[50, 10]", "1.6989700043360185");
        gives("log", "[16, 2]", "4");
        fails("log", "[-1, 10]", "not a number");
        gives("pow", "[3, 2]", "9");
        gives("pow", "[4, 0]", "1");
        gives("pow", "[2, 0.5]", "1.4142135623730951");
        gives("pow", "[2, 100]", "1267650600228229400000000000000");
        fails("pow", "[-8, 0.5]", "not a number");
    }

    #[test]
    fn parseint_reads_any_base() {
        gives("parseint", r#"["100", 10]"#, "100");
        gives("parseint", r#"["FF", 16]"#, "255");
        gives("parseint", r#"["-10", 2]"#, "-2");
        gives("parseint", r#"["1011111011101111", 2]"#, "48879");
        gives("parseint", r#"["aA", 62]"#, "656");
        gives("parseint", r#"["123456789012345678901234567890", 10]"#, "123456789012345678901234567890");
        fails("parseint", r#"["12", 2]"#, "cannot parse \"12\" as a base 2 integer");
        fails("parseint", r#"["", 10]"#, "cannot parse");
        fails("parseint", r#"["a", 63]"#, "between 2 and 62 inclusive");
        fails("parseint", "[12, 10]", "first argument must be a string");
        fails("parseint", &format!("[{:?}, 10]", "9".repeat(10_000_000)), "too many steps");
    }

    #[test]
    fn range_counts_up_and_down() {
        gives("range", "[3]", "[0,1,2]");
        gives("range", "[1, 4]", "[1,2,3]");
        gives("range", "[1, 8, 2]", "[1,3,5,7]");
        gives("range", "[1, 4, 0.5]", "[1,1.5,2,2.5,3,3.5]");
        gives("range", "[4, 1]", "[4,3,2]");
        gives("range", "[10, 5, -2]", "[10,8,6]");
        gives("range", "[0]", "[]");
        gives("range", r#"[{"$unknown":"n"}]"#, "set: n");
        fails("range", "[0, 1e9]", "more than 1024 values were generated");
        fails("range", "[1, 4, 0]", "more than 1024 values were generated");
        fails("range", "[1, 4, -1]", "end must be less than start when step is negative");
        fails("range", "[]", "must have one, two, or three arguments");
    }

    #[test]
    fn sum_adds_exactly() {
        gives("sum", "[[10, 13, 6, 4.5]]", "33.5");
        gives("sum", "[[0.1, 0.2]]", "0.3");
        gives("sum", r#"[["1", 2]]"#, "3");
        gives("sum", r#"[{"$open":[1]}]"#, "set: open");
        fails("sum", "[[]]", "cannot sum an empty list");
        fails("sum", "[[null]]", "list, set, or tuple of number values");
    }
}
