//! What holds for any text.

use std::path::Path;

use proptest::prelude::*;

use super::{all_constructs, parse};
use crate::bicep::syntax::{DeclarationKind, Expression, ExpressionKind, ObjectItem, SyntaxTree};
use crate::source::Span;

/// Asserts that a place lies in the text, between characters.
fn check_span(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
}

fn check_expression(text: &str, expression: &Expression) {
    check_span(text, expression.span);
    match &expression.kind {
        ExpressionKind::Object(items) => {
            for item in items {
                match item {
                    ObjectItem::Property(property) => {
                        check_span(text, property.span);
                        check_expression(text, &property.key);
                        check_expression(text, &property.value);
                    }
                    ObjectItem::Spread(value) => check_expression(text, value),
                    ObjectItem::Resource(resource) => check_span(text, resource.span),
                    ObjectItem::Unread(span) => check_span(text, *span),
                }
            }
        }
        ExpressionKind::Member(member) => {
            check_expression(text, &member.base);
            check_span(text, member.name.span);
        }
        ExpressionKind::Binary(_, operands) => operands.iter().for_each(|operand| check_expression(text, operand)),
        ExpressionKind::Ternary(parts) => parts.iter().for_each(|part| check_expression(text, part)),
        _ => {}
    }
}

fn check_tree(text: &str, tree: &SyntaxTree) {
    for comment in &tree.comments {
        check_span(text, comment.span);
    }
    for declaration in &tree.declarations {
        check_span(text, declaration.span);
        for decorator in &declaration.decorators {
            check_span(text, decorator.span);
            decorator.arguments.iter().for_each(|argument| check_expression(text, argument));
        }
        declaration.name().into_iter().for_each(|name| check_span(text, name.span));
        match &declaration.kind {
            DeclarationKind::Variable(variable) => check_expression(text, &variable.value),
            DeclarationKind::Resource(resource) => {
                check_expression(text, &resource.type_literal);
                check_expression(text, &resource.body.object);
                check_span(text, resource.body.span);
            }
            DeclarationKind::Parameter(parameter) => {
                check_span(text, parameter.type_expression.span);
                parameter.default.iter().for_each(|default| check_expression(text, default));
            }
            DeclarationKind::Output(output) => check_expression(text, &output.value),
            _ => {}
        }
    }
}

fn check(text: &str) {
    let (tree, problems) = parse(text);
    check_tree(text, &tree);
    for problem in &problems {
        check_span(text, problem.span.expect("every problem has a place"));
    }
    let is_partial = tree.declarations.iter().any(|declaration| declaration.is_partial);
    assert!(!is_partial || !problems.is_empty(), "what is partial has a problem: {text:?}");
}

#[test]
fn every_prefix_of_every_construct_is_read() {
    for (_, source) in all_constructs() {
        for (end, _) in source.char_indices() {
            check(&source[..end]);
        }
    }
}

#[test]
fn every_construct_survives_without_any_one_character() {
    for (_, source) in all_constructs() {
        for (at, character) in source.char_indices() {
            check(&format!("{}{}", &source[..at], &source[at + character.len_utf8()..]));
        }
    }
}

/// Real code: `AKSLINT_CORPUS=DIRECTORY cargo test --lib the_corpus_has_no_error -- --ignored`.
#[test]
#[ignore = "needs real code, in the directory that AKSLINT_CORPUS names"]
#[expect(clippy::disallowed_methods, reason = "the test reads files of whoever runs it")]
fn the_corpus_has_no_error() {
    let directory = std::env::var("AKSLINT_CORPUS").expect("AKSLINT_CORPUS names a directory");
    let mut checked = 0;
    let mut open = vec![Path::new(&directory).to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "bicep" || extension == "bicepparam") {
            let text = std::fs::read_to_string(&path).unwrap();
            let (tree, problems) = parse(&text);
            assert!(problems.is_empty(), "{}: {problems:?}", path.display());
            assert!(!tree.declarations.is_empty(), "{}", path.display());
            check_tree(&text, &tree);
            checked += 1;
        }
    }
    assert!(checked > 0, "there are Bicep files in {directory}");
}

fn fragments() -> impl Strategy<Value = String> {
    let words: Vec<String> =
        "param var type func resource module output import using a b 'x' 'x ''' $''' $${ ${ { } [ ] ( ) \
        = == => : :: ? ?? . .? ... , | || ! + - * / // /* */ @ # ; \0 é 1 null true for in if existing"
            .split(' ')
            .map(str::to_owned)
            .chain(["\n".to_owned(), "\r\n".to_owned(), " ".to_owned(), "\nparam p string\n".to_owned()])
            .collect();
    prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read(text in ".{0,200}") {
        check(&text);
    }

    #[test]
    fn any_tokens_are_read(text in fragments()) {
        check(&text);
    }
}
