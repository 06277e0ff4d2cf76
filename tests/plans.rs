//! Plans against their source: what both decide, they decide alike, and at the same place; what is secret in a plan stays
//! so; whatever a file holds, reading it ends. Every folder of `testdata/plans` is one plan with its source.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use akslint::cli::{self, Arguments, Surroundings, built_in, catalogue_infos, judged};
use akslint::policy::Outcome;
use akslint::report;
use akslint::source::Sources;
use akslint::{Analysis, Request, analyse_in_memory};
use clap::Parser;

const PLAN: &str = "tfplan.json";

/// Policies and what they are about.
type Verdicts = BTreeMap<(String, String), Outcome>;

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plans");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn files(folder: &Path, found: &mut Vec<(String, String)>, base: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found, base);
        } else {
            let name = path.strip_prefix(base).unwrap().to_str().unwrap().to_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
}

fn all_files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(folder, &mut found, folder);
    found
}

/// The plan's values of variables that are no secrets, as the command line takes them.
fn variables(plan: &str) -> Vec<(String, String)> {
    let plan: serde_json::Value = serde_json::from_str(plan).unwrap();
    let Some(variables) = plan["variables"].as_object() else { return Vec::new() };
    let declared = &plan["configuration"]["root_module"]["variables"];
    let plain = variables.iter().filter(|(name, _)| declared[name.as_str()]["sensitive"] != true);
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    plain.map(|(name, given)| (name.clone(), text(&given["value"]))).collect()
}

struct Run {
    verdicts: Verdicts,
    /// Policy, file and line.
    findings: BTreeSet<(String, String, usize)>,
    analysis: Analysis,
}

fn run(files: &[(String, String)], given: Vec<(String, String)>) -> Run {
    let sources = Sources::in_memory();
    let catalogue = built_in();
    let mut request = Request::default();
    request.terraform.given.variables = given;
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let analysis = analyse_in_memory(&files, &sources, &catalogue, &request);
    let infos = catalogue_infos(&catalogue);
    let mut verdicts = Verdicts::new();
    for verdict in &analysis.verdicts {
        let resource = analysis.model.resource(verdict.resource).unwrap();
        let key = (infos[verdict.policy].id.to_owned(), format!("{} {}", resource.kind.name, resource.label()));
        // One of several is enough to fail.
        let outcome = verdicts.entry(key).or_insert(verdict.outcome);
        if verdict.outcome == Outcome::Fail {
            *outcome = Outcome::Fail;
        }
    }
    let report = report::collect(&sources, &infos, &[judged(&catalogue, &analysis)], &BTreeMap::new(), Vec::new());
    let place = |finding: &report::Finding| {
        let file = sources.file(finding.primary.span.file);
        (finding.policy.to_string(), file.path.clone(), file.position(finding.primary.span.start as usize).line)
    };
    let findings = report.findings.iter().map(place).collect();
    Run { verdicts, findings, analysis }
}

fn is_decided(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pass | Outcome::Fail)
}

/// What both decide, and where they differ.
fn compare(one: &Verdicts, other: &Verdicts) -> (usize, Vec<String>) {
    let mut both = 0;
    let mut wrong = Vec::new();
    for (key, outcome) in one.iter().filter(|(_, outcome)| is_decided(**outcome)) {
        let Some(second) = other.get(key).filter(|outcome| is_decided(**outcome)) else { continue };
        both += 1;
        if outcome != second {
            wrong.push(format!("{} {}: {outcome:?}, {second:?}", key.0, key.1));
        }
    }
    (both, wrong)
}

