//! Placeholders that a deployment pipeline replaces before the tool reads the file.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

/// `#{x}#` (Octopus, the "replace tokens" task of Azure Pipelines), `__x__`, `${X}` and `$(X)` (variables of Azure
/// Pipelines).
const DEFAULT: [&str; 4] = [
    r"#\{[^{}\r\n]+\}#",
    r"__[A-Za-z0-9](?:[A-Za-z0-9.-]|_[A-Za-z0-9.-])*__",
    r"\$\{[^{}\x22\r\n]+\}",
    r"\$\([^()\x22\r\n]+\)",
];

/// What a placeholder looks like.
#[derive(Debug)]
pub struct Placeholders {
    patterns: Vec<String>,
    compiled: OnceLock<Option<Regex>>,
}

impl Default for Placeholders {
    fn default() -> Self {
        Self { patterns: DEFAULT.iter().map(|&pattern| pattern.to_owned()).collect(), compiled: OnceLock::new() }
    }
}

impl Placeholders {
    /// Placeholders of these patterns and no others; none at all when there are no patterns.
    ///
    /// # Errors
    /// When a pattern is no regular expression, or too large.
    pub fn new(patterns: Vec<String>) -> Result<Self, regex::Error> {
        let placeholders = Self { patterns, compiled: OnceLock::new() };
        for pattern in &placeholders.patterns {
            Regex::new(pattern)?;
        }
        let compiled = if placeholders.patterns.is_empty() { None } else { Some(Regex::new(&placeholders.pattern())?) };
        Ok(Self { compiled: OnceLock::from(compiled), ..placeholders })
    }

    /// The default patterns.
    #[must_use]
    pub fn default_patterns() -> &'static [&'static str] {
        &DEFAULT
    }

    fn pattern(&self) -> String {
        format!("(?:{})", self.patterns.join(")|(?:"))
    }

    /// All placeholders of a text, in order. An escaped `$${X}` is none.
    pub(crate) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.pattern()).ok());
        let Some(regex) = compiled else { return Vec::new() };
        (regex.find_iter(text))
            .filter(|found| !found.is_empty())
            .filter(|found| !(found.as_str().starts_with("${") && text[..found.start()].ends_with('$')))
            .map(|found| found.range())
            .collect()
    }
}
