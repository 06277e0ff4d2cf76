//! The key `calendar`: dates that users know better than the built-in tables.
//!
//! Knows: its keys, and which dates make sense. Does not know: the tables.

use serde::Deserialize;
use serde_saphyr::Spanned;

use jiff::civil::Date;

use super::ConfigError;
use super::yaml::at;
use crate::formats::closest;
use crate::policy::{CalendarChanges, VersionDates, minor_version, retirement_names};

/// What is written below `calendar`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrittenCalendar {
    /// The day that calendars are read at.
    as_of: Option<Spanned<String>>,
    kubernetes_versions: Vec<Spanned<WrittenVersion>>,
    retirements: Vec<Spanned<WrittenRetirement>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenVersion {
    minor: Spanned<String>,
    available: Spanned<String>,
    community_end: Spanned<String>,
    lts_end: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRetirement {
    name: Spanned<String>,
    date: Spanned<String>,
}

impl WrittenCalendar {
    /// The day to read calendars at, and the dates, checked.
    ///
    /// # Errors
    /// What is wrong first.
    pub fn read(&self, path: &str) -> Result<(Option<Date>, CalendarChanges), ConfigError> {
        let as_of = self.as_of.as_ref().map(|written| date(path, written)).transpose()?;
        let versions = self.kubernetes_versions.iter().map(|written| version(path, written));
        let retirements = self.retirements.iter().map(|written| retirement(path, &written.value));
        let changes = CalendarChanges {
            versions: versions.collect::<Result<_, _>>()?,
            retirements: retirements.collect::<Result<_, _>>()?,
        };
        Ok((as_of, changes))
    }
}

fn date(path: &str, written: &Spanned<String>) -> Result<Date, ConfigError> {
    written.value.parse().map_err(|_| at(path, Some(written.referenced), "a date such as 2026-11-30 is due".to_owned()))
}

fn version(path: &str, written: &Spanned<WrittenVersion>) -> Result<VersionDates, ConfigError> {
    let WrittenVersion { minor, available, community_end, lts_end } = &written.value;
    let Some(version) = minor_version(&minor.value) else {
        return Err(at(path, Some(minor.referenced), "a minor version such as 1.36 is due, between quotes".to_owned()));
    };
    let dates = VersionDates {
        version,
        available: date(path, available)?,
        community_end: date(path, community_end)?,
        lts_end: date(path, lts_end)?,
    };
    if dates.available > dates.community_end || dates.community_end > dates.lts_end {
        let message = "a version becomes available before its support ends, and long-term support does not end sooner";
        return Err(at(path, Some(written.referenced), message.to_owned()));
    }
    Ok(dates)
}

fn retirement(path: &str, written: &WrittenRetirement) -> Result<(String, Date), ConfigError> {
    let name = &written.name.value;
    if !retirement_names().any(|known| known == name) {
        let shown: String = name.chars().take(60).collect();
        let meant = closest(&shown, retirement_names()).map(|meant| format!("; did you mean `{meant}`?"));
        let message = format!("`{shown}` is no name of a retirement{}", meant.unwrap_or_default());
        return Err(at(path, Some(written.name.referenced), message));
    }
    Ok((name.clone(), date(path, &written.date)?))
}
