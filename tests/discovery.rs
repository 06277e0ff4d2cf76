//! What is read and what is not: roots, called modules, ignored folders, values, environments; and how a scan ends.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use std::process::Command;

use support::{CLUSTER, Scan, Tree, text};

/// A root with one variable that decides `aks-local-accounts-disabled`.
const SWITCHED: &str = "variable \"local_off\" {\n  type = bool\n}\n\nresource \"azurerm_kubernetes_cluster\" \"this\" \
                        {\n  name = \"demo\"\n  local_account_disabled = var.local_off\n}\n";

const POLICY: &str = "aks-local-accounts-disabled";

fn has(scan: &Scan, root: &str) -> bool {
    scan.policies_in(root).iter().any(|policy| policy == POLICY)
}

/// The environments in which [`POLICY`] fails; empty for all.
fn environments(scan: &Scan) -> Vec<String> {
    let mut found: Vec<String> = (scan.findings().iter())
        .filter(|finding| finding["policy"] == POLICY)
        .flat_map(|finding| finding["occurrences"].as_array().unwrap())
        .map(|occurrence| text(&occurrence["environment"]))
        .collect();
    found.sort();
    found
}

fn git(tree: &Tree, arguments: &[&str]) -> bool {
    let status = Command::new("git").current_dir(tree.path("")).args(arguments).output();
    status.is_ok_and(|output| output.status.success())
}

#[test]
fn a_file_alone_is_analysed_with_its_directory_and_filters_the_report() {
    let tree = Tree::with(&[
        ("aks.tf", SWITCHED),
        ("other.tf", &CLUSTER.replace("this", "other")),
        ("terraform.tfvars", "local_off = false\n"),
        ("nested/main.tf", CLUSTER),
    ]);
    let scan = tree.scan(&["aks.tf"]);
    assert!(has(&scan, "."), "the values beside it count: {:?}", scan.findings());
    for finding in scan.findings() {
        let mut places = vec![&finding["location"]];
        places.extend(finding["related"].as_array().unwrap());
        assert!(places.iter().any(|place| place["file"] == "aks.tf"), "{finding}");
    }
    assert!(!scan.run.out.contains("nested/main.tf"));
    let both = tree.scan(&["aks.tf", "other.tf"]);
    assert!(both.findings().len() > scan.findings().len());
    let values = tree.scan(&["terraform.tfvars"]);
    assert_eq!(values.policies_in(""), [POLICY], "a file of values filters as well");
    assert_eq!(tree.run(&["scan", "missing.tf"]).code, Some(2));
}

#[test]
fn ignored_files_of_a_chosen_root_are_read() {
    let tree = Tree::with(&[
        (".gitignore", "terraform.tfvars\nscratch/\n*.local.tf\n"),
        ("main.tf", SWITCHED),
        ("aks.local.tf", &CLUSTER.replace("this", "local")),
        ("terraform.tfvars", "local_off = false\n"),
        ("scratch/main.tf", CLUSTER),
    ]);
    let scan = tree.scan(&[]);
    assert!(has(&scan, "."));
    assert!(scan.run.out.contains("terraform.tfvars"), "the ignored file of values decides");
    assert!(scan.run.out.contains("azurerm_kubernetes_cluster.local"), "every file Terraform would load is read");
    assert!(!has(&scan, "scratch"), "an ignored folder is no root");
    assert!(has(&tree.scan(&["scratch"]), "scratch") || has(&tree.scan(&["scratch"]), "."), "unless it is named");
    assert!(has(&tree.scan(&["--no-ignore"]), "scratch"), "or all are asked for");
}

#[test]
fn an_ignored_module_that_is_called_is_read() {
    let tree = Tree::with(&[
        (".gitignore", "vendor/\n"),
        ("live/main.tf", "module \"aks\" {\n  source = \"../vendor/aks\"\n}\n"),
        ("vendor/aks/main.tf", CLUSTER),
        ("vendor/unused/main.tf", &CLUSTER.replace("this", "unused")),
    ]);
    let scan = tree.scan(&[]);
    assert!(has(&scan, "live"), "{:?}", scan.problems());
    assert!(!scan.run.out.contains("unused"));
    assert_eq!(scan.code, 1);
}

