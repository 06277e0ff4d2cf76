//! `akslint show`: what was understood.

use std::io::Write;
use std::process::ExitCode;

use super::arguments::{ReadArguments, ShowArguments, ShowCommand, ShowFormatArguments, TableFormat, WhyArguments};
use super::infos::{judged, resources};
use super::pipeline::Pipeline;
use super::settings::policy_infos;
use super::{Surroundings, UsageError};
use crate::report::{self, ModelRow, PropertyRow};

/// Runs the command.
///
/// # Errors
/// Usage errors and failures to write.
pub fn run(
    arguments: &ShowArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        ShowCommand::Model(arguments) => model(arguments, surroundings, out, log),
        ShowCommand::Why(arguments) => why(arguments, surroundings, out, log),
        ShowCommand::Verdicts(arguments) => verdicts(arguments, surroundings, out, log),
        ShowCommand::Settings(arguments) => super::settings::show(arguments, surroundings, out),
    }
}

fn rows(
    arguments: &ReadArguments,
    surroundings: &Surroundings,
    log: &mut dyn Write,
) -> anyhow::Result<(Vec<ModelRow>, ExitCode)> {
    let pipeline = Pipeline::new(arguments, surroundings, true)?;
    let analysis = pipeline.analyse()?;
    let mut rows = report::model_rows(pipeline.sources(), &resources(&analysis), &analysis.model);
    for row in &mut rows {
        row.root = pipeline.relative_to_path(&row.root);
    }
    Ok((rows, pipeline.log_problems(&analysis, log)?))
}

fn model(
    arguments: &ShowFormatArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let (rows, code) = rows(&arguments.read, surroundings, log)?;
    let text = match arguments.format {
        TableFormat::Text => report::model_text(&rows),
        TableFormat::Json => report::model_json(&rows),
    };
    out.write_all(text.as_bytes())?;
    Ok(code)
}

fn why(
    arguments: &WhyArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let (rows, code) = rows(&arguments.read, surroundings, log)?;
    let matching: Vec<&ModelRow> = rows.iter().filter(|row| is_address(row, &arguments.address)).collect();
    if matching.is_empty() {
        let known: Vec<&str> = rows.iter().map(|row| row.address.as_str()).collect();
        let hint = nearest_end(&arguments.address, &known).map(|name| format!("; did you mean `{name}`?"));
        let message = format!("no resource `{}`{}", arguments.address, hint.unwrap_or_default());
        return Err(UsageError(message).into());
    }
    let mut is_found = false;
    for row in &matching {
        for property in row.properties.iter().filter(|property| is_property(property, &arguments.property)) {
            is_found = true;
            out.write_all(report::why_text(row, property).as_bytes())?;
        }
    }
    if !is_found {
        let known: Vec<&str> = matching[0].properties.iter().map(|property| property.property).collect();
        let hint = nearest_end(&arguments.property, &known).map(|name| format!("; did you mean `{name}`?"));
        let kind = matching[0].kind;
        let message = format!("a {kind} has no property `{}`{}", arguments.property, hint.unwrap_or_default());
        return Err(UsageError(message).into());
    }
    Ok(code)
}

fn verdicts(
    arguments: &ShowFormatArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let pipeline = Pipeline::new(&arguments.read, surroundings, true)?;
    let analysis = pipeline.analyse()?;
    let policies = policy_infos(pipeline.catalogue(), &analysis.scopes);
    let mut rows = report::verdict_rows(pipeline.sources(), &policies, &[judged(pipeline.catalogue(), &analysis)]);
    for row in &mut rows {
        row.root = pipeline.relative_to_path(&row.root);
    }
    rows.sort();
    let text = match arguments.format {
        TableFormat::Text => report::verdicts_text(&rows),
        TableFormat::Json => report::verdicts_json(&rows),
    };
    out.write_all(text.as_bytes())?;
    pipeline.log_problems(&analysis, log)
}

/// The name that is spelt most like the one wanted, or whose last part is.
fn nearest_end<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
    let last = |name: &&'a str| name.rsplit(['.', '/']).next().unwrap_or(name);
    crate::policy::nearest(wanted, known.iter().copied()).or_else(|| {
        let nearest = crate::policy::nearest(wanted, known.iter().map(last))?;
        known.iter().copied().find(|name| last(name) == nearest)
    })
}

fn is_address(row: &ModelRow, wanted: &str) -> bool {
    let plain = |text: &str| text.replace("[0]", "");
    row.address == wanted
        || plain(&row.address) == plain(wanted)
        || ['.', '/'].iter().any(|separator| plain(&row.address).ends_with(&format!("{separator}{}", plain(wanted))))
}

fn is_property(property: &PropertyRow, wanted: &str) -> bool {
    property.property.eq_ignore_ascii_case(wanted)
        || property.spelling == wanted
        || property.property.to_ascii_lowercase().ends_with(&format!(".{}", wanted.to_ascii_lowercase()))
        || property.spelling.ends_with(&format!(".{wanted}"))
}
