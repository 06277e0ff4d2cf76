//! What the formats that annotate a change share: one annotation per finding and per problem, worst first.
//!
//! Knows findings and problems. Does not know how a pipeline wants them written.

use std::collections::BTreeMap;

use super::fingerprint::fingerprint;
use super::full::occurrence_text;
use super::place::is_on_disk;
use super::shown::Shown;
use super::{Finding, Occurrence, PolicyInfo, Report};
use crate::document::{Problem, ProblemKind};
use crate::policy::Severity;
use crate::source::Span;

/// How many resources an annotation names.
const MOST_NAMED: usize = 5;

/// The most characters of a sentence.
const SENTENCE: usize = 1_000;

/// How bad an annotation is, as pipelines count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Critical and high findings, and whatever could not be read.
    Error,
    /// Medium findings, and what the language's own tool would refuse.
    Warning,
    /// Low findings and advice.
    Notice,
}

/// A remark on a line of a file. Its texts are masked and not endless, but hold whatever characters the files hold.
#[derive(Debug)]
pub(super) struct Annotation<'r> {
    /// How bad it is.
    pub level: Level,
    /// The severity of a finding; problems have none.
    pub severity: Option<Severity>,
    /// The policy's id, or the kind of problem.
    pub code: &'r str,
    /// Where more is told, https.
    pub url: Option<&'r str>,
    /// What is wrong, one sentence.
    pub title: String,
    /// Whom it concerns and what to do: sentences, may be empty.
    pub details: Vec<String>,
    /// The file, when it is one of the repository.
    pub path: Option<String>,
    /// The part of one line, when it is known.
    pub span: Option<Span>,
    /// Stable over line moves, unique in a report.
    pub fingerprint: String,
    /// The finding.
    pub finding: Option<&'r Finding>,
}

impl Annotation<'_> {
    /// All sentences, one per line.
    pub fn text(&self, line: impl Fn(&str) -> String) -> String {
        let sentences = std::iter::once(&self.title).chain(&self.details);
        sentences.map(|sentence| line(sentence)).collect::<Vec<_>>().join("\n")
    }
}

/// All annotations: critical findings, what could not be read, then the rest by severity and place. Notes are none.
pub(super) fn annotations<'r>(
    report: &'r Report,
    policies: &[PolicyInfo<'r>],
    shown: &Shown<'_>,
) -> Vec<Annotation<'r>> {
    let findings = report.findings.iter().map(|finding| {
        let policy = policies.iter().find(|policy| policy.id == &*finding.policy);
        of_finding(finding, policy, shown)
    });
    let mut all: Vec<Annotation<'r>> = findings.collect();
    let mut counts: BTreeMap<(Option<String>, &str), usize> = BTreeMap::new();
    for problem in report.problems.iter().filter(|problem| problem.kind != ProblemKind::Note) {
        let annotation = of_problem(problem, shown);
        let count = counts.entry((annotation.path.clone(), &problem.message)).or_insert(0);
        let parts = [annotation.code, annotation.path.as_deref().unwrap_or(""), &problem.message, &count.to_string()];
        let fingerprint = fingerprint(&parts);
        *count += 1;
        all.push(Annotation { fingerprint, ..annotation });
    }
    // Stable: both are sorted by path and place.
    all.sort_by_key(|one| match one.severity {
        Some(Severity::Critical) => 0,
        None if one.level == Level::Error => 1,
        Some(Severity::High) => 2,
        Some(Severity::Medium) => 3,
        None => 4,
        Some(Severity::Low) => 5,
        Some(Severity::Info) => 6,
    });
    all
}

/// The first line of the first label that lies in a file of the repository: a value of the command line has none.
pub(super) fn best_span(finding: &Finding, shown: &Shown<'_>) -> Option<Span> {
    let labels = std::iter::once(&finding.primary).chain(&finding.secondary);
    let mut spans = labels.map(|label| label.span);
    let span = spans.find(|span| is_on_disk(&shown.places.file(span.file).path))?;
    Some(shown.places.first_line(span))
}

/// With a capital and a full stop.
#[must_use]
pub(super) fn sentence(text: &str) -> String {
    let mut rest = text.trim().trim_end_matches('.').chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).chain(['.']).collect()
}

/// `azurerm_x.y in infra, module.z.azurerm_x.y in app and 3 more`.
pub(super) fn named_occurrences(occurrences: &[Occurrence]) -> String {
    let names: Vec<String> = occurrences.iter().take(MOST_NAMED).map(occurrence_text).collect();
    let more = occurrences.len().saturating_sub(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", names.join(", "))
}

fn of_finding<'r>(finding: &'r Finding, policy: Option<&PolicyInfo<'r>>, shown: &Shown<'_>) -> Annotation<'r> {
    let part = |text: &str| shown.part(text, SENTENCE);
    let mut details = vec![format!("Concerns {}.", part(&named_occurrences(&finding.occurrences)))];
    if !finding.fix.is_empty() {
        details.push(format!("Fix: {}", sentence(&part(&finding.fix))));
    }
    let span = best_span(finding, shown);
    Annotation {
        level: match finding.severity {
            Severity::Critical | Severity::High => Level::Error,
            Severity::Medium => Level::Warning,
            Severity::Low | Severity::Info => Level::Notice,
        },
        severity: Some(finding.severity),
        code: &finding.policy,
        url: policy.and_then(|policy| policy.links.iter().find(|link| link.starts_with("https://")).copied()),
        title: sentence(&format!("{}: {}", part(&finding.message).trim_end_matches('.'), part(&finding.primary.text))),
        details,
        path: span.map(|span| shown.places.file(span.file).path.clone()),
        span,
        fingerprint: finding.fingerprint.clone(),
        finding: Some(finding),
    }
}

fn of_problem<'r>(problem: &'r Problem, shown: &Shown<'_>) -> Annotation<'r> {
    let part = |text: &str| sentence(&shown.part(text, SENTENCE));
    let in_file = |span: &Span| is_on_disk(&shown.places.file(span.file).path);
    let span = problem.span.filter(in_file).map(|span| shown.places.first_line(span));
    let path = span.map(|span| shown.places.file(span.file).path.clone());
    let path = path.or_else(|| problem.path.as_deref().filter(|path| is_on_disk(path)).map(str::to_owned));
    let kind = problem.kind.name();
    Annotation {
        level: if problem.kind.is_incomplete() { Level::Error } else { Level::Warning },
        severity: None,
        code: kind,
        url: None,
        title: part(&problem.message),
        details: problem.help.as_deref().map(part).into_iter().collect(),
        fingerprint: String::new(),
        path,
        span,
        finding: None,
    }
}
