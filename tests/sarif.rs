//! Real logs keep to the standard and to what GitHub code scanning asks for, rule by rule of Microsoft's validator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use support::{CLUSTER, Tree, text};

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/schemas/sarif-2.1.0.json"));
    jsonschema::validator_for(&serde_json::from_str(&text.unwrap()).unwrap()).unwrap()
}

fn log_of(tree: &Tree, arguments: &[&str]) -> Value {
    let run = tree.run(&[&["scan", "--format", "sarif"][..], arguments].concat());
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.log))
}

fn estate(name: &str) -> Tree {
    let tree = Tree::new();
    tree.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name), "");
    tree
}

fn array<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// The physical locations of a result: its own, related ones, and those of flows.
fn locations(result: &Value) -> Vec<&Value> {
    let flows = array(result, "codeFlows").iter().flat_map(|flow| array(flow, "threadFlows"));
    let steps = flows.flat_map(|flow| array(flow, "locations")).map(|step| &step["location"]);
    let all = array(result, "locations").iter().chain(array(result, "relatedLocations")).chain(steps);
    all.map(|location| &location["physicalLocation"]).collect()
}

/// What the rules of the validator say of a log; the names are theirs.
fn broken_rules(log: &Value) -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    let mut rule = |name: &str, holds: bool, at: &Value| {
        if !holds {
            broken.insert(format!("{name}: {}", at.to_string().chars().take(300).collect::<String>()));
        }
    };
    for run in array(log, "runs") {
        let driver = &run["tool"]["driver"];
        rule("GH1018", driver["name"].is_string() && driver["rules"].is_array(), &driver["name"]);
        let artifacts = array(run, "artifacts");
        let mut ids = BTreeSet::new();
        for descriptor in array(driver, "rules").iter().chain(array(driver, "notifications")) {
            for name in ["shortDescription", "fullDescription", "help"] {
                let text = descriptor[name]["text"].as_str().unwrap_or_default();
                rule("GH2012", !text.is_empty(), descriptor);
                rule("GitHub: descriptions", name == "help" || text.chars().count() <= 1024, descriptor);
                rule("SARIF2001", name == "help" || text.ends_with('.') || name == "shortDescription", descriptor);
            }
            rule("SARIF1001", descriptor["id"] != descriptor["name"], descriptor);
            let name = descriptor["name"].as_str().unwrap_or_default();
            rule("SARIF2012", name.chars().next().is_some_and(char::is_uppercase), descriptor);
            rule("GitHub: rules once", ids.insert(descriptor["id"].to_string()), descriptor);
            let tags = array(&descriptor["properties"], "tags");
            let distinct: BTreeSet<String> = tags.iter().map(ToString::to_string).collect();
            rule("GitHub: tags", tags.len() <= 20 && distinct.len() == tags.len(), descriptor);
        }
        for rule_of_run in array(driver, "rules") {
            let severity = rule_of_run["properties"]["security-severity"].as_str().unwrap_or_default();
            rule(
                "GitHub: severity",
                severity.parse::<f64>().is_ok_and(|number| number > 0.0 && number <= 10.0),
                rule_of_run,
            );
            for related in array(rule_of_run, "relationships") {
                let target = &related["target"];
                let index = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
                let taxonomy = &array(run, "taxonomies")[index(&target["toolComponent"]["index"])];
                rule("SARIF: taxonomy", taxonomy["name"] == target["toolComponent"]["name"], target);
                rule("SARIF: taxon", taxonomy["taxa"][index(&target["index"])]["id"] == target["id"], target);
            }
        }
        let results = array(run, "results");
        rule("GH1004", results.len() <= 5_000 && array(driver, "rules").len() <= 25_000, &driver["name"]);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            rule("SARIF: rule index", driver["rules"][index]["id"] == result["ruleId"], result);
            let message = result["message"]["text"].as_str().unwrap_or_default();
            rule("GH1007, SARIF2001", message.ends_with('.'), result);
            rule("GH1015", array(result, "locations").len() == 1, result);
            rule("GH1004", array(result, "relatedLocations").len() <= 1_000, result);
            rule("fingerprints", result["partialFingerprints"]["akslint/v1"].is_string(), result);
            let own = &array(result, "locations")[0]["physicalLocation"];
            rule("SARIF2010", own["region"]["snippet"]["text"].is_string(), own);
            rule("SARIF2011", own["contextRegion"]["snippet"]["text"].is_string(), own);
            let line = |value: &Value| value.as_u64().unwrap_or_default();
            let (region, context) = (&own["region"], &own["contextRegion"]);
            let is_around = line(&context["startLine"]) <= line(&region["startLine"])
                && line(&context["endLine"]) >= line(&region["endLine"]);
            rule("SARIF1008", is_around, own);
            let snippet = region["snippet"]["text"].as_str().unwrap_or_default();
            rule("snippet", context["snippet"]["text"].as_str().unwrap_or_default().contains(snippet), own);
            for place in locations(result) {
                let named = &place["artifactLocation"];
                let uri = named["uri"].as_str().unwrap_or_default();
                rule("GH1001", !uri.is_empty(), place);
                rule("GH1005, GH1006", !uri.contains(':') && !uri.starts_with('/') && !uri.contains(".."), place);
                let region = &place["region"];
                let (start, end) = (line(&region["startColumn"]), line(&region["endColumn"]));
                rule(
                    "GH1003",
                    line(&region["startLine"]) > 0 && line(&region["startLine"]) == line(&region["endLine"]),
                    place,
                );
                rule("SARIF1007", 0 < start && start <= end, place);
                if let Some(index) = named["index"].as_u64() {
                    let artifact = &artifacts[usize::try_from(index).unwrap()];
                    rule("SARIF1009", artifact["location"]["uri"] == named["uri"], place);
                } else {
                    rule("artifacts", false, place);
                }
            }
        }
        for one in array(&run["invocations"][0], "ruleConfigurationOverrides") {
            let index = usize::try_from(one["descriptor"]["index"].as_u64().unwrap()).unwrap();
            rule("SARIF: override", driver["rules"][index]["id"] == one["descriptor"]["id"], one);
        }
    }
    broken
}

