//! The format `json`: the whole report for programs, versioned; `schemas/report.schema.json` describes it.
//!
//! Knows the shape that others rely on. Does not know how anything was found.

use std::io;

use serde::Serialize;

use super::safe_json;
use super::shown::Shown;
use super::{Finding, Hidden, HiddenBy, Label, Occurrence, Report, UndecidedGroup};
use crate::document::Problem;
use crate::fixes::Suggestion;
use crate::policy::Severity;
use crate::source::{Edit, Sources, Span};

/// Grows by one with every change that can break a reader; additions do not count.
const SCHEMA_VERSION: u32 = 1;

/// The report as a JSON text.
#[must_use]
pub fn json(report: &Report, sources: &Sources) -> String {
    safe_json::to_string(&document(report, sources))
}

/// Writes the report as JSON.
///
/// # Errors
/// When writing fails.
pub fn write_json(writer: &mut impl io::Write, report: &Report, sources: &Sources) -> io::Result<()> {
    safe_json::write(writer, &document(report, sources))
}

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    tool: Tool,
    summary: Totals,
    findings: Vec<FindingRow>,
    hidden: Vec<HiddenRow>,
    undecided: Vec<GroupRow>,
    problems: Vec<ProblemRow>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Totals {
    files: usize,
    read: usize,
    roots: usize,
    resources: usize,
    policies: usize,
    findings: Counts,
    undecided: usize,
    suppressed: usize,
    unread: usize,
    verdicts: Verdicts,
    as_of: String,
    calendars: CalendarRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<ChangesRow>,
}

#[derive(Serialize)]
struct ChangesRow {
    base: String,
    new: usize,
    fixed: usize,
    unchanged: usize,
}

#[derive(Serialize)]
struct CalendarRow {
    kubernetes_versions: String,
    retirements: String,
    changed: usize,
}

#[derive(Serialize)]
struct Counts {
    total: usize,
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
}

#[derive(Serialize)]
struct Verdicts {
    pass: usize,
    fail: usize,
    undecided: usize,
}

#[derive(Serialize)]
struct FindingRow {
    policy: String,
    severity: &'static str,
    confidence: &'static str,
    message: String,
    fix: String,
    suggestion: Option<SuggestionRow>,
    not_fixable: Option<String>,
    fingerprint: String,
    location: LabelRow,
    related: Vec<LabelRow>,
    flow: Vec<LabelRow>,
    occurrences: Vec<OccurrenceRow>,
}

#[derive(Serialize)]
struct SuggestionRow {
    safe: bool,
    title: String,
    edits: Vec<LabelRow>,
}

#[derive(Serialize)]
struct HiddenRow {
    finding: FindingRow,
    by: HiddenByRow,
}

#[derive(Serialize)]
struct HiddenByRow {
    kind: &'static str,
    reason: Option<String>,
    until: Option<String>,
    location: Option<LabelRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exemption: Option<ExemptionRow>,
}

#[derive(Serialize)]
struct ExemptionRow {
    owner: String,
    category: &'static str,
    ticket: Option<String>,
}

/// A place and what is said of it, or put there.
#[derive(Serialize)]
struct LabelRow {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: String,
}

#[derive(Serialize)]
struct OccurrenceRow {
    root: String,
    address: String,
    path: Option<String>,
    kind: &'static str,
    environment: Option<String>,
}

#[derive(Serialize)]
struct GroupRow {
    root: String,
    environment: Option<String>,
    cause: String,
    remedy: Option<String>,
    location: Option<LabelRow>,
    verdicts: Vec<UndecidedRow>,
}

#[derive(Serialize)]
struct UndecidedRow {
    policy: String,
    severity: &'static str,
    location: LabelRow,
    occurrence: OccurrenceRow,
}

#[derive(Serialize)]
struct ProblemRow {
    kind: &'static str,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    message: String,
    help: Option<String>,
}

fn document(report: &Report, sources: &Sources) -> Document {
    let shown = Shown::new(sources);
    let summary = &report.summary;
    let count = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: Totals {
            files: summary.files,
            read: summary.read,
            roots: summary.roots,
            resources: summary.resources,
            policies: summary.policies,
            findings: Counts {
                total: report.findings.len(),
                critical: count(Severity::Critical),
                high: count(Severity::High),
                medium: count(Severity::Medium),
                low: count(Severity::Low),
                info: count(Severity::Info),
            },
            undecided: report.undecided.iter().map(|group| group.verdicts.len()).sum(),
            suppressed: report.hidden.len(),
            unread: summary.unread,
            verdicts: Verdicts { pass: summary.passed, fail: summary.failed, undecided: summary.undecided },
            as_of: summary.as_of.clone(),
            calendars: CalendarRow {
                kubernetes_versions: summary.calendars_written[0].clone(),
                retirements: summary.calendars_written[1].clone(),
                changed: summary.calendar_changes,
            },
            changes: summary.changes.as_ref().map(|changes| ChangesRow {
                base: shown.text(&changes.base),
                new: changes.new,
                fixed: changes.fixed,
                unchanged: changes.unchanged,
            }),
        },
        findings: report.findings.iter().map(|finding| finding_row(finding, &shown)).collect(),
        hidden: report.hidden.iter().map(|hidden| hidden_row(hidden, &shown)).collect(),
        undecided: report.undecided.iter().map(|group| group_row(group, &shown)).collect(),
        problems: report.problems.iter().map(|problem| problem_row(problem, &shown)).collect(),
    }
}

