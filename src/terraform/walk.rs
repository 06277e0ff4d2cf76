//! The direct parts of an expression.

use super::syntax::{Expression, ExpressionKind, SplatOperation, TemplatePart};

/// Calls `visit` for each direct part of an expression.
pub fn children<'e>(expression: &'e Expression, visit: &mut dyn FnMut(&'e Expression)) {
    match &expression.kind {
        ExpressionKind::Template(parts) => template(parts, visit),
        ExpressionKind::Wrap(inner)
        | ExpressionKind::Parenthesis(inner)
        | ExpressionKind::Not(inner)
        | ExpressionKind::Negate(inner)
        | ExpressionKind::Attribute(inner, _) => visit(inner),
        ExpressionKind::Tuple(items) => items.iter().for_each(visit),
        ExpressionKind::Object(items) => {
            for item in items {
                visit(&item.key);
                visit(&item.value);
            }
        }
        ExpressionKind::Index(base, key) => {
            visit(base);
            visit(key);
        }
        ExpressionKind::Splat(splat) => {
            visit(&splat.base);
            for operation in &splat.each {
                if let SplatOperation::Index(key) = operation {
                    visit(key);
                }
            }
        }
        ExpressionKind::Conditional(parts) => parts.iter().for_each(visit),
        ExpressionKind::Call(call) => call.arguments.iter().for_each(visit),
        ExpressionKind::Binary(_, sides) => sides.iter().for_each(visit),
        ExpressionKind::For(each) => {
            visit(&each.collection);
            each.key.iter().for_each(&mut *visit);
            visit(&each.value);
            each.condition.iter().for_each(visit);
        }
        _ => {}
    }
}

fn template<'e>(parts: &'e [TemplatePart], visit: &mut dyn FnMut(&'e Expression)) {
    for part in parts {
        match part {
            TemplatePart::Literal(_) => {}
            TemplatePart::Interpolation(expression) => visit(expression),
            TemplatePart::If { condition, yes, no } => {
                visit(condition);
                template(yes, visit);
                template(no, visit);
            }
            TemplatePart::For { collection, body, .. } => {
                visit(collection);
                template(body, visit);
            }
        }
    }
}
