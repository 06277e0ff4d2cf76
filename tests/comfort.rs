//! What editors, pipes and whoever interrupts a run rely on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod support;

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use support::{CLUSTER, Tree};

/// The built binary in a tree, quiet about colours of the surroundings.
fn akslint(tree: &Tree) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_akslint"));
    command.current_dir(tree.path("")).env_remove("FORCE_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Scans with a text on standard input: exit code, findings as `path:line policy`, standard error.
fn scan_text(tree: &Tree, arguments: &[&str], text: impl AsRef<[u8]>) -> (Option<i32>, Vec<String>, String) {
    let mut child = akslint(tree)
        .args(["scan", "--format", "json"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // Who refuses to read more has seen enough.
    let _ = input.write_all(text.as_ref());
    drop(input);
    let output = child.wait_with_output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!log.contains("panicked"), "{log}");
    let findings = match serde_json::from_slice::<serde_json::Value>(&output.stdout) {
        Ok(json) => (json["findings"].as_array().unwrap().iter())
            .map(|one| {
                let place = &one["location"];
                format!("{}:{} {}", place["file"].as_str().unwrap(), place["line"], one["policy"].as_str().unwrap())
            })
            .collect(),
        Err(_) => Vec::new(),
    };
    (output.status.code(), findings, log)
}

const ONLY: [&str; 2] = ["--only", "aks-local-accounts-disabled"];

#[test]
fn an_editors_text_replaces_the_file() {
    let tree = Tree::with(&[
        ("infra/main.tf", "resource \"azurerm_kubernetes_cluster\" \"a\" {\n  local_account_disabled = true\n}\n"),
        ("infra/variables.tf", "variable \"x\" { default = false }\n"),
        ("infra/other.tf", &CLUSTER.replace("this", "other")),
        (".git/HEAD", ""),
    ]);
    let scan = |file: &str, text: &str| {
        let (code, findings, _) = scan_text(&tree, &["--stdin-filename", file, ONLY[0], ONLY[1]], text);
        (code, findings)
    };
    let unsaved = "\n\nresource \"azurerm_kubernetes_cluster\" \"a\" {\n  local_account_disabled = false\n}\n";
    let (code, findings) = scan("infra/main.tf", unsaved);
    assert_eq!((code, findings), (Some(1), vec!["infra/main.tf:4 aks-local-accounts-disabled".to_owned()]));
    let saved = std::fs::read_to_string(tree.path("infra/main.tf")).unwrap();
    assert_eq!(scan("infra/main.tf", &saved), (Some(0), Vec::new()), "the finding in the file beside is not reported");
    // The rest of the root is read: the value of what the text refers to is known.
    let (code, findings) = scan("infra/main.tf", &unsaved.replace("false", "var.x"));
    assert_eq!((code, findings), (Some(1), vec!["infra/main.tf:4 aks-local-accounts-disabled".to_owned()]));
    assert_eq!(scan("infra/variables.tf", "variable \"x\" { default = false }\n"), (Some(0), Vec::new()));
    let (code, findings) = scan("infra/not-saved-yet.tf", &CLUSTER.replace("this", "new"));
    assert_eq!((code, findings), (Some(1), vec!["infra/not-saved-yet.tf:1 aks-local-accounts-disabled".to_owned()]));
    assert_eq!(scan("infra/notes.md", "nothing"), (Some(0), Vec::new()), "no code at all");
    assert_eq!(std::fs::read_to_string(tree.path("infra/main.tf")).unwrap(), saved, "nothing is written");
}

#[test]
fn an_editors_text_is_judged_as_part_of_its_callers() {
    let module = "variable \"local\" {}\nresource \"azurerm_kubernetes_cluster\" \"a\" {\n  local_account_disabled = var.local\n}\n";
    let tree = Tree::with(&[
        ("modules/aks/main.tf", "# empty for now\n"),
        ("live/main.tf", "module \"aks\" {\n  source = \"../modules/aks\"\n  local  = false\n}\n"),
        (".git/HEAD", ""),
    ]);
    let file = ["--stdin-filename", "modules/aks/main.tf", ONLY[0], ONLY[1]];
    let (code, findings, _) = scan_text(&tree, &file, module);
    assert_eq!((code, findings.len()), (Some(0), 0), "by itself its value is not known");
    // The value stands in the caller, and only the editor's file is reported.
    let (code, findings, _) = scan_text(&tree, &[&file[..], &["./"]].concat(), module);
    assert_eq!((code, findings.len()), (Some(0), 0));
    let literal = module.replace("var.local", "var.local && false");
    let (code, findings, log) = scan_text(&tree, &[&file[..], &["./"]].concat(), &literal);
    assert_eq!((code, findings.len()), (Some(1), 1), "found though nothing of AKS is on disk: {log}");
    assert!(findings[0].starts_with("modules/aks/main.tf:"), "{findings:?}");
}

#[test]
fn an_editors_template_is_read_too() {
    let tree = Tree::with(&[("main.bicep", "param name string\n")]);
    let text = "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'a'\n  properties: {\n    disableLocalAccounts: false\n  }\n}\n";
    for paths in [&[][..], &["./"]] {
        let arguments = [&["--stdin-filename", "main.bicep", ONLY[0], ONLY[1]][..], paths].concat();
        let (code, findings, log) = scan_text(&tree, &arguments, text);
        assert_eq!(findings, ["main.bicep:4 aks-local-accounts-disabled"], "{log}");
        assert_eq!(code, Some(1));
    }
}

#[test]
fn an_editors_text_may_be_anything() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    let file = ["--stdin-filename", "main.tf"];
    let (code, _, log) = scan_text(&tree, &file, b"# caf\xe9\n");
    assert_eq!((code, log.as_str()), (Some(2), "error: --stdin-filename: standard input is not UTF-8 text\n"));
    let long = "#".repeat(3 * 1024 * 1024);
    let (code, _, log) = scan_text(&tree, &["--stdin-filename", "main.tf", "--max-file-size", "1"], &long);
    assert_eq!(code, Some(2));
    assert!(log.contains("--max-file-size"), "{log}");
    assert_eq!(scan_text(&tree, &file, "").0, Some(0));
    assert_eq!(
        scan_text(&tree, &file, "resource \"azurerm_kubernetes_cluster\" \"x").0,
        Some(3),
        "what is not parsed is told"
    );
    let (code, _, log) = scan_text(&tree, &["--stdin-filename", "none/main.tf"], "");
    assert_eq!(code, Some(2));
    assert!(log.contains("no such file or directory"), "{log}");
}

#[test]
fn a_reader_who_goes_away_changes_nothing() {
    let many: String = (0..300).map(|index| CLUSTER.replace("this", &format!("c{index}"))).collect();
    let tree = Tree::with(&[("main.tf", &many)]);
    for (format, expected) in [("concise", 1), ("json", 1), ("full", 1)] {
        let mut child = akslint(&tree)
            .args(["scan", "--all", "--format", format, "--output", "markdown=out.md"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut start = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut start).unwrap();
        // The pipe is closed here, long before all is written.
        let output = child.wait_with_output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(expected), "{format}: {log}");
        assert!(!log.contains("error") && !log.contains("panicked"), "{format}: {log}");
        assert!(std::fs::read_to_string(tree.path("out.md")).unwrap().starts_with("## akslint"), "{format}");
    }
    for arguments in [&["policies", "--format", "json"][..], &["show", "model"], &["completions", "bash"]] {
        let mut child = akslint(&tree).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {log}");
        assert!(!log.contains("error"), "{arguments:?}: {log}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_told_before_the_scan() {
    let tree = Tree::with(&[("main.tf", CLUSTER), ("folder/x", "")]);
    for output in ["sarif=none/out.sarif", "sarif=folder", "sarif=main.tf/out.sarif"] {
        let run = tree.run(&["scan", "--output", output]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{output}: {}", run.log);
        assert!(run.log.starts_with("error: ") && !run.log.contains("done in"), "{output}: {}", run.log);
    }
    let ran = tree.run(&["scan", "--output", "json=a.json", "--output", "sarif=none/out.sarif"]);
    assert_eq!(ran.code, Some(2));
    let mut left: Vec<String> = (std::fs::read_dir(tree.path("")).unwrap())
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["folder", "main.tf"], "nothing is left behind");
}

/// The run is stopped when it has begun to read, and before it has ended: its input is a pipe that nobody fills.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_half_written_file() {
    let tree = Tree::with(&[("main.tf", CLUSTER), ("out.json", "before")]);
    let mut child = akslint(&tree)
        .args(["scan", "--stdin-filename", "main.tf", "--output", "json=out.json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let input = child.stdin.take();
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "it was stopped");
    drop(input);
    let mut left: Vec<String> = (std::fs::read_dir(tree.path("")).unwrap())
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["main.tf", "out.json"]);
    assert_eq!(std::fs::read_to_string(tree.path("out.json")).unwrap(), "before");
}

#[test]
fn colours_and_links_are_for_those_who_see_them() {
    let tree = Tree::with(&[("main.tf", CLUSTER)]);
    let escapes = |environment: &[(&str, &str)], arguments: &[&str]| {
        let all = [&["scan", "--only", "aks-local-accounts-disabled"][..], arguments].concat();
        let run = tree.run_with(&all, environment);
        (run.out.contains("\u{1b}["), run.out.contains("\u{1b}]8;"))
    };
    // Tests have no terminal.
    assert_eq!(escapes(&[], &[]), (false, false));
    assert_eq!(escapes(&[("FORCE_COLOR", "1")], &[]), (true, false));
    assert_eq!(escapes(&[("CLICOLOR_FORCE", "1")], &[]), (true, false));
    assert_eq!(escapes(&[("FORCE_COLOR", "0")], &[]), (false, false));
    assert_eq!(escapes(&[("FORCE_COLOR", "1")], &["--color", "never"]), (false, false));
    assert_eq!(escapes(&[("NO_COLOR", "1")], &["--color", "always"]), (true, false));
    assert_eq!(escapes(&[("FORCE_HYPERLINK", "1"), ("CI", "")], &[]), (false, true));
    assert_eq!(escapes(&[("FORCE_HYPERLINK", "1"), ("CI", "true")], &[]), (false, false), "a log is no terminal");
}

#[test]
fn completions_know_every_command() {
    let tree = Tree::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = tree.run(&["completions", shell]);
        assert_eq!(run.code, Some(0), "{shell}: {}", run.log);
        for word in ["explain", "completions", "sarif-category", "stdin-filename"] {
            assert!(run.out.contains(word), "{shell} lacks {word}");
        }
    }
}