#[test]
fn source_and_plan_agree_where_both_decide() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let all = all_files(&folder);
        let plan = all.iter().find(|(name, _)| name == PLAN).unwrap().clone();
        let source: Vec<_> = all.iter().filter(|(name, _)| name != PLAN).cloned().collect();
        let alone: Vec<_> = all.iter().filter(|(name, _)| !name.ends_with(".tf")).cloned().collect();
        let from_source = run(&source, variables(&plan.1));
        let from_both = run(&all, Vec::new());
        let from_plan = run(&alone, Vec::new());
        for (what, one, other) in [
            ("source and plan", &from_source, &from_both),
            ("source and plan alone", &from_source, &from_plan),
            ("plan with and without source", &from_both, &from_plan),
        ] {
            let (both, different) = compare(&one.verdicts, &other.verdicts);
            assert!(both > 40, "{name}: {what} decide only {both} alike");
            compared += both;
            wrong.extend(different.iter().map(|text| format!("{name}, {what}: {text}")));
        }
        // What the source decides, a plan does not leave open.
        let lost = from_source.verdicts.iter().filter(|(_, outcome)| is_decided(**outcome));
        let lost = lost.filter(|(key, _)| from_both.verdicts.get(*key) == Some(&Outcome::Undecided));
        wrong.extend(lost.map(|(key, _)| format!("{name}: the plan leaves {key:?} open")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 500, "{compared}");
}

#[test]
fn findings_of_a_plan_stand_where_the_source_has_them() {
    for folder in folders() {
        let all = all_files(&folder);
        let plan = all.iter().find(|(name, _)| name == PLAN).unwrap().clone();
        let source: Vec<_> = all.iter().filter(|(name, _)| name != PLAN).cloned().collect();
        let from_source = run(&source, variables(&plan.1));
        let from_both = run(&all, Vec::new());
        let missing: Vec<_> = from_source.findings.difference(&from_both.findings).collect();
        assert!(missing.is_empty(), "{}: {missing:?}\n{:?}", folder.display(), from_both.findings);
        assert!(from_source.findings.len() > 8);
        // Only what the source cannot know comes to it.
        let more = from_both.findings.difference(&from_source.findings).map(|(policy, file, _)| (&**policy, &**file));
        for (policy, file) in more {
            let is_of_the_plan = policy.ends_with("-replacement") || folder.ends_with("existing");
            assert!(is_of_the_plan, "{}: {policy} in {file}", folder.display());
        }
    }
}

#[test]
fn a_root_is_judged_by_its_plan_alone() {
    let all = all_files(&folders().into_iter().find(|folder| folder.ends_with("modules")).unwrap());
    let run = run(&all, Vec::new());
    assert_eq!(run.analysis.documents.len(), 1);
    assert_eq!(run.analysis.documents[0].environment.as_deref(), Some(PLAN));
    let clusters = run.analysis.model.resources().iter().filter(|resource| resource.kind.name == "cluster").count();
    assert_eq!(clusters, 1);
}

/// A plan for a cluster in a module of the root.
fn plan_of_module(source: &str) -> String {
    serde_json::json!({
        "format_version": "1.2",
        "resource_changes": [{
            "address": "module.aks[\"a\"].azurerm_kubernetes_cluster.main",
            "mode": "managed",
            "type": "azurerm_kubernetes_cluster",
            "provider_name": "registry.terraform.io/hashicorp/azurerm",
            "change": {
                "actions": ["delete", "create"],
                "before": {"name": "a", "location": "westeurope", "role_based_access_control_enabled": false},
                "after": {"name": "a", "location": "northeurope", "role_based_access_control_enabled": false},
                "after_unknown": {"id": true},
                "replace_paths": [["location"]],
            },
        }],
        "configuration": {"root_module": {"module_calls": {"aks": {"source": source, "module": {"resources": [{
            "address": "azurerm_kubernetes_cluster.main",
            "expressions": {"name": {}, "location": {}, "role_based_access_control_enabled": {"constant_value": false}},
        }]}}}}},
    })
    .to_string()
}

