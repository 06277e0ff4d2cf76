//! Every construct of the language parses without error.

#![allow(clippy::disallowed_methods, reason = "tests read the test data")]

use std::fs;
use std::path::Path;

use tree_sitter::{Node, Parser, Tree};

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&akslint_bicep_grammar::LANGUAGE.into()).unwrap();
    parser.parse(text, None).unwrap()
}

fn first_error(node: Node) -> Option<Node> {
    if node.is_error() || node.is_missing() {
        return Some(node);
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).filter(|child| child.has_error() || child.is_missing()).find_map(first_error)
}

#[test]
fn every_construct_parses() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/bicep/constructs.json");
    let constructs: Vec<serde_json::Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut failed = Vec::new();
    for construct in &constructs {
        let source = construct["source"].as_str().unwrap();
        let tree = parse(source);
        if let Some(error) = first_error(tree.root_node()) {
            failed.push(format!("{}: {source:?}: {error}", construct["name"]));
        }
    }
    assert!(constructs.len() > 200);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
