//! Versions of providers and modules: single ones, ranges, and the set a constraint allows.

use std::fmt;

/// A version number. Pre-release suffixes are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// Larger than any real version.
    pub const MAX: Self = Self(u32::MAX, u32::MAX, u32::MAX);

    /// The version just after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0, self.1, self.2.saturating_add(1))
    }

    /// Reads `4`, `4.1`, `v4.1.0` or `4.1.0-beta`; the number of parts written is the second result.
    #[must_use]
    pub fn parse(text: &str) -> Option<(Self, usize)> {
        let text = text.trim().trim_start_matches('v');
        let text = text.split(['-', '+']).next()?;
        let mut parts = [0u32; 3];
        let mut count = 0;
        for part in text.split('.') {
            *parts.get_mut(count)? = part.trim().parse().ok()?;
            count += 1;
        }
        Some((Self(parts[0], parts[1], parts[2]), count))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// From one version up to, but not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VersionRange {
    /// The first version in the range.
    pub from: Version,
    /// The first version behind the range.
    pub until: Version,
}

impl VersionRange {
    /// Every version.
    pub const ALL: Self = Self { from: Version(0, 0, 0), until: Version::MAX };

    /// `from` and everything newer.
    #[must_use]
    pub const fn from(from: Version) -> Self {
        Self { from, until: Version::MAX }
    }

    /// `from` up to, but not including, `until`.
    #[must_use]
    pub const fn between(from: Version, until: Version) -> Self {
        Self { from, until }
    }

    /// Everything older than `until`.
    #[must_use]
    pub const fn before(until: Version) -> Self {
        Self { from: Version(0, 0, 0), until }
    }

    /// Whether the version lies in the range.
    #[must_use]
    pub fn contains(self, version: Version) -> bool {
        self.from <= version && version < self.until
    }

    /// Whether some version lies in both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from.max(other.from) < self.until.min(other.until)
    }

    /// Whether every version of `other` lies in this range.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}

/// The versions that a configuration allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// The allowed range: from the highest lower bound to the lowest upper bound.
    pub range: VersionRange,
    /// Where that is known from, for messages: `required_providers`, `.terraform.lock.hcl`; none when nothing says.
    pub source: Option<&'static str>,
    /// The constraint as written (`~> 4.10`), or the locked version.
    pub text: std::sync::Arc<str>,
    /// The provider's local name is not the usual one, or its source is not the usual registry's.
    pub span: Option<crate::source::Span>,
}

impl Versions {
    /// Nothing states a version.
    #[must_use]
    pub fn unstated() -> Self {
        Self { range: VersionRange::ALL, source: None, text: "".into(), span: None }
    }

    /// Exactly this version.
    #[must_use]
    pub fn exactly(version: Version, source: &'static str) -> Self {
        Self {
            range: VersionRange::between(version, version.next()),
            source: Some(source),
            text: version.to_string().into(),
            span: None,
        }
    }
}

impl VersionRange {
    /// The range that a Terraform constraint (`~> 4.10, != 4.12.0`) allows; exclusions are ignored, unreadable
    /// parts allow everything.
    #[must_use]
    pub fn from_constraint(text: &str) -> Self {
        let mut range = Self::ALL;
        for part in text.split(',') {
            let part = part.trim();
            let digits = part.find(|c: char| c.is_ascii_digit() || c == 'v').unwrap_or(part.len());
            let (operator, number) = part.split_at(digits);
            let Some((version, count)) = Version::parse(number) else { continue };
            let one = match operator.trim() {
                "" | "=" => Self::between(version, version.next()),
                ">" => Self::from(version.next()),
                ">=" => Self::from(version),
                "<" => Self::before(version),
                "<=" => Self::before(version.next()),
                "~>" => {
                    let until = match count {
                        1 => Version::MAX,
                        2 => Version(version.0 + 1, 0, 0),
                        _ => Version(version.0, version.1 + 1, 0),
                    };
                    Self::between(version, until)
                }
                _ => Self::ALL,
            };
            range = Self { from: range.from.max(one.from), until: range.until.min(one.until) };
        }
        range
    }
}

#[cfg(test)]
mod tests {
    use super::{Version, VersionRange};

    #[test]
    fn constraints_give_ranges() {
        let range = VersionRange::from_constraint;
        assert_eq!(range("~> 4.10"), VersionRange::between(Version(4, 10, 0), Version(5, 0, 0)));
        assert_eq!(range("~> 4.10.2"), VersionRange::between(Version(4, 10, 2), Version(4, 11, 0)));
        assert_eq!(range(">= 3.107.0, < 4.0.0"), VersionRange::between(Version(3, 107, 0), Version(4, 0, 0)));
        assert_eq!(range("= 3.117.1"), VersionRange::between(Version(3, 117, 1), Version(3, 117, 2)));
        assert_eq!(range("> 2.0, != 3.0.0"), VersionRange::from(Version(2, 0, 1)));
        assert_eq!(range("nonsense"), VersionRange::ALL);
    }
}
