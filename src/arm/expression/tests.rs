//! Grammar and places of expressions.

use super::{Content, Expression, ExpressionKind, ParseError, read};
use crate::formats::json::{self, Dialect};
use crate::source::{FileId, Sources};

fn parsed(json_text: &str) -> (FileId, Result<Content, ParseError>) {
    let file = Sources::in_memory().add("a.json", json_text);
    let (node, failures) = json::read(json_text, &[], Dialect::AZURE);
    assert!(failures.is_empty(), "{failures:?}");
    let text = node.as_text().unwrap();
    (file, read(text, file))
}

fn show(expression: &Expression) -> String {
    match &expression.kind {
        ExpressionKind::String(text) => format!("{text:?}"),
        ExpressionKind::Number(number) => number.to_string(),
        ExpressionKind::Call { name, arguments, .. } => {
            let arguments: Vec<String> = arguments.iter().map(show).collect();
            format!("({name} {})", arguments.join(" "))
        }
        ExpressionKind::Member(base, name) => format!("{}.{name}", show(base)),
        ExpressionKind::Index(base, key) => format!("{}[{}]", show(base), show(key)),
    }
}

fn shown(expression: &str) -> String {
    let text = serde_json::to_string(expression).unwrap();
    match parsed(&text).1 {
        Ok(Content::Expression(expression)) => show(&expression),
        Ok(Content::Literal(text)) => format!("literal {text}"),
        Err(error) => format!("error {}", error.message),
    }
}

#[test]
fn strings_in_brackets_are_expressions() {
    assert_eq!(shown("plain"), "literal plain");
    assert_eq!(shown("[[text]"), "literal [text]");
    assert_eq!(shown("[[text"), "literal [[text");
    assert_eq!(shown("[Required] text"), "literal [Required] text");
    assert_eq!(shown("['it''s']"), "\"it's\"");
    assert_eq!(shown("[ f( 1 , -2 ) ]"), "(f 1 -2)");
    assert_eq!(shown("[__bicep.f('x').a[0].b['c d']]"), "(__bicep.f \"x\").a[0].b[\"c d\"]");
    assert_eq!(shown("[parameters('a')[parameters('b')].c]"), "(parameters \"a\")[(parameters \"b\")].c");
    assert_eq!(shown("['a]b[c']"), "\"a]b[c\"");
}

#[test]
fn errors_tell_what_is_missing() {
    let error = |text: &str| shown(text).replace("error Unable to parse language expression: ", "");
    assert_eq!(error("[f('a'"), "literal [f('a'");
    assert_eq!(error("[f('a']"), "expected ',' or ')' and found the end of the text");
    assert_eq!(error("[f('a]"), "the text has no closing quote");
    assert_eq!(error("[true]"), "expected '(' behind the function 'true' and found the end of the text");
    assert_eq!(error("[]"), "expected a function, a text or a number and found the end of the text");
    assert_eq!(error("[f() g()]"), "expected the end of the expression and found 'g'");
    assert_eq!(error("[f().]"), "expected the name of a property and found the end of the text");
    assert_eq!(error("[f(,)]"), "expected a function, a text or a number and found ','");
    assert_eq!(error("[1.2.3]"), "'1.2.3' is no number");
}

#[test]
fn places_are_those_of_the_file() {
    // The escape is six bytes in the file and two in the text.
    let text = r#""[concat('\u00e9', parameters('x'))]""#;
    let (_, content) = parsed(text);
    let Ok(Content::Expression(expression)) = content else { panic!() };
    let ExpressionKind::Call { arguments, name_span, .. } = &expression.kind else { panic!() };
    assert_eq!(&text[name_span.range()], "concat");
    assert_eq!(&text[arguments[0].span.range()], r"'\u00e9'");
    assert_eq!(&text[arguments[1].span.range()], "parameters('x')");
    assert_eq!(&text[expression.span.range()], &text[2..text.len() - 2]);
}

#[test]
fn the_place_of_an_error_is_where_it_stands() {
    let text = r#""[f(\"a\")]""#;
    let error = parsed(text).1.unwrap_err();
    assert_eq!(&text[error.span.range()], r#"\""#);
}

#[test]
fn nesting_and_chains_are_bounded() {
    let deep = format!("[{}1{}]", "f(".repeat(100_000), ")".repeat(100_000));
    assert!(shown(&deep).contains("nested too deeply"));
    let chain = format!("[f(){}]", ".a".repeat(100_000));
    assert!(shown(&chain).contains("nested too deeply"));
    let index = format!("[{}1{}]", "f()[".repeat(5_000), "]".repeat(5_000));
    assert!(shown(&index).contains("nested too deeply"));
    let wide = format!("[f({})]", vec!["1"; 100_000].join(","));
    assert!(shown(&wide).contains("too large"));
    assert!(shown(&format!("[{}1{}]", "f(".repeat(100), ")".repeat(100))).starts_with("(f"));
}

#[test]
fn every_prefix_is_read() {
    let text = "[a.b('x''y', -1)[c()].d.é]";
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        let _ = shown(&format!("{}]", &text[..end]));
    }
}
