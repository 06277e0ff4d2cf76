//! Finds where a path leads in an ARM template.
//!
//! Knows: members and elements. Does not know: what a path means.

use std::ops::Range;

use super::change::{Container, Member, Syntax};
use super::plan::Place;
use crate::formats::json::{Kind, Node, Text, span};
use crate::model::PathStep;
use crate::source::FileId;

/// The deepest nesting that is searched.
const MAX_DEPTH: usize = 64;

/// The object whose member `type` is this span.
#[must_use]
pub fn resource_at<'n>(root: &'n Node, header: &Range<usize>) -> Option<&'n Node> {
    let mut open: Vec<(&Node, usize)> = vec![(root, 0)];
    while let Some((node, depth)) = open.pop() {
        if node.members().iter().any(|(name, value)| (name.range.start..value.range.end) == *header) {
            return Some(node);
        }
        if depth < MAX_DEPTH {
            let inside = node.members().iter().map(|(_, value)| value).chain(node.items());
            open.extend(
                inside
                    .filter(|one| one.range.start <= header.start && header.end <= one.range.end)
                    .map(|one| (one, depth + 1)),
            );
        }
    }
    None
}

/// Whether a compiler made the template: its source is what people change.
#[must_use]
pub fn is_generated(root: &Node) -> bool {
    root.get("metadata").is_some_and(|metadata| metadata.get("_generator").is_some())
}

/// Follows a path of members and elements.
///
/// # Errors
/// Why it cannot be followed.
pub fn in_node(resource: &Node, path: &[PathStep], file: FileId) -> Result<Place, String> {
    let mut node = resource;
    for (index, step) in path.iter().enumerate() {
        match step {
            PathStep::Element(element, inside) => {
                let item = node.items().get(*element).filter(|item| span(file, &item.range).contains(*inside));
                node = item.ok_or("the array it lies in is computed")?;
            }
            PathStep::Name(name) => {
                let Kind::Object(members) = &node.kind else {
                    return Err("the object it lies in is computed".to_owned());
                };
                let own = |member: &&(Text, Node)| member.0.text.eq_ignore_ascii_case(name);
                let mut found = members.iter().filter(own);
                match (found.next(), found.next()) {
                    (None, _) if members.iter().any(|(key, _)| key.text == "copy" || key.text.starts_with('[')) => {
                        return Err("the object it lies in is computed".to_owned());
                    }
                    (None, _) => return Ok(Place::Missing { container: container(node, members, file), from: index }),
                    (Some((key, value)), None) if index + 1 == path.len() => {
                        return Ok(Place::Written { name: span(file, &key.range), value: span(file, &value.range) });
                    }
                    (Some((_, value)), None) => node = value,
                    (Some(_), Some(_)) => return Err(format!("`{name}` stands several times")),
                }
            }
        }
    }
    Err("it is written in an unusual way".to_owned())
}

fn container(node: &Node, members: &[(Text, Node)], file: FileId) -> Container {
    let members = members.iter().map(|(key, value)| Member {
        range: key.range.start..value.range.end,
        name: key.range.clone(),
        is_block: false,
    });
    let inner = node.range.start + 1..node.range.end.saturating_sub(1).max(node.range.start + 1);
    Container { file, syntax: Syntax::Json, inner, members: members.collect() }
}
