//! `akslint scan`: findings out, exit code back.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use super::arguments::{ColorWhen, Format, ScanArguments};
use super::changes::KnownBefore;
use super::outputs::{Outputs, render};
use super::pipeline::Pipeline;
use super::{Surroundings, settings};
use crate::report::{self, TextOptions};

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
    let overrides = settings::overrides(&arguments.read, Some(&arguments.thresholds), surroundings);
    let pipeline = Pipeline::with_trust(&arguments.read, overrides, surroundings, false, &arguments.changes)?;
    let known = KnownBefore::open(&arguments.changes, &pipeline)?;
    // Opened first: an output that cannot be written is found out before the work.
    let outputs = Outputs::open(arguments.format, &arguments.output)?;
    let analysis = pipeline.analyse()?;
    let policies = settings::policy_infos(pipeline.catalogue(), &analysis.scopes);
    let mut report = pipeline.report(&analysis, &policies);
    known.hide(&mut report, &pipeline, &analysis, &policies)?;
    settings::keep_severe(&mut report, &policies, &analysis.scopes);
    let text = TextOptions {
        is_all: arguments.all,
        is_showing_undecided: arguments.show_undecided,
        is_colored: is_colored(arguments.color, surroundings),
    };
    let sources = pipeline.sources();
    out.write_all(render(outputs.printed, &report, &policies, sources, &text).as_bytes())?;
    let plain = TextOptions { is_colored: arguments.color == ColorWhen::Always, ..text };
    let is_text = matches!(outputs.printed, Format::Full | Format::Concise);
    outputs.write(|format| render(format, &report, &policies, sources, &plain))?;
    out.flush()?;
    if !is_text {
        log.write_all(report::closing(&report, &plain).as_bytes())?;
    }
    // The only line with a time: output on stdout is the same for every run.
    writeln!(log, "done in {:.0?}", start.elapsed())?;
    let fails = settings::fails(&report, &policies, &analysis.scopes);
    let code = ExitCode::from(if report.summary.unread > 0 { 3 } else { u8::from(fails) });
    drop(policies);
    // The process ends here: handing its memory back piece by piece would only take time.
    std::mem::forget((analysis, report, pipeline));
    Ok(code)
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