#[test]
fn the_folder_of_terraform_is_entered_only_through_its_list() {
    let call = "module \"aks\" {\n  source  = \"Azure/aks/azurerm\"\n  version = \"10.0.0\"\n}\n";
    let listed = "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},{\"Key\":\"aks\",\"Source\":\"registry.\
                  terraform.io/Azure/aks/azurerm\",\"Version\":\"10.0.0\",\"Dir\":\".terraform/modules/aks\"}]}";
    let tree = Tree::with(&[
        ("main.tf", call),
        (".terraform/modules/modules.json", listed),
        (".terraform/modules/aks/main.tf", &CLUSTER.replace("this", "installed")),
        (".terraform/modules/left/main.tf", &CLUSTER.replace("this", "left")),
    ]);
    let scan = tree.scan(&[]);
    assert!(scan.run.out.contains("module.aks.azurerm_kubernetes_cluster.installed"), "{}", scan.run.out);
    assert!(!scan.run.out.contains("cluster.left"), "what no call leads to is not read");
    assert_eq!(scan.code, 1);
    assert!(!scan.has("note", "not on disk"));
    // Without the list nothing in the folder counts.
    let tree = Tree::with(&[("main.tf", call), (".terraform/modules/aks/main.tf", CLUSTER)]);
    let scan = tree.scan(&[]);
    assert!(!scan.run.out.contains(".terraform/modules/aks"));
    assert!(scan.has("note", "Azure/aks/azurerm"), "{:?}", scan.problems());
}

#[test]
fn a_listed_directory_outside_the_boundary_is_a_problem() {
    let tree = Tree::with(&[
        (
            "repo/main.tf",
            "module \"m\" {\n  source = \"example.com/a/b/c\"\n}\nresource \"azurerm_kubernetes_cluster\" \"x\" {}\n",
        ),
        (
            "repo/.terraform/modules/modules.json",
            "{\"Modules\":[{\"Key\":\"m\",\"Source\":\"x\",\"Dir\":\"../outside\"}]}",
        ),
        ("outside/main.tf", &CLUSTER.replace("this", "outside")),
    ]);
    let scan = tree.scan(&["repo"]);
    assert_eq!(scan.code, 3);
    assert!(scan.has("module", "outside the read boundary"), "{:?}", scan.problems());
    assert!(!scan.run.out.contains("cluster.outside"));
    let wide = tree.scan(&["repo", "--root", "."]);
    assert!(wide.run.out.contains("cluster.outside"));
    assert_eq!(wide.code, 1);
}

#[test]
fn a_tracked_folder_of_terraform_is_reported() {
    let tree = Tree::with(&[("live/main.tf", CLUSTER), ("live/.terraform/modules/x/main.tf", CLUSTER)]);
    if !git(&tree, &["init", "-q"]) {
        return;
    }
    assert!(!tree.scan(&[]).has("note", "tracked by git"), "it is not tracked yet");
    assert!(git(&tree, &["add", "-f", "."]));
    let scan = tree.scan(&[]);
    let note = scan.problems().into_iter().find(|problem| problem.message.contains("tracked by git")).unwrap();
    assert_eq!(note.file, "live/.terraform");
    assert_eq!(scan.code, 1, "a note does not make the scan incomplete");
}

#[test]
fn literal_inputs_of_terragrunt_count_and_others_are_noted() {
    let tree = Tree::with(&[
        ("literal/main.tf", SWITCHED),
        ("literal/terragrunt.hcl", "inputs = {\n  local_off = false\n}\n"),
        ("computed/main.tf", SWITCHED),
        ("computed/terragrunt.hcl", "inputs = {\n  local_off = local.off\n}\n"),
        ("inherited/main.tf", SWITCHED),
        ("inherited/terragrunt.hcl", "include \"root\" {\n  path = find_in_parent_folders()\n}\n"),
    ]);
    let scan = tree.scan(&[]);
    assert!(has(&scan, "literal"), "{:?}", scan.problems());
    assert!(!has(&scan, "computed") && !has(&scan, "inherited"));
    assert!(scan.has("note", "2 roots take inputs from terragrunt.hcl"), "{:?}", scan.problems());
    assert_eq!(scan.code, 1);
}

