//! The format `full`: findings with source excerpts, undecided verdicts by cause, problems, totals.
//!
//! Knows codespan. Does not know whether the terminal wants colour; it is told.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use codespan_reporting::diagnostic::{Diagnostic, Severity as Level};
use codespan_reporting::term::termcolor::Ansi;
use codespan_reporting::term::{Config, emit_into_string, emit_to_write_style};

use super::excerpt::Excerpts;
use super::gathered::{Gathered, gather};
use super::sarif::is_link;
use super::shown::Shown;
use super::{Finding, Label, Occurrence, Report, UndecidedVerdict, closing};
use crate::document::{Problem, ProblemKind};
use crate::policy::Severity;
use crate::source::Sources;

/// How many findings, and how many problems, are shown unless all are asked for.
const MOST: usize = 20;

/// How many resources of one finding are named.
const MOST_OCCURRENCES: usize = 5;

/// How many secondary labels of one finding are shown.
const MOST_LABELS: usize = 8;

/// What the text formats are told.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextOptions<'a> {
    /// Show every finding and problem (`--all`).
    pub is_all: bool,
    /// Show every undecided verdict (`--show-undecided`).
    pub is_showing_undecided: bool,
    /// Use terminal colours.
    pub is_colored: bool,
    /// Only findings and what could not be read (`--quiet`).
    pub is_quiet: bool,
    /// Links behind the names of policies, for a terminal that shows them: documentation by policy.
    pub links: Option<&'a BTreeMap<&'a str, &'a str>>,
}

impl TextOptions<'_> {
    /// How many findings are shown.
    #[must_use]
    pub fn most(&self) -> usize {
        if self.is_all { usize::MAX } else { MOST }
    }
}

/// Renders a report for people.
#[must_use]
pub fn full(report: &Report, sources: &Sources, options: &TextOptions<'_>) -> String {
    let shown = Shown::new(sources).without_broken_lines(&report.problems);
    let mut out = String::new();
    for finding in Shown::worst_first(&report.findings).into_iter().take(options.most()) {
        show_finding(&mut out, finding, &shown, options);
    }
    let hidden = report.findings.len().saturating_sub(options.most());
    if hidden > 0 {
        let _ = writeln!(out, "… and {hidden} more (--all)\n");
    }
    if !report.undecided.is_empty() && !options.is_quiet {
        gather(&report.undecided).iter().for_each(|group| show_gathered(&mut out, group, &shown, options));
        out.push('\n');
    }
    show_problems(&mut out, &report.problems, &shown, options);
    out.push_str(&closing(report, options));
    out
}

fn show_finding(out: &mut String, finding: &Finding, shown: &Shown<'_>, options: &TextOptions<'_>) {
    let labels = std::iter::once(&finding.primary).chain(finding.secondary.iter().take(MOST_LABELS));
    let level = match finding.severity {
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low | Severity::Info => Level::Note,
    };
    let mut notes = vec![shown.line(&occurrences_text(&finding.occurrences))];
    if !finding.fix.is_empty() {
        let mark = match &finding.suggestion {
            Some(Ok(suggestion)) if suggestion.is_safe => " [*]",
            Some(Ok(_)) => " [* unsafe]",
            _ => "",
        };
        notes.push(format!("fix: {}{mark}", shown.line(&finding.fix)));
    }
    notes.push(format!("more: akslint explain {}", shown.name(&finding.policy)));
    let name = linked(&finding.policy, &shown.name(&finding.policy), options);
    let title = format!("{}[{name}]", finding.severity.name());
    show(out, level, &title, &finding.message, labels, notes, shown, options);
}

/// Emits one diagnostic; `title` stands in the place of codespan's own word for the level.
#[expect(clippy::too_many_arguments, reason = "the parts of a diagnostic")]
fn show<'l>(
    out: &mut String,
    level: Level,
    title: &str,
    message: &str,
    labels: impl Iterator<Item = &'l Label>,
    notes: Vec<String>,
    shown: &Shown<'_>,
    options: &TextOptions<'_>,
) {
    let (excerpts, labels) = Excerpts::new(&shown.places, &shown.secrets, labels);
    let message = shown.line(message);
    let diagnostic = Diagnostic::new(level).with_message(&message).with_labels(labels).with_notes(notes);
    let rendered = if options.is_colored {
        let mut writer = Ansi::new(Vec::new());
        emit_to_write_style(&mut writer, &Config::default(), &excerpts, &diagnostic)
            .map(|()| String::from_utf8_lossy(&writer.into_inner()).into_owned())
    } else {
        emit_into_string(&Config::default(), &excerpts, &diagnostic)
    };
    match rendered {
        Ok(text) => {
            let word = match level {
                Level::Bug => "bug",
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
                Level::Help => "help",
            };
            // The level's word is the first text of a diagnostic, behind nothing but colour codes.
            out.push_str(&text.replacen(word, title, 1));
        }
        // Labels that the excerpts cannot place: the sentence is still worth having.
        Err(_) => {
            let _ = writeln!(out, "{title}: {message}\n");
        }
    }
}

/// The name of a policy with its documentation behind it, where the terminal shows links (OSC 8).
fn linked(policy: &str, name: &str, options: &TextOptions<'_>) -> String {
    match options.links.and_then(|links| links.get(policy)).filter(|link| is_link(link)) {
        Some(link) => format!("\u{1b}]8;;{link}\u{1b}\\{name}\u{1b}]8;;\u{1b}\\"),
        None => name.to_owned(),
    }
}

