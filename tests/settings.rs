//! `akslint.yaml` at work: what holds where, what the command line says over it, what is left out, and what `init` writes.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use serde_json::Value;
use support::{CLUSTER, Scan, Tree, text};

const API: &str = "aks-api-server-restricted";
const LOCAL: &str = "aks-local-accounts-disabled";

/// A repository with a cluster in each of these folders.
fn repository(folders: &[&str]) -> Tree {
    let tree = Tree::with(&[(".git/HEAD", "ref: refs/heads/main\n")]);
    for folder in folders {
        tree.write(&format!("{folder}/main.tf"), CLUSTER);
    }
    tree
}

/// The policies that found something in a root, with their severities.
fn found(scan: &Scan, root: &str) -> Vec<(String, String)> {
    let in_root = |finding: &&Value| {
        finding["occurrences"].as_array().unwrap().iter().any(|occurrence| text(&occurrence["root"]) == root)
    };
    let named = |finding: &Value| (text(&finding["policy"]), text(&finding["severity"]));
    scan.findings().iter().filter(in_root).map(named).collect()
}

fn pair(policy: &str, severity: &str) -> (String, String) {
    (policy.to_owned(), severity.to_owned())
}

#[test]
fn the_nearest_file_holds_below_its_folder_whatever_path_is_named() {
    let tree = repository(&["infra/dev", "infra/prod/aks"]);
    tree.write("akslint.yaml", format!("only: [{API}]\nfail-on: critical\npolicies: {{{API}: {{severity: low}}}}\n"));
    tree.write("infra/prod/akslint.yaml", format!("only: [{LOCAL}]\npolicies: {{{LOCAL}: {{severity: critical}}}}\n"));
    let all = tree.scan(&["."]);
    assert_eq!(found(&all, "infra/dev"), [pair(API, "low")]);
    assert_eq!(found(&all, "infra/prod/aks"), [pair(LOCAL, "critical")]);
    assert_eq!(all.code, 1);
    for paths in [&["infra/prod"][..], &["infra/prod/aks/main.tf"], &["infra/prod/aks", "infra/dev"]] {
        assert_eq!(found(&tree.scan(paths), "infra/prod/aks"), [pair(LOCAL, "critical")], "{paths:?}");
    }
    let dev = tree.scan(&["infra/dev"]);
    assert_eq!((found(&dev, "infra/dev"), dev.code), (vec![pair(API, "low")], 0));
}

#[test]
fn a_module_is_judged_by_the_settings_of_each_root_that_calls_it() {
    let tree = repository(&["modules/aks"]);
    let call = "module \"aks\" {\n  source = \"../modules/aks\"\n}\n";
    tree.write("dev/main.tf", call).write("prod/main.tf", call);
    tree.write("dev/akslint.yaml", format!("policies: {{{API}: {{enabled: false}}}}\n"));
    tree.write("prod/akslint.yaml", format!("policies: {{{API}: {{severity: critical}}}}\n"));
    let scan = tree.scan(&["."]);
    assert_eq!(found(&scan, "dev").iter().filter(|(policy, _)| policy == API).count(), 0);
    assert!(found(&scan, "prod").contains(&pair(API, "critical")));
    assert!(found(&scan, "dev").iter().any(|(policy, _)| policy == LOCAL));
}

