//! What parameter files say, and which belong to a template.

use std::path::Path;

use super::{Assignment, candidates, is_parameter_file, read_parameters};
use crate::document::{Cause, Data, Problem, ProblemKind, StepKind};
use crate::formats::Placeholders;
use crate::source::Sources;

fn read(text: &str) -> (Sources, Vec<Assignment>, Vec<Problem>) {
    let sources = Sources::in_memory();
    sources.add("main.parameters.json", text);
    let (found, problems) = read_parameters(&sources, Path::new("main.parameters.json"), &Placeholders::default());
    (sources, found, problems)
}

const FILE: &str = r#"{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  "contentVersion": "1.0.0.0",
  // which cluster
  "parameters": {
    "private": { "value": true },
    "ranges": { "value": ["10.0.0.0/8", {"a": null}] },
    "location": { "value": "${AZURE_LOCATION}" },
    "count": { "value": #{count}# },
    "sshKey": { "reference": { "keyVault": { "id": "/subscriptions/x" }, "secretName": "ssh" } },
    "adminPassword": { "value": "hunter2" },
  }
}"#;

fn find<'a>(found: &'a [Assignment], name: &str) -> &'a Assignment {
    found.iter().find(|assignment| &*assignment.name == name).unwrap()
}

#[test]
fn values_know_their_line() {
    let (_, found, problems) = read(FILE);
    assert_eq!(problems, []);
    let private = find(&found, "private");
    assert_eq!(private.value.as_bool(), Some(true));
    assert_eq!(&FILE[private.span.range()], r#""private": { "value": true }"#);
    let step = private.value.trail.steps().next().unwrap();
    assert_eq!((step.kind, &*step.name, step.span), (StepKind::ValueFile, "main.parameters.json", private.span));
    let ranges = find(&found, "ranges").value.as_list().unwrap().clone();
    assert_eq!(&FILE[ranges.items[0].trail.literal.unwrap().range()], r#""10.0.0.0/8""#);
    assert!(ranges.items[1].as_object().unwrap().get("a").unwrap().value.is_null());
}

#[test]
fn what_a_pipeline_replaces_is_unknown() {
    let (_, found, _) = read(FILE);
    for name in ["location", "count"] {
        let value = &find(&found, name).value;
        assert_eq!(value.as_unknown().unwrap().reason.cause, Cause::Pipeline, "{name}");
    }
    let sources = Sources::in_memory();
    sources.add("p.json", r#"{"parameters": {"a": {"value": "x-${AZURE_ENV_NAME}"}, "b": {"value": "$$(x)"}}}"#);
    let none = Placeholders::new(Vec::new()).unwrap();
    let (found, _) = read_parameters(&sources, Path::new("p.json"), &none);
    assert!(find(&found, "a").value.as_unknown().is_some());
    assert_eq!(find(&found, "b").value.as_str(), Some("$$(x)"));
}

#[test]
fn secrets_are_set_but_hidden() {
    let (sources, found, _) = read(FILE);
    let key = &find(&found, "sshKey").value;
    assert!(key.sensitive && key.is_certainly_set());
    assert!(find(&found, "adminPassword").value.sensitive);
    let masked: Vec<&str> = sources.masks().iter().map(|span| &FILE[span.range()]).collect();
    assert_eq!(masked, [r#""hunter2""#]);
}

#[test]
fn parameters_may_stand_alone() {
    let (_, found, problems) = read(r#"{"$schema": "x", "a": {"value": 1}, "b": {"c": 2}}"#);
    assert_eq!(problems, []);
    assert_eq!(found.iter().map(|assignment| &*assignment.name).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn what_azure_refuses_is_a_problem_and_the_rest_counts() {
    let text = r#"{"parameters": {"a": {}, "b": {"value": 1}, "b": {"value": 2}, "c": {"value": tru}, "d": 5}}"#;
    let (_, found, problems) = read(text);
    let shown: Vec<(ProblemKind, &str)> =
        problems.iter().map(|problem| (problem.kind, &text[problem.span.unwrap().range()])).collect();
    assert_eq!(
        shown,
        [
            (ProblemKind::Syntax, r#""b""#),
            (ProblemKind::Syntax, "tru"),
            (ProblemKind::Evaluation, "{}"),
            (ProblemKind::Evaluation, "5")
        ]
    );
    let names: Vec<&str> = found.iter().map(|assignment| &*assignment.name).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
    assert!(matches!(&find(&found, "b").value.data, Data::Number(number) if number.to_i64() == Some(2)));
    assert_eq!(find(&found, "c").value.as_unknown().unwrap().reason.cause, Cause::Syntax);
    assert_eq!(read("[1]").2.len(), 1);
    assert_eq!(read(r#"{"parameters": 1}"#).2.len(), 1);
    assert_eq!(read_parameters(&Sources::in_memory(), Path::new("no.json"), &Placeholders::default()).1.len(), 1);
}

#[test]
fn parameter_files_are_told_by_their_schema() {
    assert!(is_parameter_file(FILE.as_bytes()));
    assert!(is_parameter_file(b"subscriptionDeploymentParameters.json#"));
    assert!(!is_parameter_file(b"deploymentTemplate.json"));
}

fn names(files: &[&str], template: &str) -> Vec<String> {
    let sources = Sources::in_memory();
    for file in files {
        sources.add(file, FILE);
    }
    candidates(&sources, Path::new(template))
        .into_iter()
        .map(|(name, path)| format!("{name}={}", path.display()))
        .collect()
}

#[test]
fn candidates_stand_beside_the_template_and_in_folders() {
    let files = [
        "a/main.bicep",
        "a/main.parameters.json",
        "a/main.parameters.dev.json",
        "a/main.test.parameters.json",
        "a/main-parameters-qa.json",
        "a/parameters.prod.json",
        "a/env/prod2.json",
        "a/environments/eu/parameters.json",
        "a/params/main.parameters.us.json",
        "a/other/main.parameters.json",
        "a/package.json",
    ];
    assert_eq!(
        names(&files, "a/main.bicep"),
        [
            "dev=a/main.parameters.dev.json",
            "eu=a/environments/eu/parameters.json",
            "main.parameters=a/main.parameters.json",
            "prod=a/parameters.prod.json",
            "prod2=a/env/prod2.json",
            "qa=a/main-parameters-qa.json",
            "test=a/main.test.parameters.json",
            "us=a/params/main.parameters.us.json",
        ]
    );
}

#[test]
fn files_of_other_templates_are_no_candidates() {
    let files = [
        "main.bicep",
        "net.bicep",
        "net.parameters.json",
        "parameters/net.parameters.dev.json",
        "parameters-main.json",
    ];
    assert_eq!(names(&files, "main.bicep"), ["parameters-main=parameters-main.json"]);
    let found = names(&files, "net.bicep");
    assert_eq!(found, ["dev=parameters/net.parameters.dev.json", "net.parameters=net.parameters.json"]);
}

#[test]
fn files_of_one_environment_are_told_apart_by_their_path() {
    let files = ["azuredeploy.json", "azuredeploy.parameters.dev.json", "env/dev.parameters.json"];
    assert_eq!(
        names(&files, "azuredeploy.json"),
        ["azuredeploy.parameters.dev=azuredeploy.parameters.dev.json", "env/dev.parameters=env/dev.parameters.json"]
    );
}
