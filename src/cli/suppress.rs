//! `akslint suppress` and `akslint migrate`: ignore comments written into the code.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;

use super::arguments::{ReadArguments, SeverityName};
use super::patch::patch;
use super::pipeline::Pipeline;
use super::settings::policy_infos;
use super::{Surroundings, UsageError};
use crate::fixes::FileChange;
use crate::policy::Severity;
use crate::report::{HiddenBy, visible};
use crate::source::{Sources, Span};
use crate::suppression::{self, Plan, Words};

/// Arguments of `suppress`.
#[derive(Debug, Clone, Args)]
pub struct SuppressArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    /// Why the findings are accepted; it is written into each comment.
    #[arg(long, value_name = "TEXT", required = true)]
    pub reason: String,
    /// The last day on which the comments hide anything, as 2026-12-31.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Only findings of this severity or worse.
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Policies")]
    pub min_severity: Option<SeverityName>,
    /// Print what would change, and change nothing.
    #[arg(long, visible_alias = "dry-run")]
    pub diff: bool,
}

/// Arguments of `migrate`.
#[derive(Debug, Clone, Args)]
pub struct MigrateArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    /// Print what would change, and change nothing.
    #[arg(long, visible_alias = "dry-run")]
    pub diff: bool,
}

/// Writes a comment for each finding.
///
/// # Errors
/// Usage errors, and files that cannot be written.
pub fn suppress(
    arguments: &SuppressArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let words = Words { reason: &arguments.reason, until: until(arguments)? };
    words.check().map_err(|error| UsageError(format!("--reason: {error}")))?;
    if arguments.reason.trim().is_empty() {
        return Err(UsageError("--reason: say why the findings are accepted".to_owned()).into());
    }
    let pipeline = Pipeline::new(&arguments.read, surroundings, false)?;
    if words.until.zip(pipeline.today()).is_some_and(|(until, today)| until < today) {
        return Err(UsageError("--until: that day has passed".to_owned()).into());
    }
    let analysis = pipeline.analyse()?;
    let policies = policy_infos(pipeline.catalogue(), &analysis.scopes);
    let mut report = pipeline.report(&analysis, &policies);
    if let Some(least) = arguments.min_severity.map(Severity::from) {
        report.retain(&policies, |finding| finding.severity >= least);
    }
    let plan = suppression::suppress(&report, pipeline.sources(), words);
    carry_out(&plan, pipeline.sources(), arguments.diff, out, log)
}

/// Rewrites comments for other tools.
///
/// # Errors
/// Usage errors, and files that cannot be written.
pub fn migrate(
    arguments: &MigrateArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let pipeline = Pipeline::new(&arguments.read, surroundings, false)?;
    let analysis = pipeline.analyse()?;
    let policies = policy_infos(pipeline.catalogue(), &analysis.scopes);
    let report = pipeline.report(&analysis, &policies);
    let mut hides: BTreeMap<Span, BTreeSet<usize>> = BTreeMap::new();
    for hidden in &report.hidden {
        if let HiddenBy::Comment(comment) = &hidden.by
            && let Some(policy) = pipeline.catalogue().index_of(&hidden.finding.policy)
        {
            hides.entry(comment.place).or_default().insert(policy);
        }
    }
    let directives = suppression::directives(pipeline.sources(), pipeline.catalogue());
    let is_own = |file: &str| pipeline.is_scanned(file);
    let plan = suppression::migrate(&directives, pipeline.sources(), pipeline.catalogue(), &hides, is_own);
    carry_out(&plan, pipeline.sources(), arguments.diff, out, log)
}

fn until(arguments: &SuppressArguments) -> anyhow::Result<Option<Date>> {
    let date = arguments.until.as_ref().map(|date| date.parse::<Date>());
    let date = date.transpose().map_err(|_| {
        let date = arguments.until.as_deref().unwrap_or_default();
        UsageError(format!("--until: `{date}` is no date like 2026-12-31"))
    })?;
    Ok(date)
}

/// Prints the patch, or changes the files; tells what was written and what was not.
fn carry_out(
    plan: &Plan,
    sources: &Sources,
    is_diff: bool,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let place = |span: Span| {
        let file = sources.file(span.file);
        format!("{}:{}", visible(&file.path), file.position(span.start as usize).line)
    };
    let (mut failed, mut files) = (Vec::new(), 0);
    for (id, edits, text) in plan.texts(sources) {
        let file = sources.file(id);
        match text {
            Some(new) if is_diff => {
                let change = FileChange { path: file.path.clone(), old: file.text.clone(), new, edits };
                out.write_all(patch(&change, sources, true).as_bytes())?;
            }
            Some(text) => match sources.rewrite(&file.path, &file.text, &text) {
                Ok(()) => files += 1,
                Err(error) => failed.push((id, error.to_string())),
            },
            None => failed.push((id, "its comments stand in each other's way".to_owned())),
        }
    }
    let is_written = |(span, _): &&(Span, String)| !failed.iter().any(|(id, _)| *id == span.file);
    let mut written: Vec<&(Span, String)> = plan.written.iter().filter(is_written).collect();
    written.sort_by_cached_key(|(span, _)| (sources.file(span.file).path.clone(), span.start));
    for (span, text) in written.iter().filter(|_| !is_diff) {
        writeln!(out, "{}: {}", place(*span), visible(text))?;
    }
    let mut refused: Vec<String> =
        (plan.refused.iter()).map(|(span, why)| format!("{}: not changed: {}", place(*span), visible(why))).collect();
    refused.sort();
    refused.dedup();
    for line in &refused {
        writeln!(log, "{line}")?;
    }
    for (id, why) in &failed {
        writeln!(log, "{}: not changed: {why}", visible(&sources.file(*id).path))?;
    }
    let comments = match written.len() {
        1 => "1 comment".to_owned(),
        count => format!("{count} comments"),
    };
    match is_diff {
        true => writeln!(log, "{comments} would be written")?,
        false => {
            let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
            writeln!(log, "{comments} written to {files}")?;
        }
    }
    out.flush()?;
    Ok(ExitCode::from(if failed.is_empty() { 0 } else { 2 }))
}
