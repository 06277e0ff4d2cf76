//! `akslint test` and `akslint new-policy`: what people need who write policies of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::arguments::{NewPolicyArguments, TestArguments};
use super::infos::{catalogue_infos, judged};
use super::pipeline::{add_pages, built_in, inside};
use super::skeleton::{has_skeleton, skeleton};
use super::{UsageError, answer};
use crate::document::Version;
use crate::policy::page::{Example, Observed};
use crate::policy::{Catalogue, Filter, Outcome, Selection};
use crate::report;
use crate::source::{Sources, Span};
use crate::{Request, analyse_in_memory};

/// The azurerm version that examples are read with unless they say otherwise.
pub const NEWEST_PROVIDER: Version = Version(5, 2, 0);

/// Runs the examples of a directory's pages.
///
/// # Errors
/// When the directory cannot be read or a page is in error, and failures to write.
pub fn test(arguments: &TestArguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let mut catalogue = built_in();
    let (mut pages, mut examples, mut failures) = (0, 0, 0);
    let mut seen = BTreeSet::new();
    for directory in &arguments.directories {
        add_pages(&mut catalogue, std::slice::from_ref(directory))?;
        for policy in catalogue.policies().iter().filter(|policy| !policy.is_built_in()) {
            if !seen.insert(policy.id().to_owned()) {
                continue;
            }
            let mut page = policy.page().map_err(|error| UsageError(error.to_string()))?;
            page.path = inside(directory, policy.path());
            pages += 1;
            for example in &page.examples {
                examples += 1;
                if let Err(message) = check_example(&catalogue, policy.id(), example) {
                    failures += 1;
                    writeln!(out, "{}:{} ({}): {message}", page.path, example.line, example.section.name())?;
                }
            }
            for error in crate::policy::page::unsound(std::slice::from_ref(&page)) {
                failures += 1;
                writeln!(out, "{error}")?;
            }
        }
    }
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    writeln!(out, "{}, {}: {}", count(pages, "page"), count(examples, "example"), count(failures, "failure"))?;
    if pages == 0 {
        return Err(UsageError("there are no pages (*.md other than README.md)".to_owned()).into());
    }
    Ok(ExitCode::from(u8::from(failures > 0)))
}

/// Judges one example by the policy of this id and compares with what the page promises.
///
/// # Errors
/// What is wrong, in one sentence without a full stop.
pub fn check_example(catalogue: &Catalogue, id: &str, example: &Example) -> Result<(), String> {
    let filter = Filter { only: vec![id.to_owned()], ..Filter::default() };
    let selection = Selection::new(catalogue, &filter).map_err(|error| error.to_string())?;
    let version = match &example.azurerm {
        Some(text) => Version::parse(text).ok_or_else(|| format!("`{text}` is no version"))?.0,
        None => NEWEST_PROVIDER,
    };
    let mut request = Request { policies: Some(selection), ..Request::default() };
    request.terraform.assumed_providers = vec![("azurerm".into(), version)];
    request.templates.auto_environments = true;
    let sources = Sources::in_memory();
    let files: Vec<(&str, &str)> = example.files.iter().map(|file| (&*file.name, &*file.text)).collect();
    let analysis = analyse_in_memory(&files, &sources, catalogue, &request);
    if let Some(problem) = analysis.problems.iter().find(|problem| problem.kind.is_incomplete()) {
        return Err(format!("the example cannot be read: {}", problem.message));
    }
    if let Some(problem) = analysis.problems.iter().find(|problem| problem.kind.name() == "evaluation") {
        return Err(format!("the example is in error: {}", problem.message));
    }
    let infos = catalogue_infos(catalogue);
    let report = report::collect(&sources, &infos, &[judged(catalogue, &analysis)], &BTreeMap::new(), Vec::new());
    let place = |span: Span| {
        let file = sources.file(span.file);
        let name = file.path.trim_start_matches("example/").to_owned();
        (name, file.position(span.start as usize).line)
    };
    let mut places: Vec<(Outcome, String, usize)> = Vec::new();
    for finding in &report.findings {
        let (file, line) = place(finding.primary.span);
        places.push((Outcome::Fail, file, line));
    }
    for verdict in report.undecided.iter().flat_map(|group| &group.verdicts) {
        let (file, line) = place(verdict.label.span);
        places.push((Outcome::Undecided, file, line));
    }
    for verdict in &analysis.verdicts {
        if matches!(verdict.outcome, Outcome::Pass | Outcome::NotApplicable) {
            places.push((verdict.outcome, String::new(), 0));
        }
    }
    let observed: Vec<Observed<'_>> =
        places.iter().map(|(outcome, file, line)| Observed { outcome: *outcome, file, line: *line }).collect();
    example.check(&observed)
}

/// Writes the skeleton of a page.
///
/// # Errors
/// When the name is no id or taken, or the file is there or cannot be written.
pub fn new_policy(arguments: &NewPolicyArguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let name = arguments.name.as_str();
    let catalogue = built_in();
    if !catalogue.find(name).is_empty() {
        return Err(UsageError(format!("there is already a policy `{name}`")).into());
    }
    let kinds = catalogue.schema().kinds();
    let Some(kind) = kinds.iter().find(|kind| kind.name == arguments.resource) else {
        let nearest = crate::policy::nearest(&arguments.resource, kinds.iter().map(|kind| kind.name));
        let hint = nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        return Err(UsageError(format!("there is no kind `{}`{hint}", arguments.resource)).into());
    };
    if !has_skeleton(kind) {
        let message = format!("there is no skeleton for the kind `{}`; copy a page and change it", kind.name);
        return Err(UsageError(message).into());
    }
    let file = format!("{name}.md");
    let text = skeleton(name, kind);
    // Proves that the name is an id and the skeleton a page before anything is written.
    let mut trial = built_in();
    trial.add(&file, &text).map_err(|error| UsageError(error.to_string()))?;
    let path = arguments.directory.as_deref().unwrap_or(Path::new(".")).join(&file);
    let mut target = answer(std::fs::File::create_new(&path), &path)?;
    answer(target.write_all(text.as_bytes()), &path)?;
    writeln!(out, "wrote {}; fill it in, then run `akslint test {}`", path.display(), parent(&path))?;
    Ok(ExitCode::SUCCESS)
}

fn parent(path: &Path) -> String {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.display().to_string(),
        _ => ".".to_owned(),
    }
}