#[test]
fn what_a_module_elsewhere_makes_is_shown_at_its_call() {
    let source = "git::https://git.example.com/platform/aks-cluster.git";
    let main = format!(
        "locals {{\n  all = [\"a\"]\n}}\n\nmodule \"aks\" {{\n  for_each = toset(local.all)\n  source   = \"{source}\"\n}}\n"
    );
    let run = run(&[("main.tf".to_owned(), main), (PLAN.to_owned(), plan_of_module(source))], Vec::new());
    assert!(run.findings.iter().any(|(policy, ..)| policy == "aks-rbac-enabled"));
    assert!(run.findings.iter().any(|(policy, ..)| policy == "aks-cluster-replacement"));
    for (policy, file, line) in &run.findings {
        assert_eq!((&**file, *line), ("example/main.tf", 5), "{policy}");
    }
}

#[test]
fn the_source_of_a_plan_is_found_where_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let main = "resource \"azurerm_kubernetes_cluster\" \"main\" {\n  name                              = var.name\n  role_based_access_control_enabled = false\n}\nvariable \"name\" {}\n";
    let plan = serde_json::json!({"planned_values": {"root_module": {"resources": [{
        "address": "azurerm_kubernetes_cluster.main", "mode": "managed", "type": "azurerm_kubernetes_cluster",
        "values": {"name": "x", "role_based_access_control_enabled": false},
    }]}}});
    write("envs/prod/main.tf", main);
    write("other/main.tf", "resource \"azurerm_kubernetes_cluster\" \"other\" {}\n");
    let plan = write("out/plan.json", &plan.to_string());
    let envs = folder.path().join("envs");
    let root = folder.path().to_str().unwrap();
    let lines = |named: &[&str]| {
        let mut arguments =
            vec!["scan", "--root", root, "--format", "concise", "--color", "never", "--only", "aks-rbac-enabled"];
        arguments.extend(named);
        scan(&arguments)
            .0
            .lines()
            .filter(|line| line.contains("aks-rbac-enabled] "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // By itself it has only its own places.
    assert!(lines(&[&plan])[0].starts_with("out/plan.json:1:"), "{:?}", lines(&[&plan]));
    let found = lines(&[&plan, envs.to_str().unwrap()]);
    assert_eq!(found.len(), 1, "judged once: {found:?}");
    assert!(found[0].starts_with("envs/prod/main.tf:3:3"), "{found:?}");
    // What the source accepts is accepted.
    write("envs/prod/main.tf", &main.replace("= false", "= false # akslint: ignore[aks-rbac-enabled] for a test"));
    assert_eq!(lines(&[&plan, envs.to_str().unwrap()]), Vec::<String>::new());
    write("envs/prod/main.tf", main);
    // Settings are those around the plan, or around its source.
    write("out/akslint.yaml", "policies:\n  aks-rbac-enabled:\n    severity: low\n");
    let out = Path::new(&plan).parent().unwrap().to_str().unwrap();
    assert!(lines(&[out])[0].contains(": low[aks-rbac-enabled]"), "{:?}", lines(&[out]));
    assert!(lines(&[&plan, envs.to_str().unwrap()])[0].contains(": critical[aks-rbac-enabled]"));
    fs::remove_file(folder.path().join("out/akslint.yaml")).unwrap();
    // Two that declare the same: nobody knows which it was made from.
    write("envs/test/main.tf", main);
    let found = lines(&[&plan, envs.to_str().unwrap()]);
    assert!(found.iter().any(|line| line.starts_with("out/plan.json:1:")), "{found:?}");
    // A folder is judged by its source, and says so.
    let own = write("alone/plan.json", &fs::read_to_string(&plan).unwrap());
    assert!(lines(&[Path::new(&own).parent().unwrap().to_str().unwrap()])[0].starts_with("alone/plan.json:1:"));
    write("alone/main.tf", main);
    let (text, _) =
        scan(&["scan", Path::new(&own).parent().unwrap().to_str().unwrap(), "--root", root, "--color", "never"]);
    assert!(text.contains("This is a plan of `alone`, which is judged by its source"), "{text}");
}

/// What stands on the terminal, and in files.
fn scan(arguments: &[&str]) -> (String, u8) {
    let mut full = vec!["akslint"];
    full.extend(arguments);
    let (mut out, mut log) = (Vec::new(), Vec::new());
    let code = cli::run(Arguments::parse_from(full), &Surroundings::default(), &mut out, &mut log).unwrap();
    let text = String::from_utf8(out).unwrap() + &String::from_utf8(log).unwrap();
    (text, if code == std::process::ExitCode::SUCCESS { 0 } else { 1 })
}

#[test]
fn a_plan_may_come_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let own = folders().into_iter().find(|folder| folder.ends_with("azapi")).unwrap();
    fs::copy(own.join("main.tf"), folder.path().join("main.tf")).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_akslint"))
        .args([
            "scan",
            "--stdin-filename",
            PLAN,
            "--only",
            "aks-node-public-ip",
            "--format",
            "concise",
            "--color",
            "never",
        ])
        .current_dir(folder.path())
        .stdin(fs::File::open(own.join(PLAN)).unwrap())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("main.tf:36:11: high[aks-node-public-ip]"), "{text}");
}

