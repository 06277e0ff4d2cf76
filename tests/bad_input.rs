//! Whatever lies on disk, the scan ends, says what it could not read and where, and judges everything else.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod support;

use std::fs;

use support::{CLUSTER, Scan, Tree};

/// What is found in the healthy root beside each bad one.
fn expected() -> Vec<String> {
    let scan = Tree::with(&[("healthy/main.tf", CLUSTER)]).scan(&[]);
    assert_eq!(scan.code, 1, "a bare cluster has findings");
    assert!(scan.serious().is_empty());
    let policies = scan.policies_in("healthy");
    assert!(policies.len() > 5);
    policies
}

/// Scans a tree in which a healthy root stands beside what is bad, in every format; the healthy root's findings are
/// there whatever happens.
fn scan(tree: &Tree) -> Scan {
    scan_with(tree, &[])
}

fn scan_with(tree: &Tree, arguments: &[&str]) -> Scan {
    tree.write("healthy/main.tf", CLUSTER);
    let scan = tree.scan(arguments);
    assert_eq!(scan.policies_in("healthy"), expected(), "{:?}", scan.problems());
    for format in ["full", "concise", "sarif"] {
        let mut all = vec!["scan", "--format", format];
        all.extend(arguments);
        let run = tree.run(&all);
        assert_eq!(run.code, Some(scan.code), "{format} has the exit code of JSON: {}", run.log);
        assert!(run.out.contains("aks-local-accounts-disabled"), "{format} shows the findings");
    }
    scan
}

/// A problem of this kind whose message holds this text; with `is_placed`, at a line and column.
#[track_caller]
fn assert_problem(scan: &Scan, file: &str, kind: &str, message: &str, is_placed: bool) {
    let problems = scan.problems();
    let found = problems.iter().find(|problem| {
        problem.file == file && problem.kind == kind && problem.message.to_lowercase().contains(&message.to_lowercase())
    });
    let Some(problem) = found else { panic!("no {kind} problem at {file} with `{message}`: {problems:#?}") };
    if is_placed {
        assert!(problem.line.is_some() && problem.column.is_some(), "no place: {problem:?}");
    }
}

/// A cluster with an attribute of this value, and another cluster.
fn with_value(value: &str) -> String {
    format!(
        "resource \"azurerm_kubernetes_cluster\" \"bad\" {{\n  name = {value}\n}}\n\n\
         resource \"azurerm_kubernetes_cluster\" \"good\" {{\n  name = \"good\"\n}}\n"
    )
}

#[test]
fn a_syntax_error_loses_its_line() {
    for value in ["= 1", "\"a\" \"b\"", "[1, 2", "{ a = ", "\"unclosed", "\"${var.x", "f(1", "%", "a ? b", "'x'"] {
        let tree = Tree::with(&[("bad/main.tf", &with_value(value))]);
        let scan = scan(&tree);
        assert_eq!(scan.code, 3, "`{value}`");
        let problems = scan.serious();
        assert!(problems.iter().all(|problem| problem.file == "bad/main.tf" && problem.kind == "syntax"), "{value}");
        assert!((2..=3).contains(&problems[0].line.unwrap()), "`{value}`: {problems:?}");
        let found: Vec<String> = scan.policies_in("bad");
        assert!(found.len() >= expected().len(), "the other cluster is judged, behind `{value}`: {found:?}");
    }
}

#[test]
fn a_file_that_ends_early_is_read_as_far_as_it_goes() {
    for tail in [
        "resource \"azurerm_kubernetes_cluster\" \"x\" {",
        "resource \"azurerm_kubernetes_cluster\"",
        "variable \"x\" {\n  default = <<EOT\nabc",
        "/* comment",
        "locals {\n  a = [",
        "locals {\n  a = \"%{ if true }",
        "resource",
        "\"",
    ] {
        let tree = Tree::with(&[("bad/main.tf", &format!("{CLUSTER}\n{tail}"))]);
        let scan = scan(&tree);
        assert_eq!(scan.code, 3, "`{tail}`");
        assert!(scan.serious().iter().all(|problem| problem.line.unwrap() >= 4), "{tail}: {:?}", scan.serious());
        assert!(scan.policies_in("bad").len() >= expected().len(), "`{tail}`");
    }
}