#[test]
fn files_of_values_beside_a_root_are_environments() {
    let tree = Tree::with(&[
        ("main.tf", SWITCHED),
        ("dev.tfvars", "local_off = false\n"),
        ("env/prod.tfvars", "local_off = true\n"),
        ("vars/stage.tfvars.json", "{\"local_off\": false}"),
        ("config/unrelated.tfvars", "something_else = 1\n"),
    ]);
    let scan = tree.scan(&[]);
    assert_eq!(environments(&scan), ["dev", "stage"]);
    let notes: Vec<_> = scan.problems().into_iter().filter(|problem| problem.kind == "note").collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].message.contains("dev, prod, stage"));
    let off = tree.scan(&["--no-auto-env"]);
    assert!(environments(&off).is_empty(), "nothing decides it");
    assert!(off.run.out.contains("--var-file"), "the remedy names the files: {}", off.json["undecided"]);
    let chosen = tree.scan(&["--var-file", "dev.tfvars"]);
    assert_eq!(environments(&chosen), [""]);
    assert!(environments(&tree.scan(&["--var-file", "dev.tfvars", "--var-file", "env/prod.tfvars"])).is_empty());
    assert_eq!(environments(&tree.scan(&["--var", "local_off=false"])), [""], "what fails everywhere is said once");
    assert_eq!(tree.run(&["scan", "--var-file", "missing.tfvars"]).code, Some(2));
    assert_eq!(tree.run(&["scan", "--var", "novalue"]).code, Some(2));
}

#[test]
fn at_most_eight_environments_are_evaluated() {
    let tree = Tree::with(&[("main.tf", SWITCHED)]);
    for index in 1..=9 {
        tree.write(&format!("env/e{index}.tfvars"), format!("local_off = {}\n", index == 1));
    }
    let scan = tree.scan(&[]);
    assert_eq!(environments(&scan), ["e2", "e3", "e4", "e5", "e6", "e7", "e8"]);
    assert!(scan.has("note", "1 more"), "{:?}", scan.problems());
}

#[test]
fn values_have_the_precedence_of_terraform() {
    let tree = Tree::with(&[
        ("main.tf", SWITCHED),
        ("terraform.tfvars", "local_off = true\n"),
        ("terraform.tfvars.json", "{\"local_off\": true}"),
        ("a.auto.tfvars", "local_off = true\n"),
        ("b.auto.tfvars.json", "{\"local_off\": false}"),
    ]);
    assert!(has(&tree.scan(&[]), "."));
    assert!(!has(&tree.scan(&["--var", "local_off=true"]), "."));
    let bare = Tree::with(&[("main.tf", SWITCHED)]);
    let with_environment = |arguments: &[&str]| {
        let mut all = vec!["scan", "--format", "json"];
        all.extend(arguments);
        bare.run_with(&all, &[("TF_VAR_local_off", "false")])
    };
    let fails = |out: &str| {
        out.contains(&format!("\"policy\": \"{POLICY}\",\n      \"severity\": \"high\",\n      \"confidence\""))
    };
    assert!(!fails(&with_environment(&[]).out), "the environment counts only when asked for");
    assert!(fails(&with_environment(&["--env-vars"]).out));
    assert!(!fails(&with_environment(&["--env-vars", "--var", "local_off=true"]).out));
}

#[test]
fn a_module_source_can_be_mapped() {
    let tree = Tree::with(&[
        ("repo/main.tf", "module \"aks\" {\n  source = \"git::https://git.example.com/modules//aks?ref=v1\"\n}\n"),
        ("repo/copy/main.tf", &CLUSTER.replace("this", "copied")),
    ]);
    let plain = tree.scan(&["repo"]);
    assert!(plain.has("note", "git.example.com"), "{:?}", plain.problems());
    assert!(!plain.serious().iter().any(|problem| problem.kind == "module"), "what was never on disk is no gap");
    let map = "git::https://git.example.com/modules//aks?ref=v1=repo/copy";
    let mapped = tree.scan(&["repo", "--module-map", map]);
    assert!(mapped.run.out.contains("module.aks.azurerm_kubernetes_cluster.copied"), "{}", mapped.run.out);
    assert!(!mapped.has("note", "git.example.com"));
    assert_eq!(tree.run(&["scan", "repo", "--module-map", "x=missing"]).code, Some(2));
}

