//! Walking over expressions.

use super::syntax::{ArrayItem, Expression, ExpressionKind, ObjectItem, StringPart};

/// Calls `visit` with each direct part of an expression.
pub(super) fn children<'e>(expression: &'e Expression, visit: &mut dyn FnMut(&'e Expression)) {
    match &expression.kind {
        ExpressionKind::Null
        | ExpressionKind::Bool(_)
        | ExpressionKind::Integer(_)
        | ExpressionKind::String(_)
        | ExpressionKind::Identifier(_)
        | ExpressionKind::Error(_) => {}
        ExpressionKind::Interpolation(parts) => {
            for part in parts {
                if let StringPart::Expression(inner) = part {
                    visit(inner);
                }
            }
        }
        ExpressionKind::Array(items) => {
            for item in items {
                if let ArrayItem::Value(inner) | ArrayItem::Spread(inner) = item {
                    visit(inner);
                }
            }
        }
        ExpressionKind::Object(items) => {
            for item in items {
                match item {
                    ObjectItem::Property(property) => {
                        visit(&property.key);
                        visit(&property.value);
                    }
                    ObjectItem::Spread(inner) => visit(inner),
                    ObjectItem::Resource(_) | ObjectItem::Unread(_) => {}
                }
            }
        }
        ExpressionKind::For(repeated) => {
            visit(&repeated.clause.collection);
            visit(&repeated.body);
        }
        ExpressionKind::If(parts) => parts.iter().for_each(visit),
        ExpressionKind::Parenthesis(inner) | ExpressionKind::NonNull(inner) | ExpressionKind::Unary(_, inner) => {
            visit(inner);
        }
        ExpressionKind::Member(member) => visit(&member.base),
        ExpressionKind::Nested(parts) => visit(&parts.0),
        ExpressionKind::Index(index) => {
            visit(&index.base);
            visit(&index.index);
        }
        ExpressionKind::Call(call) => call.arguments.iter().for_each(visit),
        ExpressionKind::InstanceCall(call) => {
            visit(&call.base);
            call.arguments.iter().for_each(visit);
        }
        ExpressionKind::Binary(_, parts) => parts.iter().for_each(visit),
        ExpressionKind::Ternary(parts) => parts.iter().for_each(visit),
        ExpressionKind::Lambda(lambda) => visit(&lambda.body),
    }
}
