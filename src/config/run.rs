//! What holds for a whole run: calendars, how files are read, where policies lie.
//!
//! Knows: the keys that one file alone may hold, the outermost. Does not know: what holds for a part of a run.

use std::path::PathBuf;

use jiff::civil::Date;

use super::ConfigError;
use super::environments::existing_folder;
use super::origin::Set;
use super::suppressions::SuppressionRules;
use super::written::ConfigFile;
use crate::formats::Placeholders;
use crate::policy::CalendarChanges;
use crate::source::Sources;

/// What holds for a whole run.
#[derive(Debug, Clone)]
pub struct RunSettings {
    /// The file it is from, as shown.
    pub file: Option<std::sync::Arc<str>>,
    /// The day that calendars are read at.
    pub as_of: Option<Date>,
    /// Dates that users know better than the calendars.
    pub calendar: CalendarChanges,
    /// Where that is set.
    pub calendar_place: Option<Set<()>>,
    /// A module of a registry that is not on disk makes the scan incomplete.
    pub strict: Set<bool>,
    /// Files of values beside a root are environments.
    pub auto_environments: Set<bool>,
    /// What the pipeline replaces, as regular expressions; none for the built-in ones.
    pub placeholders: Set<Option<Vec<String>>>,
    /// Where modules lie: the source, and the folder, absolute.
    pub module_map: Vec<(String, Set<PathBuf>)>,
    /// Folders with pages of policies, absolute.
    pub policy_directories: Vec<Set<PathBuf>>,
    /// What is asked of comments that hide findings.
    pub suppressions: SuppressionRules,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            file: None,
            as_of: None,
            calendar: CalendarChanges::default(),
            calendar_place: None,
            strict: Set::default(false),
            auto_environments: Set::default(true),
            placeholders: Set::default(None),
            module_map: Vec::new(),
            policy_directories: Vec::new(),
            suppressions: SuppressionRules::default(),
        }
    }
}

impl RunSettings {
    /// What a file says.
    pub(super) fn read(sources: &Sources, file: &ConfigFile) -> Result<Self, ConfigError> {
        let written = &file.written;
        let mut settings = Self { file: Some(std::sync::Arc::clone(&file.shown)), ..Self::default() };
        if let Some(calendar) = &written.calendar {
            (settings.as_of, settings.calendar) = calendar.value.read(&file.shown)?;
            settings.calendar_place = Some(Set { value: (), origin: file.origin(calendar.referenced) });
        }
        if let Some(suppressions) = &written.suppressions {
            settings.suppressions = suppressions.value;
        }
        if let Some(strict) = &written.strict {
            settings.strict = file.set(strict);
        }
        if let Some(auto_environments) = &written.auto_environments {
            settings.auto_environments = file.set(auto_environments);
        }
        if let Some(patterns) = &written.placeholders {
            for pattern in &patterns.value {
                if Placeholders::new(vec![pattern.value.clone()]).is_err() {
                    return Err(file.error(pattern.referenced, "this is no regular expression"));
                }
            }
            let texts = patterns.value.iter().map(|pattern| pattern.value.clone()).collect();
            settings.placeholders = Set { value: Some(texts), origin: file.origin(patterns.referenced) };
        }
        for (source, directory) in written.module_map.iter().flat_map(|map| &map.value.0) {
            if source.value.is_empty() {
                return Err(file.error(source.referenced, "the source of a module is due"));
            }
            let value = existing_folder(sources, file, directory)?;
            settings.module_map.push((source.value.clone(), Set { value, origin: file.origin(directory.referenced) }));
        }
        for directory in written.policy_directories.iter().flat_map(|list| &list.value) {
            let value = existing_folder(sources, file, directory)?;
            settings.policy_directories.push(Set { value, origin: file.origin(directory.referenced) });
        }
        Ok(settings)
    }
}
