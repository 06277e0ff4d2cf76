//! The baseline file: the findings that a team has decided to live with for now.
//!
//! One entry per line and sorted, so that a change of the file reads well. It holds no line numbers and no values: a value is
//! told by a digest, a secret by nothing at all.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::matching::{Known, Matching, Moves, counted};
use crate::policy::Severity;
use crate::report::Identity;

/// The name of the file that is used where none is named.
pub const FILE: &str = ".akslint-baseline.json";

/// The version of the form; grows when the meaning of something changes.
const VERSION: u64 = 1;

/// The most entries that are read.
const MOST_ENTRIES: usize = 500_000;

/// Findings that were there when the file was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The entries, sorted, none twice.
    pub entries: Vec<Entry>,
}

/// A finding, and how many there are of it.
pub type Entry = Known;

/// What is wrong in a baseline file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct BaselineError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

/// What a run has looked at: entries beyond that are neither found nor gone.
pub trait Scope {
    /// Whether a file, as shown, was in the run's paths, or would have been if it were there.
    fn has_file(&self, shown: &str) -> bool;
    /// Whether a policy was applied; one that is not known any more counts as applied.
    fn has_policy(&self, policy: &str) -> bool;
    /// Whether a file, as shown, is there.
    fn exists(&self, shown: &str) -> bool;
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    policy: String,
    file: String,
    address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    path: String,
    severity: String,
    values: Vec<String>,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "schema_version")]
    _version: u64,
    findings: Vec<WrittenEntry>,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(count: &u32) -> bool {
    *count == 1
}

impl Baseline {
    /// Of these findings.
    #[must_use]
    pub fn new(findings: impl IntoIterator<Item = Identity>) -> Self {
        Self { entries: counted(findings) }
    }

    /// How many findings there are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong first, with its place.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let wrong = |error: &serde_json::Error| BaselineError {
            line: error.line().max(1),
            column: error.column().max(1),
            message: message(error),
        };
        // The version first: a later form may have other keys, and that is what to tell.
        let root: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).map_err(|error| wrong(&error))?;
        let version = root.get("schema_version");
        if version.and_then(serde_json::Value::as_u64) != Some(VERSION) {
            let (line, column) = place(text, "\"schema_version\"");
            let message = match version {
                None => "`schema_version` is missing: this is no baseline of akslint".to_owned(),
                Some(_) => format!(
                    "this baseline has another version than {VERSION}, the only one that this akslint reads; \
                     `akslint baseline create` writes it anew"
                ),
            };
            return Err(BaselineError { line, column, message });
        }
        drop(root);
        let written: Written = serde_json::from_str(text).map_err(|error| wrong(&error))?;
        if written.findings.len() > MOST_ENTRIES {
            let message = format!("more than {MOST_ENTRIES} entries");
            return Err(BaselineError { line: 1, column: 1, message });
        }
        let mut entries = Vec::with_capacity(written.findings.len());
        for (index, entry) in written.findings.into_iter().enumerate() {
            entries.push(entry.read().map_err(|message| {
                // Entries have no places of their own once they are read; written by akslint, each has a line.
                let (line, column) = nth_place(text, "\"policy\"", index);
                BaselineError { line, column, message }
            })?);
        }
        entries.sort();
        Ok(Self { entries })
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{{\n  \"schema_version\": {VERSION},\n  \"findings\": [");
        for (index, Known { identity, count }) in self.entries.iter().enumerate() {
            let written = WrittenEntry {
                policy: identity.policy.clone(),
                file: identity.file.clone(),
                address: identity.address.clone(),
                path: identity.path.clone(),
                severity: identity.severity.name().to_owned(),
                values: identity.values.iter().cloned().collect(),
                count: u32::try_from(*count).unwrap_or(u32::MAX),
            };
            // Texts and numbers always have a form in JSON.
            let line = serde_json::to_string(&written).unwrap_or_default();
            let _ = write!(out, "{}\n    {}", if index > 0 { "," } else { "" }, escaped(&line));
        }
        out.push_str(if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }

    /// Which of these findings the baseline holds.
    #[must_use]
    pub fn matching(&self, findings: &[Identity], scope: &dyn Scope) -> Matching {
        Matching::new(&self.entries, findings, &Renamed(scope))
    }

    /// The entries that a run would have found and did not, with how many of each.
    #[must_use]
    pub fn stale<'b>(&'b self, matching: &Matching, scope: &dyn Scope) -> Vec<(&'b Identity, usize)> {
        let entries = self.entries.iter().zip(&matching.gone);
        entries
            .filter(|(entry, gone)| **gone > 0 && is_in_scope(&entry.identity, scope))
            .map(|(entry, gone)| (&entry.identity, *gone))
            .collect()
    }

    /// The same without what is gone, and with no entry allowing more than is there today. Nothing is added.
    #[must_use]
    pub fn pruned(&self, findings: &[Identity], scope: &dyn Scope) -> Self {
        let matching = self.matching(findings, scope);
        let found = matching.known.iter().zip(findings).filter_map(|(known, finding)| {
            let entry = &self.entries[(*known)?].identity;
            Some(Identity { file: entry.file.clone(), ..finding.clone() })
        });
        let unseen = self.entries.iter().zip(&matching.gone).filter(|(entry, _)| !is_in_scope(&entry.identity, scope));
        let kept = unseen.flat_map(|(entry, gone)| std::iter::repeat_n(entry.identity.clone(), *gone));
        Self::new(found.chain(kept))
    }
}

fn is_in_scope(identity: &Identity, scope: &dyn Scope) -> bool {
    scope.has_file(&identity.file) && scope.has_policy(&identity.policy)
}

/// A file that is gone may have another name in its directory.
struct Renamed<'a>(&'a dyn Scope);

impl Moves for Renamed<'_> {
    fn is_moved(&self, then: &str, now: &str) -> bool {
        let directory = |path: &str| path.rsplit_once('/').map_or(String::new(), |(directory, _)| directory.to_owned());
        directory(then) == directory(now) && !self.0.exists(then)
    }
}

impl WrittenEntry {
    fn read(self) -> Result<Known, String> {
        let severity = Severity::ALL.into_iter().find(|severity| severity.name() == self.severity);
        let severity = severity.ok_or("`severity` is none of info, low, medium, high and critical")?;
        let is_digest = |text: &String| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if self.values.is_empty() || !self.values.iter().all(is_digest) {
            return Err("`values` must hold at least one digest of 32 hexadecimal digits".to_owned());
        }
        if self.count == 0 {
            return Err("`count` must be at least 1".to_owned());
        }
        let values: BTreeSet<String> = self.values.into_iter().collect();
        let Self { policy, file, address, path, .. } = self;
        let identity = Identity { policy, file, address, path, severity, values };
        Ok(Known { identity, count: usize::try_from(self.count).unwrap_or(usize::MAX) })
    }
}

/// Characters that would hide or reorder text are written as escapes, so that nothing in a change of the file deceives.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// The reader's message without its place, of no more than a line's length.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    let shown: String = text.chars().take(200).flat_map(char::escape_debug).collect();
    let shown = shown.replace("\\'", "'").replace("\\\"", "\"");
    if error.is_data() { shown } else { format!("this is no JSON: {shown}") }
}

fn place(text: &str, needle: &str) -> (usize, usize) {
    nth_place(text, needle, 0)
}

/// Where the text has a word for the nth time, from 0.
fn nth_place(text: &str, needle: &str, nth: usize) -> (usize, usize) {
    let at = text.match_indices(needle).nth(nth).map_or(0, |(at, _)| at);
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