/// Which resources a finding concerns.
fn occurrences_text(occurrences: &[Occurrence]) -> String {
    let names: Vec<String> = occurrences.iter().take(MOST_OCCURRENCES).map(occurrence_text).collect();
    let more = occurrences.len().saturating_sub(MOST_OCCURRENCES);
    match (occurrences.len(), more) {
        (1, _) => format!("in {}", names.join("")),
        (count, 0) => format!("in {count} resources: {}", names.join(", ")),
        (count, _) => format!("in {count} resources: {} and {more} more", names.join(", ")),
    }
}

/// A resource with its root, and the environment where only some fail: `azurerm_x.y in envs/prod, only prod`.
pub(super) fn occurrence_text(occurrence: &Occurrence) -> String {
    let mut text = occurrence.address.to_string();
    if let Some(path) = &occurrence.path {
        let _ = write!(text, " {path}");
    }
    if &*occurrence.root != "." {
        let _ = write!(text, " in {}", occurrence.root);
    }
    if let Some(environment) = &occurrence.environment {
        let _ = write!(text, " [{environment} only]");
    }
    text
}

/// Whether an undecided verdict gets a line of its own.
pub(super) fn is_listed(verdict: &UndecidedVerdict, options: &TextOptions<'_>) -> bool {
    options.is_showing_undecided || verdict.severity >= Severity::High
}

fn show_gathered(out: &mut String, gathered: &Gathered<'_>, shown: &Shown<'_>, options: &TextOptions<'_>) {
    let Gathered { first, roots, questions } = gathered;
    let environment = first.environment.as_ref().map_or(String::new(), |name| format!(" [{name}]"));
    let remedy = first.remedy.as_ref().map_or(String::new(), |remedy| format!("; {remedy}"));
    let (place, count) = match roots {
        1 => (first.root.to_string(), gathered.count()),
        _ => (format!("{roots} roots"), gathered.count()),
    };
    let line = format!("{place}{environment}: {count} undecided because {}{remedy}", first.cause);
    let _ = writeln!(out, "{}", shown.line(&line));
    let whom = |occurrence: &Occurrence| match roots {
        1 => {
            let path = occurrence.path.as_ref().map_or(String::new(), |path| format!(" {path}"));
            format!("{}{path}", occurrence.address)
        }
        _ => occurrence_text(occurrence),
    };
    let mut hidden = 0;
    for question in questions {
        if !is_listed(question.verdict, options) {
            hidden += question.count;
            continue;
        }
        let _ = writeln!(
            out,
            "  {}: {}[{}] {}",
            shown.position(question.verdict.label.span),
            question.verdict.severity.name(),
            shown.name(&question.verdict.policy),
            shown.line(&question.whom(whom)),
        );
    }
    if hidden > 0 {
        let what = if hidden == count { "all".to_owned() } else { format!("and {hidden}") };
        let _ = writeln!(out, "  {what} of medium or lower severity (--show-undecided)");
    }
}

/// Problems with their place; notes as one dim line each.
fn show_problems(out: &mut String, problems: &[Problem], shown: &Shown<'_>, options: &TextOptions<'_>) {
    let told = problems.iter().filter(|problem| !options.is_quiet || problem.kind.is_incomplete());
    let (notes, problems): (Vec<_>, Vec<_>) = told.partition(|problem| problem.kind == ProblemKind::Note);
    for problem in problems.iter().take(options.most()) {
        let level = if problem.kind.is_incomplete() { Level::Error } else { Level::Warning };
        let title = format!("{}[{}]", if level == Level::Error { "error" } else { "warning" }, problem.kind.name());
        let label = problem.span.map(|span| Label { span, text: String::new() });
        let message = match (&label, &problem.path) {
            (None, Some(path)) => format!("{path}: {}", problem.message),
            _ => problem.message.clone(),
        };
        let help = problem.help.as_ref().map(|help| format!("help: {}", shown.line(help)));
        show(out, level, &title, &message, label.iter(), help.into_iter().collect(), shown, options);
    }
    let hidden = problems.len().saturating_sub(options.most());
    if hidden > 0 {
        let _ = writeln!(out, "… and {hidden} more problems (--all)\n");
    }
    // The same note at several places is told once.
    let mut told: Vec<(&Problem, usize)> = Vec::new();
    let mut known: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for note in &notes {
        let index = *known.entry((&note.message, note.help.as_deref())).or_insert(told.len());
        match told.get_mut(index) {
            Some((_, more)) => *more += 1,
            None => told.push((note, 0)),
        }
    }
    for (note, more) in told.iter().take(options.most()) {
        let more = if *more == 0 { String::new() } else { format!(" and {more} more") };
        let place = shown.problem_position(note).map_or(String::new(), |place| format!(" ({place}{more})"));
        let help = note.help.as_ref().map_or(String::new(), |help| format!("; {}", shown.line(help)));
        let line = format!("note: {}{help}{place}", shown.line(&note.message));
        let _ = if options.is_colored { writeln!(out, "\u{1b}[2m{line}\u{1b}[0m") } else { writeln!(out, "{line}") };
    }
    let hidden = told.len().saturating_sub(options.most());
    if hidden > 0 {
        let _ = writeln!(out, "… and {hidden} more notes (--all)");
    }
    if !notes.is_empty() {
        out.push('\n');
    }
}
