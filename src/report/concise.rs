//! The format `concise`: one line per finding, undecided verdict and problem, for editors and `grep`.

use std::fmt::Write as _;

use super::full::{TextOptions, is_listed, occurrence_text};
use super::gathered::gather;
use super::shown::Shown;
use super::{Report, closing};
use crate::document::Problem;
use crate::source::Sources;

/// `path:line:column: severity[policy] message (address)`, sorted by path, then undecided verdicts, problems, totals.
#[must_use]
pub fn concise(report: &Report, sources: &Sources, options: &TextOptions<'_>) -> String {
    let shown = Shown::new(sources);
    let mut out = String::new();
    for finding in &report.findings {
        let mut whom = finding.occurrences.first().map(occurrence_text).unwrap_or_default();
        if finding.occurrences.len() > 1 {
            let _ = write!(whom, " and {} more", finding.occurrences.len() - 1);
        }
        let _ = writeln!(
            out,
            "{}: {}[{}]{} {}: {} ({})",
            shown.position(finding.primary.span),
            finding.severity.name(),
            shown.name(&finding.policy),
            if matches!(&finding.suggestion, Some(Ok(suggestion)) if suggestion.is_safe) { " [*]" } else { "" },
            shown.line(&finding.message),
            shown.line(&finding.primary.text),
            shown.line(&whom),
        );
    }
    let undecided = if options.is_quiet { Vec::new() } else { gather(&report.undecided) };
    for gathered in undecided {
        let remedy = gathered.first.remedy.as_ref().map_or(String::new(), |remedy| format!("; {remedy}"));
        for question in gathered.questions.iter().filter(|question| is_listed(question.verdict, options)) {
            let verdict = question.verdict;
            let _ = writeln!(
                out,
                "{}: undecided[{}] {}, because {}{} ({})",
                shown.position(verdict.label.span),
                shown.name(&verdict.policy),
                verdict.severity.name(),
                shown.line(&gathered.first.cause),
                shown.line(&remedy),
                shown.line(&question.whom(occurrence_text)),
            );
        }
    }
    let told = report.problems.iter().filter(|problem| !options.is_quiet || problem.kind.is_incomplete());
    push_problems(&mut out, told, &shown);
    out.push_str(&closing(report, options));
    out
}

/// One line per problem, in the order given.
#[must_use]
pub fn problem_lines(problems: &[Problem], sources: &Sources) -> String {
    let mut out = String::new();
    push_problems(&mut out, problems.iter(), &Shown::new(sources));
    out
}

fn push_problems<'p>(out: &mut String, problems: impl Iterator<Item = &'p Problem>, shown: &Shown<'_>) {
    for problem in problems {
        let place = shown.problem_position(problem).map_or(String::new(), |place| format!("{place}: "));
        let help = problem.help.as_ref().map_or(String::new(), |help| format!("; {}", shown.line(help)));
        let _ = writeln!(out, "{place}{}: {}{help}", problem.kind.name(), shown.line(&problem.message));
    }
}
