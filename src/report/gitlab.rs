//! The format `gitlab`: a Code Quality report, shown in merge requests.
//!
//! Knows what GitLab reads. Does not know how anything was found.

use serde::Serialize;

use super::annotation::{Annotation, annotations};
use super::safe_json;
use super::shown::Shown;
use super::{PolicyInfo, Report};
use crate::policy::Severity;
use crate::source::{Position, Sources};

/// One entry per finding and problem. Fingerprints are those of the findings: stable over line moves, unique in the
/// report.
#[must_use]
pub fn gitlab(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources) -> String {
    let shown = Shown::new(sources);
    let annotations = annotations(report, policies, &shown);
    safe_json::to_string(&annotations.iter().map(|one| entry(one, &shown)).collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

fn entry<'a>(annotation: &'a Annotation<'_>, shown: &Shown<'_>) -> Entry<'a> {
    let place = annotation.span.map(|span| shown.place(span));
    let point = |position: Option<Position>| {
        position.map_or(Point { line: 1, column: 1 }, |one| Point { line: one.line, column: one.column })
    };
    let (start, end) = (place.as_ref().map(|place| place.start), place.as_ref().map(|place| place.end));
    Entry {
        description: format!("{}: {}", annotation.code, annotation.text(str::to_owned).replace('\n', " ")),
        check_name: annotation.code,
        fingerprint: &annotation.fingerprint,
        severity: match annotation.severity {
            Some(Severity::Critical) => "blocker",
            Some(Severity::High) => "critical",
            // What could not be read may hide anything.
            Some(Severity::Medium) | None => "major",
            Some(Severity::Low) => "minor",
            Some(Severity::Info) => "info",
        },
        location: Location {
            // GitLab wants a path: what has none concerns the whole repository.
            path: annotation.path.clone().unwrap_or_else(|| ".".to_owned()),
            positions: Positions { begin: point(start), end: point(end) },
        },
    }
}
