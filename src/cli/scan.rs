//! `akslint scan`: findings out, exit code back.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;

use super::Surroundings;
use super::arguments::{ColorWhen, Format, ScanArguments};
use super::pipeline::{Pipeline, catalogue_infos};
use crate::policy::Severity;
use crate::report::{self, PolicyInfo, Report, TextOptions};
use crate::source::Sources;

/// Runs the command.
///
/// # Errors
/// Usage errors and failures to write.
pub fn run(
    arguments: &ScanArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    let pipeline = Pipeline::new(&arguments.read, surroundings, false)?;
    // Opened first: an output that cannot be written is found out before the work.
    let files = arguments
        .output
        .iter()
        .map(|(format, path)| Ok((*format, path, OutputFile::create(path)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let analysis = pipeline.analyse()?;
    let policies = catalogue_infos(pipeline.catalogue());
    let mut report = pipeline.report(&analysis, &policies);
    if let Some(least) = arguments.min_severity {
        let least: Severity = least.into();
        report.findings.retain(|finding| finding.severity >= least);
        // One finding is as bad as the worst of the resources it concerns.
        report.keep_judgements_of_findings(&policies);
    }
    let text = TextOptions {
        is_all: arguments.all,
        is_showing_undecided: arguments.show_undecided,
        is_colored: is_colored(arguments.color, surroundings),
    };
    let sources = pipeline.sources();
    out.write_all(render(arguments.format, &report, &policies, sources, &text).as_bytes())?;
    let plain = TextOptions { is_colored: arguments.color == ColorWhen::Always, ..text };
    for (format, path, file) in files {
        let rendered = render(format, &report, &policies, sources, &plain);
        file.finish(&rendered).with_context(|| format!("cannot write {}", path.display()))?;
    }
    out.flush()?;
    // The only line with a time: output on stdout is the same for every run.
    let is_text = matches!(arguments.format, Format::Full | Format::Concise);
    if !is_text {
        log.write_all(report::closing(&report, &plain).as_bytes())?;
    }
    writeln!(log, "done in {:.0?}", start.elapsed())?;
    let code = exit_code(arguments, &report);
    drop(policies);
    // The process ends here: handing its memory back piece by piece would only take time.
    std::mem::forget((analysis, report, pipeline));
    Ok(code)
}

fn exit_code(arguments: &ScanArguments, report: &Report) -> ExitCode {
    if report.summary.unread > 0 {
        return ExitCode::from(3);
    }
    let fail_on: Severity = arguments.fail_on.into();
    let fails = report.findings.iter().any(|finding| finding.severity >= fail_on);
    let undecided = arguments.fail_on_undecided.map(Severity::from).is_some_and(|least| {
        report.undecided.iter().flat_map(|group| &group.verdicts).any(|verdict| verdict.severity >= least)
    });
    ExitCode::from(u8::from(fails || undecided))
}

fn render(
    format: Format,
    report: &Report,
    policies: &[PolicyInfo<'_>],
    sources: &Sources,
    text: &TextOptions,
) -> String {
    match format {
        Format::Full => report::full(report, sources, text),
        Format::Concise => report::concise(report, sources, text),
        Format::Json => report::json(report, sources),
        Format::Sarif => report::sarif::sarif(report, policies, sources, None),
    }
}

/// Whether to use colours.
#[must_use]
pub fn is_colored(when: ColorWhen, surroundings: &Surroundings) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => surroundings.force_color || surroundings.is_terminal && !surroundings.no_color,
    }
}

/// A file that appears whole or not at all: written beside its place, then renamed.
struct OutputFile {
    path: PathBuf,
    partial: PathBuf,
    file: File,
}

impl OutputFile {
    fn create(path: &Path) -> anyhow::Result<Self> {
        let mut name = path.file_name().context("an output needs a file name")?.to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        let partial = path.with_file_name(name);
        let file = File::create(&partial).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path: path.to_owned(), partial, file })
    }

    fn finish(mut self, text: &str) -> anyhow::Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.file.sync_all()?;
        std::fs::rename(&self.partial, &self.path)?;
        Ok(())
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        // After a rename there is nothing to remove, and a failure to clean up hides nothing.
        let _ = std::fs::remove_file(&self.partial);
    }
}
