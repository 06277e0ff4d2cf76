//! `akslint ip`: the address plan.

use std::io::Write;
use std::process::ExitCode;

use super::arguments::{IpArguments, PlanFormat};
use super::pipeline::Pipeline;
use super::scan::is_colored;
use super::{Surroundings, what_if};
use crate::planning::Planned;
use crate::planning::estate::Estate;
use crate::report::address_plan::{self, TextPlanOptions};

/// Runs the command.
///
/// # Errors
/// Usage errors and failures to write.
pub fn run(
    arguments: &IpArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let pipeline = Pipeline::new(&arguments.read, surroundings, false)?.without_policies();
    let analysis = pipeline.analyse()?;
    let changes = what_if::changes(&analysis.model, &arguments.what_if)?;
    let plain = Planned::with_facts(&analysis.model, &pipeline.scope(&analysis).network_facts);
    let mut estate;
    if changes.is_empty() {
        estate = Estate::new(&plain, arguments.grow);
    } else {
        let without = Estate::new(&plain, arguments.grow);
        estate = Estate::new(&plain.changed(changes), arguments.grow);
        estate.tried = arguments.what_if.iter().map(ToString::to_string).collect();
        estate.compare(&without);
    }
    let sources = pipeline.sources();
    let text = match arguments.format {
        PlanFormat::Text => {
            let columns = arguments.columns.or(surroundings.columns);
            let is_colored = is_colored(arguments.color, surroundings);
            address_plan::text(&estate, sources, TextPlanOptions { columns, is_colored })
        }
        PlanFormat::Json => address_plan::json(&estate, sources),
        PlanFormat::Markdown => address_plan::markdown(&estate, sources),
        PlanFormat::Svg => address_plan::svg(&estate, sources),
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    let code = pipeline.log_problems(&analysis, log)?;
    let is_complete = code == ExitCode::SUCCESS;
    Ok(if is_complete && estate.fails() { ExitCode::FAILURE } else { code })
}
