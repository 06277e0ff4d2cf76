//! The arrows of ARCHITECTURE.md: which room may use which, and that the page tells the truth.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms it may use. `cli`, `main` and `lib` see everything.
const ARROWS: [(&str, &[&str]); 16] = [
    ("source", &[]),
    ("document", &["source"]),
    ("formats", &["document", "source"]),
    ("terraform", &["formats", "document", "source"]),
    ("arm", &["formats", "document", "source"]),
    ("bicep", &["arm", "formats", "document", "source"]),
    ("discovery", &["bicep", "arm", "terraform", "formats", "document", "source"]),
    ("model", &["document", "source"]),
    ("planning", &["model", "document", "source"]),
    ("config", &["policy", "planning", "formats", "document", "source"]),
    ("policy", &["planning", "model", "document", "source"]),
    ("fixes", &["policy", "model", "terraform", "bicep", "formats", "document", "source"]),
    ("report", &["fixes", "policy", "planning", "model", "document", "source"]),
    ("changes", &["report", "policy", "source"]),
    ("suppression", &["report", "config", "policy", "bicep", "terraform", "formats", "document", "source"]),
    (
        "cli",
        &[
            "changes",
            "suppression",
            "report",
            "fixes",
            "policy",
            "config",
            "planning",
            "model",
            "discovery",
            "terraform",
            "bicep",
            "arm",
            "formats",
            "document",
            "source",
        ],
    ),
];

/// The longest file we accept, tests and table rows included; ARCHITECTURE.md says 400 is the aim.
const MAX_LINES: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root().join("src")).unwrap().to_str().unwrap().replace('\\', "/");
            let text = fs::read_to_string(path).unwrap();
            let code = text.find("#[cfg(test)]\nmod tests {").map_or(&*text, |tests| &text[..tests]);
            (name, code.to_owned())
        })
        .collect()
}

/// The rooms that a text uses: `crate::room`.
fn used_rooms(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for line in text.lines() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                rooms.extend(
                    group
                        .split(['}'])
                        .next()
                        .unwrap_or_default()
                        .split(',')
                        .map(|part| part.trim().split("::").next().unwrap_or_default().to_owned()),
                );
            } else {
                rooms.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            }
        }
    }
    rooms
}

#[test]
fn rooms_use_only_what_lies_below_them() {
    let rooms: Vec<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| file.starts_with(&format!("{room}/"))) else {
            continue;
        };
        let own = file.split('/').next().unwrap_or_default();
        for used in used_rooms(&text) {
            if rooms.contains(&&*used) && used != own && !allowed.contains(&&*used) {
                wrong.push(format!("{file} uses crate::{used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows must point down (see ARCHITECTURE.md):\n{}", wrong.join("\n"));
}

#[test]
fn an_upward_arrow_would_be_seen() {
    assert_eq!(used_rooms("use crate::report::Finding; // crate::cli"), ["report"]);
    assert_eq!(used_rooms("use crate::{model::Fact, policy};"), ["model", "policy"]);
}

#[test]
fn files_stay_small_and_say_what_they_know() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        if !text.starts_with("//!") {
            wrong.push(format!("{file} does not open with what it knows"));
        }
        let lines = text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{file} has {lines} lines"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_main_prints_exits_and_reads_the_environment() {
    let mut wrong = Vec::new();
    let is_test = |file: &str| file.ends_with("tests.rs") || file.contains("/tests/");
    for (file, text) in sources().into_iter().filter(|(file, _)| !is_test(file)) {
        for forbidden in
            ["println!", "eprintln!", "print!(", "process::exit", "env::var", "env::args", "env::current_dir"]
        {
            if file != "main.rs"
                && text.lines().any(|line| line.split("//").next().unwrap_or_default().contains(forbidden))
            {
                wrong.push(format!("{file} holds {forbidden}"));
            }
        }
        let touches_disk = text.lines().any(|line| line.split("//").next().unwrap_or_default().contains("std::fs"));
        if touches_disk && !file.starts_with("source/") && !file.starts_with("cli/") && file != "main.rs" {
            wrong.push(format!("{file} touches the disk"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_path_in_the_architecture_page_exists() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut checked = 0;
    let mut missing = Vec::new();
    for part in page.split('`').skip(1).step_by(2) {
        let is_path = part.ends_with('/') || part.ends_with(".rs") || part.ends_with(".md") || part.ends_with(".toml");
        if is_path && !part.contains([' ', '*', '<']) {
            checked += 1;
            if !root().join(part).exists() {
                missing.push(part.to_owned());
            }
        }
    }
    assert!(checked > 10, "the page names its rooms");
    assert!(missing.is_empty(), "ARCHITECTURE.md names what is not there: {}", missing.join(", "));
}
