//! Numbers from and to decimal text.

use std::fmt;

use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};

use super::{Big, FULL, MAX_EXPONENT, Number, Parts, Repr, build, quotient};

/// The longest text that is read as a number, in bytes.
const MAX_TEXT: usize = 40_000;
/// The largest power of ten that is computed.
const MAX_POWER: i64 = 40_000;

/// Reads what Go's `big.ParseFloat` reads in base 10.
pub(super) fn parse(text: &str) -> Option<Number> {
    let (is_negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits == "inf" || digits == "Inf" {
        return Some(Number(Repr::Infinite { is_negative }));
    }
    if digits.len() > MAX_TEXT {
        return None;
    }
    let (mantissa, exponent) = match digits.find(['e', 'E', 'p', 'P']) {
        Some(at) => (&digits[..at], Some((digits.as_bytes()[at].to_ascii_lowercase(), &digits[at + 1..]))),
        None => (digits, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let (mut ten, mut two) = (-i64::try_from(fraction.len()).ok()?, 0);
    if let Some((kind, exponent)) = exponent {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if unsigned.is_empty() || !is_digits(unsigned) {
            return None;
        }
        // Any exponent too long for 64 bits is beyond the bounds anyway, unless the number is zero.
        let magnitude: i64 = unsigned.parse().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
        let exponent = if exponent.starts_with('-') { -magnitude } else { magnitude };
        if kind == b'e' { ten += exponent } else { two = exponent }
    }
    if whole.len() + fraction.len() <= 18 && ten == 0 && two == 0 {
        let value: i64 = whole.parse().unwrap_or(0);
        let value = Number(Repr::Small { value, precision: FULL });
        return Some(if is_negative { value.negate() } else { value });
    }
    let magnitude = UBig::from_str_radix(&[whole, fraction].concat(), 10).ok()?;
    let number = scale(magnitude, ten, two)?;
    Some(if is_negative { number.negate() } else { number })
}

/// `magnitude * 10^ten * 2^two`.
fn scale(magnitude: UBig, ten: i64, two: i64) -> Option<Number> {
    if magnitude.is_zero() {
        return Some(Number(Repr::Small { value: 0, precision: FULL }));
    }
    if !(-MAX_POWER..=MAX_POWER).contains(&ten) || !(-MAX_EXPONENT..=MAX_EXPONENT).contains(&two) {
        return None;
    }
    let power = UBig::from(5u8).pow(usize::try_from(ten.unsigned_abs()).ok()?);
    if ten >= 0 {
        return build(IBig::from(magnitude * power), ten + two, false, FULL);
    }
    let dividend = Parts { significand: IBig::from(magnitude), exponent: ten + two };
    quotient(dividend, Parts { significand: IBig::from(power), exponent: 0 }, FULL)
}

/// As Terraform turns a number into text: the fewest digits that give the number back at its precision, without an
/// exponent.
impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.0 {
            Repr::NegativeZero { .. } => "-0".to_owned(),
            Repr::Infinite { is_negative } => if *is_negative { "-Inf" } else { "+Inf" }.to_owned(),
            Repr::Small { value, precision } if super::fits(*value, *precision) => value.to_string(),
            Repr::Small { value, precision } => {
                let zeros = value.trailing_zeros();
                let significand = IBig::from(*value >> zeros);
                shortest(&Big { significand, exponent: i64::from(zeros), precision: *precision })
            }
            Repr::Big(big) => shortest(big),
        };
        formatter.write_str(&text)
    }
}

/// How many decimal digits of a number are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalCut {
    /// The fewest that give the number back at its precision.
    Shortest,
    /// This many behind the point.
    Places(usize),
    /// This many in all.
    Digits(usize),
}

