//! Terraform and its files of values in native syntax.

use super::{DEEPEST, Gathered, Layout, comments};
use crate::source::FileId;
use crate::terraform::parse::{self, Placeholders};
use crate::terraform::syntax::{Body, Expression, ExpressionKind};

pub(super) fn configuration(text: &str, file: FileId) -> Layout {
    laid_out(&parse::parse_file(text, file).body, comments(parse::comments(text, None)))
}

pub(super) fn values(text: &str, file: FileId) -> Layout {
    let placeholders = Placeholders::default();
    let parsed = parse::parse_values(text, file, &placeholders);
    laid_out(&parsed.body, comments(parse::comments(text, Some(&placeholders))))
}

fn laid_out(body: &Body, notes: Vec<super::Note>) -> Layout {
    let mut gathered = Gathered::default();
    of_body(body, &mut gathered, 0);
    Layout::new(notes, gathered.items)
}

fn of_body(body: &Body, gathered: &mut Gathered, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for attribute in &body.attributes {
        gathered.add(attribute.span.range(), attribute.name_span.range(), holds_items(&attribute.expression));
        of_expression(&attribute.expression, gathered, depth + 1);
    }
    for block in &body.blocks {
        gathered.add(block.span.range(), block.header.range(), true);
        of_body(&block.body, gathered, depth + 1);
    }
}

fn of_expression(expression: &Expression, gathered: &mut Gathered, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match &expression.kind {
        ExpressionKind::Object(items) => {
            for item in items {
                gathered.add(item.span.range(), item.key.span.range(), holds_items(&item.value));
                of_expression(&item.value, gathered, depth + 1);
            }
        }
        ExpressionKind::Tuple(elements) => {
            for element in elements {
                if matches!(element.kind, ExpressionKind::Object(_)) {
                    let start = element.span.range().start;
                    gathered.add(element.span.range(), start..start, true);
                }
                of_expression(element, gathered, depth + 1);
            }
        }
        ExpressionKind::Parenthesis(inner) | ExpressionKind::Wrap(inner) => of_expression(inner, gathered, depth + 1),
        ExpressionKind::Conditional(parts) => parts.iter().for_each(|part| of_expression(part, gathered, depth + 1)),
        ExpressionKind::Call(call) => {
            call.arguments.iter().for_each(|argument| of_expression(argument, gathered, depth + 1));
        }
        ExpressionKind::For(repeated) => of_expression(&repeated.value, gathered, depth + 1),
        _ => {}
    }
}

/// Whether other items can stand in an expression.
fn holds_items(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Object(_) | ExpressionKind::Call(_) | ExpressionKind::For(_) => true,
        ExpressionKind::Tuple(elements) => {
            elements.iter().any(|element| matches!(element.kind, ExpressionKind::Object(_)))
        }
        _ => false,
    }
}
