//! Names and contents made to attack whoever reads a report, from the disk to every format.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod support;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use support::Tree;

/// Parts of names and of texts; none holds a slash, which no name can.
const EVIL: &str = "\u{1b}[31m\u{1b}]8;;x\u{7}\u{202e}\u{2066}\u{200b}\u{9b}1m]]><script>alert(1)<\\script>\r\n::error file=a::b\n##vso[task.complete result=Failed;]c\n%0A`|@team --> ' \" &";

/// A tree whose folders, files, names and values are hostile, with a finding, an undecided verdict, a problem and a note in
/// every one of them.
fn tree() -> Tree {
    let tree = Tree::new();
    let quoted: String = EVIL
        .chars()
        .map(|character| match character {
            '"' | '\\' => format!("\\{character}"),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '%' => "%%".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let cluster = format!(
        "resource \"azurerm_kubernetes_cluster\" \"this\" {{\n  for_each = {{ \"{quoted}\" = 1 }}\n  name     = \"{quoted}\"\n  \
         sku_tier = \"{quoted}\"\n  # {}\n  private_cluster_enabled = var.unset\n}}\nvariable \"unset\" {{}}\n",
        EVIL.replace(['\n', '\r'], " ")
    );
    tree.write(&format!("{EVIL}/{EVIL}.tf"), &cluster);
    tree.write(&format!("{EVIL}/broken{EVIL}.tf"), format!("locals {{\n  a = = \"{}\"\n}}\n", EVIL.replace('\n', " ")));
    tree.write(&format!("{EVIL}/{EVIL}.auto.tfvars"), format!("nothing = \"{quoted}\"\n"));
    let module = format!("module \"m\" {{\n  source = \"registry.example.org/aks/{quoted}/azurerm\"\n}}\n");
    tree.write(&format!("{EVIL}/module.tf"), module);
    let text = EVIL.replace('\'', "\\'").replace(['\n', '\r'], " ").replace("\\s", "s");
    let bicep = format!(
        "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {{\n  name: '{text}'\n  properties: {{\n    \
         dnsPrefix: '{text}'\n  }}\n}}\n"
    );
    tree.write(&format!("{EVIL}/{EVIL}.bicep"), bicep);
    let minified = format!(
        "{{\"$schema\":\"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\",\"resources\":[{{\"type\":\
         \"Microsoft.ContainerService/managedClusters\",\"apiVersion\":\"2025-05-01\",\"name\":\"{}\",\"properties\":{{\
         \"disableLocalAccounts\":false}}}}]}}",
        "x".repeat(1024 * 1024)
    );
    tree.write("long.json", minified);
    tree
}

fn is_hostile(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn assert_harmless(what: &str, text: &str, commands: &[&str]) {
    let at = text.char_indices().find(|(_, character)| is_hostile(*character));
    if let Some((at, character)) = at {
        let from = (0..=at.saturating_sub(80)).rev().find(|&at| text.is_char_boundary(at)).unwrap();
        panic!("{what} holds {character:?}: {:?}", text[from..].chars().take(160).collect::<String>());
    }
    for line in text.lines().map(str::trim_start) {
        let is_ours = commands.iter().any(|command| line.starts_with(command));
        assert!(is_ours || !line.starts_with("::"), "{what}: {line:?}");
        let azure = line.matches("##vso[").count() + line.matches("##[").count();
        assert_eq!(azure, usize::from(is_ours && line.starts_with("##vso[")), "{what}: {line:?}");
    }
    let is_markup = ["json", "sarif", "gitlab", "rdjson", "junit", "html", "markdown"].contains(&what);
    assert!(!is_markup || !text.contains("<script"), "{what}");
}

const FORMATS: [&str; 11] =
    ["full", "concise", "json", "sarif", "github", "azure", "gitlab", "junit", "rdjson", "markdown", "html"];

#[test]
fn every_format_is_harmless() {
    let tree = tree();
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("{format}=out.{format}")).collect();
    let mut arguments = vec!["scan", "--all", "--show-undecided", "--persona", "auditor", "--verbose"];
    outputs.iter().for_each(|output| arguments.extend(["--output", output]));
    let run = tree.run(&arguments);
    assert_eq!(run.code, Some(3), "{}", run.log);
    assert_harmless("standard output", &run.out, &[]);
    assert_harmless("standard error", &run.log, &[]);
    for format in FORMATS {
        let text = std::fs::read_to_string(tree.path(&format!("out.{format}"))).unwrap();
        let commands: &[&str] = match format {
            "github" => &["::error title=akslint", "::warning title=akslint", "::notice title=akslint"],
            "azure" => &["##vso[task.logissue type="],
            _ => &[],
        };
        assert_harmless(format, &text, commands);
        // A line of a megabyte is shown nowhere, except where its text is a value of data.
        let most = text.lines().map(str::len).max().unwrap();
        assert!(most < 100_000 || format == "json", "{format} has a line of {most} bytes");
        match format {
            "json" | "sarif" | "gitlab" | "rdjson" => {
                let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                let has_exact = |name: &str| json.to_string().contains(name);
                assert!(has_exact("vso[task.complete"), "{format} tells the name as it is");
            }
            "junit" | "html" => {
                let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
                let document = roxmltree::Document::parse_with_options(&text, options).unwrap();
                assert!(document.descendants().all(|node| !node.has_tag_name("script")), "{format}");
            }
            _ => assert!(text.contains("alert(1)"), "{format} tells the name: {}", &text[..text.len().min(400)]),
        }
    }
}

#[test]
fn what_else_prints_is_harmless() {
    let tree = tree();
    for arguments in [
        &["scan", "--statistics"][..],
        &["scan", "--quiet"],
        &["scan", "--color", "never"],
        &["show", "model"],
        &["show", "verdicts"],
        &["ip"],
        &["scan", "none\u{1b}[31m\u{202e}"],
        &["scan", "--only", "none\u{1b}[31m\u{202e}"],
        &["explain", "none\u{1b}[31m\u{202e}"],
        &["show", "why", "none\u{1b}[31m\u{202e}", "x"],
        &["scan", "--output", "json=none\u{1b}[31m\u{202e}/x"],
        &["scan", "--var-file", "none\u{1b}[31m\u{202e}"],
    ] {
        let run = tree.run(arguments);
        assert_harmless(&run.command, &run.out, &[]);
        // What was typed may come back; the shell has shown it already.
        if !run.command.contains("none") {
            assert_harmless(&run.command, &run.log, &[]);
        }
    }
}

#[test]
fn names_that_are_no_text_are_told_and_nothing_breaks() {
    let tree = Tree::with(&[("good/main.tf", support::CLUSTER)]);
    let bad = |bytes: &[u8]| tree.path("").join(OsStr::from_bytes(bytes));
    std::fs::create_dir(bad(b"folder\xff")).unwrap();
    std::fs::write(bad(b"folder\xff/main.tf"), support::CLUSTER.replace("this", "inside")).unwrap();
    std::fs::write(bad(b"file\xed\xa0\x80.tf"), support::CLUSTER.replace("this", "other")).unwrap();
    let scan = tree.scan(&[]);
    assert_eq!(scan.code, 3, "what is not read is told");
    assert!(scan.has("io", "its name is not UTF-8 text"), "{:?}", scan.problems());
    assert!(!scan.policies_in("good").is_empty());
    for format in FORMATS {
        let run = tree.run(&["scan", "--format", format, "--verbose"]);
        assert_eq!(run.code, Some(3), "{format}: {}", run.log);
    }
    let inside = scan.findings().iter().filter(|one| one["location"]["file"] == "folder\u{fffd}/main.tf").count();
    assert!(inside > 5, "a folder is only a way: {inside}");
}
