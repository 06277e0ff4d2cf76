//! By how much an estate shall grow.
//!
//! Knows: reading a factor and rounding up. Does not know: what grows.

use std::fmt;

/// The largest factor, so that no product is beyond all networks.
const MOST: u64 = 1_000;

/// A factor of at least one, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth(u64);

impl Growth {
    /// Reads `2x`, `1.5x` or `2`.
    ///
    /// # Errors
    /// Why it is no factor.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no factor like 2x or 1.5x");
        let digits = text.strip_suffix(['x', 'X']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || fraction.len() > 2 {
            return Err(wrong());
        }
        let whole: u64 = whole.parse().map_err(|_| wrong())?;
        let hundredths: u64 = format!("{fraction:0<2}").parse().map_err(|_| wrong())?;
        match whole {
            0 => Err(format!("`{text}` would shrink the estate: the factor is 1 or more")),
            1..MOST => Ok(Self(whole * 100 + hundredths)),
            _ => Err(format!("`{text}` is too much: the factor is less than {MOST}")),
        }
    }

    /// So many nodes, grown; parts of a node are a node.
    #[must_use]
    pub fn of(self, nodes: u64) -> u64 {
        nodes.saturating_mul(self.0).div_ceil(100)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(formatter, "{whole}x"),
            (whole, part) if part % 10 == 0 => write!(formatter, "{whole}.{}x", part / 10),
            (whole, part) => write!(formatter, "{whole}.{part:02}x"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Growth;

    #[test]
    fn factors_are_read_and_shown() {
        for (text, shown, ten) in [("2x", "2x", 20), ("1.5x", "1.5x", 15), ("1.05", "1.05x", 11), ("3X", "3x", 30)] {
            let growth = Growth::parse(text).unwrap();
            assert_eq!((growth.to_string().as_str(), growth.of(10)), (shown, ten));
        }
        assert_eq!(Growth::parse("999.99").unwrap().of(u64::MAX), u64::MAX.div_ceil(100));
        for wrong in ["", "x", "0", "0.5x", "-1", "1.234", "2xx", "1000", "99999999999999999999999", "1,5", "١x"] {
            assert!(Growth::parse(wrong).is_err(), "{wrong}");
        }
    }
}
