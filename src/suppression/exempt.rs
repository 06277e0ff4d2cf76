//! `akslint-exemptions.yaml`: findings that somebody answers for.
//!
//! Knows: the keys of the file, and which finding an entry is about. Does not know: comments.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::glob;
use crate::config::{ConfigError, yaml};
use crate::formats::{closest, wildcard};
use crate::policy::Catalogue;
use crate::report::{Exemption, ExemptionCategory, Occurrence};
use crate::source::{FileId, Paths, ReadError, Sources, Span};

/// The name of the file.
pub const FILE: &str = "akslint-exemptions.yaml";

/// The entries of the file.
#[derive(Debug, Default)]
pub struct Exemptions {
    /// In the order of the file.
    pub entries: Vec<Entry>,
    /// The directory that the file speaks for; none without a file.
    pub directory: Option<PathBuf>,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The policies, as indices of the catalogue.
    pub policies: Vec<usize>,
    /// The resources, as a pattern over addresses.
    pub address: Option<String>,
    /// The files, as a pattern over paths seen from the file of exemptions.
    pub path: Option<String>,
    /// What was agreed.
    pub exemption: Exemption,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    exemptions: Vec<Spanned<WrittenEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    policy: Spanned<String>,
    address: Option<Spanned<String>>,
    path: Option<Spanned<String>>,
    owner: Spanned<String>,
    category: Spanned<String>,
    ticket: Option<String>,
    expires: Option<Spanned<String>>,
    reason: Spanned<String>,
}

impl Exemptions {
    /// Reads the nearest file: in the directory that holds all paths named, else in one around it, up to the boundary.
    ///
    /// # Errors
    /// When the file cannot be read, or is wrong: what is wrong first, with its place.
    pub fn load(sources: &Sources, paths: &Paths, catalogue: &Catalogue) -> Result<Self, ConfigError> {
        let start = paths.common_directory();
        for directory in start.ancestors().take_while(|directory| directory.starts_with(&paths.boundary)) {
            let path = directory.join(FILE);
            match sources.read(&path) {
                Ok(file) => return Self::read(sources, file, directory, catalogue),
                Err(ReadError::NotFound) => {}
                Err(error) => {
                    let path = sources.shown_path(&path);
                    return Err(ConfigError { path, line: 1, column: 1, message: error.to_string() });
                }
            }
        }
        Ok(Self::default())
    }

    /// Reads a file of exemptions that speaks for a directory.
    ///
    /// # Errors
    /// What is wrong first, with its place.
    pub fn read(sources: &Sources, file: FileId, directory: &Path, catalogue: &Catalogue) -> Result<Self, ConfigError> {
        let source = sources.file(file);
        let written: Written = yaml::parse(&source.path, &source.text)?.unwrap_or_default();
        let prefix = match sources.shown_path(directory) {
            prefix if prefix == "." => String::new(),
            prefix => format!("{prefix}/"),
        };
        let entry = |written: Spanned<WrittenEntry>| {
            let line = yaml::line(written.referenced);
            let start = source.line_starts().get(line - 1).map_or(0, |&start| start as usize);
            let text = source.line(line);
            let place = Span::new(file, start + (text.len() - text.trim_start().len()), start + text.len());
            read_entry(&source.path, written, place, &prefix, catalogue)
        };
        let entries = written.exemptions.into_iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Self { entries, directory: Some(directory.to_owned()) })
    }
}

fn read_entry(
    path: &str,
    written: Spanned<WrittenEntry>,
    place: Span,
    prefix: &str,
    catalogue: &Catalogue,
) -> Result<Entry, ConfigError> {
    let location = written.referenced;
    let written = written.value;
    let wrong = |location, message: String| Err(yaml::at(path, Some(location), message));
    let policies = catalogue.find(&written.policy.value);
    if policies.is_empty() {
        let name = super::directive::shortened(&written.policy.value);
        let nearest = catalogue.nearest(&written.policy.value);
        let meant = nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
        return wrong(written.policy.referenced, format!("there is no policy `{name}`{meant}"));
    }
    let category = match written.category.value.as_str() {
        "waiver" => ExemptionCategory::Waiver,
        "mitigated" => ExemptionCategory::Mitigated,
        other => {
            let meant = closest(other, ["waiver", "mitigated"])
                .map_or_else(String::new, |one| format!("; did you mean `{one}`?"));
            let message = format!(
                "a category is `waiver` (the risk is accepted) or `mitigated` (it is met by other means){meant}"
            );
            return wrong(written.category.referenced, message);
        }
    };
    let expires = match &written.expires {
        None => None,
        Some(date) => match date.value.parse::<Date>() {
            Ok(date) => Some(date),
            Err(_) => return wrong(date.referenced, "a date such as 2026-11-30 is due".to_owned()),
        },
    };
    for (what, text) in [("owner", &written.owner), ("reason", &written.reason)] {
        if text.value.trim().is_empty() {
            return wrong(text.referenced, format!("an exemption needs its `{what}`"));
        }
    }
    if written.address.is_none() && written.path.is_none() {
        let message =
            "an exemption says what it is about: by `address`, by `path`, or by both (`address: \"**\"` is everything)";
        return wrong(location, message.to_owned());
    }
    for pattern in written.address.iter().chain(&written.path) {
        if pattern.value.len() > glob::LONGEST {
            return wrong(pattern.referenced, format!("a pattern has at most {} characters", glob::LONGEST));
        }
    }
    Ok(Entry {
        policies,
        address: written.address.map(|address| address.value),
        path: written.path.map(|path| format!("{prefix}{}", path.value.trim_start_matches("./"))),
        exemption: Exemption {
            owner: written.owner.value,
            category,
            ticket: written.ticket,
            expires,
            reason: written.reason.value,
            place,
        },
    })
}

impl Entry {
    /// The characters of its patterns.
    pub(super) fn length(&self) -> usize {
        self.address.iter().chain(&self.path).map(String::len).sum()
    }

    /// Whether it is about a judgement: of one of its policies, on a resource, with places in files.
    pub(super) fn is_about(&self, policy: usize, occurrence: &Occurrence, paths: &[&str]) -> bool {
        let is_addressed = |pattern: &str| {
            let whole = occurrence.path.as_deref().map(|path| format!("{} {path}", occurrence.address));
            // Addresses of Azure hold slashes, which are nothing special in them.
            wildcard::matches(pattern, &occurrence.address)
                || whole.is_some_and(|whole| wildcard::matches(pattern, &whole))
        };
        self.policies.contains(&policy)
            && self.address.as_deref().is_none_or(is_addressed)
            && self.path.as_deref().is_none_or(|pattern| paths.iter().any(|path| glob::matches(pattern, path)))
    }
}
