//! The texts in `test/corpus` give the trees beside them, in the format of tree-sitter's own tests: a title between lines
//! of equals signs, the text, `---`, the tree.

#![allow(clippy::disallowed_methods, reason = "tests read the test data")]

use std::fs;
use std::path::Path;

use tree_sitter::Parser;

struct Case {
    title: String,
    text: String,
    tree: String,
}

fn cases(file: &str) -> Vec<Case> {
    let rule = "=".repeat(80) + "\n";
    let parts: Vec<&str> = file.split(&rule).collect();
    // Before the first rule there is nothing; then titles and what belongs to them take turns.
    let pairs = parts[1..].chunks_exact(2);
    assert!(pairs.remainder().is_empty(), "every title has a text");
    pairs
        .map(|pair| {
            let (text, tree) = pair[1].split_once("\n---\n").unwrap_or_else(|| panic!("no tree: {}", pair[0]));
            let text = text.strip_prefix('\n').unwrap_or(text);
            Case { title: pair[0].trim().to_owned(), text: text.to_owned(), tree: words(tree) }
        })
        .collect()
}

/// With one blank between words, so that trees may stand in several lines.
fn words(tree: &str) -> String {
    tree.replace('(', " (").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_corpus_gives_its_trees() {
    let mut parser = Parser::new();
    parser.set_language(&akslint_bicep_grammar::LANGUAGE.into()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut checked = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        // Checkouts may have other line ends.
        let file = fs::read_to_string(entry.unwrap().path()).unwrap().replace("\r\n", "\n");
        for case in cases(&file) {
            let tree = words(&parser.parse(&case.text, None).unwrap().root_node().to_sexp());
            if tree != case.tree {
                wrong.push(format!("{}\n  is       {tree}\n  expected {}", case.title, case.tree));
            }
            checked += 1;
        }
    }
    assert!(checked >= 50, "{checked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_node_occurs_in_the_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let corpus: String =
        fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    let kinds: Vec<serde_json::Value> = serde_json::from_str(akslint_bicep_grammar::NODE_TYPES).unwrap();
    let named = kinds.iter().filter(|kind| kind["named"] == true);
    let missing: Vec<&str> = (named.map(|kind| kind["type"].as_str().unwrap()))
        .filter(|kind| !corpus.contains(&format!("({kind})")) && !corpus.contains(&format!("({kind} ")))
        .filter(|kind| !corpus.contains(&format!("({kind}\n")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
