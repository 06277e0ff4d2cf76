//! Dates that policies ask for: the support of Kubernetes versions, read at a stated day.
//!
//! Knows: the dated table `policies/data/kubernetes-versions.yaml`. Does not know: today; unless told otherwise it reads
//! the table at the table's own date, so that results do not change by themselves.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::language::Answer;

const TABLE: &str = include_str!("../../policies/data/kubernetes-versions.yaml");

/// The calendar, read at one day.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    as_of: Date,
    table: &'static Table,
}

#[derive(Debug, Default)]
struct Table {
    as_of: Date,
    /// Sorted by version.
    versions: Vec<Row>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    version: (u64, u64),
    available: Date,
    community_end: Date,
    lts_end: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTable {
    as_of: String,
    #[serde(rename = "sources")]
    _sources: Vec<String>,
    versions: Vec<WrittenRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    minor: String,
    available: String,
    community_end: String,
    lts_end: String,
}

impl Calendar {
    /// The built-in table, read at its own date.
    #[must_use]
    pub fn built_in() -> Self {
        static BUILT_IN: OnceLock<Table> = OnceLock::new();
        // A test reads the table; an empty one would leave every version undecided.
        let table = BUILT_IN.get_or_init(|| Table::read(TABLE).unwrap_or_default());
        Self { as_of: table.as_of, table }
    }

    /// The same table, read at another day.
    #[must_use]
    pub fn at(self, as_of: Date) -> Self {
        Self { as_of, ..self }
    }

    /// The day it is read at.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Whether a Kubernetes version is `preview`, `supported`, `lts` (only by the long-term plan, which the cluster has)
    /// or `ended`. `has_lts` tells whether the cluster has the long-term plan, if that is known.
    pub(super) fn support(&self, version: &str, has_lts: Option<bool>) -> Answer {
        let number = match minor(version) {
            Some(number) => number,
            None => return not_a_version(version),
        };
        let Some(row) = self.row(number) else {
            return match self.table.versions.first() {
                Some(first) if number < first.version => Answer::Text("ended".to_owned()),
                _ => self.not_in_table(number),
            };
        };
        let state = if self.as_of < row.available {
            "preview"
        } else if self.as_of <= row.community_end {
            "supported"
        } else if self.as_of > row.lts_end {
            "ended"
        } else {
            match has_lts {
                Some(true) => "lts",
                Some(false) => "ended",
                None => return Answer::Unknown("support plan or tier is not known".to_owned()),
            }
        };
        Answer::Text(state.to_owned())
    }

    /// The last day of community support.
    pub(super) fn community_end(&self, version: &str) -> Answer {
        self.date(version, |row| row.community_end)
    }

    /// The last day of long-term support.
    pub(super) fn lts_end(&self, version: &str) -> Answer {
        self.date(version, |row| row.lts_end)
    }

    /// Days from the calendar's day to a date; negative when it is past.
    pub(super) fn days_until(&self, date: &str) -> Answer {
        // A moment counts as its day.
        let day = date.get(..10).filter(|_| date.as_bytes().get(10) == Some(&b'T')).unwrap_or(date);
        let days = day.parse::<Date>().ok().and_then(|date| self.as_of.until(date).ok()).map(|span| span.get_days());
        match days {
            Some(days) => Answer::Number(f64::from(days)),
            None => Answer::Unknown(format!("{} is no date", super::evaluate::show_text(date))),
        }
    }

    fn date(&self, version: &str, pick: impl FnOnce(&Row) -> Date) -> Answer {
        let Some(number) = minor(version) else { return not_a_version(version) };
        self.row(number).map_or_else(|| self.not_in_table(number), |row| Answer::Text(pick(row).to_string()))
    }

    fn row(&self, version: (u64, u64)) -> Option<&Row> {
        self.table.versions.iter().find(|row| row.version == version)
    }

    fn not_in_table(&self, (major, minor): (u64, u64)) -> Answer {
        Answer::Unknown(format!("Kubernetes {major}.{minor} is not in the version table of {}", self.table.as_of))
    }
}

impl Table {
    fn read(yaml: &str) -> Option<Self> {
        let written: WrittenTable = serde_saphyr::from_str(yaml).ok()?;
        let row = |row: WrittenRow| {
            Some(Row {
                version: minor(&row.minor)?,
                available: row.available.parse().ok()?,
                community_end: row.community_end.parse().ok()?,
                lts_end: row.lts_end.parse().ok()?,
            })
        };
        let mut versions = written.versions.into_iter().map(row).collect::<Option<Vec<_>>>()?;
        versions.sort_by_key(|row| row.version);
        Some(Self { as_of: written.as_of.parse().ok()?, versions })
    }
}

/// Major and minor of `1.30`, `1.30.4`, `v1.30.4-beta`.
fn minor(version: &str) -> Option<(u64, u64)> {
    let version = version.trim();
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version).split(['-', '+']).next()?;
    let mut numbers = version.split('.').map(|part| {
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) { None } else { part.parse().ok() }
    });
    let result = (numbers.next()??, numbers.next()??);
    numbers.all(|number: Option<u64>| number.is_some()).then_some(result)
}

fn not_a_version(version: &str) -> Answer {
    Answer::Unknown(format!("{} is no Kubernetes version", super::evaluate::show_text(version)))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Calendar, TABLE, Table};

    fn text(text: &str) -> Answer {
        Answer::Text(text.to_owned())
    }

    #[test]
    fn the_table_is_sound() {
        let table = Table::read(TABLE).unwrap();
        assert!(table.versions.len() >= 10);
        for row in &table.versions {
            assert!(row.available < row.community_end && row.community_end < row.lts_end, "{row:?}");
        }
        for pair in table.versions.windows(2) {
            assert!(pair[0].version < pair[1].version && pair[0].community_end <= pair[1].community_end, "{pair:?}");
        }
    }

    #[test]
    fn support_depends_on_the_day_and_the_plan() {
        let calendar = Calendar::built_in();
        assert_eq!(calendar.as_of().to_string(), "2026-11-23");
        assert_eq!(calendar.support("1.35", None), text("supported"));
        assert_eq!(calendar.support("1.34.9", Some(false)), text("supported"));
        assert_eq!(calendar.support("1.32", Some(true)), text("lts"));
        assert_eq!(calendar.support("1.32", Some(false)), text("ended"));
        assert!(matches!(calendar.support("1.32", None), Answer::Unknown(_)));
        assert_eq!(calendar.support("1.30", None), text("ended"));
        assert_eq!(calendar.support("1.19.3", None), text("ended"));
        assert!(matches!(calendar.support("1.99", Some(true)), Answer::Unknown(_)));
        for wrong in ["", "latest", "1", "1.x", "1.30.", "-1.30"] {
            assert!(matches!(calendar.support(wrong, None), Answer::Unknown(_)), "{wrong}");
        }
        let later = calendar.at("2026-12-01".parse().unwrap());
        assert_eq!(later.support("1.34", Some(false)), text("ended"));
        assert_eq!(later.support("1.31", Some(true)), text("ended"));
        let earlier = calendar.at("2026-06-29".parse().unwrap());
        assert_eq!(earlier.support("1.36", Some(false)), text("preview"));
        assert_eq!(calendar.community_end("1.34"), text("2026-11-30"));
        assert_eq!(calendar.lts_end("1.34"), text("2027-11-30"));
        assert_eq!(calendar.days_until("2026-11-30"), Answer::Number(7.0));
        assert_eq!(calendar.days_until("2026-11-20"), Answer::Number(-3.0));
        assert!(matches!(calendar.days_until("soon"), Answer::Unknown(_)));
    }
}
