//! Extra nodes during an upgrade.
//!
//! Knows: how AKS reads and rounds them. Does not know: pools or subnets.

/// Extra nodes when nobody says: a tenth (Microsoft.ContainerService types; AKS release notes 2025-03-16).
pub const DEFAULT_SURGE: Surge = Surge::Percent { hundredths: 1_000 };

/// The most instances of a scale set: a pool with its extra nodes (AKS documentation, upgrade-aks-node-pools-rolling).
pub const MOST_NODES_PER_POOL: u64 = 1_000;

/// How many extra nodes a pool gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surge {
    /// So many.
    Nodes(u64),
    /// A share of the pool, in hundredths of a percent.
    Percent {
        /// 1000 for a tenth.
        hundredths: u64,
    },
}

impl Surge {
    /// Reads `1`, `10%` or `33.3%`.
    ///
    /// # Errors
    /// Why it is neither, fit to stand behind "because".
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = || format!("`{text}` is neither a number of nodes nor a percentage");
        let digits = |digits: &str| -> Option<u64> {
            let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| digits.parse().unwrap_or(u64::MAX))
        };
        let Some(percent) = text.strip_suffix('%') else {
            return digits(text).map(Self::Nodes).ok_or_else(wrong);
        };
        let (whole, fraction) = percent.trim().split_once('.').unwrap_or((percent.trim(), "0"));
        let whole = digits(whole).ok_or_else(wrong)?;
        // Rounded up: a share too large by a hundredth of a percent is no surprise, one too small is.
        digits(fraction).ok_or_else(wrong)?;
        let cents = digits(&format!("{fraction:0<2}")[..2]).ok_or_else(wrong)?;
        let rest = u64::from(fraction.bytes().skip(2).any(|digit| digit != b'0'));
        Ok(Self::Percent { hundredths: whole.saturating_mul(100).saturating_add(cents + rest) })
    }

    /// The extra nodes of a pool of this size: rounded up, and no more than there are nodes to upgrade.
    #[must_use]
    pub fn nodes(self, pool: u64) -> u64 {
        match self {
            Self::Nodes(nodes) => nodes.min(pool),
            Self::Percent { hundredths } => pool.saturating_mul(hundredths).div_ceil(10_000).min(pool),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT_SURGE, Surge};

    #[test]
    fn shares_are_rounded_up() {
        let nodes = |text: &str, pool| Surge::parse(text).unwrap().nodes(pool);
        assert_eq!((nodes("10%", 1), nodes("10%", 10), nodes("10%", 11)), (1, 1, 2));
        assert_eq!((nodes("33.3%", 1000), nodes("33.333%", 1000), nodes("0%", 9)), (333, 334, 0));
        assert_eq!((nodes("200%", 4), nodes("5", 3), nodes("0", 3), nodes("100%", 0)), (4, 3, 0, 0));
        assert_eq!(nodes("99999999999999999999%", 7), 7);
        assert_eq!(nodes("99999999999999999999", 7), 7);
        assert_eq!(DEFAULT_SURGE.nodes(106), 11);
        for wrong in ["", "abc", "%", "-1", "1.5", "10 percent", "1.%", ".5%", "1e3%", "1.-2%"] {
            assert_eq!(
                Surge::parse(wrong).unwrap_err(),
                format!("`{wrong}` is neither a number of nodes nor a percentage")
            );
        }
    }

    #[test]
    fn splitting_a_pool_never_saves_nodes() {
        for text in ["10%", "33%", "50%", "1", "3", "100%"] {
            let surge = Surge::parse(text).unwrap();
            for whole in 0..60 {
                for part in 0..=whole {
                    assert!(
                        surge.nodes(part) + surge.nodes(whole - part) >= surge.nodes(whole),
                        "{text} {part} {whole}"
                    );
                }
            }
        }
    }
}
