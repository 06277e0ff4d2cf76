//! What programs read: the JSON documents keep to the schemas we publish, SARIF to its standard and to what GitHub
//! code scanning takes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const TREES: [&str; 3] = ["testdata/estates/private", "testdata/cli", "testdata/cli/broken"];

fn akslint(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn schema(path: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{path} is no schema: {error}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, document: &Value, what: &str) {
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

/// Each object in turn without one of its required members must be refused: a schema that takes anything proves nothing.
fn assert_refuses_without(validator: &jsonschema::Validator, document: &Value, pointer: &str, member: &str) {
    let mut less = document.clone();
    let object = less.pointer_mut(pointer).and_then(Value::as_object_mut).expect(pointer);
    assert!(object.remove(member).is_some(), "{pointer} has no {member}");
    assert!(!validator.is_valid(&less), "valid without {pointer}/{member}");
}

#[test]
fn the_report_keeps_to_its_schema() {
    let validator = schema("schemas/report.schema.json");
    for tree in TREES {
        let document = akslint(&["scan", tree, "--format", "json"]);
        assert_valid(&validator, &document, tree);
        assert_refuses_without(&validator, &document, "", "schema_version");
        assert_refuses_without(&validator, &document, "/findings/0", "policy");
    }
}

#[test]
fn the_verdicts_keep_to_their_schema() {
    let validator = schema("schemas/verdicts.schema.json");
    for tree in TREES {
        let document = akslint(&["show", "verdicts", tree, "--format", "json"]);
        assert_valid(&validator, &document, tree);
        assert_refuses_without(&validator, &document, "/verdicts/0", "verdict");
    }
}

#[test]
fn the_model_keeps_to_its_schema() {
    let validator = schema("schemas/model.schema.json");
    for tree in TREES {
        let document = akslint(&["show", "model", tree, "--format", "json"]);
        assert_valid(&validator, &document, tree);
        assert_refuses_without(&validator, &document, "/resources/0", "kind");
    }
}

#[test]
fn the_address_plan_keeps_to_its_schema() {
    let validator = schema("schemas/addresses.schema.json");
    let grown: [&[&str]; 2] = [&[], &["--grow", "2x", "--what-if", "pool=web,max_count=8"]];
    for options in grown {
        let arguments = [&["ip", "testdata/addresses/hub-spoke", "--format", "json"], options].concat();
        let document = akslint(&arguments);
        assert_valid(&validator, &document, "hub-spoke");
        for (pointer, member) in [
            ("", "fails"),
            ("/networks/0", "gaps"),
            ("/networks/0/gaps/0", "largest_block"),
            ("/networks/1/subnets/0/nodes", "verdict"),
            ("/networks/1/subnets/0/nodes/capacity", "most"),
            ("/networks/1/subnets/0/nodes/pools/0", "safe_max_count"),
            ("/clusters/1", "conflicts"),
            ("/clusters/1/conflicts/0", "is_refused"),
        ] {
            assert_refuses_without(&validator, &document, pointer, member);
        }
    }
}

#[test]
fn the_policies_keep_to_their_schema() {
    let validator = schema("schemas/policies.schema.json");
    let document = akslint(&["policies", "--format", "json"]);
    assert_valid(&validator, &document, "policies");
    assert_refuses_without(&validator, &document, "/policies/0", "id");
}

#[test]
fn sarif_keeps_to_the_standard() {
    let validator = schema("testdata/schemas/sarif-2.1.0.json");
    for tree in TREES {
        let document = akslint(&["scan", tree, "--format", "sarif"]);
        assert_valid(&validator, &document, tree);
        assert_refuses_without(&validator, &document, "/runs/0", "tool");
    }
}

/// <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
#[test]
fn github_takes_every_rule() {
    let document = akslint(&["scan", TREES[0], "--format", "sarif"]);
    let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.len() >= 10, "all policies are rules");
    let mut ids = BTreeSet::new();
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        assert!(ids.insert(id), "{id} is listed twice");
        for text in ["shortDescription", "fullDescription"] {
            let length = rule[text]["text"].as_str().unwrap().chars().count();
            assert!((1..=1024).contains(&length), "{id}: {text} has {length} characters");
        }
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty(), "{id}");
        let severity: f64 = rule["properties"]["security-severity"].as_str().expect(id).parse().expect(id);
        assert!(severity > 0.0 && severity <= 10.0, "{id}: {severity}");
        let precision = rule["properties"]["precision"].as_str().expect(id);
        assert!(["very-high", "high", "medium", "low"].contains(&precision), "{id}: {precision}");
    }
}

#[test]
fn github_takes_every_result() {
    for tree in TREES {
        let document = akslint(&["scan", tree, "--format", "sarif"]);
        let run = &document["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert!(!results.is_empty(), "{tree} has findings");
        let mut seen = BTreeSet::new();
        let mut fingerprints = BTreeSet::new();
        for result in results {
            let rule = result["ruleId"].as_str().unwrap();
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], rule);
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());

            assert_eq!(result["locations"].as_array().unwrap().len(), 1, "{result:#}");
            let physical = &result["locations"][0]["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.starts_with('/') && !uri.contains(':') && !uri.contains('\\'), "{uri} is not relative");
            assert!(uri.split('/').all(|part| part != ".." && !part.is_empty()), "{uri} leaves its folder");
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(uri).is_file(), "{uri} is no file");
            let region = &physical["region"];
            assert!(region["startLine"].as_u64().unwrap() >= 1, "{result:#}");
            assert_eq!(region["startLine"], region["endLine"], "{result:#}");
            assert!(region["startColumn"].as_u64().unwrap() < region["endColumn"].as_u64().unwrap(), "{result:#}");
            assert!(seen.insert((rule, uri, region.to_string())), "{rule} twice at one place: {result:#}");
            let fingerprint = result["partialFingerprints"]["akslint/v1"].as_str().unwrap();
            assert!(fingerprints.insert(fingerprint), "one fingerprint for two results: {result:#}");
        }
    }
}