impl Number {
    /// The decimal digits of its magnitude, exactly rounded to the nearest even, without zeros at the end; and where
    /// the point stands: `0.d₀d₁d₂… × 10^point`. No digits for zero and what is infinite.
    #[must_use]
    pub fn to_decimal(&self, cut: DecimalCut) -> (String, i64) {
        let parts = self.parts();
        if parts.significand.is_zero() {
            return (String::new(), 0);
        }
        let mut decimal = if cut == DecimalCut::Shortest {
            Decimal::read(self.to_string().trim_start_matches('-'))
        } else {
            Decimal::exact(&parts.significand.unsigned_abs(), parts.exponent)
        };
        let length = match cut {
            DecimalCut::Shortest => i64::MAX,
            DecimalCut::Digits(count) => i64::try_from(count).unwrap_or(i64::MAX),
            DecimalCut::Places(count) => decimal.point.saturating_add(i64::try_from(count).unwrap_or(i64::MAX)),
        };
        match usize::try_from(length) {
            Ok(length) if length < decimal.digits.len() => decimal.round(length),
            Ok(_) => {}
            Err(_) => decimal.digits.clear(),
        }
        let point = if decimal.digits.is_empty() { 0 } else { decimal.point };
        (decimal.digits.into_iter().map(char::from).collect(), point)
    }
}

/// Decimal digits `d₀d₁d₂…` that mean `0.d₀d₁d₂… × 10^point`.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// The exact decimal form of `magnitude * 2^exponent`.
    fn exact(magnitude: &UBig, exponent: i64) -> Self {
        let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(0);
        let (number, fraction) = if exponent >= 0 {
            (magnitude.clone() << places, 0)
        } else {
            // m / 2^n = m * 5^n / 10^n
            (magnitude * UBig::from(5u8).pow(places), -exponent)
        };
        let mut digits = number.to_string().into_bytes();
        let point = i64::try_from(digits.len()).unwrap_or(i64::MAX) - fraction;
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        Self { digits, point }
    }

    /// Reads plain decimal notation without a sign.
    fn read(text: &str) -> Self {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let zeros = i64::try_from(all.len() - digits.len()).unwrap_or(i64::MAX);
        let point = i64::try_from(whole.len()).unwrap_or(i64::MAX) - zeros;
        Self { digits: digits.trim_end_matches('0').into(), point }
    }

    fn digit(&self, index: usize) -> u8 {
        self.digits.get(index).copied().unwrap_or(b'0')
    }

    fn round_down(&mut self, length: usize) {
        self.digits.truncate(length);
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
    }

    fn round_up(&mut self, length: usize) {
        self.digits.truncate(length);
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        if let Some(last) = self.digits.last_mut() {
            *last += 1;
        } else {
            self.digits.push(b'1');
            self.point += 1;
        }
    }

    fn round(&mut self, length: usize) {
        let is_half = self.digit(length) == b'5' && self.digits.len() == length + 1;
        let is_up =
            if is_half { length > 0 && (self.digit(length - 1) - b'0') % 2 == 1 } else { self.digit(length) >= b'5' };
        if is_up { self.round_up(length) } else { self.round_down(length) }
    }

    fn text(&self, is_negative: bool) -> String {
        let mut text = String::from(if is_negative { "-" } else { "" });
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        if self.point <= 0 {
            text.push('0');
        }
        for index in self.point.min(0)..self.point.max(length) {
            if index == self.point.min(0) && self.point <= 0 || index == self.point {
                text.push('.');
            }
            text.push(usize::try_from(index).map_or('0', |index| char::from(self.digit(index))));
        }
        text
    }
}

