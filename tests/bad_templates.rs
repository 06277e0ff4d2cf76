//! Bad Bicep and ARM files: the scan ends, says what it could not read and where, and judges everything else.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use support::{Scan, Tree};

const HEALTHY: &str =
    "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'demo'\n  location: 'x'\n}\n";

const SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

fn expected() -> Vec<String> {
    let scan = Tree::with(&[("healthy/main.bicep", HEALTHY)]).scan(&[]);
    assert!(scan.serious().is_empty(), "{:?}", scan.problems());
    let policies = scan.policies_in("healthy/main.bicep");
    assert!(policies.len() > 5, "{policies:?}");
    policies
}

/// Scans a tree in which a healthy file stands beside what is bad: its findings are there whatever happens.
fn scan(tree: &Tree) -> Scan {
    tree.write("healthy/main.bicep", HEALTHY);
    let scan = tree.scan(&[]);
    assert_eq!(scan.policies_in("healthy/main.bicep"), expected(), "{:?}", scan.problems());
    for format in ["full", "sarif"] {
        let run = tree.run(&["scan", "--format", format]);
        assert_eq!(run.code, Some(scan.code), "{format} has the exit code of JSON: {}", run.log);
    }
    scan
}

#[track_caller]
fn assert_problem(scan: &Scan, file: &str, kind: &str, message: &str) {
    let problems = scan.problems();
    let found = problems.iter().find(|problem| {
        problem.file == file && problem.kind == kind && problem.message.to_lowercase().contains(&message.to_lowercase())
    });
    let Some(problem) = found else { panic!("no {kind} problem at {file} with `{message}`: {problems:#?}") };
    assert!(problem.line.is_some() && problem.column.is_some(), "no place: {problem:?}");
}

fn with_cluster(text: &str) -> String {
    format!("{text}\n{HEALTHY}")
}

#[test]
fn a_syntax_error_loses_its_declaration_alone() {
    for broken in
        ["var a = [1, 2", "var a = 'unclosed", "param", "var a = {\n  b: \n}", "resource x = {}", "%", "var a = f(1"]
    {
        let tree = Tree::with(&[("bad/main.bicep", &with_cluster(&format!("{broken}\n")))]);
        let scan = scan(&tree);
        assert_eq!(scan.code, 3, "`{broken}`: {:?}", scan.problems());
        assert!(scan.serious().iter().all(|problem| problem.file == "bad/main.bicep"), "{broken}");
        assert!(scan.policies_in("bad/main.bicep").len() > 5, "the cluster behind `{broken}` is judged");
    }
}

#[test]
fn modules_that_call_one_another_are_a_cycle() {
    let module = |path: &str| with_cluster(&format!("module m '{path}' = {{\n  name: 'm'\n}}\n"));
    let tree = Tree::with(&[
        ("bad/a.bicep", &module("b.bicep")),
        ("bad/b.bicep", &module("a.bicep")),
        ("bad/self.bicep", &module("self.bicep")),
    ]);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    assert!(scan.has("module", "cycle"), "{:?}", scan.problems());
    assert_problem(&scan, "bad/self.bicep", "module", "cycle");
}

#[test]
fn imports_and_extends_that_lead_back_are_cycles() {
    let import = |path: &str, name: &str, own: &str| {
        with_cluster(&format!("import {{ {name} }} from '{path}'\n@export()\nvar {own} = {name}\n"))
    };
    let tree = Tree::with(&[
        ("bad/main.bicep", &import("other.bicep", "b", "a")),
        ("bad/other.bicep", &import("main.bicep", "a", "b")),
        ("params/main.bicep", &with_cluster("param x string = 'x'\n")),
        ("params/a.bicepparam", "using 'main.bicep'\nextends 'b.bicepparam'\n"),
        ("params/b.bicepparam", "using none\nextends 'a.bicepparam'\n"),
    ]);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    let cycles: Vec<_> = scan.serious().into_iter().filter(|problem| problem.message.contains("cycle")).collect();
    assert!(cycles.iter().any(|problem| problem.file.starts_with("bad/")), "{:?}", scan.problems());
    assert!(cycles.iter().any(|problem| problem.file.starts_with("params/")), "{:?}", scan.problems());
}