#[test]
fn real_logs_break_no_rule() {
    let schema = schema();
    let mut results = 0;
    for name in ["cli/shop", "cli/broken", "cli/networks", "cli/clean", "estates/private", "estates/bicep", "schemas"] {
        let tree = estate(name);
        for persona in ["regular", "auditor"] {
            let log = log_of(&tree, &["--persona", persona, "--sarif-category", "one"]);
            let errors: Vec<String> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:#?}");
            let broken = broken_rules(&log);
            assert!(broken.is_empty(), "{name}: {broken:#?}");
            assert_eq!(log["runs"][0]["automationDetails"]["id"], "akslint/one/");
            results += array(&log["runs"][0], "results").len();
        }
    }
    assert!(results > 100, "only {results} results were looked at");
}

#[test]
fn a_rule_that_is_broken_is_seen() {
    let good = log_of(&Tree::with(&[("main.tf", CLUSTER)]), &[]);
    assert!(broken_rules(&good).is_empty(), "{:#?}", broken_rules(&good));
    let broken_by = |pointer: &str, value: Value| {
        let mut log = good.clone();
        *log.pointer_mut(pointer).unwrap() = value;
        broken_rules(&log).into_iter().map(|text| text.split(':').next().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let place = "/runs/0/results/0/locations/0/physicalLocation";
    assert!(broken_by(&format!("{place}/artifactLocation/uri"), "git::x".into()).contains("GH1005, GH1006"));
    assert!(broken_by(&format!("{place}/region/endColumn"), 0.into()).contains("SARIF1007"));
    assert!(broken_by(&format!("{place}/contextRegion/endLine"), 0.into()).contains("SARIF1008"));
    assert!(broken_by("/runs/0/results/0/message/text", "no full stop".into()).contains("GH1007, SARIF2001"));
    assert!(broken_by("/runs/0/tool/driver/rules/0/help/text", "".into()).contains("GH2012"));
}

#[test]
fn a_value_of_the_command_line_gives_way_to_a_place_in_a_file() {
    let tree = Tree::with(&[(
        "main.tf",
        "variable \"x\" {}\nresource \"azurerm_kubernetes_cluster\" \"a\" {\n  local_account_disabled = var.x\n}\n",
    )]);
    let only = ["--only", "aks-local-accounts-disabled", "--var", "x=false"];
    let log = log_of(&tree, &only);
    assert!(broken_rules(&log).is_empty(), "{:#?}", broken_rules(&log));
    let results = array(&log["runs"][0], "results");
    assert_eq!((results.len(), text(&results[0]["ruleId"]).as_str()), (1, only[1]));
    let uri = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "main.tf", "the value's own place is no file");
}

#[test]
fn the_exit_code_and_what_was_applied_are_told() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    let of = |arguments: &[&str]| log_of(&tree, arguments)["runs"][0]["invocations"][0].clone();
    let plain = of(&[]);
    assert_eq!((&plain["exitCode"], &plain["executionSuccessful"]), (&1.into(), &true.into()));
    assert!(plain.get("ruleConfigurationOverrides").is_none(), "as by default");
    assert_eq!(of(&["--exit-zero"])["exitCode"], 0);
    let except = of(&["--except", "aks-rbac-enabled"]);
    let overrides = array(&except, "ruleConfigurationOverrides");
    assert_eq!(overrides.len(), 1);
    assert_eq!(overrides[0]["descriptor"]["id"], "aks-rbac-enabled");
    assert_eq!(overrides[0]["configuration"], serde_json::json!({ "enabled": false }));
}