#[test]
fn no_secret_of_a_plan_is_shown() {
    const SECRETS: [&str; 6] =
        ["correct-horse", "hunter2hunter2", "very-secret-raw", "U0VDUkVUS0VZ", "literal-deploy", "Q0VSVA=="];
    let folder = tempfile::tempdir().unwrap();
    for name in ["existing", "azapi"] {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plans").join(name);
        let alone = folder.path().join(name);
        fs::create_dir(&alone).unwrap();
        let text = fs::read_to_string(own.join(PLAN)).unwrap();
        assert!(SECRETS.iter().any(|secret| text.contains(secret)), "{name}");
        // On one line as well, where everything is beside everything.
        let short = serde_json::from_str::<serde_json::Value>(&text).unwrap().to_string();
        fs::write(alone.join("short-tfplan.json"), short).unwrap();
        fs::write(alone.join(PLAN), &text).unwrap();
        for plan in [own.join(PLAN), alone.join(PLAN), alone.join("short-tfplan.json")] {
            let plan = plan.to_str().unwrap();
            let mut texts = Vec::new();
            for format in
                ["full", "concise", "json", "sarif", "html", "markdown", "github", "azure", "gitlab", "junit", "rdjson"]
            {
                texts.push(scan(&["scan", plan, "--format", format, "--persona", "auditor", "--show-undecided"]).0);
            }
            texts.push(scan(&["show", "model", plan]).0);
            texts.push(scan(&["show", "verdicts", plan]).0);
            texts.push(scan(&["ip", plan]).0);
            for text in texts {
                assert!(text.len() > 100, "{text}");
                for secret in SECRETS {
                    assert!(!text.contains(secret), "{plan}: {secret}\n{text}");
                }
            }
        }
    }
}

#[test]
fn what_powershell_writes_is_read_and_other_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let text = fs::read_to_string(folders()[0].join(PLAN)).unwrap();
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (plain, _) = scan(&["scan", &at("a.json", text.as_bytes()), "--format", "concise", "--color", "never"]);
    let (read, _) = scan(&["scan", &at("b.json", &wide), "--format", "concise", "--color", "never"]);
    let findings = |text: &str| text.lines().filter(|line| line.contains(".json:")).count();
    assert!(findings(&plain) > 10);
    assert_eq!(findings(&read), findings(&plain), "{read}");
    let (saved, code) = scan(&["scan", &at("tfplan", b"PK\x03\x04\x14\x00\x08\x00"), "--color", "never"]);
    assert!(saved.contains("terraform show -json tfplan > tfplan.json") && code != 0, "{saved}");
    let state = b"{\"format_version\":\"1.0\",\"terraform_version\":\"1.9.0\",\"values\":{\"root_module\":{}}}";
    let (state, code) = scan(&["scan", &at("state.json", state), "--color", "never"]);
    assert!(state.contains("This is a state") && code != 0, "{state}");
    let (newer, code) =
        scan(&["scan", &at("n.json", b"{\"format_version\":\"2.0\",\"planned_values\":{}}"), "--color", "never"]);
    assert!(newer.contains("format version 2.0") && code != 0, "{newer}");
    let broken = format!("{},\n", text.trim_end().trim_end_matches('}'));
    let (broken, code) = scan(&["scan", &at("x.json", broken.as_bytes()), "--color", "never"]);
    assert!(broken.contains("x.json:") && broken.contains("error[syntax]") && code != 0, "{broken}");
    let wide_and_broken = [&wide[..], &[0x00, 0xd8, 0x61]].concat();
    let (odd, _) = scan(&["scan", &at("y.json", &wide_and_broken), "--color", "never"]);
    assert!(odd.contains("y.json"), "{odd}");
}

