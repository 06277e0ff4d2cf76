//! `akslint baseline`: writing down what is there today, and taking out what is there no more.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::arguments::ReadArguments;
use super::changes::{Looked, absolute, identities, read_baseline};
use super::outputs::write_whole;
use super::pipeline::Pipeline;
use super::settings::policy_infos;
use super::{Surroundings, UsageError};
use crate::changes::{Baseline, FILE};
use crate::report::visible;

/// Arguments of `baseline`.
#[derive(Debug, Clone, Args)]
pub struct BaselineArguments {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub what: BaselineCommand,
}

/// What to do with a baseline.
#[derive(Debug, Clone, Subcommand)]
pub enum BaselineCommand {
    /// Write down all findings of today, so that scans report only others. What is there already is written anew.
    Create(CreateArguments),
    /// Take out what is there no more. Nothing is added.
    Prune(PruneArguments),
}

/// Arguments of `baseline create`.
#[derive(Debug, Clone, Args)]
pub struct CreateArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    /// Where to write it [default: .akslint-baseline.json at the top of the repository, where scans look for it].
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `baseline prune`.
#[derive(Debug, Clone, Args)]
pub struct PruneArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    /// The file [default: .akslint-baseline.json at the top of the repository].
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// Usage errors, and failures to read and to write.
pub fn run(
    arguments: &BaselineArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        BaselineCommand::Create(create) => self::create(create, surroundings, out, log),
        BaselineCommand::Prune(prune) => self::prune(prune, surroundings, out, log),
    }
}

fn create(
    arguments: &CreateArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let pipeline = Pipeline::new(&arguments.read, surroundings, false)?;
    let (path, shown) = place(arguments.output.as_deref(), &pipeline)?;
    let analysis = pipeline.analyse()?;
    let policies = policy_infos(pipeline.catalogue(), &analysis.scopes);
    let report = pipeline.report(&analysis, &policies);
    let baseline = Baseline::new(identities(&report, pipeline.sources()));
    write_whole(&path, &baseline.text())?;
    writeln!(out, "{} written to {}", counted(baseline.len()), visible(&shown))?;
    pipeline.log_problems(&analysis, log)
}

fn prune(
    arguments: &PruneArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let pipeline = Pipeline::new(&arguments.read, surroundings, false)?;
    let (path, shown) = place(arguments.baseline.as_deref(), &pipeline)?;
    let Some((_, baseline)) = read_baseline(arguments.baseline.as_deref(), &pipeline, &mut Vec::new())? else {
        return Err(UsageError(format!("{shown}: no such file; `akslint baseline create` writes it")).into());
    };
    let analysis = pipeline.analyse()?;
    let policies = policy_infos(pipeline.catalogue(), &analysis.scopes);
    let report = pipeline.report(&analysis, &policies);
    if report.summary.unread > 0 {
        writeln!(out, "nothing pruned: what could not be read may hold what seems to be gone")?;
        return pipeline.log_problems(&analysis, log);
    }
    let mut now = identities(&report, pipeline.sources());
    let hidden = crate::report::Identities::new(pipeline.sources());
    now.extend(report.hidden.iter().map(|hidden_one| hidden.of(&hidden_one.finding)));
    let pruned = baseline.pruned(&now, &Looked::new(&pipeline, &analysis, &policies));
    if pruned != baseline {
        write_whole(&path, &pruned.text())?;
    }
    let (gone, left) = (baseline.len() - pruned.len(), counted(pruned.len()));
    writeln!(out, "{} removed from {}; {left} left", counted(gone), visible(&shown))?;
    Ok(ExitCode::SUCCESS)
}

/// Where the file is, and how it is shown.
fn place(named: Option<&Path>, pipeline: &Pipeline) -> anyhow::Result<(PathBuf, String)> {
    match named {
        Some(path) => Ok((absolute(path)?, path.display().to_string().replace('\\', "/"))),
        None => Ok((pipeline.paths().boundary.join(FILE), FILE.to_owned())),
    }
}

fn counted(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}
