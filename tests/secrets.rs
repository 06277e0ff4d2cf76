//! Secrets never leave: every command and format over an estate of planted secrets shows none of them.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use support::{Run, Tree, text};

/// What is looked for, in lower case: the planted word, its base64 forms at each alignment, and secrets that have to be
/// numbers or addresses.
const CANARIES: [&str; 6] = ["canary", "q0foqvjz", "nbtkfsw", "dqu5bul", "203.0.113.213", "8675309"];

/// The SHA-256 of what `--var from_command_line` gives: a hash without a key can be guessed back.
const HASH: &str = "sha256";

const GIVEN: [&str; 5] = [
    "--env-vars",
    "--var",
    "from_command_line=CANARY-command-line",
    "--var",
    "from_environment={ word = \"CANARY-overridden\", pin = 8675309 }",
];

const ENVIRONMENT: [(&str, &str); 3] = [
    ("TF_VAR_from_environment", "{ word = \"CANARY-environment\" }"),
    ("TF_VAR_unset", "CANARY-no-bool"),
    ("TF_VAR_from_command_line", "CANARY-environment-too"),
];

fn estate() -> Tree {
    let tree = Tree::new();
    tree.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/estates/secrets"), "");
    tree
}

fn run(tree: &Tree, arguments: &[&str]) -> Run {
    let mut all = arguments.to_vec();
    all.extend(GIVEN);
    tree.run_with(&all, &ENVIRONMENT)
}

fn leaks(run: &Run) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (stream, text) in [("out", &run.out), ("log", &run.log)] {
        for line in text.lines() {
            let lower = line.to_lowercase();
            for canary in CANARIES {
                if let Some(at) = lower.find(canary) {
                    let from = (0..=at.saturating_sub(60)).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
                    let shown: String = line[from..].chars().take(160).collect();
                    found.insert(format!("`{}` ({stream}): {shown}", run.command));
                }
            }
        }
    }
    found
}

fn assert_no_leak(runs: &[Run]) {
    let all: BTreeSet<String> = runs.iter().flat_map(leaks).collect();
    assert!(all.is_empty(), "{} leaks:\n{}", all.len(), all.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_format_of_a_scan_shows_a_secret() {
    let tree = estate();
    let mut runs = Vec::new();
    for format in ["full", "concise", "json", "sarif"] {
        for more in [&["--all", "--show-undecided"][..], &[], &["--read-all", "--color", "always"]] {
            let mut arguments = vec!["scan", "--format", format];
            arguments.extend(more);
            let run = run(&tree, &arguments);
            assert!(run.out.contains("aks-managed-identity"), "`{}` finds the service principals", run.command);
            assert!(run.out.contains("broken/main.tf"), "`{}` names the broken file: {}", run.command, run.out);
            runs.push(run);
        }
    }
    let outputs =
        run(&tree, &["scan", "--output", "full=a.txt", "--output", "json=b.json", "--output", "sarif=c.sarif"]);
    for name in ["a.txt", "b.json", "c.sarif"] {
        let out = std::fs::read_to_string(tree.path(name)).unwrap();
        assert!(out.contains("aks-managed-identity"), "{name} holds the findings");
        runs.push(Run { command: name.to_owned(), out, ..outputs.clone() });
    }
    assert_no_leak(&runs);
}

#[test]
fn show_model_and_verdicts_show_no_secret() {
    let tree = estate();
    let mut runs = Vec::new();
    for what in ["model", "verdicts"] {
        for format in ["text", "json"] {
            let run = run(&tree, &["show", what, "--format", format]);
            for cluster in ["azurerm_kubernetes_cluster.literal", "called/aks", "inner/inner"] {
                assert!(run.out.contains(cluster), "`{}` lists {cluster}", run.command);
            }
            runs.push(run);
        }
    }
    assert_no_leak(&runs);
}

#[test]
fn an_address_plan_shows_no_secret() {
    let tree = estate();
    let mut runs = Vec::new();
    for format in ["text", "json", "markdown", "svg"] {
        let run = run(&tree, &["ip", "--format", format]);
        assert!(run.out.contains("10.224.0.0/12"), "`{}` shows networks: {}", run.command, run.log);
        runs.push(run);
    }
    assert_no_leak(&runs);
}

#[test]
fn show_why_shows_no_secret() {
    let tree = estate();
    let model = run(&tree, &["show", "model", "--format", "json"]);
    let model: serde_json::Value = serde_json::from_str(&model.out).unwrap();
    let mut asked = BTreeSet::new();
    for resource in model["resources"].as_array().unwrap() {
        for property in resource["properties"].as_array().unwrap() {
            if text(&property["origin"]) == "written" {
                asked.insert((text(&resource["root"]), text(&resource["address"]), text(&property["property"])));
            }
        }
    }
    assert!(asked.len() > 20, "there are written properties to ask for: {asked:?}");
    let mut runs = Vec::new();
    for (root, address, property) in &asked {
        let run = run(&tree, &["show", "why", address, property, root]);
        assert!(run.out.contains(property.as_str()), "`{}` answers: {}", run.command, run.log);
        runs.push(run);
    }
    for wrong in [["azurerm_kubernetes_cluster.CANARY", "sku"], ["azurerm_kubernetes_cluster.literal", "client_secret"]]
    {
        let mut run = run(&tree, &["show", "why", wrong[0], wrong[1]]);
        // What was typed may be repeated.
        run.log = run.log.replace("`azurerm_kubernetes_cluster.CANARY`", "");
        runs.push(run);
    }
    assert_no_leak(&runs);
}

#[test]
fn a_hash_of_a_secret_is_a_secret() {
    let tree = Tree::with(&[(
        "main.tf",
        "variable \"word\" {\n  sensitive = true\n  default = \"guess me\"\n}\n\
         resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name = \"x\"\n  kubernetes_version = sha256(var.word)\n}\n",
    )]);
    // printf 'guess me' | sha256sum
    let hash = "bbbc25eea90e8efbf0816c16e05e3445";
    for arguments in [&["scan", "--format", "json"][..], &["show", "model"], &["show", "model", "--format", "json"]] {
        let run = tree.run(arguments);
        assert!(run.out.contains("kubernetes"), "`{}` shows the property", run.command);
        assert!(!run.out.contains(&hash[..8]), "`{}` shows the {HASH}: {}", run.command, run.out);
    }
}
