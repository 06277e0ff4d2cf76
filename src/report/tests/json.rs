//! The formats for programs keep to their schemas.

use serde_json::Value;

use super::*;

fn check(schema: &str, document: &str) -> Value {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let document: Value = serde_json::from_str(document).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

const REPORT: &str = include_str!("../../../schemas/report.schema.json");

#[test]
fn reports_are_valid_and_positions_are_right() {
    let estate = Estate::new();
    let document = check(REPORT, &json(&whole(&estate), &estate.sources));
    let finding = &document["findings"][0];
    assert_eq!(finding["policy"], "aks-api-server-restricted");
    let expected = serde_json::json!({
        "file": "infra/prod.tfvars", "line": 2, "column": 11, "end_line": 2, "end_column": 16,
        "text": "`private_cluster_enabled` is false",
    });
    assert_eq!(finding["location"], expected);
    assert_eq!(finding["fix"], "set `private_cluster_enabled = true`");
    assert_eq!(finding["occurrences"][0]["environment"], "prod");
    assert_eq!(document["summary"]["findings"]["critical"], 1);
    assert_eq!(document["summary"]["findings"]["total"], 2);
    assert_eq!(document["summary"]["verdicts"]["fail"], 3);
    assert_eq!(document["undecided"][0]["verdicts"][0]["location"]["line"], 13);
    let problem = &document["problems"][0];
    assert_eq!((&problem["kind"], &problem["file"]), (&"io".into(), &"infra/locked.tf".into()));
    assert_eq!(problem["line"], Value::Null);
    let syntax = document["problems"].as_array().unwrap().iter().find(|one| one["kind"] == "syntax").unwrap();
    assert_eq!((&syntax["file"], &syntax["line"], &syntax["column"]), (&"infra/main.tf".into(), &2.into(), &3.into()));
}

#[test]
fn an_empty_report_is_valid() {
    let document = check(REPORT, &json(&Report::default(), &Sources::in_memory()));
    assert_eq!(document["findings"], serde_json::json!([]));
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let estate = Estate::new();
    let schema: Value = serde_json::from_str(REPORT).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut document: Value = serde_json::from_str(&json(&whole(&estate), &estate.sources)).unwrap();
    document["findings"][0]["fingerprint"] = "no".into();
    assert!(!validator.is_valid(&document));
}

#[test]
fn verdict_rows_are_valid() {
    let estate = Estate::new();
    let judged = Judged {
        resources: vec![estate.cluster(None)],
        verdicts: vec![
            verdict(0, Outcome::Fail, vec![estate.value_file()]),
            verdict(1, Outcome::NotApplicable, Vec::new()),
        ],
        ..Judged::default()
    };
    let rows = verdict_rows(&estate.sources, &policies(), &[judged]);
    let document = check(include_str!("../../../schemas/verdicts.schema.json"), &verdicts_json(&rows));
    assert_eq!(document["verdicts"][1]["verdict"], "not-applicable");
}

#[test]
fn the_catalogue_is_valid() {
    let text = super::super::catalogue::policies_json(&policies());
    let document = check(include_str!("../../../schemas/policies.schema.json"), &text);
    assert_eq!(document["policies"][0]["fix"]["azapi"], "set `apiServerAccessProfile.enablePrivateCluster` to true");
}