#[test]
fn severities_are_seen_in_every_format_and_decide_the_exit_code() {
    let tree = repository(&["."]);
    tree.write("akslint.yaml", format!("only: [{API}]\npolicies: {{{API}: {{severity: low}}}}\n"));
    assert!(tree.run(&["scan", "--format", "concise"]).out.contains(&format!("low[{API}]")));
    assert!(tree.run(&["scan", "--format", "full", "--color", "never"]).out.contains(&format!("low[{API}]")));
    let sarif: Value = serde_json::from_str(&tree.run(&["scan", "--format", "sarif"]).out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "note");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == API).unwrap();
    let security: f64 = text(&rule["properties"]["security-severity"]).parse().unwrap();
    assert!(security < 4.0, "{security}");
    for (arguments, code) in [(&["."][..], 0), (&["--fail-on", "low"], 1), (&["--fail-on", "medium"], 0)] {
        assert_eq!(tree.scan(arguments).code, code, "{arguments:?}");
    }
    assert_eq!(tree.scan(&["--min-severity", "medium"]).findings().len(), 0);
    tree.write("akslint.yaml", format!("only: [{API}]\nmin-severity: critical\n"));
    assert_eq!(tree.scan(&[]).findings().len(), 0);
    assert_eq!(tree.scan(&["--min-severity", "low"]).findings().len(), 1, "the command line goes before the file");
}

#[test]
fn what_is_enabled_is_judged_whatever_the_persona_unless_the_command_line_says_otherwise() {
    let tree = repository(&["."]);
    let regular = tree.scan(&[]).policies_in("");
    let more: Vec<String> =
        tree.scan(&["--persona", "auditor"]).policies_in("").into_iter().filter(|id| !regular.contains(id)).collect();
    let auditor = more.first().unwrap();
    tree.write("akslint.yaml", format!("policies:\n  {auditor}: {{enabled: true}}\n  {API}: {{enabled: false}}\n"));
    let policies = tree.scan(&[]).policies_in("");
    assert!(policies.contains(auditor) && !policies.contains(&API.to_owned()));
    assert!(!tree.scan(&["--except", auditor]).policies_in("").contains(auditor));
    assert_eq!(tree.scan(&["--only", API]).policies_in(""), [API]);
    assert!(tree.scan(&["--no-config"]).policies_in("").contains(&API.to_owned()));
}

#[test]
fn ignored_findings_are_hidden_with_their_reason() {
    let tree = repository(&["examples/small", "infra"]);
    tree.write("infra/main.tf", CLUSTER.replace("\"this\"", "\"old\"").clone() + CLUSTER);
    tree.write(
        "akslint.yaml",
        format!(
            "only: [{API}, {LOCAL}]\nignore:\n  - path: examples/\n    reason: never deployed\npolicies:\n  {API}:\n    ignore:\n      \
             - address: '*.old'\n        reason: goes away\n        until: 2026-12-31\n"
        ),
    );
    let scan = tree.scan(&["--as-of", "2026-11-24"]);
    let left: Vec<(String, String)> = (scan.findings().iter())
        .map(|finding| (text(&finding["policy"]), text(&finding["occurrences"][0]["address"])))
        .collect();
    let address = |name: &str| format!("azurerm_kubernetes_cluster.{name}");
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!left.contains(&(API.to_owned(), address("old"))) && left.contains(&(LOCAL.to_owned(), address("old"))));
    let hidden = scan.json["hidden"].as_array().unwrap();
    assert_eq!(hidden.len(), 3);
    for one in hidden {
        assert_eq!(one["by"]["kind"], "configuration");
        assert_eq!(one["by"]["location"]["file"], "akslint.yaml");
        assert!(["never deployed", "goes away"].contains(&&*text(&one["by"]["reason"])));
    }
    let later = tree.scan(&["--as-of", "2027-01-01"]);
    assert_eq!(later.findings().len(), 4, "what has run out returns");
    assert!(later.has("note", "has run out on 2026-12-31"));
    assert_eq!(tree.scan(&["examples"]).code, 0);
}

