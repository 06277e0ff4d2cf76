//! A count that is not exactly known: at least this many, at most that many.
//!
//! Knows: arithmetic that holds whatever the unknown part turns out to be. Does not know: what is counted.

/// A whole number within limits, both included. Arithmetic saturates: no count overflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// It is no less than this.
    pub least: u64,
    /// It is no more than this; none where nothing limits it.
    pub most: Option<u64>,
}

impl Bounds {
    /// Nothing at all.
    pub const ZERO: Self = Self::exactly(0);

    /// Nothing is known.
    pub const UNKNOWN: Self = Self::at_least(0);

    /// This number.
    #[must_use]
    pub const fn exactly(number: u64) -> Self {
        Self { least: number, most: Some(number) }
    }

    /// This number or more.
    #[must_use]
    pub const fn at_least(least: u64) -> Self {
        Self { least, most: None }
    }

    /// Between two numbers.
    #[must_use]
    pub const fn between(least: u64, most: u64) -> Self {
        Self { least, most: Some(most) }
    }

    /// The number, where it is exactly known.
    #[must_use]
    pub fn exact(self) -> Option<u64> {
        self.most.filter(|most| *most == self.least)
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(a, b)| a.saturating_add(b));
        Self { least: self.least.saturating_add(other.least), most }
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        // Nothing times anything is nothing, however large the other may be.
        let most = match (self.most, other.most) {
            (Some(0), _) | (_, Some(0)) => Some(0),
            (Some(a), Some(b)) => Some(a.saturating_mul(b)),
            _ => None,
        };
        Self { least: self.least.saturating_mul(other.least), most }
    }

    /// One or the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.zip(other.most).map(|(a, b)| a.max(b)) }
    }

    /// A function that never falls, of each end.
    #[must_use]
    pub fn map(self, rising: impl Fn(u64) -> u64) -> Self {
        Self { least: rising(self.least), most: self.most.map(&rising) }
    }

    /// Whether it is no more than the other: certainly, certainly not, or not decided.
    #[must_use]
    pub fn fits_in(self, room: Self) -> Option<bool> {
        if self.most.is_some_and(|most| most <= room.least) {
            return Some(true);
        }
        room.most.is_some_and(|room| self.least > room).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Bounds;

    fn bounds() -> impl Strategy<Value = (Bounds, u64)> {
        (0u64..2_000, 0u64..2_000, 0u64..2_000, any::<bool>()).prop_map(|(least, width, inside, is_open)| {
            let number = least + inside % (width + 1);
            let bounds = if is_open { Bounds::at_least(least) } else { Bounds::between(least, least + width) };
            (bounds, number)
        })
    }

    fn holds(bounds: Bounds, number: u64) -> bool {
        bounds.least <= number && bounds.most.is_none_or(|most| number <= most)
    }

    proptest! {
        #[test]
        fn the_true_number_stays_within((a, x) in bounds(), (b, y) in bounds()) {
            prop_assert!(holds(a.plus(b), x + y));
            prop_assert!(holds(a.times(b), x * y));
            prop_assert!(holds(a.or(b), x) && holds(a.or(b), y));
            prop_assert!(holds(a.map(|number| number / 3), x / 3));
            if let Some(fits) = a.fits_in(b) {
                prop_assert_eq!(fits, x <= y);
            }
        }
    }

    #[test]
    fn ends_saturate() {
        let huge = Bounds::exactly(u64::MAX);
        assert_eq!(huge.plus(huge), huge);
        assert_eq!(huge.times(Bounds::exactly(2)), huge);
        assert_eq!(Bounds::UNKNOWN.times(Bounds::ZERO), Bounds::ZERO);
        assert_eq!(Bounds::between(1, 2).exact(), None);
        assert_eq!(Bounds::exactly(7).exact(), Some(7));
    }
}
