//! Numbers as Terraform computes them: binary floating point with 512 bits, rounded to the nearest even.
//!
//! Knows: Go's `big.Float` as far as Terraform uses it, with a precision per number (literals and texts 512 bits,
//! lengths and indices 64, results of floating point functions 53), since the precision decides how many digits are
//! shown. Does not know: values or types. Whole numbers of 64 bits take a fast path without allocation.

mod arithmetic;
mod text;

use std::cmp::Ordering;
use std::sync::Arc;

use dashu_int::ops::{BitTest, DivRem, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};

pub use text::DecimalCut;

/// The precision of literals, in bits.
const FULL: u16 = 512;
/// The precision of whole numbers that Terraform counts itself, in bits.
const WORD: u16 = 64;
/// Beyond this binary exponent nothing is computed, so that a number never takes more than some kilobytes.
const MAX_EXPONENT: i64 = 1 << 17;

/// A number.
#[derive(Debug, Clone)]
pub struct Number(Repr);

#[derive(Debug, Clone)]
enum Repr {
    /// Every whole number of 64 bits is held in this form.
    Small {
        value: i64,
        precision: u16,
    },
    Big(Arc<Big>),
    /// Zero with a sign, which only shows in text.
    NegativeZero {
        precision: u16,
    },
    Infinite {
        is_negative: bool,
    },
}

/// `significand * 2^exponent`; the significand is odd and no longer than `precision` bits.
#[derive(Debug)]
struct Big {
    significand: IBig,
    exponent: i64,
    precision: u16,
}

/// A number taken apart, before rounding.
struct Parts {
    significand: IBig,
    exponent: i64,
}

impl Number {
    /// The nearest `f64`; infinite when it is too large.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "rounding to the nearest is meant")]
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Repr::Small { value, .. } => *value as f64,
            Repr::NegativeZero { .. } => -0.0,
            Repr::Infinite { is_negative } => {
                if *is_negative {
                    f64::NEG_INFINITY
                } else {
                    f64::INFINITY
                }
            }
            Repr::Big(big) => {
                let (significand, exponent) = round_to(big.significand.clone(), big.exponent, false, 53);
                let mut result = significand.to_f64().value();
                let mut rest = exponent.clamp(-5000, 5000);
                while rest != 0 {
                    let step = rest.clamp(-1000, 1000);
                    result *= 2f64.powi(i32::try_from(step).unwrap_or(0));
                    rest -= step;
                }
                result
            }
        }
    }

    /// The number of an `f64`, with its precision of 53 bits; none for NaN.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        if value.is_nan() {
            return None;
        }
        if value.is_infinite() {
            return Some(Self(Repr::Infinite { is_negative: value < 0.0 }));
        }
        if value == 0.0 {
            return Some(Self::zero(53, value.is_sign_negative()));
        }
        let bits = value.to_bits();
        let field = (bits >> 52 & 0x7ff) as i64;
        let fraction = bits & ((1 << 52) - 1);
        let (magnitude, exponent) = if field == 0 { (fraction, -1074) } else { (fraction | 1 << 52, field - 1075) };
        let significand = IBig::from(magnitude);
        build(if value < 0.0 { -significand } else { significand }, exponent, false, 53)
    }

    /// The whole number it is, if it is one and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { value, .. } => Some(*value),
            Repr::NegativeZero { .. } => Some(0),
            _ => None,
        }
    }

    /// The whole number it is, if it is one, however large.
    #[must_use]
    pub fn to_integer(&self) -> Option<IBig> {
        match &self.0 {
            Repr::Big(big) if big.exponent >= 0 => Some(shift_left(big.significand.clone(), big.exponent)),
            Repr::Big(_) | Repr::Infinite { .. } => None,
            _ => self.to_i64().map(IBig::from),
        }
    }

    /// The number of a whole number of any size, kept exactly up to 512 bits; none when it is too large.
    #[must_use]
    pub fn from_integer(value: IBig) -> Option<Self> {
        build(value, 0, false, FULL)
    }

    /// Reads decimal notation as Terraform does: `1`, `-2.5`, `1e3`, `.5`, `inf`. None when it is no number, or one
    /// beyond the bounds (about `1e39000`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text::parse(text)
    }

    /// Whether it has no fraction.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Big(big) => big.exponent >= 0,
            Repr::Infinite { .. } => false,
            _ => true,
        }
    }

    /// Whether it is plus or minus infinity (`1 / 0`).
    #[must_use]
    pub fn is_infinite(&self) -> bool {
        matches!(self.0, Repr::Infinite { .. })
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.to_i64() == Some(0)
    }

    /// −1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i64 {
        match &self.0 {
            Repr::Small { value, .. } => value.signum(),
            Repr::NegativeZero { .. } => 0,
            Repr::Infinite { is_negative } => {
                if *is_negative {
                    -1
                } else {
                    1
                }
            }
            Repr::Big(big) => {
                if big.significand.sign() == Sign::Negative {
                    -1
                } else {
                    1
                }
            }
        }
    }

    fn zero(precision: u16, is_negative: bool) -> Self {
        Self(if is_negative { Repr::NegativeZero { precision } } else { Repr::Small { value: 0, precision } })
    }

    fn is_negative(&self) -> bool {
        self.signum() < 0 || matches!(self.0, Repr::NegativeZero { .. })
    }

    fn precision(&self) -> u16 {
        match &self.0 {
            Repr::Small { precision, .. } | Repr::NegativeZero { precision } => *precision,
            Repr::Big(big) => big.precision,
            Repr::Infinite { .. } => 1,
        }
    }

    fn with_precision(self, precision: u16) -> Self {
        match self.0 {
            Repr::Small { value, .. } => Self(Repr::Small { value, precision }),
            Repr::Big(big) => {
                let Big { significand, exponent, .. } = &*big;
                Self(Repr::Big(Arc::new(Big { significand: significand.clone(), exponent: *exponent, precision })))
            }
            other => Self(other),
        }
    }

    /// Significand and exponent; zero for what is infinite.
    fn parts(&self) -> Parts {
        match &self.0 {
            Repr::Small { value, .. } => Parts { significand: IBig::from(*value), exponent: 0 },
            Repr::Big(big) => Parts { significand: big.significand.clone(), exponent: big.exponent },
            _ => Parts { significand: IBig::ZERO, exponent: 0 },
        }
    }
}

