//! What a chain of names means: `cluster.networkProfile.networkPolicy`, `setting.logs`, `pool.subnet.addressPrefixes`.

use std::sync::Arc;

use super::error::{ExpressionError, nearest};
use super::program::Node;
use super::syntax::Name;
use super::types::{Scope, Type};
use crate::model::table::{Kind, Link, Property, PropertyType};
use crate::planning::plan;

/// Resolves `names` behind a subject; `shown` is the subject as written.
pub(super) fn select(
    scope: &Scope<'_>,
    subject: (Node, Type),
    shown: &str,
    names: &[Name],
) -> Result<(Node, Type), ExpressionError> {
    let (mut node, mut ty) = subject;
    let mut shown = shown.to_owned();
    let mut rest = names;
    while let Some(first) = rest.first() {
        let taken;
        (node, ty, taken) = match &ty {
            Type::Resource(kind) => resource(scope, node, kind, rest)?,
            Type::Object(kind, prefix) => field(node, kind, prefix, rest)?,
            Type::Map => {
                let key = Node::Text(Arc::clone(&first.text));
                (Node::Key(Box::new(node), Box::new(key)), Type::Text, 1)
            }
            Type::List(_) => {
                let message = format!(
                    "`{}` selected on a list; use {shown}.all(x, …), {shown}.exists(x, …) or {shown}.map(x, …)",
                    first.text
                );
                return Err(ExpressionError::new(first.span.clone(), message));
            }
            Type::Bool | Type::Number | Type::Text | Type::Any => {
                let message = format!("`{shown}` is a {ty} and has no `{}`", first.text);
                return Err(ExpressionError::new(first.span.clone(), message));
            }
        };
        for name in &rest[..taken] {
            shown.push('.');
            shown.push_str(&name.text);
        }
        rest = &rest[taken..];
    }
    Ok((node, ty))
}

fn resource(
    scope: &Scope<'_>,
    node: Node,
    kind: &'static Kind,
    names: &[Name],
) -> Result<(Node, Type, usize), ExpressionError> {
    // `subnet.routeTable.id` is the property of that name, `subnet.routeTable` the resource.
    let is_path = |link: &Link| {
        let path = |name: &Name| kind.property(&format!("{}.{}", link.name, name.text)).is_some();
        names.get(1).is_some_and(path)
    };
    if let Some(link) = names.first().and_then(|name| kind.link(&name.text)).filter(|link| !is_path(link)) {
        let Some(target) = scope.schema.kind(link.target) else {
            let message = format!("the link `{}` leads to no kind", link.name);
            return Err(ExpressionError::new(names[0].span.clone(), message));
        };
        let target = Type::Resource(target);
        let ty = if link.is_list { Type::list(target) } else { target };
        return Ok((Node::Link(Box::new(node), link), ty, 1));
    }
    let (property, taken) = longest(kind, "", names)?;
    let ty = Type::of(property.ty, kind, property.name);
    Ok((Node::Property(Box::new(node), property), ty, taken))
}

fn field(
    node: Node,
    kind: &'static Kind,
    prefix: &str,
    names: &[Name],
) -> Result<(Node, Type, usize), ExpressionError> {
    let prefix = format!("{prefix}.");
    let (property, taken) = longest(kind, &prefix, names)?;
    let ty = Type::of(property.ty, kind, property.name);
    let path = property.name[prefix.len()..].into();
    Ok((Node::Field(Box::new(node), property, path), ty, taken))
}

/// The row with the longest name that `prefix` and the first of `names` spell, and how many names it took.
fn longest(kind: &'static Kind, prefix: &str, names: &[Name]) -> Result<(&'static Property, usize), ExpressionError> {
    let mut path = prefix.to_owned();
    let mut found = None;
    // The names that lead towards some row.
    let mut leading = 0;
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            path.push('.');
        }
        path.push_str(&name.text);
        let row = kind.property(&path).or_else(|| plan::property(kind, &path).filter(|_| prefix.is_empty()));
        if let Some(property) = row {
            found = Some((property, index + 1));
            leading = index + 1;
        }
        if !kind.is_group(&path) {
            break;
        }
        leading = index + 1;
    }
    // Behind an object, names that no row has are wrong; behind anything else, its type tells.
    if let Some((property, taken)) = found
        && !(property.ty == PropertyType::Object && taken < names.len())
    {
        return Ok((property, taken));
    }
    let Some(wrong) = names.get(leading) else {
        let choices = children(kind, &format!("{path}."));
        let span = names.first().map_or(0, |name| name.span.start)..names.last().map_or(0, |name| name.span.end);
        let message = format!("`{path}` is a group; name one of its properties: {}", listed(&choices));
        return Err(ExpressionError::new(span, message.replace("[]", "")));
    };
    let led: Vec<&str> = names[..leading].iter().map(|name| &*name.text).collect();
    let group = format!("{prefix}{}", led.join("."));
    let group = group.trim_end_matches('.');
    let beginning = if group.is_empty() { String::new() } else { format!("{group}.") };
    let mut choices = children(kind, &beginning);
    if beginning.is_empty() {
        choices.extend(kind.links.iter().map(|link| link.name));
        choices.extend(plan::properties(kind).iter().map(|property| property.name));
    }
    let owner = if group.is_empty() { kind.name.to_owned() } else { format!("{}.{group}", kind.name) };
    let mut message = format!("`{}` has no property `{}`", owner.replace("[]", ""), wrong.text);
    if let Some(meant) = elsewhere(kind, &wrong.text) {
        message.push_str(&format!("; did you mean `{}.{meant}`?", kind.name));
    } else if let Some(meant) = nearest(&wrong.text, choices.iter().copied()) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    } else if !beginning.is_empty() {
        message.push_str(&format!("; it has {}", listed(&choices)));
    }
    Err(ExpressionError::new(wrong.span.clone(), message))
}

/// The names that follow a beginning, in the table's order, each once.
fn children(kind: &'static Kind, beginning: &str) -> Vec<&'static str> {
    let mut children = Vec::new();
    for property in kind.properties {
        let next = (property.name.strip_prefix(beginning)).and_then(|rest| rest.split(['.', '[']).next());
        if let Some(next) = next.filter(|next| !next.is_empty() && !children.contains(next)) {
            children.push(next);
        }
    }
    children
}

/// The only property of the kind whose last name is this one.
fn elsewhere(kind: &'static Kind, name: &str) -> Option<&'static str> {
    let mut found = (kind.properties.iter().map(|property| property.name))
        .filter(|path| !path.contains('[') && path.rsplit('.').next() == Some(name));
    found.next().filter(|_| found.next().is_none())
}

fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let mut text = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}