#[test]
fn no_escape_hides_a_type() {
    let tree = Tree::with(&[
        ("native/main.tf", &CLUSTER.replace("kubernetes", "kubern\\u0065tes")),
        ("long/main.tf", &CLUSTER.replace("kubernetes", "kubern\\U00000065tes")),
        (
            "json/main.tf.json",
            "{\"r\\u0065source\": {\"azurerm_\\u006bubernetes_cluster\": {\"this\": {\"name\": \"x\"}}}}",
        ),
        ("slash/main.tf.json", "{\"resource\": {\"azurerm_kubernetes_cluster\": {\"this\": {\"name\": \"\\/\"}}}}"),
        ("source/main.tf", "module \"m\" {\n  source = \"./\\u0061ks\"\n}\n"),
        ("source/aks/main.tf", CLUSTER),
        ("jsonsource/main.tf.json", "{\"module\": {\"m\": {\"source\": \".\\/aks\", \"x\": false}}}"),
        (
            "jsonsource/aks/main.tf",
            "variable \"x\" {}\nresource \"azurerm_kubernetes_cluster\" \"this\" {\n  local_account_disabled = var.x\n}\n",
        ),
    ]);
    let scan = tree.scan(&[]);
    for root in ["native", "long", "json", "slash", "source", "jsonsource"] {
        assert!(has(&scan, root), "{root}: {:?} {:?}", scan.policies_in(root), scan.problems());
    }
}

#[test]
fn overrides_and_tofu_files_count() {
    let tree = Tree::with(&[
        ("over/main.tf", &CLUSTER.replace("name", "local_account_disabled = true\n  name")),
        (
            "over/main_override.tf",
            "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  local_account_disabled = false\n}\n",
        ),
        ("json/main.tf", &CLUSTER.replace("name", "local_account_disabled = false\n  name")),
        (
            "json/override.tf.json",
            "{\"resource\": {\"azurerm_kubernetes_cluster\": {\"this\": {\"local_account_disabled\": true}}}}",
        ),
        ("tofu/main.tf", &CLUSTER.replace("name", "local_account_disabled = true\n  name")),
        ("tofu/main.tofu", &CLUSTER.replace("name", "local_account_disabled = false\n  name")),
        ("hidden/main.tf", "locals {}\n"),
        ("hidden/.hidden.tf", CLUSTER),
        ("hidden/backup.tf~", CLUSTER),
    ]);
    let scan = tree.scan(&[]);
    assert!(has(&scan, "over"), "an override counts");
    assert!(!has(&scan, "json"), "also in JSON");
    assert!(has(&scan, "tofu"), "main.tofu is loaded instead of main.tf");
    assert!(scan.policies_in("hidden").is_empty(), "what Terraform does not load is not read");
    assert_eq!(scan.code, 1, "{:?}", scan.problems());
}

#[test]
fn only_what_matters_is_read_unless_all_is_asked_for() {
    let tree = Tree::with(&[
        ("aks/main.tf", CLUSTER),
        ("storage/main.tf", "resource \"azurerm_storage_account\" \"x\" {\n  name = = 1\n}\n"),
    ]);
    let scan = tree.scan(&[]);
    assert_eq!((scan.code, scan.serious().len()), (1, 0), "{:?}", scan.problems());
    assert_eq!((scan.json["summary"]["files"].as_u64(), scan.json["summary"]["read"].as_u64()), (Some(2), Some(1)));
    let all = tree.scan(&["--read-all"]);
    assert_eq!(all.code, 3);
    assert_eq!(all.serious()[0].file, "storage/main.tf");
    assert_eq!(all.json["summary"]["read"].as_u64(), Some(2));
}

#[test]
fn exit_codes_have_their_precedence() {
    let clean = Tree::with(&[("main.tf", "locals {}\n")]);
    assert_eq!(clean.scan(&[]).code, 0);
    let findings = Tree::with(&[("main.tf", CLUSTER)]);
    assert_eq!(findings.scan(&[]).code, 1);
    let broken = Tree::with(&[("main.tf", &format!("{CLUSTER}\nlocals {{\n  a = = 1\n}}\n"))]);
    let scan = broken.scan(&[]);
    assert_eq!(scan.code, 3, "3 over 1");
    assert!(!scan.findings().is_empty());
    let full = broken.run(&["scan"]);
    assert!(full.out.contains("findings") && full.out.contains("incomplete"), "the summary says both: {}", full.out);
    assert_eq!(broken.run(&["scan", "--only", "no-such-policy"]).code, Some(2), "2 over 3");
    assert_eq!(broken.run(&["scan", "--no-such-flag"]).code, Some(2));
    assert_eq!(findings.run(&["."]).code, Some(1), "paths without a command are scanned");
    assert_eq!(findings.run(&[]).code, Some(1));
    for format in ["full", "concise", "json", "sarif"] {
        assert_eq!(broken.run(&["scan", "--format", format]).code, Some(3), "{format}");
        assert_eq!(clean.run(&["scan", "--format", format]).code, Some(0), "{format}");
    }
}