/// Whether the whole number is exact in that many bits.
fn fits(value: i64, precision: u16) -> bool {
    precision >= WORD || value.unsigned_abs() >> precision == 0
}

fn shift_left(value: IBig, places: i64) -> IBig {
    value << usize::try_from(places).unwrap_or(0)
}

/// `a / b`, rounded.
fn quotient(a: Parts, b: Parts, precision: u16) -> Option<Number> {
    let wanted = i64::from(precision) + 2;
    let length = |value: &IBig| i64::try_from(value.clone().unsigned_abs().bit_len()).unwrap_or(i64::MAX);
    let places = (wanted + length(&b.significand) - length(&a.significand)).max(0);
    let (quotient, rest) = shift_left(a.significand, places).div_rem(b.significand);
    build(quotient, a.exponent - b.exponent - places, !rest.is_zero(), precision)
}

/// Rounds to `precision` bits. `is_cut` says that a nonzero rest below the significand was already dropped.
fn round_to(significand: IBig, exponent: i64, is_cut: bool, precision: u16) -> (IBig, i64) {
    let (sign, magnitude) = significand.into_parts();
    let length = magnitude.bit_len();
    let surplus = length.saturating_sub(usize::from(precision));
    let mut kept: UBig = magnitude.clone() >> surplus;
    if surplus > 0 && magnitude.bit(surplus - 1) {
        let below = is_cut || magnitude.trailing_zeros().is_some_and(|zeros| zeros < surplus - 1);
        if below || kept.bit(0) {
            kept += 1u8;
        }
    }
    (IBig::from_parts(sign, kept), exponent + i64::try_from(surplus).unwrap_or(i64::MAX))
}

/// The canonical form of `significand * 2^exponent`, rounded; none beyond the bounds.
fn build(significand: IBig, exponent: i64, is_cut: bool, precision: u16) -> Option<Number> {
    let (significand, exponent) = round_to(significand, exponent, is_cut, precision);
    let Some(zeros) = significand.trailing_zeros() else { return Some(Number::zero(precision, false)) };
    let length = significand.clone().unsigned_abs().bit_len();
    let top = exponent.saturating_add(i64::try_from(length).unwrap_or(i64::MAX));
    if !(-MAX_EXPONENT..=MAX_EXPONENT).contains(&top) {
        return None;
    }
    if exponent + i64::try_from(zeros).unwrap_or(0) >= 0 && top <= 64 {
        let whole = if exponent >= 0 {
            shift_left(significand.clone(), exponent)
        } else {
            significand.clone() >> zeros_of(exponent)
        };
        if let Ok(value) = i64::try_from(whole) {
            return Some(Number(Repr::Small { value, precision }));
        }
    }
    let exponent = exponent + i64::try_from(zeros).unwrap_or(0);
    Some(Number(Repr::Big(Arc::new(Big { significand: significand >> zeros, exponent, precision }))))
}

fn zeros_of(exponent: i64) -> usize {
    usize::try_from(-exponent).unwrap_or(0)
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) => a.cmp(b),
            (Repr::Infinite { .. }, Repr::Infinite { .. }) => self.signum().cmp(&other.signum()),
            (Repr::Infinite { is_negative }, _) => {
                if *is_negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (_, Repr::Infinite { is_negative }) => {
                if *is_negative {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            _ => self.signum().cmp(&other.signum()).then_with(|| {
                let (a, b) = (self.parts(), other.parts());
                let exponent = a.exponent.min(b.exponent);
                shift_left(a.significand, a.exponent - exponent).cmp(&shift_left(b.significand, b.exponent - exponent))
            }),
        }
    }
}

impl From<i64> for Number {
    /// A whole number that Terraform counts itself, such as a length or an index: 64 bits of precision.
    fn from(value: i64) -> Self {
        Self(Repr::Small { value, precision: WORD })
    }
}