#[test]
fn names_that_refer_to_themselves_are_cycles() {
    let tree = Tree::with(&[("bad/main.bicep", &with_cluster("var a = b\nvar b = [a]\nparam p string = p\n"))]);
    let scan = scan(&tree);
    assert!(scan.policies_in("bad/main.bicep").len() > 5);
    let with_use = HEALTHY.replace("'demo'", "a");
    let tree = Tree::with(&[("bad/main.bicep", &format!("var a = b\nvar b = a\n{with_use}"))]);
    let scan = tree.scan(&[]);
    assert!(scan.has("evaluation", "cycle"), "{:?}", scan.problems());
}

#[test]
fn long_chains_and_deep_nesting_end() {
    let chain = format!("var a = 1{}", " + 1".repeat(100_000));
    let members = format!("var b = x{}", ".y".repeat(100_000));
    for (text, is_reported) in [
        (chain, true),
        (members, true),
        (format!("var c = {}1{}", "[".repeat(100_000), "]".repeat(100_000)), true),
        (format!("var d = {}", "{ a: ".repeat(20_000)), true),
        (format!("var e = {}'x'{}", "'${".repeat(10_000), "}'".repeat(10_000)), true),
    ] {
        let tree = Tree::with(&[("bad/main.bicep", &with_cluster(&text))]);
        let scan = scan(&tree);
        assert_eq!(scan.code == 3, is_reported, "{:?}", scan.problems());
    }
}

#[test]
fn loops_over_anything_end() {
    for collection in ["range(0, 1000000000)", "range(0, 9223372036854775807)"] {
        let looped = format!(
            "resource many 'Microsoft.ContainerService/managedClusters@2025-05-01' = [for i in {collection}: {{\n  name: \
             'demo${{i}}'\n}}]\nvar v = [for i in {collection}: i]\nvar m = map({collection}, i => i)\n"
        );
        let tree = Tree::with(&[("bad/main.bicep", &with_cluster(&looped))]);
        let scan = scan(&tree);
        assert!(
            !scan.serious().is_empty() || scan.problems().iter().any(|p| p.kind == "evaluation"),
            "{:?}",
            scan.problems()
        );
    }
}

/// Arrays of ten of the array before: a few lines that stand for very much.
#[test]
fn values_that_hold_one_another_many_times_end() {
    let uses = ["v12", "v12 == v11", "string(v12)", "contains(v12, 'x')", "concat(v12, v12)", "[...v12, ...v12]"];
    for part in uses {
        let mut text = "var v0 = ['x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x']\n".to_owned();
        for level in 1..=12 {
            let before = level - 1;
            text.push_str(&format!("var v{level} = [{}]\n", vec![format!("v{before}"); 10].join(", ")));
        }
        text.push_str(&format!(
            "resource odd 'Microsoft.ContainerService/managedClusters@2025-05-01' = {{\n  name: 'odd'\n  tags: {{ a: {part} }}\n}}\n"
        ));
        let scan = scan(&Tree::with(&[("bad/main.bicep", &text)]));
        assert_eq!(scan.code, 3, "`{part}`: {:?}", scan.problems());
        assert!(scan.has("budget", "too much memory"), "`{part}`: {:?}", scan.problems());
    }
    for inner in ["\"[variables('BEFORE')]\"", "{\"m\": \"[variables('BEFORE')]\"}"] {
        let mut variables = vec!["\"v0\": [\"x\", \"x\"]".to_owned()];
        for level in 1..=12 {
            let item = inner.replace("BEFORE", &format!("v{}", level - 1));
            variables.push(format!("\"v{level}\": [{}]", vec![item; 10].join(", ")));
        }
        let text = format!(
            "{{\"$schema\": \"{SCHEMA}\", \"contentVersion\": \"1.0.0.0\", \"variables\": {{{}}}, \"resources\": [{{\"type\": \
             \"Microsoft.ContainerService/managedClusters\", \"apiVersion\": \"2025-05-01\", \"name\": \"odd\", \"location\": \
             \"x\", \"tags\": {{\"a\": \"[variables('v12')]\"}}}}]}}",
            variables.join(", ")
        );
        let scan = scan(&Tree::with(&[("bad/main.json", &text)]));
        assert_eq!(scan.code, 3, "{:?}", scan.problems());
        assert!(scan.has("budget", "too much memory"), "{:?}", scan.problems());
    }
}

