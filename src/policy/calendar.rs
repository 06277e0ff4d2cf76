//! Dates that policies ask for: the support of Kubernetes versions and what AKS retires, read at a stated day.
//!
//! Knows: the dated table `policies/data/kubernetes-versions.yaml`, and what users know better. Does not know: today; unless
//! told otherwise it reads the tables at the table's own date, so that results do not change by themselves.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use serde::Deserialize;

use super::language::Answer;
use super::retirement::Retirements;

const TABLE: &str = include_str!("../../policies/data/kubernetes-versions.yaml");

/// The calendar, read at one day.
#[derive(Debug, Clone)]
pub struct Calendar {
    as_of: Date,
    table: Arc<Table>,
    retirements: Arc<Retirements>,
    changed: usize,
}

/// Dates that users know better than the built-in tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarChanges {
    /// Kubernetes versions, new ones or in place of those in the table.
    pub versions: Vec<VersionDates>,
    /// The last day of support of something, by its name in `policies/data/retirements.yaml`.
    pub retirements: Vec<(String, Date)>,
}

/// How long AKS supports a minor version of Kubernetes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionDates {
    /// Major and minor.
    pub version: (u64, u64),
    /// The first day of general availability.
    pub available: Date,
    /// The last day of support for everybody.
    pub community_end: Date,
    /// The last day of support under the long-term plan.
    pub lts_end: Date,
}

#[derive(Debug, Clone, Default)]
struct Table {
    as_of: Date,
    /// Sorted by version.
    versions: Vec<VersionDates>,
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
    /// The built-in tables, read at the date of the one of Kubernetes versions.
    #[must_use]
    pub fn built_in() -> Self {
        static BUILT_IN: OnceLock<Arc<Table>> = OnceLock::new();
        // A test reads the table; an empty one would leave every version undecided.
        let table = Arc::clone(BUILT_IN.get_or_init(|| Arc::new(Table::read(TABLE).unwrap_or_default())));
        Self { as_of: table.as_of, table, retirements: Retirements::built_in(), changed: 0 }
    }

    /// The same tables, read at another day.
    #[must_use]
    pub fn at(self, as_of: Date) -> Self {
        Self { as_of, ..self }
    }

    /// The same tables with dates that users know better.
    #[must_use]
    pub fn with(mut self, changes: &CalendarChanges) -> Self {
        let table = Arc::make_mut(&mut self.table);
        for changed in &changes.versions {
            match table.versions.binary_search_by_key(&changed.version, |row| row.version) {
                Ok(at) => table.versions[at] = *changed,
                Err(at) => table.versions.insert(at, *changed),
            }
        }
        let retirements = Arc::make_mut(&mut self.retirements);
        for (name, date) in &changes.retirements {
            retirements.set(name, *date);
        }
        self.changed += changes.versions.len() + changes.retirements.len();
        self
    }

    /// The day it is read at.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// How many dates users have set.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.changed
    }

    /// The days on which the tables were last brought up to date: that of Kubernetes versions, that of retirements.
    #[must_use]
    pub fn written(&self) -> [Date; 2] {
        [self.table.as_of, self.retirements.as_of()]
    }

    /// Days from the last update of the tables to the day they are read at; negative when that is earlier.
    #[must_use]
    pub fn age_in_days(&self) -> i32 {
        let [versions, retirements] = self.written();
        versions.max(retirements).until(self.as_of).map_or(0, |span| span.get_days())
    }

    /// The last day on which something is supported, by its name.
    pub(super) fn retirement(&self, name: &str) -> Answer {
        self.retirements.date(name)
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

    fn date(&self, version: &str, pick: impl FnOnce(&VersionDates) -> Date) -> Answer {
        let Some(number) = minor(version) else { return not_a_version(version) };
        self.row(number).map_or_else(|| self.not_in_table(number), |row| Answer::Text(pick(row).to_string()))
    }

    fn row(&self, version: (u64, u64)) -> Option<&VersionDates> {
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
            Some(VersionDates {
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
#[must_use]
pub fn minor(version: &str) -> Option<(u64, u64)> {
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
    use super::{Answer, Calendar, CalendarChanges, TABLE, Table, VersionDates};

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
        let later = calendar.clone().at("2026-12-01".parse().unwrap());
        assert_eq!(later.support("1.34", Some(false)), text("ended"));
        assert_eq!(later.support("1.31", Some(true)), text("ended"));
        let earlier = calendar.clone().at("2026-06-29".parse().unwrap());
        assert_eq!(earlier.support("1.36", Some(false)), text("preview"));
        assert_eq!(calendar.community_end("1.34"), text("2026-11-30"));
        assert_eq!(calendar.lts_end("1.34"), text("2027-11-30"));
        assert_eq!(calendar.days_until("2026-11-30"), Answer::Number(7.0));
        assert_eq!(calendar.days_until("2026-11-20"), Answer::Number(-3.0));
        assert!(matches!(calendar.days_until("soon"), Answer::Unknown(_)));
    }

    #[test]
    fn users_may_know_better() {
        let dates = |version, available: &str, community: &str, lts: &str| VersionDates {
            version,
            available: available.parse().unwrap(),
            community_end: community.parse().unwrap(),
            lts_end: lts.parse().unwrap(),
        };
        let changes = CalendarChanges {
            versions: vec![
                dates((1, 37), "2026-10-01", "2027-10-31", "2028-10-31"),
                dates((1, 33), "2025-06-17", "2026-12-31", "2027-07-31"),
            ],
            retirements: vec![("kubenet".to_owned(), "2029-01-31".parse().unwrap())],
        };
        let calendar = Calendar::built_in().with(&changes);
        assert_eq!(calendar.support("1.37", Some(false)), text("supported"));
        assert_eq!(calendar.support("1.33", Some(false)), text("supported"));
        assert_eq!(calendar.support("1.34", Some(false)), text("supported"));
        assert_eq!(calendar.retirement("kubenet"), text("2029-01-31"));
        assert_eq!((calendar.changed(), calendar.age_in_days()), (3, 0));
        assert_eq!(calendar.clone().at("2027-01-01".parse().unwrap()).age_in_days(), 39);
        // The built-in tables are as they were.
        assert_eq!(Calendar::built_in().support("1.33", Some(false)), text("ended"));
        assert_eq!(Calendar::built_in().retirement("kubenet"), text("2028-03-31"));
    }
}
