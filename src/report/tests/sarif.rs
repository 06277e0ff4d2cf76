//! SARIF keeps to the standard's schema, and its lines are what they should be.

use serde_json::{Value, json};

use super::super::sarif::sarif;
use super::*;

fn valid(report: &Report, sources: &Sources) -> Value {
    let schema: Value = serde_json::from_str(include_str!("../../../testdata/schemas/sarif-2.1.0.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document: Value = serde_json::from_str(&sarif(report, &policies(), sources, None)).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

#[test]
fn the_schema_is_one_that_can_refuse() {
    let schema: Value = serde_json::from_str(include_str!("../../../testdata/schemas/sarif-2.1.0.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut document = valid(&Report::default(), &Sources::in_memory());
    document["runs"][0]["columnKind"] = "bytes".into();
    assert!(!validator.is_valid(&document));
}

#[test]
fn results_are_valid_and_their_lines_are_right() {
    let estate = Estate::new();
    let document = valid(&whole(&estate), &estate.sources);
    let run = &document["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "aks-api-server-restricted");
    assert_eq!(result["level"], "error");
    let physical = &result["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"], json!({ "uri": "infra/prod.tfvars", "uriBaseId": "%SRCROOT%" }));
    assert_eq!(physical["region"], json!({ "startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 16 }));
    assert_eq!(
        result["message"]["text"],
        "The API server accepts connections from any address. `private_cluster_enabled` is false. \
         Concerns module.aks.azurerm_kubernetes_cluster.this in infra [prod only]. \
         See also: [used here](1), [passed as `private`](2), \
         [`authorized_ip_ranges` is not set; the default is false since azurerm 3.0 (azurerm 3.0 upgrade guide)](3). \
         Fix: Set `private_cluster_enabled = true`."
    );
    let related: Vec<(i64, i64)> = (result["relatedLocations"].as_array().unwrap().iter())
        .map(|one| (one["id"].as_i64().unwrap(), one["physicalLocation"]["region"]["startLine"].as_i64().unwrap()))
        .collect();
    assert_eq!(related, [(1, 9), (2, 7), (3, 7)]);
    let flow = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    let flow: Vec<&Value> =
        flow.iter().map(|one| &one["location"]["physicalLocation"]["artifactLocation"]["uri"]).collect();
    assert_eq!(flow, ["infra/prod.tfvars", "infra/main.tf", "modules/aks/main.tf"]);
    assert_eq!(result["partialFingerprints"]["akslint/v1"], whole(&estate).findings[0].fingerprint);
    assert!(result["partialFingerprints"].get("primaryLocationLineHash").is_none());
}

#[test]
fn all_rules_are_listed_with_what_github_reads() {
    let estate = Estate::new();
    let document = valid(&Report::default(), &estate.sources);
    let driver = &document["runs"][0]["tool"]["driver"];
    assert_eq!(driver["rules"].as_array().unwrap().len(), 2, "also those that did not fire");
    let rule = &driver["rules"][0];
    assert_eq!((&rule["id"], &rule["name"]), (&"aks-api-server-restricted".into(), &"AksApiServerRestricted".into()));
    assert_eq!(rule["properties"]["security-severity"], "9.5");
    assert_eq!(rule["properties"]["precision"], "high");
    assert_eq!(driver["rules"][1]["properties"]["security-severity"], "5.5");
    assert_eq!(driver["rules"][1]["properties"]["precision"], "medium");
    assert_eq!(rule["helpUri"], "https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges");
    assert_eq!(driver["rules"][1].get("helpUri"), None, "no link, no member");
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Bad\n\n```terraform"));
    assert_eq!(document["runs"][0]["automationDetails"]["id"], "akslint/");
    let text = sarif(&Report::default(), &policies(), &estate.sources, Some("infra/prod"));
    assert!(text.contains("\"akslint/infra/prod/\""), "{text}");
}

#[test]
fn problems_are_notifications_with_places() {
    let estate = Estate::new();
    let document = valid(&whole(&estate), &estate.sources);
    let invocation = &document["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notifications = invocation["toolExecutionNotifications"].as_array().unwrap();
    let brief: Vec<(&str, &str, Option<&str>, Option<i64>)> = notifications
        .iter()
        .map(|one| {
            let place = &one["locations"][0]["physicalLocation"];
            let (uri, line) = (place["artifactLocation"]["uri"].as_str(), place["region"]["startLine"].as_i64());
            (one["descriptor"]["id"].as_str().unwrap(), one["level"].as_str().unwrap(), uri, line)
        })
        .collect();
    assert_eq!(
        brief,
        [
            ("io", "error", Some("infra/locked.tf"), None),
            ("syntax", "error", Some("infra/main.tf"), Some(2)),
            ("note", "note", Some("infra/main.tf"), Some(5)),
        ]
    );
    let clean = valid(&Report::default(), &estate.sources);
    assert_eq!(clean["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn one_result_per_rule_and_line_and_regions_of_one_line() {
    let estate = Estate::new();
    let instance = |key: &str, span: Span| Judged {
        resources: vec![ResourceInfo { address: format!("azurerm_x.y[\"{key}\"]").into(), ..estate.cluster(None) }],
        verdicts: vec![verdict(0, Outcome::Fail, vec![Evidence { span, ..estate.silent("`x` is not set") }])],
        ..Judged::default()
    };
    let block = estate.at(estate.module, "api_server_access_profile {\n    authorized_ip_ranges = var.ranges\n  }");
    let name = estate.at(estate.module, "api_server_access_profile");
    let report = collect(
        &estate.sources,
        &policies(),
        &[instance("a", block), instance("b", name)],
        &BTreeMap::new(),
        Vec::new(),
    );
    assert_eq!(report.findings.len(), 2);
    let document = valid(&report, &estate.sources);
    let results = document["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    let text = results[0]["message"]["text"].as_str().unwrap();
    assert!(text.contains("azurerm_x.y[\"a\"]") && text.contains("azurerm_x.y[\"b\"]"), "{text}");
    let region = &results[0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["endLine"]), (&12.into(), &12.into()));
}

#[test]
fn columns_count_utf16_units() {
    let sources = Sources::in_memory();
    let text = "x = \"😀\" ; y = 1\n";
    let file = sources.add("dir with space/ä.tf", text);
    let start = text.find('y').unwrap();
    let finding = Finding {
        primary: Label { span: Span::new(file, start, start + 5), text: "here".to_owned() },
        secondary: Vec::new(),
        flow: Vec::new(),
        ..finding()
    };
    let report = Report { findings: vec![finding], ..Report::default() };
    let document = valid(&report, &sources);
    let physical = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(physical["region"]["startColumn"], 12);
    assert_eq!(physical["region"]["endColumn"], 17);
    assert_eq!(physical["artifactLocation"]["uri"], "dir%20with%20space/%C3%A4.tf");
}

fn finding() -> Finding {
    let estate = Estate::new();
    whole(&estate).findings[0].clone()
}

#[test]
fn suppressed_results_are_listed_only_when_asked_for() {
    let estate = Estate::new();
    let mut report = whole(&estate);
    let mut baseline = report.hidden[0].clone();
    baseline.by = HiddenBy::Baseline;
    report.hidden.push(baseline);
    let results = |report: &Report| valid(report, &estate.sources)["runs"][0]["results"].as_array().unwrap().clone();
    let without = results(&report);
    assert!(without.iter().all(|result| result.get("suppressions").is_none()));
    report.lists_hidden = true;
    let with = results(&report);
    assert_eq!(with.len(), without.len() + 1, "what is only in the baseline stays out");
    let suppression = &with.last().unwrap()["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["status"]), (&"external".into(), &"accepted".into()));
    assert_eq!(suppression["location"]["physicalLocation"]["artifactLocation"]["uri"], "infra/main.tf");
}
