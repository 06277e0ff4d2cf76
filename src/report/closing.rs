//! The closing lines of a text report: totals, and one next command.
//!
//! Knows the totals. Does not know how long the run took, nor its exit code.

use std::fmt::Write as _;

use super::undecided::shell_word;
use super::visible::visible;
use super::{Report, TextOptions};
use crate::fixes::Suggestion;
use crate::policy::Severity;

/// Days after which the age of the calendars is told: AKS publishes a minor version about every quarter.
const OLD_CALENDAR: i32 = 90;

/// The lines that end a text report; none where quiet is asked for.
#[must_use]
pub fn closing(report: &Report, options: &TextOptions<'_>) -> String {
    if options.is_quiet {
        return String::new();
    }
    let summary = &report.summary;
    let mut out = counted(report.findings.len(), "finding");
    let by_severity = by_severity(report);
    if !by_severity.is_empty() {
        let _ = write!(out, " ({})", by_severity.join(", "));
    }
    let undecided: usize = report.undecided.iter().map(|group| group.verdicts.len()).sum();
    let _ = write!(out, "; {undecided} undecided, {} suppressed", report.hidden.len());
    let hidden = report.hidden_counts();
    if !hidden.is_empty() {
        let _ = write!(out, " ({})", hidden.join(", "));
    }
    let _ = writeln!(out, ", {} unread", summary.unread);
    if let Some(changes) = &summary.changes {
        let _ = writeln!(out, "compared with {}: {}", visible(&changes.base), changes.counts());
    }
    out.push_str(&fixable(report));
    let _ = write!(
        out,
        "{} looked at, {} read; {} in {} judged by {}",
        counted(summary.files, "file"),
        summary.read,
        counted(summary.resources, "resource"),
        counted(summary.roots, "root"),
        match summary.policies {
            1 => "1 policy".to_owned(),
            count => format!("{count} policies"),
        },
    );
    if !summary.as_of.is_empty() {
        let _ = write!(out, ", calendars as of {}", summary.as_of);
        if summary.calendar_age > OLD_CALENDAR {
            let _ = write!(out, ", {} days after they were brought up to date", summary.calendar_age);
        }
        match summary.calendar_changes {
            0 => {}
            1 => out.push_str(", with 1 date of your own"),
            count => {
                let _ = write!(out, ", with {count} dates of your own");
            }
        }
    }
    out.push('\n');
    if summary.unread > 0 {
        out.push_str("incomplete: what could not be read was not judged\n");
    }
    if summary.resources == 0 {
        out.push_str("nothing to judge: no AKS resources were found\n");
    }
    if let Some(command) = next_command(report, options) {
        let _ = writeln!(out, "next: {command}");
    }
    out
}

/// How many findings can be mended mechanically.
fn fixable(report: &Report) -> String {
    let suggestions = report.findings.iter().filter_map(|finding| finding.suggestion.as_ref()?.as_ref().ok());
    let (safe, others): (Vec<&Suggestion>, Vec<&Suggestion>) = suggestions.partition(|suggestion| suggestion.is_safe);
    match (safe.len(), others.len()) {
        (0, 0) => String::new(),
        (safe, 0) => format!("[*] {safe} fixable with --fix\n"),
        (0, others) => format!("[*] {others} fixable with --fix --unsafe-fixes\n"),
        (safe, others) => format!("[*] {safe} fixable with --fix ({others} more with --unsafe-fixes)\n"),
    }
}

/// The one command that helps most now.
#[must_use]
pub fn next_command(report: &Report, options: &TextOptions<'_>) -> Option<String> {
    let worst = report.findings.iter().map(|finding| finding.severity).max();
    let hurts = |severity: Severity| severity >= Severity::High;
    if !worst.is_some_and(hurts)
        && let Some(command) = with_values(report)
    {
        return Some(command);
    }
    if !options.is_all && report.findings.len() > options.most() {
        return Some("akslint scan --all".to_owned());
    }
    if let Some(severity) = worst {
        let finding = report.findings.iter().find(|finding| finding.severity == severity)?;
        return Some(format!("akslint explain {}", finding.policy));
    }
    let is_hidden = !options.is_showing_undecided && report.undecided.iter().any(|group| !group.verdicts.is_empty());
    is_hidden.then(|| "akslint scan --show-undecided".to_owned())
}

/// A scan with the file of values that decides most that matters.
fn with_values(report: &Report) -> Option<String> {
    let group = report.undecided.iter().find(|group| {
        let is_grave = group.verdicts.iter().any(|verdict| verdict.severity >= Severity::High);
        is_grave && group.remedy.as_ref().is_some_and(|remedy| remedy.starts_with("try --var-file "))
    })?;
    let remedy = group.remedy.as_ref()?.strip_prefix("try ")?;
    Some(format!("akslint scan {remedy} {}", shell_word(&group.root)))
}

/// `2 critical`, `1 high`: the findings of each severity, worst first.
pub(super) fn by_severity(report: &Report) -> Vec<String> {
    let counts = Severity::ALL
        .iter()
        .rev()
        .map(|&severity| (severity, report.findings.iter().filter(|finding| finding.severity == severity).count()));
    counts.filter(|(_, count)| *count > 0).map(|(severity, count)| format!("{count} {}", severity.name())).collect()
}

/// `1 file`, `2 files`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
