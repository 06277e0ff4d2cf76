//! Numbers in the notations of `format`: Go's rules for `big.Float` and `big.Int`.

use dashu_int::ops::UnsignedAbs as _;

use super::format::Verb;
use crate::document::{DecimalCut, Number};

/// Digits behind the point where the format does not say.
const DEFAULT_PRECISION: usize = 6;

/// The fewest digits that mean the number, with an exponent when it is large or small: Go's `%g`.
pub(super) fn shortest(number: &Number) -> String {
    let (sign, text) = general(number, None, false);
    format!("{sign}{text}")
}

/// The number as the verb asks for; none when the verb asks for a whole number and it is none.
pub(super) fn show(verb: &Verb, number: &Number) -> Option<String> {
    match verb.letter {
        'b' => integer(verb, number, 2, "0b"),
        'o' => integer(verb, number, 8, "0"),
        'd' => integer(verb, number, 10, ""),
        'x' => integer(verb, number, 16, "0x"),
        'X' => integer(verb, number, 16, "0X"),
        _ => Some(float(verb, number)),
    }
}

fn integer(verb: &Verb, number: &Number, radix: u8, prefix: &str) -> Option<String> {
    let value = number.to_integer()?;
    let is_negative = number.signum() < 0;
    let mut digits = value.unsigned_abs().in_radix(radix).to_string();
    if verb.letter == 'X' {
        digits.make_ascii_uppercase();
    }
    let sign = sign(verb, is_negative);
    let prefix = if verb.has_sharp { prefix } else { "" };
    let mut zeros = 0;
    if let Some(precision) = verb.precision {
        if precision == 0 && digits == "0" {
            return Some(String::new());
        }
        zeros = precision.saturating_sub(digits.len());
    }
    let length = sign.len() + prefix.len() + zeros + digits.len();
    let (mut left, mut right) = (0, 0);
    match verb.width.map_or(0, |width| width.saturating_sub(length)) {
        missing if verb.has_minus => right = missing,
        missing if verb.has_zero && verb.precision.is_none() => zeros = missing,
        missing => left = missing,
    }
    let (left, zeros, right) = (" ".repeat(left), "0".repeat(zeros), " ".repeat(right));
    Some(format!("{left}{sign}{prefix}{zeros}{digits}{right}"))
}

fn sign(verb: &Verb, is_negative: bool) -> &'static str {
    match (is_negative, verb.has_plus, verb.has_space) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

fn float(verb: &Verb, number: &Number) -> String {
    let precision = verb.precision;
    let is_upper = verb.letter.is_ascii_uppercase();
    let (minus, text) = if number.is_infinite() {
        (if number.signum() < 0 { "-" } else { "+" }, "Inf".to_owned())
    } else {
        let minus = if number.signum() < 0 { "-" } else { "" };
        match verb.letter {
            'f' => (minus, fixed(number, precision.unwrap_or(DEFAULT_PRECISION))),
            'e' | 'E' => {
                let cut = DecimalCut::Digits(precision.unwrap_or(DEFAULT_PRECISION).saturating_add(1));
                let (digits, point) = number.to_decimal(cut);
                let text = exponential(&digits, point, precision.unwrap_or(DEFAULT_PRECISION), is_upper);
                (minus, text)
            }
            _ => general(number, precision, is_upper),
        }
    };
    let sign = if minus == "+" && verb.has_space {
        " "
    } else if minus.is_empty() {
        sign(verb, false)
    } else {
        minus
    };
    let missing = verb.width.map_or(0, |width| width.saturating_sub(sign.len() + text.len()));
    if verb.has_minus {
        format!("{sign}{text}{}", " ".repeat(missing))
    } else if verb.has_zero && !number.is_infinite() {
        format!("{sign}{}{text}", "0".repeat(missing))
    } else {
        format!("{}{sign}{text}", " ".repeat(missing))
    }
}

/// Decimal notation with this many digits behind the point, without sign.
fn fixed(number: &Number, places: usize) -> String {
    let (digits, point) = number.to_decimal(DecimalCut::Places(places));
    plain(&digits, point, places)
}

fn plain(digits: &str, point: i64, places: usize) -> String {
    let digits = digits.as_bytes();
    let digit = |at: i64| {
        let index = usize::try_from(at).ok();
        char::from(index.and_then(|index| digits.get(index)).copied().unwrap_or(b'0'))
    };
    let mut text: String = if point > 0 { (0..point).map(digit).collect() } else { "0".to_owned() };
    if places > 0 {
        text.push('.');
        let places = i64::try_from(places).unwrap_or(i64::MAX);
        text.extend((0..places).map(|place| digit(point + place)));
    }
    text
}

/// One digit, a point, this many digits, and the exponent of ten.
fn exponential(digits: &str, point: i64, places: usize, is_upper: bool) -> String {
    let (first, rest) = if digits.is_empty() { ("0", "") } else { digits.split_at(1) };
    let exponent = if digits.is_empty() { 0 } else { point - 1 };
    let fraction = if places > 0 { format!(".{rest:0<places$}") } else { String::new() };
    let letter = if is_upper { 'E' } else { 'e' };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{fraction}{letter}{sign}{:02}", exponent.abs())
}

/// `%g`: exponential for exponents below −4 or at least the precision, else decimal. Gives sign and text.
fn general(number: &Number, precision: Option<usize>, is_upper: bool) -> (&'static str, String) {
    if number.is_infinite() {
        return (if number.signum() < 0 { "-" } else { "+" }, "Inf".to_owned());
    }
    let cut = precision.map_or(DecimalCut::Shortest, |precision| DecimalCut::Digits(precision.max(1)));
    let (digits, point) = number.to_decimal(cut);
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let wanted = precision.map_or(count, |precision| i64::try_from(precision.max(1)).unwrap_or(i64::MAX));
    let mut limit = wanted;
    if limit > count && count >= point {
        limit = count;
    }
    if precision.is_none() {
        limit = 6;
    }
    let exponent = point - 1;
    let minus = if number.signum() < 0 { "-" } else { "" };
    let text = if !digits.is_empty() && (exponent < -4 || exponent >= limit) {
        let places = usize::try_from(wanted.min(count) - 1).unwrap_or(0);
        exponential(&digits, point, places, is_upper)
    } else {
        plain(&digits, point, usize::try_from(count - point).unwrap_or(0).min(digits.len().saturating_add(8)))
    };
    (minus, text)
}
