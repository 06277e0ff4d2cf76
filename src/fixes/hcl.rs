//! Finds where a path leads in Terraform's syntax.
//!
//! Knows: blocks, attributes, the objects of azapi's `body`. Does not know: what a path means.

use super::change::{Container, Member, Syntax};
use super::plan::Place;
use crate::model::PathStep;
use crate::source::Span;
use crate::terraform::syntax::{Attribute, Block, Body, Expression, ExpressionKind, ObjectItem};

/// The block with this header, anywhere on the top level of a file.
#[must_use]
pub fn block_at(body: &Body, header: Span) -> Option<&Block> {
    body.blocks.iter().find(|block| block.header == header)
}

/// Follows a path of blocks and an attribute.
///
/// # Errors
/// Why it cannot be followed.
pub fn in_block(block: &Block, path: &[PathStep], text: &str) -> Result<Place, String> {
    let mut block = block;
    for (index, step) in path.iter().enumerate() {
        let PathStep::Name(name) = step else { return Err("it is written in an unusual way".to_owned()) };
        if block.is_partial {
            return Err("part of the block cannot be read".to_owned());
        }
        let is_dynamic =
            |one: &Block| &*one.type_name == "dynamic" && one.label(0).is_some_and(|label| **label == **name);
        if block.body.blocks.iter().any(is_dynamic) {
            return Err(format!("a `dynamic` block writes `{name}`"));
        }
        let attributes: Vec<&Attribute> =
            block.body.attributes.iter().filter(|attribute| *attribute.name == **name).collect();
        let blocks: Vec<&Block> = block.body.blocks_of(name).collect();
        match (&attributes[..], &blocks[..]) {
            ([], []) => return Ok(Place::Missing { container: container(block, text)?, from: index }),
            ([attribute], []) if index + 1 == path.len() => {
                return Ok(Place::Written { name: attribute.name_span, value: attribute.expression.span });
            }
            ([], [only]) if index + 1 < path.len() => block = only,
            ([], [_]) => return Ok(Place::Block),
            ([], _) => return Err(format!("`{name}` stands several times")),
            _ => return Err(format!("`{name}` is written in an unusual way")),
        }
    }
    Ok(Place::Block)
}

/// Follows a path inside the object of azapi's `body`.
///
/// # Errors
/// Why it cannot be followed.
pub fn in_azapi(block: &Block, path: &[PathStep], text: &str) -> Result<Place, String> {
    if block.is_partial {
        return Err("part of the block cannot be read".to_owned());
    }
    let body = block.body.attribute("body").ok_or("it has no `body`")?;
    let mut value = plain(&body.expression);
    for (index, step) in path.iter().enumerate() {
        match step {
            PathStep::Element(element, inside) => {
                let ExpressionKind::Tuple(items) = &value.kind else {
                    return Err("the list it lies in is computed".to_owned());
                };
                let item = items.get(*element).filter(|item| item.span.contains(*inside));
                value = plain(item.ok_or("the list it lies in is computed")?);
            }
            PathStep::Name(name) => {
                let ExpressionKind::Object(items) = &value.kind else {
                    return Err("the object it lies in is computed".to_owned());
                };
                if items.iter().any(|item| key(item).is_none()) {
                    return Err("the object it lies in has computed keys".to_owned());
                }
                let mut found = items.iter().filter(|item| key(item).is_some_and(|key| key.eq_ignore_ascii_case(name)));
                match (found.next(), found.next()) {
                    (None, _) => {
                        return Ok(Place::Missing { container: object(value, items, text), from: index });
                    }
                    (Some(item), None) if index + 1 == path.len() => {
                        return Ok(Place::Written { name: item.key.span, value: item.value.span });
                    }
                    (Some(item), None) => value = plain(&item.value),
                    (Some(_), Some(_)) => return Err(format!("`{name}` stands several times")),
                }
            }
        }
    }
    Err("it is written in an unusual way".to_owned())
}

/// What stands in parentheses or is encoded as JSON.
fn plain(expression: &Expression) -> &Expression {
    match &expression.kind {
        ExpressionKind::Parenthesis(inner) => inner,
        ExpressionKind::Call(call) if &*call.name == "jsonencode" && call.arguments.len() == 1 => &call.arguments[0],
        _ => expression,
    }
}

fn key(item: &ObjectItem) -> Option<&str> {
    if let ExpressionKind::String(text) = &item.key.kind { Some(text) } else { None }
}

/// The container that a block is.
///
/// # Errors
/// When the text is not what the syntax tree says.
pub fn container(block: &Block, text: &str) -> Result<Container, String> {
    let (header, whole) = (block.header.range(), block.span.range());
    let open = text.get(header.end..whole.end).and_then(|behind| behind.find('{'));
    let inner = open.map(|open| header.end + open + 1..whole.end.saturating_sub(1));
    let inner = inner.filter(|inner| inner.start <= inner.end && text[inner.end..].starts_with('}'));
    let inner = inner.ok_or("it is written in an unusual way")?;
    let attributes = block.body.attributes.iter().map(|attribute| Member {
        range: trimmed(attribute.span, text),
        name: attribute.name_span.range(),
        is_block: false,
    });
    let blocks = block.body.blocks.iter().map(|inner| Member {
        range: inner.span.range(),
        name: inner.header.range(),
        is_block: true,
    });
    let mut members: Vec<Member> = attributes.chain(blocks).collect();
    members.sort_by_key(|member| member.range.start);
    Ok(Container { file: block.span.file, syntax: Syntax::Block, inner, members })
}

fn object(value: &Expression, items: &[ObjectItem], text: &str) -> Container {
    let range = value.span.range();
    let members = items.iter().map(|item| Member {
        range: trimmed(item.key.span.to(item.value.span), text),
        name: item.key.span.range(),
        is_block: false,
    });
    let inner = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
    Container { file: value.span.file, syntax: Syntax::Object, inner, members: members.collect() }
}

/// Heredocs end with a line end that belongs to what follows.
fn trimmed(span: Span, text: &str) -> std::ops::Range<usize> {
    let range = span.range();
    range.start..range.start + text[range.clone()].trim_end().len()
}
