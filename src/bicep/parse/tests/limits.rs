//! Texts that are deep, long or no Bicep at all.

use super::{all_constructs, clean, parse};
use crate::bicep::parse::segment::Segments;
use crate::bicep::syntax::{DeclarationKind, ExpressionKind, MAX_DEPTH};
use crate::document::ProblemKind;

/// Reads a declaration that is too deep, before one that is not.
fn too_deep(declaration: &str) {
    let (tree, problems) = parse(&format!("{declaration}\nvar last = 1\n"));
    let shown = &declaration[..20];
    assert!(problems.iter().any(|problem| problem.kind == ProblemKind::Budget), "{shown}: {problems:?}");
    assert_eq!(problems.len(), 1, "{shown}: {problems:?}");
    assert_eq!(tree.declarations.last().unwrap().name().unwrap().text.as_ref(), "last", "{shown}");
    assert_eq!(tree.declarations.len(), 2, "{shown}");
}

#[test]
fn depth_is_bounded() {
    for count in [10_000, 100_000] {
        let nested = |open: &str, inner: &str, close: &str| {
            format!("var a = {}{inner}{}", open.repeat(count), close.repeat(count))
        };
        too_deep(&nested("(", "1", ")"));
        too_deep(&nested("[", "1", "]"));
        too_deep(&nested("{a: ", "1", "}"));
        too_deep(&nested("'${", "1", "}'"));
        too_deep(&nested("b ? ", "1", " : 2"));
        too_deep(&nested("f(", "1", ")"));
        too_deep(&nested("[for x in y: ", "1", "]"));
        too_deep(&nested("x => ", "1", ""));
        too_deep(&nested("!", "b", ""));
        too_deep(&format!("type a = {}string{}", "(".repeat(count), ")".repeat(count)));
        too_deep(&format!("type a = {}string{}", "{a: ".repeat(count), "}".repeat(count)));
        too_deep(&format!("type a = string{}", "[]".repeat(count)));
        for link in [" + 1", ".b", "[0]", "!", ".?b", "::b", ".b()", " ?? c", " || d"] {
            too_deep(&format!("var a = b{}", link.repeat(count)));
        }
    }
}

#[test]
fn brackets_that_are_never_closed_end_somewhere() {
    for open in ["(", "[", "{a: ", "'${", "{", "f("] {
        let (tree, problems) = parse(&format!("var a = {}\nvar last = 1\n", open.repeat(10_000)));
        assert!(!problems.is_empty(), "{open}");
        assert_eq!(tree.declarations.last().unwrap().name().unwrap().text.as_ref(), "last", "{open}");
    }
}

#[test]
fn what_is_as_deep_as_allowed_is_read() {
    let depth = MAX_DEPTH - 1;
    clean(&format!("var a = {}1{}\n", "(".repeat(depth), ")".repeat(depth)));
    clean(&format!("var a = {}1{}\n", "{a: [".repeat(depth / 2), "]}".repeat(depth / 2)));
    clean(&format!("type a = {}string{}\n", "[".repeat(depth), "]".repeat(depth)));
}

#[test]
fn line_ends_and_strange_bytes_are_harmless() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "param a string?\nvar b = c\n  ? 1\n  : 2\n\n// d\nvar e = [\n  1\n]\n".replace('\n', end);
        assert_eq!(clean(&text).len(), 3, "{end:?}");
    }
    assert_eq!(clean("\u{feff}param a string\n").len(), 1);
    let (tree, problems) = parse("var a = 1\n\0\nvar b = 2\n");
    assert_eq!(tree.declarations.len(), 2);
    assert_eq!(problems[0].message, "The token \"\\0\" is not recognized");
    let (tree, problems) = parse("");
    assert!(tree.declarations.is_empty() && problems.is_empty());
}

#[test]
fn text_that_is_no_bicep_ends_within_its_budget() {
    let lines = ["} ] ) ' ${\n", "{ [ ( '${\n", "word word\n", "@a\n", "$'''${\n", "'''", "/* ", "\0", "$", "]\n//x\n"];
    for line in lines {
        let (_, problems) = parse(&line.repeat(200_000 / line.len()));
        assert!(!problems.is_empty() && problems.len() <= 101, "{line:?}: {}", problems.len());
    }
}

#[test]
fn a_large_file_is_read_in_pieces_as_it_is_at_once() {
    let sources: Vec<String> = all_constructs().into_iter().map(|(_, source)| source).collect();
    // Byte order marks stand at the start of a file only; some constructs end without a line end.
    let text: String = sources.iter().map(|source| source.trim_start_matches('\u{feff}').to_owned() + "\n").collect();
    let whole = clean(&text);
    let pieces = Segments::of(&text).pieces(1);
    assert!(pieces.len() > 190, "{}", pieces.len());
    assert_eq!(pieces.iter().map(|piece| &text[piece.clone()]).collect::<String>(), text);
    let apart: usize = pieces.iter().map(|piece| clean(&text[piece.clone()]).len()).sum();
    assert_eq!(apart, whole.len());

    let large = text.repeat(1_200_000 / text.len());
    assert_eq!(clean(&large).len(), whole.len() * (1_200_000 / text.len()));
}

#[test]
fn a_long_list_is_read() {
    let text = format!("var a = [\n{}]\n", "  'x'\n".repeat(100_000));
    let declarations = clean(&text);
    let DeclarationKind::Variable(variable) = &declarations[0].kind else { panic!() };
    assert!(matches!(&variable.value.kind, ExpressionKind::Array(items) if items.len() == 100_000));
}
