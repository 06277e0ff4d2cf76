//! Numbers as Terraform computes them.

use std::fmt;

/// A number. Terraform computes with 512 bits of precision; so does this type.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub struct Number(f64);

impl Number {
    /// The nearest `f64`.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0
    }

    /// The whole number it is, if it is one and fits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "checked")]
    pub fn to_i64(&self) -> Option<i64> {
        (self.0.fract() == 0.0 && self.0.abs() < 9.0e18).then_some(self.0 as i64)
    }

    /// Reads decimal notation (`1`, `-2.5`, `1e3`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number: &f64| number.is_finite()).map(Self)
    }
}

impl From<i64> for Number {
    #[expect(clippy::cast_precision_loss, reason = "replaced by exact arithmetic")]
    fn from(value: i64) -> Self {
        Self(value as f64)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}