#[test]
fn severities_decide_what_fails_and_what_is_shown() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    let severities = |scan: &Scan| -> Vec<String> {
        let mut all: Vec<String> = scan.findings().iter().map(|finding| text(&finding["severity"])).collect();
        all.sort();
        all.dedup();
        all
    };
    let all = severities(&tree.scan(&[]));
    assert!(all.contains(&"high".to_owned()) && all.contains(&"low".to_owned()), "{all:?}");
    assert_eq!(tree.scan(&["--fail-on", "critical"]).code, i32::from(all.contains(&"critical".to_owned())));
    assert_eq!(tree.scan(&["--fail-on", "low"]).code, 1);
    let least = severities(&tree.scan(&["--min-severity", "high"]));
    assert!(!least.is_empty() && least.iter().all(|severity| severity == "high" || severity == "critical"));
    let low = tree.scan(&["--only", "aks-auto-upgrade-channel"]);
    assert_eq!((low.findings().len(), low.code), (1, 0), "a low finding does not fail by default");
    let undecided = Tree::with(&[("main.tf", SWITCHED)]);
    let only = ["--only", POLICY];
    assert_eq!(undecided.scan(&only).code, 0);
    assert_eq!(undecided.scan(&[&only[..], &["--fail-on-undecided", "high"]].concat()).code, 1);
    assert_eq!(undecided.scan(&[&only[..], &["--fail-on-undecided", "critical"]].concat()).code, 0);
}

#[test]
fn policies_are_chosen_by_name_and_alias() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    let only = tree.scan(&["--only", POLICY]);
    assert_eq!(only.policies_in(""), [POLICY]);
    let policies: serde_json::Value = serde_json::from_str(&tree.run(&["policies", "--format", "json"]).out).unwrap();
    let policies = policies["policies"].as_array().unwrap();
    let page = policies.iter().find(|policy| policy["id"] == POLICY || policy["policy"] == POLICY).unwrap();
    let alias = text(&page["aliases"][0]);
    assert!(!alias.is_empty(), "{page}");
    assert_eq!(tree.scan(&["--only", &alias]).policies_in(""), [POLICY], "{alias}");
    let except = tree.scan(&["--except", &format!("{alias},aks-defender-profile")]);
    assert!(!except.policies_in("").iter().any(|policy| policy == POLICY || policy == "aks-defender-profile"));
    assert!(!except.findings().is_empty());
    let wrong = tree.run(&["scan", "--only", "aks-local-account-disabled"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.log.contains(&format!("did you mean `{POLICY}`")), "{}", wrong.log);
    assert!(wrong.out.is_empty());
}

#[test]
fn several_outputs_are_written_at_once() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    let run = tree.run(&[
        "scan",
        "--format",
        "concise",
        "--output",
        "json=out.json",
        "--output",
        "sarif=out.sarif",
        "--output",
        "full=out.txt",
    ]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains(POLICY));
    for (format, file) in [("json", "out.json"), ("sarif", "out.sarif"), ("full", "out.txt")] {
        let written = std::fs::read_to_string(tree.path(file)).unwrap();
        assert_eq!(written, tree.run(&["scan", "--format", format]).out, "{file}");
    }
    let names: Vec<_> = std::fs::read_dir(tree.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 4, "nothing is left over: {names:?}");
    let refused = tree.run(&["scan", "--output", "json=no/such/folder/out.json"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.out.is_empty(), "found out before the scan: {}", refused.out);
    assert!(refused.log.contains("no/such/folder/out.json"), "{}", refused.log);
    for wrong in ["json", "xml=out", "json="] {
        assert_eq!(tree.run(&["scan", "--output", wrong]).code, Some(2), "{wrong}");
    }
}

