//! `akslint show settings`: every setting with its value, and what set it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::arguments::origin;
use super::{ThresholdArguments, overrides};
use crate::cli::Surroundings;
use crate::cli::arguments::{ReadArguments, TableFormat};
use crate::cli::pipeline::Pipeline;
use crate::config::{Applied, Ignore, Origin, RunSettings, Scope, Set, Settings};
use crate::policy::{Catalogue, OptionValue, Severity};
use crate::report::visible;
use crate::source::Sources;

/// Arguments of `show settings`.
#[derive(Debug, Clone, Args)]
pub struct SettingsArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub read: ReadArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub thresholds: ThresholdArguments,
    /// How to print.
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
}

/// A setting, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Row {
    name: String,
    value: String,
    from: String,
}

/// What holds somewhere.
#[derive(Debug, Serialize)]
struct Section {
    settings: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    environments: Vec<EnvironmentSection>,
}

/// What is different in an environment.
#[derive(Debug, Serialize)]
struct EnvironmentSection {
    name: String,
    files: Vec<String>,
    settings: Vec<Row>,
}

#[derive(Serialize)]
struct Document<'s> {
    schema_version: &'static str,
    run: &'s Section,
    folders: &'s [Section],
}

/// Runs the command.
///
/// # Errors
/// Usage and configuration errors, and failures to write.
pub fn run(
    arguments: &SettingsArguments,
    surroundings: &Surroundings,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    let overrides = overrides(&arguments.read, Some(&arguments.thresholds), surroundings);
    let pipeline = Pipeline::with_overrides(&arguments.read, overrides, surroundings, false)?;
    let scopes = pipeline.settings()?;
    let run = run_section(&pipeline.run_settings(), &arguments.read, surroundings, pipeline.sources());
    let folders: Vec<Section> =
        scopes.iter().map(|scope| folder_section(scope, pipeline.catalogue(), pipeline.sources())).collect();
    match arguments.format {
        TableFormat::Text => out.write_all(text(&run, &folders).as_bytes())?,
        TableFormat::Json => {
            let document = Document { schema_version: "1.0", run: &run, folders: &folders };
            serde_json::to_writer_pretty(&mut *out, &document)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(name: impl Into<String>, value: impl Into<String>, from: &Origin) -> Row {
    Row { name: name.into(), value: value.into(), from: from.to_string() }
}

fn run_section(run: &RunSettings, read: &ReadArguments, surroundings: &Surroundings, sources: &Sources) -> Section {
    let argument = |name: &str| origin(name, surroundings);
    let on = |is_given: bool, name: &str, set: &Set<bool>, value: bool| match is_given {
        true => (value, argument(name)),
        false => (set.value, set.origin.clone()),
    };
    let (strict, strict_from) = on(read.strict, "strict", &run.strict, true);
    let (auto, auto_from) = on(read.no_auto_env, "no_auto_env", &run.auto_environments, false);
    let (patterns, patterns_from) = match &run.placeholders.value {
        _ if !read.placeholder.is_empty() => (read.placeholder.join(" "), argument("placeholder")),
        Some(patterns) => (patterns.join(" "), run.placeholders.origin.clone()),
        None => ("the built-in ones".to_owned(), Origin::Default),
    };
    let mut settings = vec![
        row("strict", strict.to_string(), &strict_from),
        row("auto-environments", auto.to_string(), &auto_from),
        row("placeholders", patterns, &patterns_from),
    ];
    let argued = read.module_map.iter().map(|(source, directory)| (source, directory.clone(), argument("module_map")));
    let told = run
        .module_map
        .iter()
        .map(|(source, directory)| (source, sources.shown_path(&directory.value), directory.origin.clone()));
    for (source, directory, from) in argued.chain(told) {
        settings.push(row("module-map", format!("{source} lies in {directory}"), &from));
    }
    for directory in &run.policy_directories {
        settings.push(row("policy-directories", sources.shown_path(&directory.value), &directory.origin));
    }
    for directory in &read.policies {
        settings.push(row("policy-directories", directory.display().to_string(), &argument("policies")));
    }
    if let Some(as_of) = &read.as_of {
        settings.push(row("calendar as-of", as_of, &argument("as_of")));
    }
    if let Some(place) = &run.calendar_place {
        if let Some(as_of) = run.as_of.filter(|_| read.as_of.is_none()) {
            settings.push(row("calendar as-of", as_of.to_string(), &place.origin));
        }
        let dates = run.calendar.versions.len() + run.calendar.retirements.len();
        if dates > 0 {
            settings.push(row(
                "calendar",
                format!("{dates} {} of your own", if dates == 1 { "date" } else { "dates" }),
                &place.origin,
            ));
        }
    }
    Section { settings, folder: None, file: run.file.as_deref().map(str::to_owned), environments: Vec::new() }
}

fn folder_section(scope: &Scope, catalogue: &Catalogue, sources: &Sources) -> Section {
    let mut settings = settings_rows(&scope.applied, catalogue);
    let ranges = scope.network_facts.ranges();
    for range in ranges {
        let from = format!("{}:{}", range.place.file, range.place.line);
        settings.push(Row { name: "networks".to_owned(), value: format!("{} {}", range.range, range.name), from });
    }
    for network in scope.network_facts.networks() {
        let from = format!("{}:{}", network.place.file, network.place.line);
        settings.push(Row { name: "networks".to_owned(), value: format!("existing {}", network.name), from });
    }
    let environments = scope.environments.iter().map(|(environment, applied)| {
        let rows = settings_rows(applied, catalogue);
        let files = environment.value_files.iter().chain(&environment.parameter_files);
        EnvironmentSection {
            name: environment.name.to_string(),
            files: files.map(|file| sources.shown_path(file)).collect(),
            settings: rows.into_iter().filter(|row| !settings.contains(row)).collect(),
        }
    });
    let environments = environments.collect();
    Section {
        environments,
        settings,
        folder: Some(scope.folder.to_string()),
        file: scope.file.as_deref().map(str::to_owned),
    }
}

fn settings_rows(applied: &Applied, catalogue: &Catalogue) -> Vec<Row> {
    let Settings { persona, fail_on, fail_on_undecided, min_severity, only, except, policies, ignores } =
        &applied.settings;
    let severity = |set: &Set<Option<Severity>>| set.value.map_or("nothing", Severity::name);
    let mut rows = vec![
        row("persona", persona.value.name(), &persona.origin),
        row("fail-on", fail_on.value.name(), &fail_on.origin),
        row("fail-on-undecided", severity(fail_on_undecided), &fail_on_undecided.origin),
        row("min-severity", severity(min_severity), &min_severity.origin),
    ];
    if !only.value.is_empty() {
        rows.push(row("only", only.value.join(", "), &only.origin));
    }
    for except in except {
        rows.push(row("except", except.value.join(", "), &except.origin));
    }
    let count = format!("{} of {} applied", applied.selection.policies().len(), catalogue.policies().len());
    rows.push(row("policies", count, &Origin::Default));
    let named: BTreeMap<&str, _> =
        policies.iter().filter_map(|(&index, settings)| Some((catalogue.policy(index)?.id(), settings))).collect();
    for (id, settings) in named {
        if let Some(enabled) = &settings.enabled {
            rows.push(row(format!("{id} enabled"), enabled.value.to_string(), &enabled.origin));
        }
        if let Some(severity) = &settings.severity {
            rows.push(row(format!("{id} severity"), severity.value.name(), &severity.origin));
        }
        for (name, value) in &settings.options {
            rows.push(row(format!("{id} {name}"), option(&value.value), &value.origin));
        }
        rows.extend(settings.ignores.iter().map(|entry| ignore(&format!("{id} ignore"), entry)));
    }
    rows.extend(ignores.iter().map(|entry| ignore("ignore", entry)));
    // The count follows from the others.
    if let Some(count) = rows.iter_mut().find(|row| row.name == "policies") {
        count.from.clear();
    }
    rows
}

fn ignore(name: &str, entry: &Ignore) -> Row {
    let until = entry.until.map(|until| format!(" until {until}")).unwrap_or_default();
    let value = format!("{}{until}: {}", entry.pattern(), entry.reason);
    Row { name: name.to_owned(), value, from: format!("{}:{}", entry.file, entry.line) }
}

fn option(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => value.to_string(),
        OptionValue::Number(value) => value.to_string(),
        OptionValue::Text(text) => text.to_string(),
        OptionValue::Texts(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn text(run: &Section, folders: &[Section]) -> String {
    let mut out = String::new();
    let place = |section: &Section| match &section.file {
        Some(file) => format!("({})", visible(file)),
        None => "(no akslint.yaml)".to_owned(),
    };
    let all = || {
        let nested = folders.iter().flat_map(|folder| &folder.environments).flat_map(|one| &one.settings);
        run.settings.iter().chain(folders.iter().flat_map(|folder| &folder.settings)).chain(nested)
    };
    let width = |get: fn(&Row) -> &str, most: usize| {
        all().map(|row| visible(get(row)).chars().count()).filter(|&width| width <= most).max().unwrap_or(0)
    };
    let (names, values) = (width(|row| &row.name, 60), width(|row| &row.value, 40));
    let write_rows = |out: &mut String, rows: &[Row], indent: &str| {
        for row in rows {
            let (name, value, from) = (visible(&row.name), visible(&row.value), visible(&row.from));
            let line = format!("{indent}{name:names$}  {value:values$}  {from}");
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}", line.trim_end());
        }
    };
    let _ = writeln!(out, "for everything that is scanned {}", place(run));
    write_rows(&mut out, &run.settings, "  ");
    for folder in folders {
        let _ = writeln!(out, "\nbelow {} {}", visible(folder.folder.as_deref().unwrap_or(".")), place(folder));
        write_rows(&mut out, &folder.settings, "  ");
        for environment in &folder.environments {
            let files = match environment.files.is_empty() {
                true => "files of that name beside a root".to_owned(),
                false => environment.files.iter().map(|file| visible(file)).collect::<Vec<_>>().join(", "),
            };
            let _ = writeln!(out, "  in the environment {} ({files})", visible(&environment.name));
            write_rows(&mut out, &environment.settings, "    ");
        }
    }
    out
}
