//! The commands of the README do what it shows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::path::Path;
use std::process::Command;

/// Commands with the lines shown below them.
fn transcripts(readme: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_open = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            is_open = line == "```console";
            continue;
        }
        if !is_open {
            continue;
        }
        match line.strip_prefix("$ ") {
            Some(command) => found.push((command.to_owned(), Vec::new())),
            None => found.last_mut().expect("a command comes first").1.push(line.to_owned()),
        }
    }
    found
}

#[test]
fn what_the_readme_shows_is_what_comes_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut run = 0;
    for (command, shown) in transcripts(&readme) {
        let arguments = command.strip_prefix("akslint ").or_else(|| command.strip_prefix("cargo run --release -- "));
        let Some(arguments) = arguments else { continue };
        run += 1;
        let output = Command::new(env!("CARGO_BIN_EXE_akslint"))
            .args(arguments.split_whitespace())
            .current_dir(root)
            .env_remove("FORCE_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut rest = text.lines();
        for line in shown.iter().filter(|line| *line != "...") {
            assert!(
                rest.any(|found| found.trim_end() == line.trim_end()),
                "`{command}` does not print (there):\n{line}\n\n{text}"
            );
        }
    }
    assert!(run >= 2, "the README shows real output");
}

#[test]
fn the_commands_named_exist() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let help: String = (["scan", "ip"].iter())
        .map(|command| Command::new(env!("CARGO_BIN_EXE_akslint")).args([command, "--help"]).output().unwrap())
        .map(|output| String::from_utf8(output.stdout).unwrap())
        .collect();
    for word in readme.split(|c: char| c.is_whitespace() || c == '`' || c == ',') {
        let is_option = word.starts_with("--")
            && !word.starts_with("---")
            && word.len() > 3
            && !["--release", "--workspace", "--path", "--locked", "--git"].contains(&word);
        assert!(!is_option || help.contains(word), "the README names {word}, which neither `scan` nor `ip` has");
    }
}
