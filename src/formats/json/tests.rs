//! The reader goes on behind errors and knows where everything stands.

use super::{Dialect, Kind, Node, read};
use crate::document::ProblemKind;
use crate::source::{Sources, Span};

fn azure(text: &str) -> (Node, Vec<String>) {
    let (root, failures) = read(text, &[], Dialect::AZURE);
    let shown =
        failures.iter().map(|failure| format!("{}..{} {}", failure.range.start, failure.range.end, failure.message));
    (root, shown.collect())
}

#[test]
fn comments_and_trailing_commas_are_read_where_the_dialect_says_so() {
    let text = "// head\n{ /* a */ \"a\": 1, // b\n  \"b\": [1, 2,], /* } */ }\n// end";
    let (root, failures) = azure(text);
    assert_eq!(failures, Vec::<String>::new());
    assert_eq!(root.get("b").map(|node| node.items().len()), Some(2));
    assert_eq!(root.get("a").and_then(|node| node.as_number(text)).and_then(|number| number.to_i64()), Some(1));
    assert!(!read(text, &[], Dialect::STANDARD).1.is_empty());
    let trailing = read("[1,]", &[], Dialect::STANDARD).1;
    assert_eq!(trailing.len(), 1);
    assert_eq!(trailing[0].range, 2..3);
}

#[test]
fn a_comment_without_its_end_takes_the_rest() {
    let (root, failures) = azure("{\"a\": 1 /* x }");
    assert_eq!(root.get("a").map(|node| node.range.clone()), Some(6..7));
    assert_eq!(failures[0], "8..10 Unclosed comment: no `*/` was found for the comment opened here");
}

#[test]
fn comment_signs_in_strings_are_text_and_a_lone_slash_is_an_error() {
    let (root, failures) = azure(r#"{"a": "http://x/*y*/"}"#);
    assert_eq!(root.get("a").and_then(Node::as_str), Some("http://x/*y*/"));
    assert!(failures.is_empty());
    assert!(!azure("{\"a\": / 1}").1.is_empty());
}

#[test]
fn strings_may_go_over_lines() {
    let text = "{\"a\": \"x\n  y\", \"b\": 1}";
    let (root, failures) = azure(text);
    assert!(failures.is_empty());
    assert_eq!(root.get("a").and_then(Node::as_str), Some("x\n  y"));
    assert!(root.get("b").is_some());
    assert!(!read(text, &[], Dialect::STANDARD).1.is_empty());
}

#[test]
fn of_equal_names_the_last_counts() {
    let (root, failures) = azure(r#"{"a": 1, "A": true}"#);
    assert_eq!(root.get("a").and_then(Node::as_bool), Some(true));
    assert_eq!(failures, ["9..12 Duplicate property: \"A\" is already set in this JSON object; the last one counts"]);
    assert!(read(r#"{"a": 1, "a": 2}"#, &[], Dialect::STANDARD).1.is_empty());
}

#[test]
fn places_shift_behind_escapes() {
    let text = r#"{"a": "\n\u00e9x"}"#;
    let (root, _) = azure(text);
    let found = root.get("a").and_then(Node::as_text).unwrap();
    assert_eq!(found.text, "\né\u{78}");
    let file = Sources::in_memory().add("a.json", text);
    // `x` is the fourth byte of the decoded text.
    let at = text.find('x').unwrap();
    assert_eq!(found.place(file, 0).span(3..4), Span::new(file, at, at + 1));
}

#[test]
fn deep_nesting_ends_with_a_budget_problem() {
    let text = "[".repeat(100_000);
    let (_, failures) = read(&text, &[], Dialect::AZURE);
    assert!(failures.iter().any(|failure| failure.kind == ProblemKind::Budget));
    let closed = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    let (root, failures) = read(&closed, &[], Dialect::AZURE);
    assert_eq!(failures.len(), 1);
    assert_eq!(root.range, 0..2000);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_document() {
    let (root, failures) = azure("\u{feff}{\"a\": null}");
    assert!(failures.is_empty());
    assert!(matches!(root.get("a").unwrap().kind, Kind::Null));
    assert_eq!(root.range.start, 3);
}

#[test]
fn every_prefix_is_read() {
    let text = "{/*c*/\"a\\u0041\": [1, -2.5e3, tru, {\"x\": \"y\nz\"}], \"é\": nul // x\n}";
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        for dialect in [Dialect::AZURE, Dialect::STANDARD] {
            let _ = read(&text[..end], &[], dialect);
        }
    }
}
