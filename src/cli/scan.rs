//! `akslint scan`: findings out, exit code back.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use super::arguments::{ColorWhen, Format, ScanArguments};
use super::changes::KnownBefore;
use super::comfort::Unsaved;
use super::fix::{self, FixArguments};
use super::outputs::{Outputs, render};
use super::pipeline::Pipeline;
use super::{Surroundings, UsageError, progress, settings};
use crate::planning::Planned;
use crate::planning::estate::Estate;
use crate::report::{self, PolicyInfo, TextOptions};

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
    let comfort = &arguments.comfort;
    let limit = arguments.read.max_file_size.saturating_mul(1024 * 1024);
    let unsaved = Unsaved::read(comfort.stdin_filename.as_ref(), surroundings, limit)?;
    let overrides = settings::overrides(&arguments.read, Some(&arguments.thresholds), surroundings);
    let pipeline = Pipeline::with_trust(&arguments.read, overrides, surroundings, false, &arguments.changes, unsaved)?;
    let known = KnownBefore::open(&arguments.changes, &pipeline)?;
    // Opened first: an output that cannot be written is found out before the work.
    let outputs = Outputs::open(arguments.format, &arguments.output)?;
    if comfort.statistics && !matches!(outputs.printed, Format::Full | Format::Concise | Format::Json) {
        return Err(UsageError("--statistics goes with the formats full, concise and json".to_owned()).into());
    }
    let sources = pipeline.sources();
    let show = surroundings.progress.filter(|_| !comfort.no_progress && !comfort.quiet && !comfort.verbose);
    let analysis = progress::during(show, sources, || pipeline.analyse())?;
    let policies = settings::policy_infos(pipeline.catalogue(), &analysis.scopes);
    let mut report = pipeline.report(&analysis, &policies);
    known.hide(&mut report, &pipeline, &analysis, &policies)?;
    settings::keep_severe(&mut report, &policies, &analysis.scopes);
    let fails = settings::fails(&report, &policies, &analysis.scopes);
    let code = if comfort.is_incomplete(&report) { 3 } else { u8::from(fails && !comfort.exit_zero) };
    report.summary.exit_code = Some(code);
    let links = links(&policies);
    if is_fixing {
        drop(outputs);
        let (fixes, sources) = (&arguments.fixes, pipeline.sources());
        let mut silent = io::sink();
        let log: &mut dyn Write = if comfort.quiet { &mut silent } else { log };
        return match fix::run(fixes, &report, sources, surroundings.is_terminal, out, log)? {
            Some(_) if comfort.exit_zero => Ok(ExitCode::SUCCESS),
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
        is_quiet: comfort.quiet,
        links: surroundings.has_hyperlinks.then_some(&links),
    };
    if comfort.verbose {
        tell(log, &pipeline.trace(&analysis, &report))?;
    }
    let facts = &pipeline.scope(&analysis).network_facts;
    let plan = outputs.holds(Format::Html).then(|| Estate::new(&Planned::with_facts(&analysis.model, facts), None));
    let category = comfort.sarif_category.as_deref();
    let printed = match (comfort.statistics, outputs.printed) {
        (true, Format::Json) => report::statistics_json(&report),
        (true, _) => report::statistics_text(&report) + &report::closing(&report, &text),
        (false, format) => render(format, &report, &policies, sources, &text, category, plan.as_ref()),
    };
    tell(out, &printed)?;
    let plain = TextOptions { is_colored: arguments.color == ColorWhen::Always, links: None, ..text };
    let is_text = matches!(outputs.printed, Format::Full | Format::Concise);
    outputs.write(|format| render(format, &report, &policies, sources, &plain, category, plan.as_ref()))?;
    if !is_text {
        tell(log, &report::closing(&report, &plain))?;
    }
    if !comfort.quiet {
        // The only line with a time: output on stdout is the same for every run.
        tell(log, &format!("done in {:.0?}\n", start.elapsed()))?;
    }
    drop((links, policies, plan));
    // The process ends here: handing its memory back piece by piece would only take time.
    std::mem::forget((analysis, report, pipeline));
    Ok(ExitCode::from(code))
}

/// Writes all of it. A reader who has gone away has seen enough: what was found decides the exit code, not who reads it.
fn tell(writer: &mut dyn Write, text: &str) -> io::Result<()> {
    match writer.write_all(text.as_bytes()).and_then(|()| writer.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// The documentation of each policy.
fn links<'p>(policies: &[PolicyInfo<'p>]) -> BTreeMap<&'p str, &'p str> {
    policies.iter().filter_map(|policy| Some((policy.id, *policy.links.first()?))).collect()
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
