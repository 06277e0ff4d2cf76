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
    assert_eq!(
        physical["artifactLocation"],
        json!({ "uri": "infra/prod.tfvars", "uriBaseId": "%SRCROOT%", "index": 0 })
    );
    let snippet = json!({ "text": "false" });
    let region = json!({ "startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 16, "snippet": snippet });
    assert_eq!(physical["region"], region);
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

#[test]
fn a_region_holds_its_text_and_the_lines_around_it() {
    let sources = Sources::in_memory();
    let text = "\u{feff}one\ntwo\nsecret = \"hunter2!\"\nfour\nsku = \"Free\"\nsix\nseven\neight\nnine\n";
    let file = sources.add("a.tf", text);
    let span = |needle: &str| {
        let start = text.find(needle).unwrap();
        Span::new(file, start, start + needle.len())
    };
    sources.mask(span("\"hunter2!\""));
    let at = |needle: &str| {
        let primary = Label { span: span(needle), text: "here".to_owned() };
        let (secondary, flow) = (Vec::new(), Vec::new());
        let report = Report { findings: vec![Finding { primary, secondary, flow, ..finding() }], ..Report::default() };
        valid(&report, &sources)["runs"][0]["results"][0]["locations"][0]["physicalLocation"].clone()
    };
    let place = at("sku = \"Free\"");
    assert_eq!(place["region"]["snippet"]["text"], "sku = \"Free\"");
    let context = &place["contextRegion"];
    assert_eq!((&context["startLine"], &context["endLine"]), (&2.into(), &8.into()));
    assert_eq!(context["snippet"]["text"], "two\nsecret = ***\nfour\nsku = \"Free\"\nsix\nseven\neight\n");
    assert_eq!(at("secret = \"hunter2!\"")["region"]["snippet"]["text"], "secret = ***");
    assert_eq!(at("one")["contextRegion"]["snippet"]["text"], "one\ntwo\nsecret = ***\nfour\n");
    assert_eq!(at("nine")["contextRegion"]["endLine"], 9);
}

#[test]
fn a_text_of_several_lines_that_is_secret_keeps_its_lines() {
    let sources = Sources::in_memory();
    let text = "name = 1\nkey = <<EOT\nhunter2\nEOT\nlast = 2\n";
    let file = sources.add("a.tf", text);
    sources.mask(Span::new(file, text.find("<<EOT").unwrap(), text.find("\nlast").unwrap()));
    let primary = Label { span: Span::new(file, 0, 8), text: "here".to_owned() };
    let (secondary, flow) = (Vec::new(), Vec::new());
    let report = Report { findings: vec![Finding { primary, secondary, flow, ..finding() }], ..Report::default() };
    let place = &valid(&report, &sources)["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["contextRegion"]["snippet"]["text"], "name = 1\nkey = ***\n\n\n");
}

#[test]
fn files_are_listed_with_their_hashes() {
    let estate = Estate::new();
    let document = valid(&whole(&estate), &estate.sources);
    let run = &document["runs"][0];
    let artifacts = run["artifacts"].as_array().unwrap();
    let uris: Vec<&str> = artifacts.iter().map(|one| one["location"]["uri"].as_str().unwrap()).collect();
    assert_eq!(uris, ["infra/prod.tfvars", "modules/aks/main.tf", "infra/main.tf"], "the unreadable file has no hash");
    for artifact in artifacts {
        let file = estate.sources.files().into_iter().find(|file| file.path == artifact["location"]["uri"]).unwrap();
        assert_eq!(artifact["length"], file.text.len());
        let digest =
            sha2::Digest::finalize(sha2::Digest::chain_update(<sha2::Sha256 as sha2::Digest>::new(), &file.text));
        let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(artifact["hashes"]["sha-256"], expected);
    }
    let first = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!((&first["uri"], &first["index"]), (&"infra/prod.tfvars".into(), &0.into()));
    let related = &run["results"][0]["relatedLocations"][2]["physicalLocation"]["artifactLocation"];
    assert_eq!((&related["uri"], &related["index"]), (&"modules/aks/main.tf".into(), &1.into()));
}

#[test]
fn controls_are_taxonomies_that_rules_refer_to() {
    let mut policies = policies();
    policies[0].controls = vec!["MCSB:PA-7", "MCSB:NS-2", "AzurePolicy:abc", "our own"];
    policies[1].controls = vec!["MCSB:NS-2"];
    let document: Value =
        serde_json::from_str(&sarif(&Report::default(), &policies, &Sources::in_memory(), None)).unwrap();
    let run = &document["runs"][0];
    let names: Vec<&Value> = run["taxonomies"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["AzurePolicy", "MCSB", "controls"]);
    assert_eq!(run["taxonomies"][1]["taxa"], json!([{ "id": "NS-2" }, { "id": "PA-7" }]));
    assert_eq!(run["tool"]["driver"]["supportedTaxonomies"][1], json!({ "name": "MCSB", "index": 1 }));
    let related = &run["tool"]["driver"]["rules"][0]["relationships"];
    let target = json!({ "id": "PA-7", "index": 1, "toolComponent": { "name": "MCSB", "index": 1 } });
    assert_eq!(related[0], json!({ "target": target, "kinds": ["superset"] }));
    assert_eq!((&related[2]["kinds"], &related[3]["kinds"]), (&json!(["equal"]), &json!(["relevant"])));
    assert_eq!(run["tool"]["driver"]["rules"][1]["relationships"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_applied_beside_the_default_is_told() {
    let mut policies = policies();
    policies[1].persona = crate::policy::Persona::Auditor;
    let overrides = |applied: &[(usize, Severity)]| {
        let applied: BTreeMap<usize, Severity> = applied.iter().copied().collect();
        let (applied_first, applied) = (applied.get(&0).copied(), Some(applied));
        let summary = Summary { applied, exit_code: Some(1), ..Summary::default() };
        let report = Report { summary, ..Report::default() };
        let document: Value = serde_json::from_str(&sarif(&report, &policies, &Sources::in_memory(), None)).unwrap();
        let run = &document["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][1]["defaultConfiguration"]["enabled"], false);
        assert_eq!(run["tool"]["driver"]["rules"][0]["defaultConfiguration"].get("enabled"), None);
        assert_eq!(run["invocations"][0]["exitCode"], 1);
        let is_lowered = applied_first == Some(Severity::Low);
        let security = &run["tool"]["driver"]["rules"][0]["properties"]["security-severity"];
        assert_eq!(security, if is_lowered { "2.5" } else { "9.5" }, "GitHub reads it from the rule");
        run["invocations"][0]["ruleConfigurationOverrides"].clone()
    };
    let (first, second) = ((0, policies[0].severity), (1, policies[1].severity));
    assert_eq!(overrides(&[first]), Value::Null, "as by default");
    let told = |index: usize, configuration: Value| json!({ "descriptor": { "id": policies[index].id, "index": index }, "configuration": configuration });
    let enabled = told(1, json!({ "enabled": true }));
    assert_eq!(overrides(&[second]), json!([told(0, json!({ "enabled": false })), enabled]));
    assert_eq!(overrides(&[first, second]), json!([enabled]));
    assert_eq!(overrides(&[(0, Severity::Low)]), json!([told(0, json!({ "level": "note" }))]));
}

#[test]
fn a_log_holds_no_more_than_its_readers_take() {
    let estate = Estate::new();
    let (first, text) = (finding(), "x\n".repeat(6_000));
    let file = estate.sources.add("many.tf", &text);
    let at = |index: usize, severity| Finding {
        severity,
        primary: Label { span: Span::new(file, index * 2, index * 2 + 1), text: "here".to_owned() },
        ..first.clone()
    };
    let severity = |index| if index % 2 == 0 { Severity::Low } else { Severity::High };
    let findings = (0..6_000).map(|index| at(index, severity(index))).collect();
    let problems = (0..1_200).map(|index| {
        let kind = if index < 600 { ProblemKind::Note } else { ProblemKind::Syntax };
        Problem::at(kind, Span::new(file, index * 2, index * 2 + 1), "a problem")
    });
    let report = Report { findings, problems: problems.collect(), ..Report::default() };
    let document = valid(&report, &estate.sources);
    let run = &document["runs"][0];
    let results = run["results"].as_array().unwrap();
    let errors = results.iter().filter(|result| result["level"] == "error").count();
    assert_eq!((results.len(), errors), (5_000, 3_000), "the worst are kept");
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let broken = notifications.iter().filter(|one| one["descriptor"]["id"] == "syntax").count();
    assert_eq!((notifications.len(), broken), (1_002, 600));
    let last: Vec<&str> = notifications[1_000..].iter().map(|one| one["message"]["text"].as_str().unwrap()).collect();
    assert_eq!(
        last,
        [
            "1000 results are left out: a run holds at most 5000, the worst are kept.",
            "200 notifications are left out: a run holds at most 1000, the worst are kept."
        ]
    );
}

#[test]
fn what_stands_in_no_file_has_a_region_all_the_same() {
    let sources = Sources::in_memory();
    let file = sources.add("--var x=1", "x=1");
    let primary = Label { span: Span::new(file, 0, 3), text: "here".to_owned() };
    let (secondary, flow) = (Vec::new(), Vec::new());
    let report = Report { findings: vec![Finding { primary, secondary, flow, ..finding() }], ..Report::default() };
    let place = &valid(&report, &sources)["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startLine"]), (&".".into(), &1.into()));
}
