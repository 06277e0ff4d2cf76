//! The format `rdjson`: the Reviewdog Diagnostic Format, which reviewdog turns into comments of a review.
//!
//! Knows that format. Does not know how anything was found. Its columns count bytes.

use serde::Serialize;

use super::annotation::{Annotation, Level, annotations};
use super::place::is_on_disk;
use super::safe_json;
use super::shown::Shown;
use super::{Finding, PolicyInfo, Report};
use crate::source::{Sources, Span, apply_edits};

/// A `DiagnosticResult`: one diagnostic per finding and problem, worst first.
#[must_use]
pub fn rdjson(report: &Report, policies: &[PolicyInfo<'_>], sources: &Sources) -> String {
    let shown = Shown::new(sources);
    let annotations = annotations(report, policies, &shown);
    safe_json::to_string(&DiagnosticResult {
        source: Source { name: env!("CARGO_PKG_NAME") },
        diagnostics: annotations.iter().map(|one| diagnostic(one, &shown)).collect(),
    })
}

#[derive(Serialize)]
struct DiagnosticResult<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggested>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

/// A text that takes the place of a range of the diagnostic's file.
#[derive(Serialize)]
struct Suggested {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

fn diagnostic<'a>(annotation: &Annotation<'a>, shown: &Shown<'_>) -> Diagnostic<'a> {
    let labels = annotation.finding.iter().flat_map(|finding| &finding.secondary);
    let others = labels.filter(|label| is_on_disk(&shown.places.file(label.span.file).path));
    Diagnostic {
        message: annotation.text(str::to_owned),
        location: Location {
            path: annotation.path.clone().unwrap_or_else(|| ".".to_owned()),
            range: annotation.span.map(|span| range(span, shown)),
        },
        severity: match annotation.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Notice => "INFO",
        },
        code: Code { value: annotation.code, url: annotation.url },
        related_locations: others
            .map(|label| Related {
                message: shown.text(&label.text),
                location: Location {
                    path: shown.places.file(label.span.file).path.clone(),
                    range: Some(range(shown.places.first_line(label.span), shown)),
                },
            })
            .collect(),
        suggestions: annotation.finding.and_then(|finding| suggested(finding, shown)).into_iter().collect(),
    }
}

/// A finding's edits as one replacement, where all of them are in the file that the finding points at.
fn suggested(finding: &Finding, shown: &Shown<'_>) -> Option<Suggested> {
    let edits = &finding.suggestion.as_ref()?.as_ref().ok()?.edits;
    let whole = edits.iter().map(|edit| edit.span).reduce(Span::to)?;
    let file = finding.primary.span.file;
    let is_secret = shown.secrets.within(file, whole.range()).next().is_some();
    if edits.iter().any(|edit| edit.span.file != file) || edits.len() > 1 && is_secret {
        return None;
    }
    let text = &shown.places.file(file).text;
    let new = apply_edits(text, edits)?;
    let end = new.len() - (text.len() - whole.range().end);
    Some(Suggested { range: range(whole, shown), text: new.get(whole.range().start..end)?.to_owned() })
}

fn range(span: Span, shown: &Shown<'_>) -> Range {
    let bytes = span.range();
    Range { start: point(span, bytes.start, shown), end: point(span, bytes.end, shown) }
}

/// A line, and a column in bytes.
fn point(span: Span, offset: usize, shown: &Shown<'_>) -> Point {
    let line = shown.places.position(span.file, offset).line;
    let file = shown.places.file(span.file);
    let start = file.line_starts().get(line - 1).map_or(0, |&start| start as usize);
    let mark = if line == 1 && file.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Point { line, column: offset.saturating_sub(start + mark) + 1 }
}