#[test]
fn whatever_a_plan_holds_reading_it_ends() {
    let mut texts = Vec::new();
    for folder in folders() {
        let text = fs::read_to_string(folder.join(PLAN)).unwrap();
        let step = (text.len() / 40).max(1);
        for at in (0..text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)) {
            texts.push(text[..at].to_owned());
            texts.push(format!("{}null{}", &text[..at], &text[at..]));
        }
        for (from, to) in [
            ("[", "{"),
            ("\"address\"", "\"name\""),
            ("true", "[true]"),
            ("null", "{}"),
            ("{}", "[]"),
            ("\"actions\"", "\"acts\""),
        ] {
            texts.push(text.replace(from, to));
        }
    }
    let nested = format!("{}1{}", "{\"module\":".repeat(2_000), "}".repeat(2_000));
    texts.push(format!("{{\"planned_values\":{{\"root_module\":{nested}}},\"configuration\":{nested}}}"));
    let modules = format!("{}{{}}{}", "{\"child_modules\":[".repeat(100), "]}".repeat(100));
    texts.push(format!("{{\"planned_values\":{{\"root_module\":{modules}}}}}"));
    let hostile = "\\u001b[2J]]></script>::error::x\\u202e";
    let long = "m".repeat(1_000_000);
    texts.push(format!(
        "{{\"resource_changes\":[{{\"address\":\"module.{long}.azurerm_kubernetes_cluster.{hostile}[\\\"\",\"mode\":\"managed\",\
         \"type\":\"azurerm_kubernetes_cluster\",\"change\":{{\"actions\":[\"create\"],\"after\":{{\"name\":\"{hostile}\",\"name\":1}},\
         \"after_unknown\":{{\"name\":[[true]]}}}}}}]}}"
    ));
    // Outputs that refer to one another.
    texts.push(
        "{\"resource_changes\":[{\"address\":\"azurerm_kubernetes_cluster.a\",\"mode\":\"managed\",\"type\":\"azurerm_kubernetes_cluster\",\
         \"change\":{\"actions\":[\"create\"],\"after\":{},\"after_unknown\":{\"disk_encryption_set_id\":true}}}],\"configuration\":{\"root_module\":\
         {\"resources\":[{\"address\":\"azurerm_kubernetes_cluster.a\",\"expressions\":{\"disk_encryption_set_id\":{\"references\":[\"module.m.o\"]}}}],\
         \"module_calls\":{\"m\":{\"expressions\":{\"v\":{\"references\":[\"module.m.o\",\"module.m.p\"]}},\"module\":{\"outputs\":\
         {\"o\":{\"expression\":{\"references\":[\"var.v\",\"var.v.x\"]}},\"p\":{\"expression\":{\"references\":[\"var.v\"]}}}}}}}}}"
            .to_owned(),
    );
    for text in texts {
        let run = run(&[(PLAN.to_owned(), text.clone())], Vec::new());
        for problem in &run.analysis.problems {
            assert!(!problem.message.is_empty());
        }
    }
}
