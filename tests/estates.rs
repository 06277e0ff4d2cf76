//! A whole estate as a company would have it: what its owner sees, and that it is right.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::process::Command;

use serde_json::Value;

const ESTATE: &str = "testdata/estates/private";

/// Templates: a subscription with modules and an environment in each `.bicepparam`, an azd project, an old ARM template.
const BICEP: &str = "testdata/estates/bicep";

fn akslint(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_whole_output_is_as_reviewed() {
    insta::assert_snapshot!(
        "private_full",
        akslint(&["scan", ESTATE, "--all", "--show-undecided", "--color", "never"])
    );
    insta::assert_snapshot!("private_concise", akslint(&["scan", ESTATE, "--format", "concise"]));
}

#[test]
fn findings_stand_on_lines_that_the_user_wrote() {
    let text = akslint(&["scan", ESTATE, "--format", "concise"]);
    let line = |policy: &str, place: &str| {
        let is_it =
            |line: &&str| line.contains(&format!("[{policy}]")) && line.starts_with(&format!("{ESTATE}/{place}"));
        text.lines().find(is_it).unwrap_or_else(|| panic!("{policy} is not reported at {place}:\n{text}"))
    };
    assert!(line("aks-kubernetes-version-unsupported", "infra/platform/envs/prod.tfvars:7:").contains("[prod only]"));
    assert!(line("aks-authorized-ip-too-wide", "infra/platform/envs/prod.tfvars:9:").contains("[prod only]"));
    assert!(line("aks-local-accounts-disabled", "infra/platform/main.tf:42:").contains("[dev only]"));
    assert!(line("aks-node-public-ip", "infra/platform/envs/prod.tfvars:22:").contains(".this[\"ingest\"]"));
    line("aks-api-server-restricted", "infra/edge/terraform.tfvars:2:");
    line("aks-managed-identity", "infra/data/main.tf:33:");
    assert!(!text.contains("services/shop-frontend"), "the neighbour without AKS is left alone");
    assert_eq!(text.lines().filter(|line| line.starts_with("next: ")).count(), 1);
}

#[test]
fn what_is_undecided_is_grouped_by_its_cause() {
    let text = akslint(&["scan", ESTATE, "--color", "never"]);
    assert!(text.contains("infra/data: 1 undecided because `#{azurePolicyEnabled}#` is replaced by the pipeline"));
    assert!(text.contains("undecided because the module \"git::https://dev.azure.com/contoso"));
    let without = akslint(&["scan", &format!("{ESTATE}/infra/platform"), "--no-auto-env", "--color", "never"]);
    assert!(without.contains("because `var.cluster` has no value; try --var-file"), "{without}");
}

#[test]
fn nearly_all_grave_verdicts_are_decided() {
    let verdicts: Value = serde_json::from_str(&akslint(&["show", "verdicts", ESTATE, "--format", "json"])).unwrap();
    let policies: Value = serde_json::from_str(&akslint(&["policies", "--format", "json"])).unwrap();
    let grave: Vec<&str> = (policies["policies"].as_array().unwrap().iter())
        .filter(|policy| ["critical", "high"].contains(&policy["severity"].as_str().unwrap()))
        .map(|policy| policy["id"].as_str().unwrap())
        .collect();
    let of_roots = verdicts["verdicts"].as_array().unwrap().iter().filter(|verdict| {
        grave.contains(&verdict["policy"].as_str().unwrap()) && verdict["root"].as_str().unwrap().starts_with("infra/")
    });
    let (undecided, decided): (Vec<&Value>, Vec<&Value>) =
        of_roots.partition(|verdict| verdict["verdict"] == "undecided");
    assert!(decided.len() >= 30, "only {} grave verdicts", decided.len());
    assert!(undecided.len() * 10 <= decided.len() + undecided.len(), "undecided: {undecided:#?}");
}

#[test]
fn the_json_of_the_estate_is_as_reviewed() {
    let text = akslint(&["scan", ESTATE, "--format", "json"]);
    // A release changes nothing that was reviewed.
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version), "{text}");
    insta::assert_snapshot!("private_json", text.trim_end().replace(&version, "\"version\": \"…\""));
    let report: Value = serde_json::from_str(&text).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let concise = akslint(&["scan", ESTATE, "--format", "concise"]);
    for finding in findings {
        let start = format!(
            "{}:{}:{}: {}[{}]",
            finding["location"]["file"].as_str().unwrap(),
            finding["location"]["line"],
            finding["location"]["column"],
            finding["severity"].as_str().unwrap(),
            finding["policy"].as_str().unwrap()
        );
        assert!(concise.lines().any(|line| line.starts_with(&start)), "{start} is in JSON only");
    }
}