#[test]
fn one_of_several_callers_may_be_ignored() {
    let tree = repository(&["modules/aks"]);
    let call = "module \"aks\" {\n  source = \"../modules/aks\"\n}\n";
    tree.write("examples/main.tf", call).write("prod/main.tf", call);
    let settings = |ignore: &str| format!("only: [{API}]\nignore: [{{{ignore}, reason: never deployed}}]\n");
    tree.write("akslint.yaml", settings("path: examples"));
    assert!(tree.scan(&["."]).json["hidden"].as_array().unwrap().is_empty(), "the finding is in the module");
    tree.write("akslint.yaml", format!("only: [{API}]\n"));
    tree.write("examples/akslint.yaml", settings("address: '*'"));
    let scan = tree.scan(&["."]);
    let roots = |finding: &Value| -> Vec<String> {
        finding["occurrences"].as_array().unwrap().iter().map(|one| text(&one["root"])).collect()
    };
    assert_eq!(scan.findings().iter().map(roots).collect::<Vec<_>>(), [["prod"]]);
    assert_eq!(roots(&scan.json["hidden"][0]["finding"]), ["examples"]);
}

#[test]
fn environments_are_a_matrix_in_one_run() {
    let cluster = "variable \"private\" {\n  type = bool\n}\n\nresource \"azurerm_kubernetes_cluster\" \"this\" {\n  name = \"demo\"\n  \
                   private_cluster_enabled = var.private\n}\n";
    let tree = repository(&["other"]);
    tree.write("infra/main.tf", cluster).write("values/prod.tfvars", "private = true\n");
    tree.write("values/dev.tfvars", "private = false\n").write("infra/stage.tfvars", "private = false\n");
    let settings = format!(
        "only: [{API}]\nenvironments:\n  - name: prod\n    var-files: [values/prod.tfvars]\n  - name: dev\n    var-files: \
         [values/dev.tfvars]\n    fail-on: critical\n  - name: stage\n"
    );
    tree.write("akslint.yaml", &settings);
    let scan = tree.scan(&["infra"]);
    let environments = |scan: &Scan| -> Vec<String> {
        let occurrences = scan.findings().iter().flat_map(|finding| finding["occurrences"].as_array().unwrap());
        let mut names: Vec<String> = occurrences.map(|occurrence| text(&occurrence["environment"])).collect();
        names.sort();
        names
    };
    assert_eq!(
        environments(&scan),
        ["dev", "stage"],
        "named files, and those found beside the root under a name that is named"
    );
    assert_eq!(scan.code, 1, "in stage");
    tree.write("akslint.yaml", settings.replace("  - name: stage\n", ""));
    let scan = tree.scan(&["infra"]);
    assert_eq!((environments(&scan), scan.code), (vec!["dev".to_owned()], 0), "what fails in dev alone need not fail");
    assert_eq!(tree.scan(&["infra", "--fail-on", "high"]).code, 1);
    assert!(!tree.scan(&["other"]).findings().is_empty(), "a root without those variables is evaluated once");
    assert!(tree.scan(&["other"]).has("note", "No root is evaluated in the environment `prod`"));
    let changed = settings.replace("fail-on: critical", &format!("policies: {{{API}: {{enabled: false}}}}"));
    tree.write("akslint.yaml", changed);
    assert_eq!(environments(&tree.scan(&["infra"])), ["stage"]);
    tree.write("akslint.yaml", settings.replace("values/prod.tfvars", "values/prd.tfvars"));
    let run = tree.run(&["scan", "infra"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.log
            .contains("akslint.yaml:4:17: `values/prd.tfvars`: no such file or directory; did you mean `prod.tfvars`?"),
        "{}",
        run.log
    );
}

#[test]
fn environments_name_parameter_files_too() {
    let cluster = "param private bool\n\nresource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n  \
                   properties: {\n    apiServerAccessProfile: {\n      enablePrivateCluster: private\n    }\n  }\n}\n";
    let template = "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\", \"contentVersion\": \
                    \"1.0.0.0\", \"parameters\": {\"private\": {\"type\": \"bool\"}}, \"resources\": [{\"type\": \
                    \"Microsoft.ContainerService/managedClusters\", \"apiVersion\": \"2025-05-01\", \"name\": \"demo\", \"properties\": \
                    {\"apiServerAccessProfile\": {\"enablePrivateCluster\": \"[parameters('private')]\"}}}]}";
    let parameters = |value: bool| {
        let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";
        format!(
            "{{\"$schema\": \"{schema}\", \"contentVersion\": \"1.0.0.0\", \"parameters\": {{\"private\": {{\"value\": {value}}}}}}}"
        )
    };
    let tree = repository(&[]);
    tree.write("bicep/main.bicep", cluster).write("arm/azuredeploy.json", template);
    tree.write("values/prod.json", parameters(true)).write("values/dev.json", parameters(false));
    tree.write(
        "akslint.yaml",
        format!(
            "only: [{API}]\nenvironments:\n  - {{name: prod, parameter-files: [values/prod.json]}}\n  - {{name: dev, parameter-files: \
             [values/dev.json]}}\n"
        ),
    );
    let scan = tree.scan(&["."]);
    let told: Vec<(String, String)> = (scan.findings().iter())
        .flat_map(|finding| finding["occurrences"].as_array().unwrap())
        .map(|occurrence| (text(&occurrence["root"]), text(&occurrence["environment"])))
        .collect();
    let expected = [("arm/azuredeploy.json", "dev"), ("bicep/main.bicep", "dev")];
    assert_eq!(told, expected.map(|(root, environment)| (root.to_owned(), environment.to_owned())));
}

#[test]
fn what_holds_for_everything_stands_in_the_outermost_file() {
    let tree = repository(&["infra"]);
    tree.write("infra/akslint.yaml", "strict: true\n");
    assert_eq!(tree.run(&["scan", "infra"]).code, Some(1), "the only file around is the outermost");
    let run = tree.run(&["scan", "."]);
    assert_eq!(run.code, Some(2));
    assert!(run.log.contains("infra/akslint.yaml:1:9: `strict` holds for everything that is scanned"), "{}", run.log);
    assert_eq!(tree.run(&["scan", ".", "--no-config"]).code, Some(1));
    tree.write("akslint.yaml", "strict: true\n");
    assert_eq!(tree.run(&["scan", "infra"]).code, Some(2), "the same file is wrong whatever path is named");
    tree.write("other/akslint.yaml", "nonsense: true\n");
    tree.write("infra/akslint.yaml", "");
    assert_eq!(tree.run(&["scan", "."]).code, Some(1), "a file around no root counts for nothing");
}

#[test]
fn a_file_may_be_named_and_the_environment_may_name_it() {
    let tree = repository(&["infra"]);
    let outside = Tree::with(&[("team.yaml", &format!("only: [{API}]\nignore: [{{path: infra/, reason: x}}]\n"))]);
    tree.write("akslint.yaml", format!("only: [{LOCAL}]\n"));
    let file = outside.path("team.yaml");
    let file = file.to_str().unwrap();
    assert_eq!(tree.scan(&[]).policies_in(""), [LOCAL]);
    let named = tree.scan(&["infra", "--config", file]);
    assert_eq!(named.json["hidden"].as_array().unwrap().len(), 1);
    assert!(named.findings().is_empty());
    let run = tree.run_with(&["scan", "--format", "concise"], &[("AKSLINT_CONFIG", file)]);
    assert!(run.out.contains("0 findings"), "{}{}", run.out, run.log);
    let by_environment = [("AKSLINT_FAIL_ON", "critical"), ("AKSLINT_ONLY", API)];
    let run = tree.run_with(&["scan", "--format", "concise"], &by_environment);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains(API) && !run.out.contains(LOCAL), "{}", run.out);
    let run = tree.run_with(&["scan", "--fail-on", "low"], &by_environment);
    assert_eq!(run.code, Some(1), "the command line goes before the environment");
    let run = tree.run_with(&["show", "settings"], &by_environment);
    assert!(run.out.contains("AKSLINT_FAIL_ON") && run.out.contains("critical"), "{}", run.out);
    assert_eq!(tree.run(&["scan", "--config", "none.yaml"]).code, Some(2));
    assert_eq!(tree.run(&["scan", "--config", file, "--no-config"]).code, Some(2));
}