/// The shortest decimal text that rounds back to the number at its precision (the method of Go's `big.Float.Text`
/// with format `f` and precision −1).
fn shortest(big: &Big) -> String {
    let is_negative = big.significand.sign() == Sign::Negative;
    let magnitude = big.significand.clone().unsigned_abs();
    let length = i64::try_from(magnitude.bit_len()).unwrap_or(i64::MAX);
    let precision = i64::from(big.precision);
    if big.exponent >= 0 && big.exponent + length <= precision {
        return Decimal::exact(&magnitude, big.exponent).text(is_negative);
    }
    // One bit more than the precision, so that the neighbours' middles are whole.
    let places = precision + 1 - length;
    let middle = magnitude.clone() << usize::try_from(places).unwrap_or(0);
    let exponent = big.exponent - places;
    let is_inclusive = !middle.bit(1);
    let mut decimal = Decimal::exact(&magnitude, big.exponent);
    let lower = Decimal::exact(&(middle.clone() - UBig::ONE), exponent);
    let upper = Decimal::exact(&(middle + UBig::ONE), exponent);
    for index in 0..decimal.digits.len() {
        let (digit, low, high) = (decimal.digit(index), lower.digit(index), upper.digit(index));
        let may_cut = low != digit || is_inclusive && index + 1 == lower.digits.len();
        let may_raise = digit != high && (is_inclusive || digit + 1 < high || index + 1 < upper.digits.len());
        match (may_cut, may_raise) {
            (true, true) => decimal.round(index + 1),
            (true, false) => decimal.round_down(index + 1),
            (false, true) => decimal.round_up(index + 1),
            (false, false) => continue,
        }
        break;
    }
    decimal.text(is_negative)
}

#[cfg(test)]
mod tests {
    use super::super::Number;
    use super::DecimalCut;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn text_round_trips() {
        for text in
            ["0", "1", "-7", "0.1", "0.001", "9007199254740993", "18446744073709551616", "-0.5", "1.1", "1234.5678"]
        {
            assert_eq!(number(text).to_string(), text);
        }
        assert_eq!(number("1.50").to_string(), "1.5");
        assert_eq!(number("1e3").to_string(), "1000");
        assert_eq!(number("1e400").to_string(), format!("1{}", "0".repeat(400)));
        assert_eq!(number("1e-5").to_string(), "0.00001");
        assert_eq!(number("-0").to_string(), "-0");
        assert_eq!(number("1p3").to_string(), "8");
        assert_eq!(number(".5").to_string(), "0.5");
        assert_eq!(number("5.").to_string(), "5");
        assert_eq!(number("inf").to_string(), "+Inf");
    }

