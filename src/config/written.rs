//! One `akslint.yaml`: every key, as it is written.
//!
//! Knows: the keys, and which of them hold for a whole run. Does not know: which file counts where.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_saphyr::{Location, Spanned};

use super::calendar::WrittenCalendar;
use super::environments::WrittenEnvironment;
use super::ignores::WrittenIgnore;
use super::named::Named;
use super::networks::WrittenNetworks;
use super::origin::{Origin, Set};
use super::policies::WrittenPolicies;
use super::suppressions::SuppressionRules;
use super::yaml::{at, line};
use super::{ConfigError, yaml};
use crate::policy::{Persona, Severity};
use crate::source::{FileId, Sources, Span};

/// The largest file that is read, in bytes.
pub(super) const MAX_BYTES: usize = 1024 * 1024;

/// Texts with their places.
pub(super) type Texts = Option<Spanned<Vec<Spanned<String>>>>;

/// Every key of `akslint.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrittenConfig {
    pub calendar: Option<Spanned<WrittenCalendar>>,
    pub strict: Option<Spanned<bool>>,
    pub auto_environments: Option<Spanned<bool>>,
    pub placeholders: Texts,
    pub module_map: Option<Spanned<Named<Spanned<String>>>>,
    pub policy_directories: Texts,
    pub networks: Option<WrittenNetworks>,
    pub persona: Option<Spanned<Persona>>,
    pub fail_on: Option<Spanned<Severity>>,
    pub fail_on_undecided: Option<Spanned<Severity>>,
    pub min_severity: Option<Spanned<Severity>>,
    pub only: Texts,
    pub except: Texts,
    pub policies: Option<WrittenPolicies>,
    pub suppressions: Option<Spanned<SuppressionRules>>,
    pub ignore: Option<Vec<Spanned<WrittenIgnore>>>,
    pub environments: Option<Vec<Spanned<WrittenEnvironment>>>,
}

impl WrittenConfig {
    /// The keys that hold for a whole run, with the places of those that are there.
    fn of_the_run(&self) -> [(&'static str, Option<Location>); 7] {
        fn place<T>(value: Option<&Spanned<T>>) -> Option<Location> {
            value.map(|value| value.referenced)
        }
        [
            ("calendar", place(self.calendar.as_ref())),
            ("strict", place(self.strict.as_ref())),
            ("auto-environments", place(self.auto_environments.as_ref())),
            ("placeholders", place(self.placeholders.as_ref())),
            ("module-map", place(self.module_map.as_ref())),
            ("policy-directories", place(self.policy_directories.as_ref())),
            ("suppressions", place(self.suppressions.as_ref())),
        ]
    }
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct ConfigFile {
    /// The path, as shown.
    pub shown: Arc<str>,
    /// Where paths in it start.
    pub directory: PathBuf,
    /// The file among the sources.
    pub id: FileId,
    pub written: WrittenConfig,
}

impl ConfigFile {
    /// Reads a file among the sources.
    pub fn read(sources: &Sources, id: FileId, directory: &Path) -> Result<Self, ConfigError> {
        let file = sources.file(id);
        if file.text.len() > MAX_BYTES {
            let message = format!("{} bytes, above the limit of {MAX_BYTES} bytes", file.text.len());
            return Err(at(&file.path, None, message));
        }
        let written: WrittenConfig = yaml::parse(&file.path, &file.text)?.unwrap_or_default();
        Ok(Self { shown: file.path.as_str().into(), directory: directory.to_owned(), id, written })
    }

    /// An error at a place of the file.
    pub fn error(&self, place: Location, message: impl Into<String>) -> ConfigError {
        at(&self.shown, Some(place), message.into())
    }

    /// A line of the file as what set something.
    pub fn origin(&self, place: Location) -> Origin {
        Origin::Line { file: Arc::clone(&self.shown), line: line(place) }
    }

    /// A value with its place.
    pub fn set<T: Clone>(&self, written: &Spanned<T>) -> Set<T> {
        Set { value: written.value.clone(), origin: self.origin(written.referenced) }
    }

    /// The line of a place, for labels.
    pub fn span(&self, sources: &Sources, place: Location) -> Span {
        let file = sources.file(self.id);
        let line = line(place);
        let start = file.line_starts().get(line - 1).map_or(0, |&start| start as usize);
        let text = file.line(line);
        let indent = text.len() - text.trim_start().len();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.id, start: offset(start + indent), end: offset(start + text.trim_end().len().max(indent)) }
    }

    /// Refuses what holds for a whole run in a file that counts for a part of it.
    pub fn check_part(&self) -> Result<(), ConfigError> {
        for (key, place) in self.written.of_the_run() {
            if let Some(place) = place {
                let message = format!(
                    "`{key}` holds for everything that is scanned, and this file for its folder alone: move it to the \
                     outermost {}, or scan this folder by itself",
                    super::FILE
                );
                return Err(self.error(place, message));
            }
        }
        Ok(())
    }
}
