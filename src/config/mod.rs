//! `akslint.yaml`, and other files in which users tell what the code does not.
//!
//! Knows: where such a file lies, its keys, and what to say about wrong ones. Does not know: the command line, or what is
//! done with what the file tells.

mod calendar;
mod networks;
mod policies;
mod suppressions;
pub(crate) mod yaml;

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use self::calendar::WrittenCalendar;
use self::networks::WrittenNetworks;
pub use self::policies::PolicyOptions;
use self::policies::WrittenPolicies;
pub use self::suppressions::SuppressionRules;
use crate::planning::facts::NetworkFacts;
use crate::policy::CalendarChanges;
use crate::source::{Paths, ReadError, Sources};

/// The name of the file.
pub const FILE: &str = "akslint.yaml";

/// What `akslint.yaml` tells.
#[derive(Debug, Default)]
pub struct Config {
    /// Networks outside the code.
    pub networks: NetworkFacts,
    /// The day that calendars are read at.
    pub as_of: Option<Date>,
    /// Dates that users know better than the calendars.
    pub calendar: CalendarChanges,
    /// What is set of single policies.
    pub options: PolicyOptions,
    /// What is asked of comments that hide findings.
    pub suppressions: SuppressionRules,
}

/// What is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct ConfigError {
    /// The file, as shown.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong, and what was probably meant.
    pub message: String,
}

/// Every key of `akslint.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WrittenConfig {
    networks: Option<WrittenNetworks>,
    calendar: Option<WrittenCalendar>,
    policies: Option<WrittenPolicies>,
    suppressions: Option<SuppressionRules>,
}

/// Reads the nearest `akslint.yaml`: in the directory that holds all paths named, else in one around it, up to the boundary.
/// Without such a file nothing is configured.
///
/// # Errors
/// When the file cannot be read, or is wrong.
pub fn load(sources: &Sources, paths: &Paths) -> Result<Config, ConfigError> {
    let start = paths.common_directory();
    for directory in start.ancestors().take_while(|directory| directory.starts_with(&paths.boundary)) {
        let path = directory.join(FILE);
        match sources.read(&path) {
            Ok(file) => {
                let shown = sources.shown_path(&path);
                let written: WrittenConfig = yaml::parse(&shown, &sources.file(file).text)?.unwrap_or_default();
                let networks = written.networks.unwrap_or_default().facts(&shown)?;
                let (as_of, calendar) = written.calendar.unwrap_or_default().read(&shown)?;
                let options = PolicyOptions::new(&shown, written.policies.unwrap_or_default());
                let suppressions = written.suppressions.unwrap_or_default();
                return Ok(Config { networks, as_of, calendar, options, suppressions });
            }
            Err(ReadError::NotFound) => {}
            Err(error) => return Err(unreadable(&sources.shown_path(&path), &error)),
        }
    }
    Ok(Config::default())
}

/// Reads a file that has what stands below `networks` in `akslint.yaml`. It may lie anywhere, and is shown as named.
///
/// # Errors
/// When the file cannot be read, or is wrong.
pub fn network_facts(path: &Path) -> Result<NetworkFacts, ConfigError> {
    let shown = path.display().to_string().replace('\\', "/");
    let not_found = |_| unreadable(&shown, &ReadError::NotFound);
    let paths = Paths::resolve(&[path.to_owned()], None).map_err(not_found)?;
    let Some(named) = paths.named.first() else { return Ok(NetworkFacts::default()) };
    let directory = named.path.parent().unwrap_or(&named.path).to_owned();
    let sources = Sources::new(directory, crate::source::Limits::default());
    let file = sources.read(&named.path).map_err(|error| unreadable(&shown, &error))?;
    let written: WrittenNetworks = yaml::parse(&shown, &sources.file(file).text)?.unwrap_or_default();
    written.facts(&shown)
}

fn unreadable(path: &str, error: &ReadError) -> ConfigError {
    ConfigError { path: path.to_owned(), line: 1, column: 1, message: error.to_string() }
}

#[cfg(test)]
mod tests;
