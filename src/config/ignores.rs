//! Keys `ignore`: findings that are not reported, by path and address.
//!
//! Knows: how patterns are written, and what they match. Does not know: any finding.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::ConfigError;
use super::written::ConfigFile;
use crate::formats::wildcard;
use crate::source::{Sources, Span};

/// The longest pattern, in bytes.
const LONGEST: usize = 1000;

/// One entry, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenIgnore {
    path: Option<Spanned<String>>,
    address: Option<Spanned<String>>,
    reason: Spanned<String>,
    until: Option<Spanned<String>>,
}

/// What is not reported.
#[derive(Debug, Clone)]
pub struct Ignore {
    path: Option<Gitignore>,
    path_text: Option<String>,
    address: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// The file, as shown.
    pub file: std::sync::Arc<str>,
    /// Where it is written.
    pub place: Span,
    /// The line, from 1.
    pub line: usize,
}

impl WrittenIgnore {
    pub fn read(&self, sources: &Sources, file: &ConfigFile, whole: &Spanned<Self>) -> Result<Ignore, ConfigError> {
        let place = whole.referenced;
        if self.path.is_none() && self.address.is_none() {
            return Err(file.error(place, "an entry of `ignore` needs a `path` or an `address`"));
        }
        if self.reason.value.trim().is_empty() {
            return Err(file.error(self.reason.referenced, "an entry of `ignore` says why: its `reason` is empty"));
        }
        let until = self.until.as_ref().map(|until| {
            until.value.parse().map_err(|_| file.error(until.referenced, "a date such as 2026-11-30 is due"))
        });
        for pattern in [&self.path, &self.address].into_iter().flatten() {
            if pattern.value.trim().is_empty() || pattern.value.len() > LONGEST {
                let message = format!("a pattern of 1 to {LONGEST} bytes is due");
                return Err(file.error(pattern.referenced, message));
            }
        }
        Ok(Ignore {
            path: self.path.as_ref().map(|path| paths(file, path)).transpose()?,
            path_text: self.path.as_ref().map(|path| path.value.clone()),
            address: self.address.as_ref().map(|address| address.value.clone()),
            reason: self.reason.value.trim().to_owned(),
            until: until.transpose()?,
            file: std::sync::Arc::clone(&file.shown),
            place: file.span(sources, place),
            line: super::yaml::line(place),
        })
    }
}

fn paths(file: &ConfigFile, pattern: &Spanned<String>) -> Result<Gitignore, ConfigError> {
    let text = pattern.value.trim();
    let refused = |message: &str| Err(file.error(pattern.referenced, message.to_owned()));
    if text.starts_with(['!', '#']) {
        return refused("a pattern of a path starts neither with `!` nor with `#`");
    }
    let text = text.strip_prefix("./").unwrap_or(text);
    if text.split('/').any(|part| part == "..") {
        return refused("a pattern of a path holds no `..`: it matches below the folder of this file");
    }
    let mut builder = GitignoreBuilder::new("");
    let built = builder.add_line(None, text).and_then(|builder| builder.build());
    built.or_else(|_| refused("this is no pattern such as `examples/` or `**/*.tfvars`"))
}

impl Ignore {
    /// Whether it covers a finding in this file about a resource at this address. The file is relative to the folder of the
    /// configuration; none where it lies outside of that.
    #[must_use]
    pub fn covers(&self, file: Option<&str>, address: &str) -> bool {
        let is_path = self.path.as_ref().is_none_or(|pattern| {
            file.is_some_and(|file| pattern.matched_path_or_any_parents(file, false).is_ignore())
        });
        is_path && self.address.as_ref().is_none_or(|pattern| wildcard::matches(pattern, address))
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }

    /// What it matches, in words: ``path `examples/` ``.
    #[must_use]
    pub fn pattern(&self) -> String {
        let path = self.path_text.as_ref().map(|path| format!("path `{path}`"));
        let address = self.address.as_ref().map(|address| format!("address `{address}`"));
        path.into_iter().chain(address).collect::<Vec<_>>().join(", ")
    }
}
