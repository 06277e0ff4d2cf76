//! No policy fires on what another one asks for: a cluster that follows the advice of all of them leaves nothing to say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use support::{Tree, text};

fn sample(name: &str) -> Tree {
    let tree = Tree::new();
    tree.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/contradictions").join(name), "");
    tree
}

/// What AKS Automatic presets, by the policies that ask for it.
const PRESET: [&str; 13] = [
    "aks-api-server-vnet-integration",
    "aks-auto-upgrade-channel",
    "aks-azure-rbac",
    "aks-entra-integration",
    "aks-image-cleaner",
    "aks-network-plugin",
    "aks-network-policy-engine",
    "aks-node-os-upgrade-channel",
    "aks-oidc-issuer",
    "aks-policy-addon",
    "aks-rbac-enabled",
    "aks-sku-tier",
    "aks-workload-identity",
];

#[test]
fn a_cluster_that_follows_all_advice_has_no_finding() {
    for language in ["azurerm", "bicep"] {
        let tree = sample(language);
        let scan = tree.scan(&["--persona", "pedantic"]);
        let found: Vec<String> = (scan.findings().iter())
            .map(|finding| format!("{}: {}", text(&finding["policy"]), text(&finding["message"])))
            .collect();
        assert!(found.is_empty(), "{language}:\n{}", found.join("\n"));
        let problems: Vec<String> = scan.problems().into_iter().map(|problem| problem.message).collect();
        assert!(problems.is_empty(), "{language}:\n{}", problems.join("\n"));
        let undecided = tree.run(&["scan", "--persona", "pedantic", "--format", "concise", "--show-undecided"]);
        assert!(undecided.out.contains("0 findings; 0 undecided"), "{language}:\n{}", undecided.out);
    }
}

/// The samples would prove nothing if policies were not concerned by them.
#[test]
fn most_policies_judge_the_samples() {
    for language in ["azurerm", "bicep"] {
        let verdicts = sample(language).verdicts(&["--persona", "pedantic"]);
        let mut passed: BTreeMap<String, usize> = BTreeMap::new();
        for verdict in verdicts["verdicts"].as_array().unwrap() {
            if text(&verdict["verdict"]) == "pass" {
                *passed.entry(text(&verdict["policy"])).or_default() += 1;
            }
        }
        assert!(passed.len() >= 95, "{language}: only {} policies pass: {:?}", passed.len(), passed.keys());
    }
}

#[test]
fn what_automatic_presets_passes() {
    for language in ["automatic-azurerm", "automatic-bicep"] {
        let tree = sample(language);
        let only = PRESET.join(",");
        let verdicts = tree.verdicts(&["--only", &only]);
        let mut outcomes: BTreeMap<String, String> = BTreeMap::new();
        for verdict in verdicts["verdicts"].as_array().unwrap() {
            outcomes.insert(text(&verdict["policy"]), text(&verdict["verdict"]));
        }
        for policy in PRESET {
            assert_eq!(outcomes.get(policy).map(String::as_str), Some("pass"), "{language}: {policy}");
        }
    }
}
