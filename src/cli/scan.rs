//! `akslint scan`: findings out, exit code back.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use super::Surroundings;
use super::arguments::{ColorWhen, Format, ScanArguments};
use super::fix::{self, FixArguments};
use super::outputs::{Outputs, render};
use super::pipeline::{Pipeline, catalogue_infos};
use crate::policy::Severity;
use crate::report::{self, Report, TextOptions};

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
    let is_fixing = arguments.fixes.is_asked()?;
    let pipeline = Pipeline::new(&arguments.read, surroundings, false)?;
    // Opened first: an output that cannot be written is found out before the work.
    let outputs = Outputs::open(arguments.format, &arguments.output)?;
    let analysis = pipeline.analyse()?;
    let policies = catalogue_infos(pipeline.catalogue());
    let mut report = pipeline.report(&analysis, &policies);
    if let Some(least) = arguments.min_severity {
        let least: Severity = least.into();
        report.findings.retain(|finding| finding.severity >= least);
        // One finding is as bad as the worst of the resources it concerns.
        report.keep_judgements_of_findings(&policies);
    }
    if is_fixing {
        drop(outputs);
        let (fixes, sources) = (&arguments.fixes, pipeline.sources());
        return match fix::run(fixes, &report, sources, surroundings.is_terminal, out, log)? {
            Some(code) => Ok(code),
            // What is left is told by a scan of what the files are now.
            None => {
                let rescan = ScanArguments { fixes: FixArguments::default(), ..arguments.clone() };
                run(&rescan, surroundings, out, log)
            }
        };
    }
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

/// Whether to use colours.
#[must_use]
pub fn is_colored(when: ColorWhen, surroundings: &Surroundings) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => surroundings.force_color || surroundings.is_terminal && !surroundings.no_color,
    }
}
