//! Every page keeps its word: each example gives what its section says, at the marked line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::collections::BTreeMap;

use akslint::cli::{built_in, catalogue_infos, judged};
use akslint::document::Version;
use akslint::policy::page::{Example, ExampleLanguage, Observed, Page};
use akslint::policy::{Catalogue, Filter, Outcome, Selection};
use akslint::report;
use akslint::source::Sources;
use akslint::{Request, analyse_in_memory};

/// The azurerm version that examples are read with unless they say otherwise.
const NEWEST: Version = Version(5, 2, 0);

fn check(catalogue: &Catalogue, id: &str, example: &Example) -> Result<(), String> {
    let filter = Filter { only: vec![id.to_owned()], ..Filter::default() };
    let selection = Selection::new(catalogue, &filter).map_err(|error| error.to_string())?;
    let version = match &example.azurerm {
        Some(text) => Version::parse(text).ok_or_else(|| format!("`{text}` is no version"))?.0,
        None => NEWEST,
    };
    let mut request = Request { policies: Some(selection), ..Request::default() };
    request.terraform.assumed_providers = vec![("azurerm".into(), version)];
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
    let place = |span: akslint::source::Span| {
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

#[test]
fn every_example_gives_what_its_page_says() {
    let catalogue = built_in();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for policy in catalogue.policies() {
        let page: Page = policy.page().unwrap_or_else(|error| panic!("{error}"));
        for example in page.examples.iter().filter(|example| example.language == ExampleLanguage::Terraform) {
            checked += 1;
            if let Err(message) = check(&catalogue, policy.id(), example) {
                wrong.push(format!("{}:{} ({}): {message}", policy.path(), example.line, example.section.name()));
            }
        }
    }
    assert!(checked > 60, "only {checked} examples");
    assert!(wrong.is_empty(), "{} of {checked} examples:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_expression_compiles() {
    let errors: Vec<String> = built_in().errors().iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn a_wrong_page_would_be_noticed() {
    let catalogue = built_in();
    let page = catalogue.policies()[0].page().unwrap();
    let bad = page.examples.iter().find(|example| example.expected == Outcome::Fail).unwrap();
    let lie = Example { expected: Outcome::Pass, ..bad.clone() };
    assert!(check(&catalogue, &page.id, &lie).is_err());
    let mut moved = bad.clone();
    moved.files[0].finding_lines.push(999);
    assert!(check(&catalogue, &page.id, &moved).is_err());
}