#[test]
fn networks_hold_for_the_folder_that_tells_them() {
    let cluster = "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name = \"demo\"\n  network_profile {\n    network_plugin = \"azure\"\n    \
                   network_plugin_mode = \"overlay\"\n    pod_cidr = \"10.244.0.0/16\"\n  }\n}\n";
    let tree = repository(&[]);
    tree.write("a/main.tf", cluster).write("b/main.tf", cluster);
    tree.write("a/akslint.yaml", "networks:\n  on-premises: [10.244.128.0/17]\n");
    let scan = tree.scan(&["."]);
    let overlapping = |root: &str| {
        let told: Vec<_> = found(&scan, root).into_iter().filter(|(policy, _)| policy.contains("overlap")).collect();
        !told.is_empty()
    };
    assert!(overlapping("a") && !overlapping("b"), "{:?}", scan.findings());
}

#[test]
fn hostile_files_end_in_an_error() {
    let tree = repository(&["."]);
    let mut bomb = "a0: &a0 [x]\n".to_owned();
    for level in 1..40 {
        let before = level - 1;
        bomb.push_str(&format!("a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}]\n"));
    }
    let deep = format!("only: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_policies = format!("policies: {}1{}", "{a: ".repeat(50_000), "}".repeat(50_000));
    let huge = format!("only: [{}]", "x, ".repeat(700_000));
    for hostile in [bomb, deep, deep_policies, huge, "only: [\u{1b}[31mred\u{1b}[0m]".to_owned(), "\u{0}".to_owned()] {
        tree.write("akslint.yaml", &hostile);
        let run = tree.run(&["scan"]);
        assert_eq!(run.code, Some(2), "{}", &hostile[..hostile.len().min(100)]);
        assert!(run.log.len() < 1000 && !run.log.contains('\u{1b}'), "{}", run.log);
    }
    std::fs::remove_file(tree.path("akslint.yaml")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", tree.path("akslint.yaml")).unwrap();
    assert!(tree.run(&["scan"]).log.contains("outside the read boundary"));
}

#[test]
fn own_policies_may_be_named_in_the_file() {
    let tree = repository(&["infra"]);
    assert_eq!(tree.run(&["new-policy", "our-rule", "--directory", "."]).code, Some(0));
    std::fs::create_dir(tree.path("rules")).unwrap();
    std::fs::rename(tree.path("our-rule.md"), tree.path("rules/our-rule.md")).unwrap();
    tree.write(
        "akslint.yaml",
        "policy-directories: [rules]\npolicies: {our-rule: {severity: critical}}\nonly: [our-rule]\n",
    );
    assert!(found(&tree.scan(&["infra"]), "infra").contains(&pair("our-rule", "critical")));
    tree.write("akslint.yaml", "policy-directories: [../rules]\n");
    assert_eq!(tree.run(&["scan", "infra"]).code, Some(2));
}

#[test]
fn init_writes_what_is_not_there_and_says_so() {
    let tree = repository(&["infra"]);
    tree.write("infra/envs/dev.tfvars", "private = false\n");
    tree.write("infra/main.tf", format!("variable \"private\" {{}}\n{CLUSTER}"));
    let first = tree.run(&["init"]);
    assert_eq!(first.code, Some(0), "{}", first.log);
    assert_eq!(first.out, "wrote akslint.yaml\nwrote .pre-commit-config.yaml\nwrote .github/workflows/akslint.yml\n");
    assert!(first.log.contains("found infra with the environments dev"), "{}", first.log);
    let settings = std::fs::read_to_string(tree.path("akslint.yaml")).unwrap();
    assert!(
        settings.contains("# - infra (environments: dev)") && settings.contains("#  - name: \"dev\""),
        "{settings}"
    );
    let files = ["akslint.yaml", ".pre-commit-config.yaml", ".github/workflows/akslint.yml"];
    for file in files {
        tree.write(file, "# mine\n");
    }
    let second = tree.run(&["init"]);
    assert_eq!(second.code, Some(0));
    for file in files {
        assert!(second.out.contains(&format!("{file} is there already and stays as it is")), "{}", second.out);
        assert_eq!(std::fs::read_to_string(tree.path(file)).unwrap(), "# mine\n");
    }
    assert!(second.out.contains("  - repo: local\n"), "the hook is printed: {}", second.out);
    let left: Vec<_> = std::fs::read_dir(tree.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_str().unwrap().contains("partial")), "{left:?}");
}

#[test]
fn init_has_choices_and_keeps_within_the_repository() {
    let tree = repository(&["infra"]);
    let dry = tree.run(&["init", "infra", "--dry-run"]);
    assert!(dry.out.contains("would write infra/akslint.yaml") && dry.out.contains("contents: read"), "{}", dry.out);
    assert!(!tree.path("infra/akslint.yaml").exists() && !tree.path(".github").exists());
    let some = tree.run(&["init", "infra", "--no-hook", "--no-workflow", "--schema"]);
    assert_eq!(some.out, "wrote infra/akslint.schema.json\nwrote infra/akslint.yaml\n");
    let settings = std::fs::read_to_string(tree.path("infra/akslint.yaml")).unwrap();
    assert!(settings.starts_with("# yaml-language-server: $schema=./akslint.schema.json\n"), "{settings}");
    let inner = tree.run(&["init", "infra", "--no-settings"]);
    assert!(tree.path(".pre-commit-config.yaml").exists() && !tree.path("infra/.github").exists(), "{}", inner.out);
    assert_eq!(tree.run(&["init", "nowhere"]).code, Some(2));
    tree.write("infra/deep/main.tf", CLUSTER);
    let nested = tree.run(&["init", "infra/deep", "--no-hook", "--no-workflow"]);
    assert!(nested.out.contains("note: infra/akslint.yaml counts no more below infra/deep"), "{}", nested.out);
    let elsewhere = Tree::new();
    let linked = repository(&["infra"]);
    std::os::unix::fs::symlink(elsewhere.path("."), linked.path(".github")).unwrap();
    let run = linked.run(&["init"]);
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(!elsewhere.path("workflows").exists());
}

#[test]
fn what_init_writes_is_right_also_without_its_comment_signs() {
    for (environments, files) in [(true, "infra/envs"), (false, "envs")] {
        let tree = repository(&[]);
        tree.write("infra/main.tf", format!("variable \"private\" {{}}\n{CLUSTER}"));
        tree.write(&format!("{files}/prod.tfvars"), "private = true\n");
        tree.write("envs/prod.bicepparam", "using './none.bicep'\n");
        tree.run(&["init", "--no-hook", "--no-workflow"]);
        let before = tree.run(&["scan", "infra", "--format", "json", "--no-config"]).out;
        assert_eq!(tree.run(&["scan", "infra", "--format", "json"]).out, before, "as it stands it changes nothing");
        let settings = std::fs::read_to_string(tree.path("akslint.yaml")).unwrap();
        let is_setting = |line: &&str| line.starts_with('#') && (!line.starts_with("# ") || line.starts_with("#  "));
        let without: String =
            settings.lines().filter(is_setting).map(|line| format!("{}\n", line.trim_start_matches('#'))).collect();
        assert!(
            without.contains("policies:") && without.contains("environments:") && without.contains("strict:"),
            "{without}"
        );
        assert_eq!(without.contains("var-files"), !environments, "{without}");
        tree.write("akslint.yaml", &without);
        let shown = tree.run(&["show", "settings", "infra"]);
        assert_eq!(shown.code, Some(0), "{}\n{without}", shown.log);
        assert!(shown.out.contains("in the environment prod"), "{}", shown.out);
    }
}