fn finding_row(finding: &Finding, shown: &Shown<'_>) -> FindingRow {
    FindingRow {
        policy: finding.policy.to_string(),
        severity: finding.severity.name(),
        confidence: super::catalogue::confidence_name(finding.confidence),
        message: shown.text(&finding.message),
        fix: shown.text(&finding.fix),
        suggestion: finding.suggestion.as_ref().and_then(|one| one.as_ref().ok()).map(|one| suggestion_row(one, shown)),
        not_fixable: finding.suggestion.as_ref().and_then(|one| one.as_ref().err()).map(|why| shown.text(why)),
        fingerprint: finding.fingerprint.clone(),
        location: label_row(&finding.primary, shown),
        related: finding.secondary.iter().map(|label| label_row(label, shown)).collect(),
        flow: finding.flow.iter().map(|label| label_row(label, shown)).collect(),
        occurrences: finding.occurrences.iter().map(occurrence_row).collect(),
    }
}

fn suggestion_row(suggestion: &Suggestion, shown: &Shown<'_>) -> SuggestionRow {
    let edit = |edit: &Edit| span_row(edit.span, edit.text.clone(), shown);
    SuggestionRow {
        safe: suggestion.is_safe,
        title: shown.text(&suggestion.title),
        edits: suggestion.edits.iter().map(edit).collect(),
    }
}

fn hidden_row(hidden: &Hidden, shown: &Shown<'_>) -> HiddenRow {
    let by = &hidden.by;
    let exemption = match by {
        HiddenBy::Exemption(exemption) => Some(ExemptionRow {
            owner: shown.text(&exemption.owner),
            category: exemption.category.name(),
            ticket: exemption.ticket.as_deref().map(|ticket| shown.text(ticket)),
        }),
        _ => None,
    };
    let tool = match by {
        HiddenBy::Comment(comment) => comment.tool,
        _ => None,
    };
    HiddenRow {
        finding: finding_row(&hidden.finding, shown),
        by: HiddenByRow {
            kind: by.name(),
            reason: by.reason().map(|reason| shown.text(reason)),
            until: by.until().map(|date| date.to_string()),
            location: by.place().map(|place| span_row(place, shown.text(&by.text()), shown)),
            tool,
            exemption,
        },
    }
}

fn label_row(label: &Label, shown: &Shown<'_>) -> LabelRow {
    span_row(label.span, shown.text(&label.text), shown)
}

fn span_row(span: Span, text: String, shown: &Shown<'_>) -> LabelRow {
    let place = shown.place(span);
    LabelRow {
        file: place.path,
        line: place.start.line,
        column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        text,
    }
}

fn occurrence_row(occurrence: &Occurrence) -> OccurrenceRow {
    OccurrenceRow {
        root: occurrence.root.to_string(),
        address: occurrence.address.to_string(),
        path: occurrence.path.as_deref().map(str::to_owned),
        kind: occurrence.kind,
        environment: occurrence.environment.as_deref().map(str::to_owned),
    }
}

fn group_row(group: &UndecidedGroup, shown: &Shown<'_>) -> GroupRow {
    let verdicts = group.verdicts.iter().map(|verdict| UndecidedRow {
        policy: verdict.policy.to_string(),
        severity: verdict.severity.name(),
        location: label_row(&verdict.label, shown),
        occurrence: occurrence_row(&verdict.occurrence),
    });
    GroupRow {
        root: group.root.to_string(),
        environment: group.environment.as_deref().map(str::to_owned),
        cause: shown.text(&group.cause),
        remedy: group.remedy.as_deref().map(|remedy| shown.text(remedy)),
        location: group.span.map(|span| span_row(span, shown.text(&group.cause), shown)),
        verdicts: verdicts.collect(),
    }
}

fn problem_row(problem: &Problem, shown: &Shown<'_>) -> ProblemRow {
    let place = problem.span.map(|span| shown.place(span));
    ProblemRow {
        kind: problem.kind.name(),
        line: place.as_ref().map(|place| place.start.line),
        column: place.as_ref().map(|place| place.start.column),
        file: place.map(|place| place.path).or_else(|| problem.path.as_deref().map(str::to_owned)),
        message: shown.text(&problem.message),
        help: problem.help.as_deref().map(|help| shown.text(help)),
    }
}
