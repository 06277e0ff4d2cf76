//! Bicep and its parameter files.

use super::{DEEPEST, Gathered, Layout, comments};
use crate::bicep::parse_bicep;
use crate::bicep::syntax::{
    ArrayItem, CommentKind, Declaration, DeclarationKind, Expression, ExpressionKind, ObjectItem,
};
use crate::source::FileId;

pub(super) fn layout(text: &str, file: FileId) -> Layout {
    let (tree, _) = parse_bicep(text, file);
    let mut gathered = Gathered::default();
    tree.declarations.iter().for_each(|declaration| of_declaration(declaration, text, &mut gathered, 0));
    let written = tree.comments.iter().filter(|comment| comment.kind != CommentKind::Directive);
    Layout::new(comments(written.map(|comment| comment.span.range()).collect()), gathered.items)
}

fn of_declaration(declaration: &Declaration, text: &str, gathered: &mut Gathered, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let span = declaration.span.range();
    let start = declaration.decorators.first().map_or(span.start, |first| first.span.range().start.min(span.start));
    // `resource aks`, `param name`: what stands up to the type or value.
    let head = text.get(span.clone()).unwrap_or_default();
    let words: Vec<&str> =
        head.split([' ', '\t', '\r', '\n', '=', '{']).filter(|word| !word.is_empty()).take(2).collect();
    let length = words.last().map_or(0, |last| last.as_ptr() as usize - head.as_ptr() as usize + last.len());
    let name = span.start..span.start + length;
    let value = match &declaration.kind {
        DeclarationKind::Resource(resource) => Some(&resource.body.object),
        DeclarationKind::Module(module) | DeclarationKind::Test(module) => Some(&module.body.object),
        DeclarationKind::Parameter(parameter) => parameter.default.as_ref(),
        DeclarationKind::Variable(variable) => Some(&variable.value),
        DeclarationKind::ParameterAssignment(assigned) => Some(&assigned.value),
        DeclarationKind::Output(output) => Some(&output.value),
        _ => None,
    };
    gathered.add(start..span.end, name, value.is_some_and(holds_items));
    if let Some(value) = value {
        of_expression(value, text, gathered, depth + 1);
    }
}

fn of_expression(expression: &Expression, text: &str, gathered: &mut Gathered, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match &expression.kind {
        ExpressionKind::Object(items) => {
            for item in items {
                match item {
                    ObjectItem::Property(property) => {
                        let value = &property.value;
                        gathered.add(property.span.range(), property.key.span.range(), holds_items(value));
                        of_expression(value, text, gathered, depth + 1);
                    }
                    ObjectItem::Resource(nested) => of_declaration(nested, text, gathered, depth + 1),
                    ObjectItem::Spread(spread) => of_expression(spread, text, gathered, depth + 1),
                    ObjectItem::Unread(_) => {}
                }
            }
        }
        ExpressionKind::Array(items) => {
            for item in items {
                if let ArrayItem::Value(value) | ArrayItem::Spread(value) = item {
                    if matches!(value.kind, ExpressionKind::Object(_)) {
                        let start = value.span.range().start;
                        gathered.add(value.span.range(), start..start, true);
                    }
                    of_expression(value, text, gathered, depth + 1);
                }
            }
        }
        ExpressionKind::Parenthesis(inner) => of_expression(inner, text, gathered, depth + 1),
        ExpressionKind::Ternary(parts) => {
            parts.iter().for_each(|part| of_expression(part, text, gathered, depth + 1));
        }
        ExpressionKind::If(parts) => parts.iter().for_each(|part| of_expression(part, text, gathered, depth + 1)),
        ExpressionKind::Call(call) => {
            call.arguments.iter().for_each(|argument| of_expression(argument, text, gathered, depth + 1));
        }
        ExpressionKind::For(repeated) => of_expression(&repeated.body, text, gathered, depth + 1),
        _ => {}
    }
}

/// Whether other items can stand in an expression.
fn holds_items(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Object(_) | ExpressionKind::Call(_) | ExpressionKind::For(_) | ExpressionKind::Ternary(_) => {
            true
        }
        ExpressionKind::Array(items) => items
            .iter()
            .any(|item| matches!(item, ArrayItem::Value(value) if matches!(value.kind, ExpressionKind::Object(_)))),
        _ => false,
    }
}
