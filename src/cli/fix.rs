//! `akslint scan --fix`: what findings suggest, written to files or shown as a patch.
//!
//! Knows: which suggestions are wanted. Does not know: how they are made.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::UsageError;
use super::patch::patch;
use crate::Analysis;
use crate::fixes::{Combined, Planner, Suggestion, combine};
use crate::policy::{Catalogue, Outcome, Verdict};
use crate::report::{Finding, Places, Report, visible};
use crate::source::Sources;

/// Arguments that change files.
#[derive(Debug, Clone, Default, Args)]
pub struct FixArguments {
    /// Write the safe fixes to the files, then report what is left.
    #[arg(long, help_heading = "Fixes", conflicts_with = "stdin_filename")]
    pub fix: bool,
    /// Write the other fixes as well: those that restart something, cost something, or have to be decided.
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,
    /// Print the changes as a patch and write nothing; exit code 1 when there are any.
    #[arg(long, help_heading = "Fixes")]
    pub diff: bool,
}

impl FixArguments {
    /// Whether anything is to be changed or shown.
    ///
    /// # Errors
    /// When `--unsafe-fixes` stands alone.
    pub fn is_asked(&self) -> anyhow::Result<bool> {
        let is_asked = self.fix || self.diff;
        match self.unsafe_fixes && !is_asked {
            true => Err(UsageError("--unsafe-fixes goes with --fix or --diff".to_owned()).into()),
            false => Ok(is_asked),
        }
    }
}

/// The suggestions for failed verdicts, by index of the verdict; where a page has a fix that cannot be made here, why.
#[must_use]
pub fn suggestions(
    sources: &Sources,
    catalogue: &Catalogue,
    analysis: &Analysis,
) -> BTreeMap<usize, Result<Suggestion, String>> {
    let planner = Planner::new(sources, catalogue, &analysis.model, &analysis.verdicts);
    let failed = analysis.verdicts.iter().enumerate().filter(|(_, verdict)| verdict.outcome == Outcome::Fail);
    let suggestion = |(index, verdict): (usize, &Verdict)| {
        let resource = analysis.model.resource(verdict.resource)?;
        let applied = analysis.scopes.applied(&resource.root, resource.environment.as_deref());
        Some((index, planner.suggest(verdict, &applied.selection)?))
    };
    failed.filter_map(suggestion).collect()
}

/// Changes the files, or prints the patch. The exit code where there is nothing more to do; none when a new scan is due.
///
/// # Errors
/// When standard output or the log cannot be written.
pub fn run(
    arguments: &FixArguments,
    report: &Report,
    sources: &Sources,
    is_terminal: bool,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<Option<ExitCode>> {
    let wanted = |finding: &&Finding| match &finding.suggestion {
        Some(Ok(suggestion)) => suggestion.is_safe || arguments.unsafe_fixes,
        _ => false,
    };
    // The worst first: where two contradict each other, it wins.
    let mut findings: Vec<&Finding> = report.findings.iter().filter(wanted).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let chosen: Vec<&Suggestion> =
        findings.iter().filter_map(|finding| finding.suggestion.as_ref()?.as_ref().ok()).collect();
    let combined = combine(&chosen, sources);
    if arguments.diff {
        for change in &combined.files {
            out.write_all(patch(change, sources, is_terminal).as_bytes())?;
        }
        out.flush()?;
        log.write_all(told(&combined, combined.files.len(), "would be fixed", &findings, sources).as_bytes())?;
        log.write_all(refusals(report, sources).as_bytes())?;
        return Ok(Some(ExitCode::from(u8::from(!combined.files.is_empty()))));
    }
    let mut written = 0;
    let mut failures = String::new();
    for change in &combined.files {
        match sources.rewrite(&change.path, &change.old, &change.new) {
            Ok(()) => written += 1,
            Err(error) => failures.push_str(&format!("{} is not changed: {error}\n", visible(&change.path))),
        }
    }
    log.write_all(told(&combined, written, "fixed", &findings, sources).as_bytes())?;
    log.write_all(failures.as_bytes())?;
    log.write_all(refusals(report, sources).as_bytes())?;
    Ok(None)
}

/// How many were fixed, and what waits.
fn told(combined: &Combined, files: usize, done: &str, findings: &[&Finding], sources: &Sources) -> String {
    let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let mut text = format!("{} {done} in {}\n", count(combined.applied.len(), "finding"), count(files, "file"));
    for (path, why) in &combined.refused {
        text.push_str(&format!("{} is not changed: {why}\n", visible(path)));
    }
    let places = Places::new(sources);
    for finding in combined.conflicting.iter().filter_map(|index| findings.get(*index)) {
        let place = places.place(finding.primary.span);
        let why = "another fix changes the same place; run it again";
        text.push_str(&format!("{}:{}: {} waits: {why}\n", visible(&place.path), place.start.line, finding.policy));
    }
    text
}

/// Why findings whose page has a fix have none here: each reason once, with the first place.
fn refusals(report: &Report, sources: &Sources) -> String {
    let places = Places::new(sources);
    let mut reasons: Vec<(&str, &Finding, usize)> = Vec::new();
    for finding in &report.findings {
        let Some(Err(why)) = &finding.suggestion else { continue };
        match reasons.iter_mut().find(|(known, ..)| known == why) {
            Some((.., count)) => *count += 1,
            None => reasons.push((why, finding, 1)),
        }
    }
    let told = |(why, finding, count): (&str, &Finding, usize)| {
        let place = places.place(finding.primary.span);
        let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
        let (path, line) = (visible(&place.path).into_owned(), place.start.line);
        format!("{path}:{line}: {}{more} not fixed: {}\n", finding.policy, visible(why))
    };
    reasons.into_iter().map(told).collect()
}
