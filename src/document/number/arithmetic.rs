//! The four operations, remainders and rounding.

use dashu_int::IBig;
use dashu_int::ops::{BitTest, UnsignedAbs};

use super::{FULL, Number, Repr, WORD, build, fits, quotient, shift_left};

impl Number {
    /// The number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { self.negate() } else { self.clone() }
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negate(&self) -> Self {
        match &self.0 {
            Repr::Small { value: 0, precision } => Self::zero(*precision, true),
            Repr::NegativeZero { precision } => Self::zero(*precision, false),
            Repr::Infinite { is_negative } => Self(Repr::Infinite { is_negative: !is_negative }),
            _ => {
                let parts = self.parts();
                build(-parts.significand, parts.exponent, false, self.precision()).unwrap_or_else(|| self.clone())
            }
        }
    }

    /// The sum; none for infinities of unlike signs.
    #[must_use]
    pub fn add(&self, other: &Self) -> Option<Self> {
        let precision = self.precision().max(other.precision());
        if let (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) = (&self.0, &other.0)
            && let Some(value) = a.checked_add(*b)
            && fits(value, precision)
        {
            return Some(Self(Repr::Small { value, precision }));
        }
        match (&self.0, &other.0) {
            (Repr::Infinite { is_negative: a }, Repr::Infinite { is_negative: b }) => (a == b).then(|| self.clone()),
            (Repr::Infinite { .. }, _) => Some(self.clone()),
            (_, Repr::Infinite { .. }) => Some(other.clone()),
            (Repr::NegativeZero { .. }, Repr::NegativeZero { .. }) => Some(Self::zero(precision, true)),
            _ => {
                let (a, b) = (self.parts(), other.parts());
                let exponent = a.exponent.min(b.exponent);
                let sum =
                    shift_left(a.significand, a.exponent - exponent) + shift_left(b.significand, b.exponent - exponent);
                build(sum, exponent, false, precision)
            }
        }
    }

    /// The difference; none for infinities of like signs.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&other.negate())
    }

    /// The product; none for zero times infinity.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Option<Self> {
        let precision = self.precision().max(other.precision());
        if let (Repr::Small { value: a @ 1.., .. }, Repr::Small { value: b @ 1.., .. }) = (&self.0, &other.0)
            && let Some(value) = a.checked_mul(*b)
            && precision >= WORD
        {
            return Some(Self(Repr::Small { value, precision }));
        }
        let is_negative = self.is_negative() != other.is_negative();
        if self.is_infinite() || other.is_infinite() {
            return (!self.is_zero() && !other.is_zero()).then_some(Self(Repr::Infinite { is_negative }));
        }
        if self.is_zero() || other.is_zero() {
            return Some(Self::zero(precision, is_negative));
        }
        let (a, b) = (self.parts(), other.parts());
        // The product is first exact to 512 bits, then as precise as the factors but no less than it needs.
        let product = build(a.significand * b.significand, a.exponent + b.exponent, false, FULL)?;
        let needed = u16::try_from(product.parts().significand.unsigned_abs().bit_len()).unwrap_or(FULL);
        Some(product.with_precision(precision.max(needed)))
    }

    /// The quotient, infinite when dividing by zero; none for zero by zero and infinity by infinity.
    #[must_use]
    pub fn div(&self, other: &Self) -> Option<Self> {
        let precision = self.precision().max(other.precision());
        let is_negative = self.is_negative() != other.is_negative();
        match (self.is_zero() || other.is_infinite(), other.is_zero() || self.is_infinite()) {
            (true, true) => return None,
            (true, false) => return Some(Self::zero(precision, is_negative)),
            (false, true) => return Some(Self(Repr::Infinite { is_negative })),
            (false, false) => {}
        }
        let (a, b) = (self.parts(), other.parts());
        quotient(a, b, precision)
    }

    /// The remainder of the division that cuts towards zero; the number itself for a divisor of zero.
    #[must_use]
    pub fn rem(&self, other: &Self) -> Option<Self> {
        if self.is_infinite() || other.is_infinite() {
            return self.mul(other);
        }
        if other.is_zero() {
            return Some(self.clone());
        }
        if let (Repr::Small { value: a @ 0.., .. }, Repr::Small { value: b @ 1.., .. }) = (&self.0, &other.0) {
            let precision = self.precision().max(other.precision());
            return Some(Self(Repr::Small { value: a % b, precision }));
        }
        let whole = self.div(other)?.truncate()?;
        self.sub(&other.mul(&whole)?)
    }

    /// This number to that power, computed in floating point as Terraform's `pow` does; none when undefined.
    #[must_use]
    pub fn pow(&self, exponent: &Self) -> Option<Self> {
        Self::from_f64(self.to_f64().powf(exponent.to_f64()))
    }

    /// The largest whole number that is not above.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.round_with(|value, exponent| value >> exponent)
    }

    /// The smallest whole number that is not below.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.round_with(|value, exponent| -(-value >> exponent))
    }

    /// The number without its fraction; none when infinite.
    #[must_use]
    pub fn truncate(&self) -> Option<Self> {
        match &self.0 {
            Repr::Infinite { .. } => None,
            _ if self.is_negative() => Some(self.ceil()),
            _ => Some(self.floor()),
        }
    }

    fn round_with(&self, round: impl FnOnce(IBig, usize) -> IBig) -> Self {
        match &self.0 {
            Repr::Big(big) if big.exponent < 0 => {
                let places = usize::try_from(-big.exponent).unwrap_or(usize::MAX);
                let whole = round(big.significand.clone(), places);
                build(whole, 0, false, big.precision).unwrap_or_else(|| self.clone())
            }
            _ => self.clone(),
        }
    }
}