#[test]
fn odd_bytes_are_told_and_do_not_spread() {
    let tree = Tree::with(&[("nul/main.tf", &format!("{CLUSTER}# \0\nlocals {{\n  a = \"\0\"\n}}\n"))]);
    tree.write("latin/main.tf", b"# caf\xe9\nresource \"azurerm_kubernetes_cluster\" \"x\" {\n}\n");
    tree.write("latin/other.tf", CLUSTER);
    tree.write("utf16/main.tf", CLUSTER.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    tree.write("utf16/other.tf", CLUSTER);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    assert_problem(&scan, "latin/main.tf", "io", "UTF-8", false);
    assert_eq!(scan.policies_in("latin").len(), expected().len(), "the file beside is read");
    assert_eq!(scan.policies_in("nul").len(), expected().len());
    assert_eq!(scan.policies_in("utf16").len(), expected().len());
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let plain =
        "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name = \"demo\"\n  local_account_disabled = false\n}\n";
    let tree = Tree::with(&[("plain/main.tf", plain), ("values/main.tf", "variable \"local\" {}\n")]);
    tree.write("mark/main.tf", format!("\u{feff}{plain}"));
    tree.write("dos/main.tf", plain.replace('\n', "\r\n"));
    tree.write("both/main.tf", format!("\u{feff}{}", plain.replace('\n', "\r\n")));
    let scan = scan(&tree);
    assert_eq!(scan.code, 1, "{:?}", scan.problems());
    let places = |root: &str| -> Vec<(String, u64, u64, u64)> {
        let findings =
            scan.findings().iter().filter(|finding| finding["location"]["file"] == format!("{root}/main.tf"));
        let number = |value: &serde_json::Value| value.as_u64().unwrap();
        findings
            .map(|finding| {
                let place = &finding["location"];
                let policy = support::text(&finding["policy"]);
                (policy, number(&place["line"]), number(&place["column"]), number(&place["end_column"]))
            })
            .collect()
    };
    assert!(places("plain").iter().any(|(_, line, ..)| *line == 3));
    for root in ["mark", "dos", "both"] {
        assert_eq!(places(root), places("plain"), "{root}");
    }
}

#[test]
fn deep_nesting_is_refused_with_its_place() {
    const DEEP: usize = 10_000;
    let nested = [
        ("brackets", with_value(&format!("{}1{}", "[".repeat(DEEP), "]".repeat(DEEP)))),
        ("braces", with_value(&format!("{}1{}", "{a=".repeat(DEEP), "}".repeat(DEEP)))),
        ("parentheses", with_value(&format!("{}1{}", "(".repeat(DEEP), ")".repeat(DEEP)))),
        ("templates", with_value(&format!("{}1{}", "\"${".repeat(DEEP), "}\"".repeat(DEEP)))),
        ("directives", with_value(&format!("\"{}{}\"", "%{if true}".repeat(DEEP), "%{endif}".repeat(DEEP)))),
        ("not", with_value(&format!("{}true", "!".repeat(DEEP)))),
        ("minus", with_value(&format!("{}1", "-".repeat(DEEP)))),
        ("calls", with_value(&format!("{}1{}", "abs(".repeat(DEEP), ")".repeat(DEEP)))),
        ("conditionals", with_value(&format!("{}1", "true ? 1 : ".repeat(DEEP)))),
        ("plus", with_value("1 + ".repeat(DEEP).trim_end_matches(" + "))),
        ("indexes", with_value(&format!("local.x{}", "[0]".repeat(DEEP)))),
        ("attributes", with_value(&format!("local.x{}", ".a".repeat(DEEP)))),
        ("splats", with_value(&format!("local.x{}", "[*]".repeat(DEEP)))),
        ("for", with_value(&format!("{}1{}", "[for a in ".repeat(DEEP), " : a]".repeat(DEEP)))),
        ("open", with_value(&"[".repeat(DEEP))),
        ("blocks", format!("{}{}{CLUSTER}", "a {\n".repeat(DEEP), "}\n".repeat(DEEP))),
    ];
    for (name, text) in nested {
        let tree = Tree::with(&[("bad/main.tf", &text)]);
        let scan = scan(&tree);
        let problems = scan.serious();
        assert!(problems.iter().all(|problem| problem.line.is_some() && problem.column.is_some()), "{name}");
        // What Terraform itself would take needs no problem; what is refused is told.
        if scan.code != 1 {
            assert_eq!(scan.code, 3, "{name}: {problems:?}");
            assert!(!problems.is_empty(), "{name}");
        }
        assert!(scan.policies_in("bad").len() >= expected().len(), "{name}: the cluster behind is judged");
    }
    let json = format!("{{\"locals\": {{\"a\": {}1{}}}}}", "[".repeat(DEEP), "]".repeat(DEEP));
    let tree = Tree::with(&[("bad/main.tf.json", &json), ("bad/main.tf", CLUSTER)]);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    assert_eq!(scan.serious()[0].file, "bad/main.tf.json");
    assert!(scan.serious()[0].line.is_some());
    assert_eq!(scan.policies_in("bad").len(), expected().len());
}

#[test]
fn a_file_above_the_limit_is_told() {
    let large = format!("{CLUSTER}# {}\n", "x".repeat(1024 * 1024));
    let tree = Tree::with(&[("bad/main.tf", &large), ("bad/other.tf", &CLUSTER.replace("this", "other"))]);
    tree.write("values/main.tf", format!("variable \"x\" {{}}\n{CLUSTER}"));
    tree.write("values/terraform.tfvars", format!("x = \"{}\"\n", "x".repeat(1024 * 1024)));
    let scan = scan_with(&tree, &["--max-file-size", "1"]);
    assert_eq!(scan.code, 3);
    assert_problem(&scan, "bad/main.tf", "io", "--max-file-size", false);
    assert_problem(&scan, "values/terraform.tfvars", "io", "--max-file-size", false);
    assert_eq!(scan.policies_in("bad").len(), expected().len(), "the file beside is read");
    assert_eq!(scan.policies_in("values").len(), expected().len());
    assert_eq!(tree.scan(&[]).code, 1, "the default limit lets them pass");
}

#[test]
fn a_huge_object_is_one_unknown_attribute() {
    let mut object = String::from("{\n");
    for index in 0..50_000 {
        object.push_str(&format!("    key_number_{index} = {index}\n"));
    }
    object.push_str("  }");
    assert!(object.len() > 1024 * 1024);
    let tree = Tree::with(&[("bad/main.tf", &format!("locals {{\n  huge = {object}\n  small = true\n}}\n{CLUSTER}"))]);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    assert_eq!(scan.serious().len(), 1, "{:?}", scan.serious());
    assert_eq!(scan.serious()[0].line, Some(2));
    assert_eq!(scan.policies_in("bad").len(), expected().len());
}

#[test]
fn cycles_are_told() {
    let tree = Tree::with(&[
        ("locals/main.tf", "locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}\n"),
        ("locals/aks.tf", &with_value("local.a")),
        ("modules/main.tf", &format!("module \"a\" {{\n  source = \"./a\"\n}}\n{CLUSTER}")),
        (
            "modules/a/main.tf",
            "module \"b\" {\n  source = \"../b\"\n}\nresource \"azurerm_kubernetes_cluster\" \"a\" {}\n",
        ),
        ("modules/b/main.tf", "module \"a\" {\n  source = \"../a\"\n}\n"),
        ("itself/main.tf", &format!("module \"me\" {{\n  source = \"./\"\n}}\n{CLUSTER}")),
        (
            "resources/main.tf",
            "resource \"azurerm_kubernetes_cluster\" \"a\" {\n  name = azurerm_kubernetes_cluster.b.name\n}\nresource \"azurerm_kubernetes_cluster\" \"b\" {\n  name = azurerm_kubernetes_cluster.a.name\n}\n",
        ),
        ("outputs/main.tf", &format!("module \"m\" {{\n  source = \"./m\"\n  x = module.m.y\n}}\n{CLUSTER}")),
        ("outputs/m/main.tf", "variable \"x\" {}\noutput \"y\" {\n  value = var.x\n}\n"),
    ]);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    assert_problem(&scan, "locals/main.tf", "evaluation", "cycle", true);
    assert_problem(&scan, "modules/b/main.tf", "module", "cycle", true);
    assert_problem(&scan, "itself/main.tf", "module", "cycle", true);
    for root in ["locals", "modules", "itself", "resources", "outputs"] {
        assert!(scan.policies_in(root).len() >= expected().len(), "{root} is judged: {:?}", scan.problems());
    }
}

#[test]
fn work_without_end_is_cut_short() {
    let doubling = |start: &str, step: &str| {
        let mut text = format!("locals {{\n  a0 = {start}\n");
        for index in 1..=40 {
            let last = index - 1;
            text.push_str(&format!("  a{index} = {}\n", step.replace('@', &format!("local.a{last}"))));
        }
        format!("{text}}}\n{}", with_value("local.a40"))
    };
    let cases = [
        ("range", with_value("range(0, 1e9)")),
        ("range of ranges", with_value("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]")),
        ("strings", doubling("\"ab\"", "\"${@}${@}\"")),
        ("formatted strings", doubling("\"ab\"", "format(\"%s%s\", @, @)")),
        ("lists", doubling("[1]", "concat(@, @)")),
        ("nested lists", doubling("[1]", "jsonencode([@, @])")),
        ("shared lists", doubling("[1]", "[@, @]")),
        ("flattened lists", doubling("[1]", "flatten([@, @])")),
        ("joined lists", doubling("[\"a\"]", "[join(\",\", @), join(\",\", concat(@, @))]")),
        ("maps", doubling("{ a = 1 }", "{ a = @, b = @ }")),
        ("replaced strings", doubling("\"ab\"", "replace(@, \"a\", \"aa\")")),
        ("setproduct", with_value("setproduct(range(1000), range(1000), range(1000))")),
        (
            "nested setproduct",
            with_value("setproduct(setproduct(range(100), range(100)), setproduct(range(100), range(100)))"),
        ),
        ("padding", with_value("format(\"%999999999s\", 1)")),
        ("padding with zeros", with_value("format(\"%0999999999d\", 1)")),
        ("precision", with_value("format(\"%.999999999f\", 1)")),
        (
            "repeated join",
            with_value(
                "join(\"\", [for i in range(1000) : join(\"\", [for j in range(1000) : format(\"%1000s\", j)])])",
            ),
        ),
        ("power", with_value("pow(10, 999999999)")),
        ("number", with_value("1e999999999")),
        ("number as text", with_value("\"${1e999999}\"")),
        ("regex", with_value("regexall(\"(a*)*b\", join(\"\", [for i in range(1000) : \"aaaaaaaaaaaaaaaaaaaa\"]))")),
        ("large regex", with_value("regex(\"(((a{1000}){1000}){1000})\", \"a\")")),
        (
            "subnets",
            with_value("cidrsubnets(\"10.0.0.0/8\", flatten([for i in range(300) : [for j in range(300) : 16]])...)"),
        ),
        ("hosts", with_value("[for i in range(300) : [for j in range(300) : cidrhost(\"10.0.0.0/8\", i * j)]]")),
        ("count", with_value("\"x\"\n  count = 1e9")),
        (
            "count on count",
            format!("module \"m\" {{\n  source = \"../many\"\n  count = 1000\n}}\n{}", with_value("\"x\"")),
        ),
        (
            "for_each",
            with_value(
                "each.key\n  for_each = toset(flatten([for a in range(400) : [for b in range(400) : \"k${a}-${b}\"]]))",
            ),
        ),
        (
            "dynamic",
            with_value(
                "\"x\"\n  dynamic \"identity\" {\n    for_each = flatten([for a in range(400) : [for b in range(400) : \"k${a}-${b}\"]])\n    content {\n      type = identity.value\n    }\n  }",
            ),
        ),
        ("indent", with_value("indent(999999999, \"a\\nb\\nc\")")),
        ("distinct", with_value("distinct(flatten([for a in range(400) : [for b in range(400) : \"k${a}-${b}\"]]))")),
        ("sorted", with_value("sort(flatten([for a in range(400) : [for b in range(400) : \"k${a}-${b}\"]]))")),
        (
            "yaml aliases",
            with_value(
                "yamldecode(\"a: &a [x,x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g,*g]\")",
            ),
        ),
        ("alternatives", {
            let mut text = String::from("variable \"u\" {\n  type = bool\n}\nlocals {\n  a0 = var.u ? \"a\" : \"b\"\n");
            for index in 1..=40 {
                let last = index - 1;
                text.push_str(&format!("  a{index} = var.u ? \"${{local.a{last}}}x\" : \"${{local.a{last}}}y\"\n"));
            }
            format!("{text}}}\n{}", with_value("local.a40"))
        }),
    ];
    for (name, text) in &cases {
        let tree =
            Tree::with(&[("bad/main.tf", text), ("many/main.tf", &CLUSTER.replace("name", "count = 1000\n  name"))]);
        tree.write("healthy/main.tf", CLUSTER);
        let scan = tree.scan(&["bad", "healthy"]);
        assert_eq!(scan.policies_in("healthy"), expected(), "{name}");
        assert!(scan.policies_in("bad").len() >= expected().len(), "{name}: the other cluster is judged");
        assert!(scan.code == 3 || scan.code == 1, "{name}");
        assert!(scan.serious().iter().all(|problem| problem.line.is_some()), "{name}");
        assert_eq!(scan.code == 3, scan.serious().iter().any(|problem| problem.kind != "evaluation"), "{name}");
    }
    // These cannot be done within any budget.
    for name in ["range of ranges", "strings", "lists", "setproduct", "padding", "count", "for_each"] {
        let (_, text) = cases.iter().find(|(other, _)| *other == name).unwrap();
        let tree = Tree::with(&[("bad/main.tf", text)]);
        let scan = tree.scan(&[]);
        let problems = scan.serious();
        assert!(problems.iter().any(|problem| problem.kind == "budget"), "{name}: {problems:?}");
        assert_eq!(scan.code, 3, "{name}");
    }
}

#[test]
fn modules_that_multiply_are_cut_short() {
    let tree = Tree::new();
    for level in 0..30 {
        let next = level + 1;
        let text =
            format!("module \"a\" {{\n  source = \"../m{next}\"\n}}\nmodule \"b\" {{\n  source = \"../m{next}\"\n}}\n");
        tree.write(&format!("m{level}/main.tf"), text);
    }
    tree.write("m30/main.tf", CLUSTER);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    assert!(scan.has("budget", "instances"), "{:?}", scan.problems());
    assert!(scan.policies_in("m0").len() >= expected().len());
    let tree = Tree::new();
    for level in 0..60 {
        let next = level + 1;
        tree.write(&format!("m{level}/main.tf"), format!("module \"a\" {{\n  source = \"../m{next}\"\n}}\n"));
    }
    tree.write("m60/main.tf", CLUSTER);
    let scan = self::scan(&tree);
    assert_eq!(scan.code, 3);
    assert!(scan.has("budget", "levels of module calls"), "{:?}", scan.problems());
}

#[test]
fn the_time_given_is_kept() {
    let tree = Tree::with(&[("bad/main.tf", &with_value("[for a in range(1000) : [for b in range(1000) : b]]"))]);
    let scan = tree.scan(&["--timeout", "0"]);
    assert_eq!(scan.code, 3);
    assert!(scan.has("budget", "--timeout"), "{:?}", scan.problems());
    for wrong in ["-1", "x", "1e400"] {
        assert_eq!(tree.run(&["scan", "--timeout", wrong]).code, Some(2), "{wrong}");
    }
}

#[test]
fn nothing_outside_the_boundary_is_read() {
    let outside = Tree::with(&[("module/main.tf", CLUSTER), ("secret.txt", "CONTENT-OF-ANOTHER-PLACE")]);
    let tree = Tree::with(&[
        ("repo/relative/main.tf", &format!("module \"m\" {{\n  source = \"../../elsewhere\"\n}}\n{CLUSTER}")),
        ("repo/file/main.tf", &with_value("file(\"../../elsewhere/secret.txt\")")),
        ("elsewhere/main.tf", "resource \"azurerm_kubernetes_cluster\" \"elsewhere\" {}\n"),
        ("elsewhere/secret.txt", "CONTENT-OF-ANOTHER-PLACE"),
    ]);
    tree.write("repo/absolute/main.tf", with_value(&format!("file(\"{}\")", outside.path("secret.txt").display())));
    tree.write("repo/healthy/main.tf", CLUSTER);
    let scan = tree.scan(&["repo"]);
    assert_eq!(scan.code, 3);
    assert_problem(&scan, "relative/main.tf", "module", "outside the read boundary", true);
    assert!(!scan.run.out.contains("elsewhere\"]") && !scan.run.out.contains("CONTENT-OF-ANOTHER-PLACE"));
    assert!(scan.policies_in("relative").len() >= expected().len());
    let model = tree.run(&["show", "model", "--format", "json", "repo"]);
    assert!(!model.out.contains("CONTENT-OF-ANOTHER-PLACE"), "{}", model.out);
    assert_eq!(tree.scan(&["repo", "--root", "."]).policies_in("repo/relative").len(), 2 * expected().len());
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_boundary_and_loops_end() {
    use std::os::unix::fs::symlink;
    let outside = Tree::with(&[("main.tf", &CLUSTER.replace("this", "outside")), ("inner/main.tf", CLUSTER)]);
    let tree = Tree::with(&[("repo/main.tf", CLUSTER), ("repo/shared/aks.tf", &CLUSTER.replace("this", "shared"))]);
    symlink("..", tree.path("repo/shared/up")).unwrap();
    symlink("self", tree.path("repo/self")).unwrap();
    symlink("nowhere.tf", tree.path("repo/dangling.tf")).unwrap();
    symlink(outside.path("main.tf"), tree.path("repo/foreign.tf")).unwrap();
    symlink(outside.path(""), tree.path("repo/foreign")).unwrap();
    symlink("shared/aks.tf", tree.path("repo/linked.tf")).unwrap();
    tree.write("repo/healthy/main.tf", CLUSTER);
    let scan = tree.scan(&["repo"]);
    assert_eq!(scan.code, 3);
    assert_eq!(scan.policies_in("healthy"), expected(), "{:?}", scan.problems());
    assert!(!scan.run.out.contains("outside\""), "a file outside the boundary is not read");
    assert!(scan.run.out.contains("azurerm_kubernetes_cluster.shared"));
    assert_problem(&scan, "foreign.tf", "io", "outside the read boundary", false);
    assert_problem(&scan, "dangling.tf", "io", "no such file", false);
    let called = Tree::with(&[(
        "repo/main.tf",
        "module \"m\" {\n  source = \"./link\"\n}\nresource \"azurerm_kubernetes_cluster\" \"x\" {}\n",
    )]);
    symlink(outside.path("inner"), called.path("repo/link")).unwrap();
    let scan = called.scan(&["repo"]);
    assert_problem(&scan, "main.tf", "module", "outside the read boundary", true);
    assert_eq!(scan.code, 3);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::with(&[("bad/main.tf", CLUSTER), ("bad/other.tf", CLUSTER), ("closed/main.tf", CLUSTER)]);
    fs::set_permissions(tree.path("bad/other.tf"), fs::Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(tree.path("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = fs::read(tree.path("bad/other.tf")).is_ok();
    if !is_root {
        let scan = scan(&tree);
        assert_eq!(scan.code, 3);
        assert_problem(&scan, "bad/other.tf", "io", "permission denied", false);
        assert_problem(&scan, "closed", "io", "permission denied", false);
        assert_eq!(scan.policies_in("bad").len(), expected().len());
    }
    fs::set_permissions(tree.path("closed"), fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_pipe_named_like_a_file_does_not_hang() {
    let tree = Tree::with(&[("bad/main.tf", &with_value("file(\"${path.module}/pipe.txt\")"))]);
    for pipe in ["bad/pipe.tf", "bad/pipe.txt", "bad/terraform.tfvars"] {
        let status = std::process::Command::new("mkfifo").arg(tree.path(pipe)).status();
        if !status.is_ok_and(|status| status.success()) {
            return;
        }
    }
    let scan = scan(&tree);
    assert!(scan.policies_in("bad").len() >= expected().len(), "{:?}", scan.problems());
}

#[test]
fn a_directory_named_like_a_file_is_a_directory() {
    let tree = Tree::with(&[
        ("bad/main.tf", CLUSTER),
        ("bad/x.tf/inner.tf", &CLUSTER.replace("this", "inner")),
        ("bad/terraform.tfvars/readme", "x"),
        ("bad/.terraform/modules/modules.json/readme", "x"),
        ("bad/.terraform.lock.hcl/readme", "x"),
        ("bad/terragrunt.hcl/readme", "x"),
    ]);
    let scan = scan(&tree);
    assert_eq!(scan.policies_in("bad").len(), expected().len());
    assert_eq!(scan.policies_in("bad/x.tf").len(), expected().len(), "it is a root of its own");
    assert!(!scan.has("io", "main.tf"));
}

#[test]
fn broken_files_beside_a_root_are_told() {
    let variable = "variable \"local\" {\n  type = bool\n}\n";
    let cluster = "resource \"azurerm_kubernetes_cluster\" \"this\" {\n  name = \"demo\"\n  local_account_disabled = var.local\n}\n";
    let root = format!("{variable}{cluster}");
    let tree = Tree::with(&[
        ("values/main.tf", &root),
        ("values/terraform.tfvars", "other = = 3\nlocal = true\n"),
        ("json/main.tf", &root),
        ("json/terraform.tfvars.json", "{\"local\": true,}"),
        ("expression/main.tf", &root),
        ("expression/a.auto.tfvars", "local = var.other\n"),
        ("environment/main.tf", &root),
        ("environment/prod.tfvars", "local = false\n}\n"),
        ("modules/main.tf", &format!("module \"m\" {{\n  source = \"Azure/aks/azurerm\"\n}}\n{CLUSTER}")),
        ("modules/.terraform/modules/modules.json", "{\"Modules\": ["),
        ("shape/main.tf", &format!("module \"m\" {{\n  source = \"Azure/aks/azurerm\"\n}}\n{CLUSTER}")),
        ("shape/.terraform/modules/modules.json", "{\"Modules\": {\"Key\": 1}}"),
        ("lock/main.tf", CLUSTER),
        ("lock/.terraform.lock.hcl", "provider \"registry.terraform.io/hashicorp/azurerm\" {\n  version = \n"),
        ("terragrunt/main.tf", CLUSTER),
        ("terragrunt/terragrunt.hcl", "inputs = {\n"),
    ]);
    let scan = scan(&tree);
    assert_eq!(scan.code, 3);
    assert_problem(&scan, "values/terraform.tfvars", "syntax", "", true);
    assert_problem(&scan, "json/terraform.tfvars.json", "syntax", "", true);
    assert_problem(&scan, "expression/a.auto.tfvars", "evaluation", "not allowed", true);
    assert_problem(&scan, "environment/prod.tfvars", "syntax", "", true);
    assert_problem(&scan, "modules/.terraform/modules/modules.json", "module", "terraform init", false);
    assert_problem(&scan, "terragrunt/terragrunt.hcl", "syntax", "", true);
    assert_problem(&scan, "lock/.terraform.lock.hcl", "syntax", "", true);
    let local_accounts =
        |root: &str| scan.policies_in(root).iter().any(|policy| policy == "aks-local-accounts-disabled");
    assert!(!local_accounts("values"), "the value behind the broken line counts");
    assert!(local_accounts("environment"), "the value before the broken line counts");
    for root in ["modules", "shape", "lock", "terragrunt"] {
        assert!(scan.policies_in(root).len() >= expected().len(), "{root}: {:?}", scan.policies_in(root));
    }
}

#[test]
fn odd_modules_json_leads_nowhere() {
    let tree = Tree::with(&[
        ("repo/a/main.tf", &format!("module \"m\" {{\n  source = \"Azure/aks/azurerm\"\n}}\n{CLUSTER}")),
        (
            "repo/a/.terraform/modules/modules.json",
            "{\"Modules\":[{\"Key\":\"m\",\"Source\":\"x\",\"Dir\":\"../../outside\"}]}",
        ),
        ("outside/main.tf", "resource \"azurerm_kubernetes_cluster\" \"outside\" {}\n"),
        ("repo/b/main.tf", &format!("module \"m\" {{\n  source = \"Azure/aks/azurerm\"\n}}\n{CLUSTER}")),
        (
            "repo/b/.terraform/modules/modules.json",
            "{\"Modules\":[{\"Key\":\"m\",\"Source\":\"x\",\"Dir\":\".terraform/modules/gone\"}]}",
        ),
        ("repo/c/main.tf", &format!("module \"m\" {{\n  source = \"Azure/aks/azurerm\"\n}}\n{CLUSTER}")),
        ("repo/c/.terraform/modules/modules.json", "{\"Modules\":[{\"Key\":\"m\",\"Source\":\"x\",\"Dir\":\".\"}]}"),
    ]);
    let scan = tree.scan(&["repo"]);
    assert_eq!(scan.code, 3);
    assert_problem(&scan, "a/main.tf", "module", "outside the read boundary", true);
    assert_problem(&scan, "b/main.tf", "module", "no such file", true);
    assert_problem(&scan, "c/main.tf", "module", "cycle", true);
    assert!(!scan.run.out.contains("cluster.outside"));
}

#[test]
fn a_file_that_changes_while_it_is_read_does_no_harm() {
    let tree = Tree::new();
    for index in 0..200 {
        tree.write(&format!("r{index}/main.tf"), CLUSTER);
    }
    tree.write("healthy/main.tf", CLUSTER);
    let directory = tree.path("");
    let is_done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                for index in 0..200 {
                    let root = directory.join(format!("r{index}"));
                    let _ = fs::remove_dir_all(&root);
                    let _ = fs::create_dir(&root);
                    let _ = fs::write(root.join("main.tf"), "resource \"azurerm_kubernetes_cluster\" \"x\" {");
                }
            }
        });
        for _ in 0..5 {
            let scan = tree.scan(&[]);
            assert_eq!(scan.policies_in("healthy"), expected());
            assert!([1, 3].contains(&scan.code), "{}", scan.code);
        }
        is_done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}
