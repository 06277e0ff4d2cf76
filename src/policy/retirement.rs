//! What AKS retires, and when.
//!
//! Knows: the dated table `policies/data/retirements.yaml`. Does not know: today; pages compare its dates with the
//! calendar's day.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use serde::Deserialize;

use super::language::Answer;

const TABLE: &str = include_str!("../../policies/data/retirements.yaml");

/// The table, sorted by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Retirements {
    as_of: Date,
    rows: Vec<(String, Date)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTable {
    as_of: String,
    #[serde(rename = "sources")]
    _sources: Vec<String>,
    retirements: Vec<WrittenRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    name: String,
    #[serde(rename = "what")]
    _what: String,
    date: String,
    #[serde(rename = "source")]
    _source: String,
}

/// The names of what is retired, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    table().rows.iter().map(|(name, _)| name.as_str())
}

fn table() -> &'static Arc<Retirements> {
    static BUILT_IN: OnceLock<Arc<Retirements>> = OnceLock::new();
    // A test reads the table; with an empty one no page that uses it would compile.
    BUILT_IN.get_or_init(|| Arc::new(Retirements::read(TABLE).unwrap_or_default()))
}

impl Retirements {
    /// The built-in table.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(table())
    }

    /// The day it was written.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The last day on which something is supported.
    pub fn date(&self, name: &str) -> Answer {
        match self.rows.binary_search_by(|(other, _)| other.as_str().cmp(name)) {
            Ok(at) => Answer::Text(self.rows[at].1.to_string()),
            Err(_) => {
                Answer::Unknown(format!("{} is not in the table of retirements", super::evaluate::show_text(name)))
            }
        }
    }

    /// Another date for a name in the table; one that is not in it is asked for by no page.
    pub fn set(&mut self, name: &str, date: Date) {
        if let Ok(at) = self.rows.binary_search_by(|(other, _)| other.as_str().cmp(name)) {
            self.rows[at].1 = date;
        }
    }

    fn read(yaml: &str) -> Option<Self> {
        let written: WrittenTable = serde_saphyr::from_str(yaml).ok()?;
        let row = |row: WrittenRow| Some((row.name, row.date.parse().ok()?));
        let mut rows = written.retirements.into_iter().map(row).collect::<Option<Vec<_>>>()?;
        rows.sort();
        Some(Self { as_of: written.as_of.parse().ok()?, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Retirements, TABLE, names};
    use crate::policy::calendar::Calendar;

    #[test]
    fn the_table_is_sound() {
        let table = Retirements::read(TABLE).unwrap();
        assert!(table.rows.len() >= 15);
        assert!(table.rows.windows(2).all(|pair| pair[0].0 < pair[1].0), "a name stands twice");
        assert_eq!(names().count(), table.rows.len());
        assert!(Retirements::read(&TABLE.replacen("2026-11-30", "2026-11-31", 1)).is_none());
    }

    #[test]
    fn a_date_is_compared_with_the_calendars_day() {
        let date = |name| Calendar::built_in().retirement(name);
        assert_eq!(date("kubenet"), Answer::Text("2028-03-31".to_owned()));
        assert!(matches!(date("kubnet"), Answer::Unknown(_)));
        let Answer::Text(end) = date("app-routing-nginx") else { panic!("it has a date") };
        assert_eq!(Calendar::built_in().days_until(&end), Answer::Number(7.0));
        let later = Calendar::built_in().at("2026-12-02".parse().unwrap());
        assert_eq!(later.days_until(&end), Answer::Number(-2.0));
    }
}