    #[test]
    fn digits_are_rounded_from_the_exact_value() {
        let digits = |text: &str, cut| number(text).to_decimal(cut);
        assert_eq!(digits("2.5", DecimalCut::Places(0)), ("2".to_owned(), 1));
        assert_eq!(digits("3.5", DecimalCut::Places(0)), ("4".to_owned(), 1));
        assert_eq!(digits("0.5", DecimalCut::Places(0)), (String::new(), 0));
        assert_eq!(digits("-0.51", DecimalCut::Places(0)), ("1".to_owned(), 1));
        assert_eq!(digits("0.004", DecimalCut::Places(1)), (String::new(), 0));
        assert_eq!(digits("12.345", DecimalCut::Places(2)), ("1234".to_owned(), 2));
        assert_eq!(digits("9.96", DecimalCut::Digits(2)), ("1".to_owned(), 2));
        assert_eq!(digits("0.00120", DecimalCut::Shortest), ("12".to_owned(), -2));
        assert_eq!(digits("1200", DecimalCut::Shortest), ("12".to_owned(), 4));
        assert_eq!(digits("0", DecimalCut::Shortest), (String::new(), 0));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "e", "1e", "0x1", "1_000", " 1", "1 ", "--1", "1.2.3", "nan", "1e+-3", "infinity"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn huge_exponents_are_refused_without_computing_them() {
        assert!(Number::parse("1e999999999").is_none());
        assert!(Number::parse("1e-999999999999999999999999").is_none());
        assert!(Number::parse(&"9".repeat(1_000_000)).is_none());
        assert_eq!(number("0e999999999"), number("0"));
        let mut grown = Some(number("1e300"));
        for _ in 0..64 {
            grown = grown.and_then(|value| value.mul(&value));
        }
        assert!(grown.is_none());
    }

    /// Expected texts are what Terraform prints.
    #[test]
    fn arithmetic_is_exact_to_512_bits() {
        assert_eq!(number("0.1").add(&number("0.2")).unwrap().to_string(), "0.3");
        assert_eq!(number("0.1").add(&number("0.2")).unwrap(), number("0.3"));
        let third = number("1").div(&number("3")).unwrap();
        assert_eq!(third.to_string(), format!("0.{}5", "3".repeat(154)));
        let counted = Number::from(1).div(&Number::from(3)).unwrap();
        assert_eq!(counted.to_string(), "0.33333333333333333334");
        assert_eq!(number("9223372036854775807").add(&number("1")).unwrap().to_string(), "9223372036854775808");
        assert_eq!(number("9223372036854775808").sub(&number("1")).unwrap().to_i64(), Some(i64::MAX));
        assert_eq!(number("-9223372036854775808").to_i64(), Some(i64::MIN));
        assert_eq!(number("-9223372036854775808").negate().to_string(), "9223372036854775808");
        assert_eq!(number("6").div(&number("4")).unwrap().to_string(), "1.5");
        assert_eq!(number("-7").rem(&number("3")).unwrap().to_string(), "-1");
        assert_eq!(number("5.5").rem(&number("2")).unwrap().to_string(), "1.5");
        assert_eq!(number("-5.5").rem(&number("2")).unwrap().to_string(), "-1.5");
        assert_eq!(number("5").rem(&number("0")).unwrap().to_string(), "5");
        assert!(number("1").div(&number("0")).unwrap().is_infinite());
        assert!(number("0").div(&number("0")).is_none());
        assert_eq!(number("0").mul(&number("-1")).unwrap().to_string(), "-0");
        assert_eq!(number("0.3").rem(&number("0.2")).unwrap().to_string(), format!("0.1{}1", "0".repeat(153)));
        assert_eq!(number("1").sub(&number("0.9")).unwrap().to_string(), format!("0.1{}3", "0".repeat(153)));
        assert_eq!(number("1e100").rem(&number("7")).unwrap().to_string(), "4");
        let tiny = number("1e-200").mul(&number("1e-200")).unwrap().to_string();
        assert_eq!(tiny, format!("0.{}1{}1", "0".repeat(399), "0".repeat(153)));
        assert_eq!(
            number("9007199254740993").mul(&number("1.0000000001")).unwrap().to_string(),
            "9007199255641712.9254740993"
        );
    }

    #[test]
    fn floating_point_keeps_its_digits() {
        assert_eq!(Number::from_f64(2f64.sqrt()).unwrap().to_string(), "1.4142135623730951");
        assert_eq!(Number::from_f64(0.1).unwrap().to_string(), "0.1");
        assert_ne!(Number::from_f64(0.1).unwrap(), number("0.1"));
        assert_eq!(Number::from_f64(1e300).unwrap().to_f64().to_bits(), 1e300f64.to_bits());
        assert_eq!(number("0.1").to_f64().to_bits(), 0.1f64.to_bits());
        assert_eq!(number("1e-310").to_f64().to_bits(), 1e-310f64.to_bits());
        assert!(number("1e400").to_f64().is_infinite());
        assert_eq!(Number::from_f64(1_152_921_504_606_846_976.0).unwrap().to_string(), "1152921504606847000");
        assert!(Number::from_f64(f64::NAN).is_none());
    }

    #[test]
    fn rounding_and_ordering() {
        for (text, floor, ceil) in [("1.5", "1", "2"), ("-1.5", "-2", "-1"), ("-0.5", "-1", "0"), ("7", "7", "7")] {
            assert_eq!(number(text).floor(), number(floor));
            assert_eq!(number(text).ceil(), number(ceil));
        }
        assert_eq!(number("-1.5").truncate().unwrap(), number("-1"));
        let mut numbers = ["3", "-inf", "0.5", "inf", "-2", "1e30", "-1e-30", "0"].map(number);
        numbers.sort();
        assert_eq!(numbers.map(|n| n.to_string()).join(" "), {
            let large = "1000000000000000000000000000000";
            format!("-Inf -2 -0.{}1 0 0.5 3 {large} +Inf", "0".repeat(29))
        });
        assert!(number("1.5").to_i64().is_none() && !number("1.5").is_integer());
        assert_eq!(number("-3").abs(), number("3"));
        assert_eq!(number("-0.5").signum(), -1);
    }
}
