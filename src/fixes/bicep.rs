//! Finds where a path leads in Bicep's syntax.
//!
//! Knows: resources, also nested ones, and their objects. Does not know: what a path means.

use super::change::{Container, Member, Syntax};
use super::plan::Place;
use crate::bicep::syntax::{
    ArrayItem, Declaration, DeclarationKind, Expression, ExpressionKind, ObjectItem, Property, SyntaxTree,
};
use crate::model::PathStep;
use crate::source::Span;

/// The object of the resource with this header.
#[must_use]
pub fn resource_at(tree: &SyntaxTree, header: Span) -> Option<&Expression> {
    let mut open: Vec<&Declaration> = tree.declarations.iter().collect();
    while let Some(declaration) = open.pop() {
        let DeclarationKind::Resource(resource) = &declaration.kind else { continue };
        let own = Span { end: resource.type_literal.span.end, ..declaration.span };
        if own == header && !declaration.is_partial {
            return Some(&resource.body.object);
        }
        for item in resource.body.object.object_items().unwrap_or_default() {
            if let ObjectItem::Resource(nested) = item {
                open.push(nested);
            }
        }
    }
    None
}

/// Follows a path of properties.
///
/// # Errors
/// Why it cannot be followed.
pub fn in_object(object: &Expression, path: &[PathStep]) -> Result<Place, String> {
    let mut value = plain(object);
    for (index, step) in path.iter().enumerate() {
        match step {
            PathStep::Element(element, inside) => {
                let ExpressionKind::Array(items) = &value.kind else {
                    return Err("the array it lies in is computed".to_owned());
                };
                let is_plain = items.iter().all(|item| matches!(item, ArrayItem::Value(_)));
                let Some(ArrayItem::Value(item)) = items.get(*element).filter(|_| is_plain) else {
                    return Err("the array it lies in is computed".to_owned());
                };
                if !item.span.contains(*inside) {
                    return Err("the array it lies in is computed".to_owned());
                }
                value = plain(item);
            }
            PathStep::Name(name) => {
                let ExpressionKind::Object(items) = &value.kind else {
                    return Err("the object it lies in is computed".to_owned());
                };
                let properties = properties(items)?;
                let mut found = (properties.iter())
                    .filter(|property| property.name().is_some_and(|own| own.eq_ignore_ascii_case(name)));
                match (found.next(), found.next()) {
                    (None, _) => return Ok(Place::Missing { container: container(value, items), from: index }),
                    (Some(property), None) if index + 1 == path.len() => {
                        return Ok(Place::Written { name: property.key.span, value: property.value.span });
                    }
                    (Some(property), None) => value = plain(&property.value),
                    (Some(_), Some(_)) => return Err(format!("`{name}` stands several times")),
                }
            }
        }
    }
    Err("it is written in an unusual way".to_owned())
}

/// The properties of an object that holds nothing else but nested resources.
fn properties(items: &[ObjectItem]) -> Result<Vec<&Property>, String> {
    let mut properties = Vec::new();
    for item in items {
        match item {
            ObjectItem::Property(property) if property.name().is_some() => properties.push(property),
            ObjectItem::Resource(_) => {}
            ObjectItem::Property(_) => return Err("the object it lies in has computed keys".to_owned()),
            ObjectItem::Spread(_) => return Err("the object it lies in takes over properties with `...`".to_owned()),
            ObjectItem::Unread(_) => return Err("part of the object it lies in cannot be read".to_owned()),
        }
    }
    Ok(properties)
}

fn plain(expression: &Expression) -> &Expression {
    if let ExpressionKind::Parenthesis(inner) = &expression.kind { inner } else { expression }
}

fn container(value: &Expression, items: &[ObjectItem]) -> Container {
    let range = value.span.range();
    let members = items.iter().filter_map(|item| match item {
        ObjectItem::Property(property) => {
            Some(Member { range: property.span.range(), name: property.key.span.range(), is_block: false })
        }
        // What is added comes before nested resources.
        _ => None,
    });
    let inner = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
    Container { file: value.span.file, syntax: Syntax::Bicep, inner, members: members.collect() }
}