#[test]
fn the_date_of_the_calendars_can_be_given() {
    let tree = Tree::with(&[("main.tf", &CLUSTER.replace("name", "kubernetes_version = \"1.31\"\n  name"))]);
    let unsupported = |arguments: &[&str]| {
        let scan = tree.scan(arguments);
        let is_found = scan.policies_in("").iter().any(|policy| policy == "aks-kubernetes-version-unsupported");
        (is_found, text(&scan.json["summary"]["as_of"]))
    };
    let (_, default) = unsupported(&[]);
    assert_eq!(default.len(), 10, "the summary names the date: {default}");
    assert_eq!(unsupported(&["--as-of", "2025-01-15"]), (false, "2025-01-15".to_owned()));
    assert_eq!(unsupported(&["--as-of", "2035-01-15"]), (true, "2035-01-15".to_owned()));
    for wrong in ["yesterday", "2025-13-01", "2025-02-30"] {
        assert_eq!(tree.run(&["scan", "--as-of", wrong]).code, Some(2), "{wrong}");
    }
}

#[test]
fn named_files_of_a_repository_are_judged_with_what_calls_them() {
    let tree = Tree::with(&[
        (
            "live/main.tf",
            "variable \"off\" {}\nmodule \"aks\" {\n  source    = \"../modules/aks\"\n  local_off = var.off\n}\n",
        ),
        ("live/envs/prod.tfvars", "off = false\n"),
        ("live/envs/dev.tfvars", "off = true\n"),
        ("modules/aks/main.tf", SWITCHED),
        ("elsewhere/main.tf", CLUSTER),
        ("broken/main.tf", "resource \"azurerm_kubernetes_cluster\" \"broken\" {\n"),
    ]);
    assert!(git(&tree, &["init", "--quiet"]));
    let scan = tree.scan(&["live/envs/prod.tfvars"]);
    assert_eq!(environments(&scan), ["prod"], "{}", scan.run.out);
    assert!(!scan.run.out.contains("elsewhere") && !scan.run.out.contains("broken"), "{}", scan.run.out);
    assert_eq!(scan.code, 1);
    let scan = tree.scan(&["live/envs/dev.tfvars"]);
    assert!(scan.findings().is_empty(), "only what the named file decides is reported: {:?}", scan.findings());
    let scan = tree.scan(&["modules/aks/main.tf"]);
    assert_eq!(environments(&scan), ["prod"], "a module is judged as it is called: {}", scan.run.out);
    assert!(
        scan.findings()
            .iter()
            .all(|finding| finding["policy"] != POLICY || finding["location"]["file"] == "live/envs/prod.tfvars")
    );
}

#[test]
fn named_bicep_files_are_judged_with_what_calls_them() {
    let tree = Tree::new();
    tree.copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/estates/bicep"), "");
    assert!(git(&tree, &["init", "--quiet"]));
    let whole: Vec<_> = tree.scan(&[]).findings().to_vec();
    for file in [
        "infra/env/prod.bicepparam",
        "infra/modules/aks.bicep",
        "infra/main.bicep",
        "legacy/azuredeploy.parameters.json",
    ] {
        let expected: Vec<_> = (whole.iter())
            .filter(|finding| {
                let mut places = vec![&finding["location"]];
                places.extend(finding["related"].as_array().unwrap());
                places.iter().any(|place| place["file"] == file)
            })
            .map(|finding| finding["fingerprint"].clone())
            .collect();
        assert!(!expected.is_empty(), "{file}");
        let found: Vec<_> =
            tree.scan(&[file]).findings().iter().map(|finding| finding["fingerprint"].clone()).collect();
        assert_eq!(found, expected, "{file}");
    }
}

#[test]
fn the_configuration_file_stands_for_all_that_it_configures() {
    let tree = Tree::with(&[("akslint.yaml", "networks: {}\n"), ("a/main.tf", CLUSTER), ("b/main.tf", CLUSTER)]);
    let scan = tree.scan(&["akslint.yaml"]);
    assert!(scan.run.out.contains("a/main.tf") && scan.run.out.contains("b/main.tf"));
    assert_eq!(tree.run(&["scan", "a/akslint.yaml"]).code, Some(2), "a file that is not there is an error");
}
