//! Where a setting is from.

use std::fmt;
use std::sync::Arc;

/// A setting with what set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// What set it.
    pub origin: Origin,
}

/// What set a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nothing did.
    Default,
    /// An option of the command line, or the environment variable in its place: `--fail-on`.
    Argument(String),
    /// A line of a file.
    Line {
        /// The file, as shown.
        file: Arc<str>,
        /// The line, from 1.
        line: usize,
    },
}

impl<T> Set<T> {
    /// A setting that nothing set.
    #[must_use]
    pub fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::Argument(name) => formatter.write_str(name),
            Self::Line { file, line } => write!(formatter, "{file}:{line}"),
        }
    }
}