#[test]
fn the_whole_output_of_templates_is_as_reviewed() {
    insta::assert_snapshot!("bicep_full", akslint(&["scan", BICEP, "--all", "--show-undecided", "--color", "never"]));
    insta::assert_snapshot!("bicep_concise", akslint(&["scan", BICEP, "--format", "concise"]));
}

#[test]
fn findings_stand_in_the_parameter_files_that_decide() {
    let text = akslint(&["scan", BICEP, "--format", "concise"]);
    let line = |policy: &str, place: &str| {
        let is_it =
            |line: &&str| line.contains(&format!("[{policy}]")) && line.starts_with(&format!("{BICEP}/{place}"));
        text.lines().find(is_it).unwrap_or_else(|| panic!("{policy} is not reported at {place}:\n{text}"))
    };
    assert!(line("aks-kubernetes-version-unsupported", "infra/env/prod.bicepparam:9:").contains("[prod only]"));
    assert!(line("aks-authorized-ip-too-wide", "infra/env/prod.bicepparam:13:").contains("[prod only]"));
    assert!(line("aks-auto-upgrade-channel", "infra/env/prod.bicepparam:15:").contains("[prod only]"));
    assert!(line("aks-node-public-ip", "infra/env/prod.bicepparam:29:").contains("aks/aks::agents[1]"));
    line("acr-admin-user", "infra/main.bicep:70:");
    assert!(line("aks-local-accounts-disabled", "infra/modules/aks.bicep:58:").contains("[dev only]"));
    assert!(line("aks-diagnostic-settings", "infra/modules/aks.bicep:41:").contains("[dev only]"), "prod sends logs");
    line("aks-local-accounts-disabled", "services/shop/infra/main.parameters.json:15:");
    line("aks-managed-identity", "services/shop/infra/main.bicep:42:");
    line("aks-rbac-enabled", "legacy/azuredeploy.json:27:");
    line("aks-authorized-ip-too-wide", "legacy/azuredeploy.parameters.json:8:");
    line("aks-node-public-ip", "legacy/azuredeploy.json:45:");
    assert!(!text.contains("services/website"), "the neighbour without AKS is left alone");
}

#[test]
fn modules_that_are_not_restored_and_tokens_are_told_of() {
    let text = akslint(&["scan", BICEP, "--color", "never", "--show-undecided"]);
    assert!(text.contains("br:mcr.microsoft.com/bicep/avm/res/container-registry/registry:0.9.1"), "{text}");
    assert!(text.contains("br:contoso.azurecr.io/bicep/observability/alerts:1.4.0"), "{text}");
    assert!(text.contains("because the pipeline replaces `${SHOP_PRIVATE=true}`"), "{text}");
}

#[test]
fn secrets_of_parameter_files_are_not_shown() {
    for format in ["full", "concise", "json", "sarif"] {
        let text = akslint(&["scan", BICEP, "--all", "--format", format]);
        assert!(text.contains("aks-managed-identity") && !text.contains("hunter2"), "{format}: {text}");
    }
    for command in ["model", "verdicts"] {
        let text = akslint(&["show", command, BICEP, "--format", "json"]);
        assert!(text.contains("aks/aks") && !text.contains("hunter2"), "{command}: {text}");
    }
}