#[test]
fn nothing_outside_the_boundary_is_loaded() {
    let tree = Tree::with(&[
        ("secret.txt", "from-outside"),
        (
            "repo/main.bicep",
            "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: loadTextContent('../secret.txt')\n}\n\
             module m '../outside.bicep' = {\n  name: 'm'\n}\n",
        ),
        ("outside.bicep", HEALTHY),
    ]);
    let scan = tree.scan(&["repo", "--root", "repo"]);
    assert!(!scan.run.out.contains("from-outside"));
    let loads: Vec<_> = scan.problems().into_iter().filter(|problem| problem.message.contains("boundary")).collect();
    assert!(loads.iter().any(|problem| problem.line == Some(2)), "{:?}", scan.problems());
    assert!(loads.iter().any(|problem| problem.line == Some(4) && problem.kind == "module"), "{:?}", scan.problems());
    assert_eq!(scan.code, 3);
}

#[test]
fn json_templates_in_error_say_where() {
    let template = |resources: &str| {
        format!(
            "{{\n  \"$schema\": \"{SCHEMA}\",\n  \"contentVersion\": \"1.0.0.0\",\n  \"resources\": {resources}\n}}\n"
        )
    };
    let cluster = "[{ \"type\": \"Microsoft.ContainerService/managedClusters\", \"apiVersion\": \"2025-05-01\", \"name\": \"a\", \"properties\": { \"enableRBAC\": true, \"enableRBAC\": false } }]";
    let tree = Tree::with(&[("bad/twice.json", &template(cluster))]);
    assert_problem(&scan(&tree), "bad/twice.json", "syntax", "enableRBAC");
    let tree =
        Tree::with(&[("bad/open.json", &template("[{ \"type\": \"Microsoft.ContainerService/managedClusters\", "))]);
    let found = scan(&tree);
    assert_eq!(found.code, 3);
    assert!(found.serious().iter().any(|problem| problem.file == "bad/open.json" && problem.kind == "syntax"));
    let deep = format!("[{}]", "[".repeat(200_000));
    let tree = Tree::with(&[("bad/deep.json", &template(&format!("{deep}, \"Microsoft.ContainerService\"")))]);
    assert_eq!(scan(&tree).code, 3);
    let expression = cluster.replace("\"a\"", "\"[concat('a', ]\"");
    let tree = Tree::with(&[("bad/expression.json", &template(&expression.replace(", \"enableRBAC\": false", "")))]);
    let found = scan(&tree);
    assert!(
        found.problems().iter().any(|problem| problem.file == "bad/expression.json" && problem.line == Some(4)),
        "{:?}",
        found.problems()
    );
}

#[test]
fn a_module_that_is_a_directory_or_missing_is_named() {
    let call = |path: &str| with_cluster(&format!("module m '{path}' = {{\n  name: 'm'\n}}\n"));
    let tree = Tree::with(&[("bad/main.bicep", &call("x.bicep")), ("bad/x.bicep/readme.txt", "a directory")]);
    let found = scan(&tree);
    assert_problem(&found, "bad/main.bicep", "module", "directory");
    assert_eq!(found.code, 3);
    let tree = Tree::with(&[("bad/main.bicep", &call("none.bicep"))]);
    assert_problem(&scan(&tree), "bad/main.bicep", "module", "none.bicep");
    assert_eq!(scan(&tree).code, 3);
}

#[test]
fn bytes_that_are_no_text_are_reported() {
    let tree = Tree::new();
    let mut bytes = HEALTHY.as_bytes().to_vec();
    bytes.extend(b"// \xff\xfe\n");
    tree.write("bad/main.bicep", bytes);
    let found = scan(&tree);
    assert_eq!(found.code, 3);
    assert!(found.serious().iter().any(|problem| problem.file == "bad/main.bicep" && problem.kind == "io"));
}

#[test]
fn strange_values_do_no_harm() {
    for value in [
        "null!",
        "any(null)",
        "'${null}'",
        "[][0]",
        "{}.a.b.c",
        "-9223372036854775808 - 1",
        "1 / 0",
        "'a' < 1",
        "json('{')",
        "union(1, 2)",
    ] {
        let text = format!(
            "resource odd 'Microsoft.ContainerService/managedClusters@2025-05-01' = {{\n  name: {value}\n  properties: {value}\n}}\n"
        );
        let tree = Tree::with(&[("bad/main.bicep", &with_cluster(&text))]);
        let scan = scan(&tree);
        assert!(scan.code < 2 || scan.code == 3, "`{value}`");
        assert!(scan.policies_in("bad/main.bicep").len() > 5, "`{value}`: the cluster beside it is judged");
    }
}
