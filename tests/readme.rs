//! The commands that README.md and the pages in docs/ show do what they show, their options exist, and their links lead
//! somewhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::Tree;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and the pages in docs/, as paths from the root.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    pages.sort();
    pages
}

fn read(page: &str) -> String {
    std::fs::read_to_string(root().join(page)).unwrap()
}

/// Commands with the lines shown below them.
fn transcripts(page: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_open = false;
    for line in page.lines() {
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

/// What akslint is asked for in a command that a page shows; others are somebody else's, or build akslint.
fn arguments(command: &str) -> Option<Vec<String>> {
    let arguments = command.strip_prefix("akslint ").or_else(|| command.strip_prefix("cargo run --release -- "))?;
    // What a shell does with the output is not shown.
    Some(words(arguments).into_iter().take_while(|word| word != "|" && word != ">").collect())
}

/// Words as a shell takes them, as far as pages need: quotes hold a word together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut is_word) = (String::new(), None, false);
    for c in text.chars() {
        match (c, quote) {
            ('"' | '\'', None) => (quote, is_word) = (Some(c), true),
            (c, Some(open)) if c == open => quote = None,
            (c, None) if c.is_whitespace() => {
                if std::mem::take(&mut is_word) {
                    words.push(std::mem::take(&mut word));
                }
            }
            (c, _) => {
                word.push(c);
                is_word = true;
            }
        }
    }
    if is_word {
        words.push(word);
    }
    words
}

/// A repository with what pages scan, where commands may write.
fn copy() -> Tree {
    let tree = Tree::new();
    tree.copy(&root().join("testdata"), "testdata");
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com", "-c", "core.hooksPath=/dev/null"];
        let output = Command::new("git").current_dir(tree.path("")).args(who).args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "--all", "--force"]);
    git(&["commit", "--quiet", "--message=What the pages show"]);
    tree
}

#[test]
fn what_the_pages_show_is_what_comes_out() {
    let mut run = 0;
    for page in pages() {
        let transcripts = transcripts(&read(&page));
        if transcripts.iter().all(|(command, _)| arguments(command).is_none()) {
            continue;
        }
        // The steps of one page build on each other.
        let tree = copy();
        for (command, shown) in transcripts {
            let Some(arguments) = arguments(&command) else { continue };
            run += 1;
            let output = tree.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
            // Mistakes are told in the log.
            let text = if output.code == Some(2) { &output.log } else { &output.out };
            assert!(output.code != Some(2) || !shown.is_empty(), "{page}: `{command}` is refused: {}", output.log);
            let mut rest = text.lines();
            for line in shown.iter().filter(|line| *line != "...") {
                assert!(
                    rest.any(|found| found.trim_end() == line.trim_end()),
                    "{page}: `{command}` does not print (there):\n{line}\n\n{}\n{}",
                    output.out,
                    output.log
                );
            }
        }
    }
    assert!(run >= 2, "the pages show real output");
}

/// Options in the text of help, that of all commands.
fn options() -> BTreeSet<String> {
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_akslint")).args(arguments).arg("--help").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let mut texts = Vec::new();
    let mut waiting: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(command) = waiting.pop() {
        let text = help(&command.iter().map(String::as_str).collect::<Vec<_>>());
        let commands = text.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
        let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        for name in names.filter(|name| !name.is_empty() && *name != "help") {
            waiting.push(command.iter().cloned().chain([name.to_owned()]).collect());
        }
        texts.push(text);
    }
    let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let words = texts.iter().flat_map(|text| text.split(is_end));
    words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
}

/// Options of the programs that pages name beside akslint: git, cargo, docker, gh, and the tools that people come from.
const FOREIGN: [&str; 21] = [
    "--baseline",
    "--check",
    "--create-baseline",
    "--download-external-modules",
    "--end-of-options",
    "--exclude-paths",
    "--exclude-queries",
    "--exit-code",
    "--external-checks-dir",
    "--include-queries",
    "--locked",
    "--output-file-path",
    "--path",
    "--repo",
    "--report-formats",
    "--rm",
    "--severity",
    "--skip-check",
    "--soft-fail",
    "--tf-vars",
    "--workspace",
];

#[test]
fn the_options_named_exist() {
    let options = options();
    assert!(options.contains("--what-if") && options.contains("--fail-on"), "{options:?}");
    for page in pages() {
        for word in read(&page).split(|c: char| c.is_whitespace() || "`,()=;:/|[]".contains(c)) {
            let word = word.trim_end_matches('.');
            let is_option =
                word.strip_prefix("--").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(
                !is_option || options.contains(word) || FOREIGN.contains(&word),
                "{page} names {word}, which no command has"
            );
        }
    }
}

/// The anchor of a heading, as the forges make it.
fn anchor(heading: &str) -> String {
    let text = heading.to_lowercase().replace(' ', "-");
    text.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
}

fn anchors(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

#[test]
fn the_links_lead_somewhere() {
    for page in pages() {
        let text = read(&page);
        for (index, _) in text.match_indices("](") {
            let target = text[index + 2..].split(')').next().unwrap();
            if target.starts_with("https://") {
                continue;
            }
            let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
            let here = root().join(&page);
            let path: PathBuf = if path.is_empty() { here } else { here.parent().unwrap().join(path) };
            assert!(path.exists(), "{page} links to {target}, which is not there");
            assert!(
                fragment.is_empty() || anchors(&path).contains(&fragment.to_owned()),
                "{page} links to {target}, where no heading is called so"
            );
        }
    }
}

#[test]
fn the_index_lists_every_page() {
    let index = read("docs/README.md");
    for page in pages() {
        let name = page.strip_prefix("docs/").unwrap_or("../README.md");
        assert!(name == "README.md" || index.contains(&format!("]({name})")), "docs/README.md does not list {name}");
    }
}
