//! What AKS retires, and when.
//!
//! Knows: the dated table `policies/data/retirements.yaml`. Does not know: today; pages compare its dates with the
//! calendar's day.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::language::Answer;

const TABLE: &str = include_str!("../../policies/data/retirements.yaml");

/// The table, sorted by name.
#[derive(Debug, Default)]
struct Table {
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
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    table().rows.iter().map(|(name, _)| name.as_str())
}

/// The last day on which something is supported.
pub(super) fn date(name: &str) -> Answer {
    let rows = &table().rows;
    match rows.binary_search_by(|(other, _)| other.as_str().cmp(name)) {
        Ok(at) => Answer::Text(rows[at].1.to_string()),
        Err(_) => Answer::Unknown(format!("{} is not in the table of retirements", super::evaluate::show_text(name))),
    }
}

fn table() -> &'static Table {
    static BUILT_IN: OnceLock<Table> = OnceLock::new();
    // A test reads the table; with an empty one no page that uses it would compile.
    BUILT_IN.get_or_init(|| Table::read(TABLE).unwrap_or_default())
}

impl Table {
    fn read(yaml: &str) -> Option<Self> {
        let written: WrittenTable = serde_saphyr::from_str(yaml).ok()?;
        let _: Date = written.as_of.parse().ok()?;
        let row = |row: WrittenRow| Some((row.name, row.date.parse().ok()?));
        let mut rows = written.retirements.into_iter().map(row).collect::<Option<Vec<_>>>()?;
        rows.sort();
        Some(Self { rows })
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, TABLE, Table, date, names};
    use crate::policy::calendar::Calendar;

    #[test]
    fn the_table_is_sound() {
        let table = Table::read(TABLE).unwrap();
        assert!(table.rows.len() >= 15);
        assert!(table.rows.windows(2).all(|pair| pair[0].0 < pair[1].0), "a name stands twice");
        assert_eq!(names().count(), table.rows.len());
        assert!(Table::read(&TABLE.replacen("2026-11-30", "2026-11-31", 1)).is_none());
    }

    #[test]
    fn a_date_is_compared_with_the_calendars_day() {
        assert_eq!(date("kubenet"), Answer::Text("2028-03-31".to_owned()));
        assert!(matches!(date("kubnet"), Answer::Unknown(_)));
        let Answer::Text(end) = date("app-routing-nginx") else { panic!("it has a date") };
        assert_eq!(Calendar::built_in().days_until(&end), Answer::Number(7.0));
        let later = Calendar::built_in().at("2026-12-02".parse().unwrap());
        assert_eq!(later.days_until(&end), Answer::Number(-2.0));
    }
}
