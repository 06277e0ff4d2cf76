//! The same input gives the same bytes: whatever the threads, the order of paths, and where on disk it lies.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use support::{CLUSTER, Tree, text};

const COMMANDS: [&[&str]; 13] = [
    &["scan", "--format", "full"],
    &["scan", "--format", "full", "--all", "--show-undecided"],
    &["scan", "--format", "concise"],
    &["scan", "--format", "json"],
    &["scan", "--format", "sarif"],
    &["show", "model"],
    &["show", "model", "--format", "json"],
    &["show", "verdicts"],
    &["show", "verdicts", "--format", "json"],
    &["ip"],
    &["ip", "--format", "json"],
    &["ip", "--format", "markdown"],
    &["ip", "--format", "svg"],
];

fn estate(name: &str) -> Tree {
    let tree = Tree::new();
    tree.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/estates").join(name), "");
    tree
}

fn output(tree: &Tree, command: &[&str], more: &[&str]) -> (Option<i32>, String) {
    let mut arguments = command.to_vec();
    arguments.extend(more);
    let run = tree.run(&arguments);
    assert!(run.out.len() > 100, "`{}` says something: {}", run.command, run.log);
    (run.code, run.out)
}

#[test]
fn threads_change_nothing() {
    for name in ["private", "secrets"] {
        let tree = estate(name);
        for command in COMMANDS {
            let first = output(&tree, command, &["--jobs", "1"]);
            for jobs in ["2", "7", "2", "7"] {
                assert!(output(&tree, command, &["--jobs", jobs]) == first, "{name}: {command:?} with {jobs} threads");
            }
            assert!(output(&tree, command, &[]) == first, "{name}: {command:?} without a number of threads");
        }
    }
}

#[test]
fn the_order_and_repetition_of_paths_change_nothing() {
    let tree = estate("private");
    tree.write(".git/HEAD", "ref: refs/heads/main\n");
    let orders: [&[&str]; 5] = [
        &["infra/platform", "infra/data", "services"],
        &["services", "infra/data", "infra/platform"],
        &["infra/data", "infra/platform", "infra/data", "services", "services"],
        &["./infra/data/", "infra/../infra/platform", "services", "infra/platform"],
        &["infra/platform", "infra/data", "services", "services/shop-frontend"],
    ];
    for command in COMMANDS.iter().filter(|command| command[0] == "scan") {
        let first = output(&tree, command, orders[0]);
        for order in &orders[1..] {
            assert!(output(&tree, command, order) == first, "{command:?} {order:?}");
        }
    }
}

#[test]
fn no_output_tells_where_the_estate_lies() {
    for name in ["private", "secrets"] {
        let tree = estate(name);
        let place = tree.path("").canonicalize().unwrap();
        let directory = place.file_name().unwrap().to_str().unwrap().to_owned();
        let absolute = place.to_str().unwrap().to_owned();
        for command in COMMANDS {
            for paths in [&["."][..], &[absolute.as_str()]] {
                let mut arguments = command.to_vec();
                arguments.extend(paths);
                let run = tree.run(&arguments);
                for text in [&run.out, &run.log] {
                    assert!(!text.contains(&directory), "`{}`: {text}", run.command);
                }
            }
            let elsewhere = estate(name);
            assert!(output(&elsewhere, command, &[]) == output(&tree, command, &[]), "{name}: {command:?}");
        }
    }
}

/// Findings without what depends on what else is scanned: the order, and what is shown of one occurrence for all.
fn findings(scan: &Value, is_wanted: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for finding in scan["findings"].as_array().unwrap() {
        let mut finding = finding.clone();
        finding.as_object_mut().unwrap().retain(|key, _| !["related", "flow"].contains(&key.as_str()));
        let occurrences = finding["occurrences"].as_array_mut().unwrap();
        occurrences.retain(|occurrence| is_wanted(&text(&occurrence["root"])));
        if !occurrences.is_empty() {
            found.insert(serde_json::to_string(&finding).unwrap());
        }
    }
    found
}

#[test]
fn a_part_of_an_estate_has_the_findings_it_has_in_the_whole() {
    let tree = estate("private");
    tree.write(".git/HEAD", "ref: refs/heads/main\n");
    let whole = tree.scan(&["."]);
    for part in ["infra/platform", "infra/data", "infra/edge"] {
        let scan = tree.scan(&[part]);
        let in_part = findings(&whole.json, |root| root == part);
        assert!(!in_part.is_empty());
        assert_eq!(findings(&scan.json, |_| true), in_part, "{part}");
        let undecided = |scan: &Value| -> Vec<Value> {
            let groups = scan["undecided"].as_array().unwrap();
            groups.iter().filter(|group| group["root"] == part).cloned().collect()
        };
        assert_eq!(undecided(&scan.json), undecided(&whole.json), "{part}");
    }
    // From inside the part it is the same again.
    let inside = tree.scan(&["infra/platform", "--root", "."]);
    assert_eq!(findings(&inside.json, |_| true), findings(&whole.json, |root| root == "infra/platform"));
}

#[test]
fn an_example_that_calls_the_directory_above_is_judged_as_in_the_whole() {
    let module = "variable \"private\" {\n  default = true\n}\nresource \"azurerm_kubernetes_cluster\" \"main\" {\n  \
                  name = \"x\"\n  private_cluster_enabled = var.private\n}\n";
    let tree = Tree::with(&[
        ("main.tf", module),
        ("examples/startup/main.tf", "module \"aks\" {\n  source = \"../..\"\n  private = false\n}\n"),
        ("examples/other/main.tf", "module \"aks\" {\n  source = \"../../\"\n}\n"),
    ]);
    for boundary in [&[][..], &["--root", "."]] {
        if boundary.is_empty() {
            tree.write(".git/HEAD", "ref: refs/heads/main\n");
        }
        let with = |path: &str| {
            let mut arguments = vec![path];
            arguments.extend(boundary);
            tree.scan(&arguments)
        };
        let (whole, part) = (with("."), with("examples/startup"));
        let wanted = findings(&whole.json, |root| root == "examples/startup");
        assert!(wanted.iter().any(|finding| {
            finding.contains("aks-api-server-restricted") && finding.contains("examples/startup/main.tf")
        }));
        assert_eq!(findings(&part.json, |_| true), wanted);
        assert_eq!((whole.code, part.code), (1, 1), "{:?}", part.problems());
    }
    // Without a work tree and --root, the directory above lies outside.
    let alone = Tree::with(&[
        ("repo/main.tf", module),
        ("repo/examples/a/main.tf", "module \"aks\" {\n  source = \"../..\"\n}\n"),
    ]);
    let scan = alone.scan(&["repo/examples/a"]);
    assert_eq!(scan.code, 3);
    assert!(scan.has("module", "--root"), "{:?}", scan.problems());
}

#[test]
fn fingerprints_do_not_depend_on_lines() {
    let plain = Tree::with(&[("main.tf", CLUSTER)]);
    let moved = Tree::with(&[("main.tf", &format!("# one\n# two\n\n{CLUSTER}"))]);
    let prints = |tree: &Tree| -> BTreeSet<String> {
        tree.scan(&[]).findings().iter().map(|finding| text(&finding["fingerprint"])).collect()
    };
    let plain = prints(&plain);
    assert!(plain.len() > 5);
    assert_eq!(plain, prints(&moved));
}
