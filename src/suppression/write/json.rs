//! Ignores in JSON, where no comment can stand: a member of the object that they are about.
//!
//! Only where that is safe: a resource or a parameter of ARM has `metadata`, a block of Terraform's JSON has `//`, and the object
//! must begin with a line of its own, so that nothing is laid out anew.

use super::{Style, Writable};
use crate::source::{Edit, Span};

/// The key of an item, in small letters; of what has none, what names it.
fn key(file: &Writable, index: usize) -> String {
    let name = file.layout.items[index].name.clone();
    file.source.text.get(name).unwrap_or_default().trim_matches('"').to_ascii_lowercase()
}

/// The resource, parameter or block around an item: what can hold a directive.
pub(super) fn holder(file: &Writable, item: usize) -> Option<usize> {
    let items = &file.layout.items;
    let mut chain: Vec<usize> = std::iter::successors(Some(item), |&index| items[index].parent).take(1_000).collect();
    chain.reverse();
    let target = match file.style {
        Style::ArmJson => {
            let is_under =
                |at: usize, name: &str| key(file, chain[at - 1]) == name && items[chain[at - 1]].is_container;
            (1..chain.len()).rev().find(|&at| is_under(at, "resources") || at == 1 && is_under(at, "parameters"))?
        }
        Style::TerraformJson => {
            let depth = match key(file, *chain.first()?).as_str() {
                "resource" | "data" => 2,
                "module" | "variable" => 1,
                _ => return None,
            };
            // Several of one name stand in a list.
            let is_element = chain
                .get(depth + 1)
                .is_some_and(|&index| file.source.text[items[index].range.start..].starts_with('{'));
            if is_element { depth + 1 } else { depth }
        }
        Style::Hash | Style::Slashes => return None,
    };
    chain.get(target).copied()
}

/// An edit that adds a directive to what can hold one; none where there is no safe place.
pub(super) fn member(file: &Writable, holder: usize, directive: &str) -> Option<Edit> {
    let items = &file.layout.items;
    let text = &file.source.text;
    let range = items[holder].range.clone();
    // The object: the item itself, or the value of the member.
    let name_end = items[holder].name.end;
    let is_member = text[range.start..].starts_with('"');
    let open = match is_member {
        true => name_end + text.get(name_end..range.end)?.find('{')?,
        false => range.start,
    };
    if is_member && text.get(name_end..open)?.trim().trim_start_matches(':').trim() != "" {
        return None;
    }
    let keys: Vec<String> =
        (0..items.len()).filter(|&index| items[index].parent == Some(holder)).map(|index| key(file, index)).collect();
    let (name, value) = match file.style {
        Style::ArmJson => {
            let text = directive.strip_prefix("akslint: ").unwrap_or(directive);
            ("metadata", serde_json::json!({ "akslint": text }))
        }
        _ => ("//", serde_json::json!(directive)),
    };
    if keys.is_empty() || keys.iter().any(|key| key == name) {
        return None;
    }
    // The first member stands in a line of its own.
    let behind = text.get(open + 1..range.end)?;
    let line_end = behind.find('\n')?;
    if !behind[..line_end].trim().is_empty() {
        return None;
    }
    let line = &behind[line_end + 1..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    if !line[indent.len()..].starts_with('"') {
        return None;
    }
    let end = if behind[..line_end].ends_with('\r') { "\r\n" } else { "\n" };
    let at = open + 1 + line_end + 1;
    let value = match value {
        serde_json::Value::Object(object) => {
            let inner = object.get("akslint").map(ToString::to_string).unwrap_or_default();
            format!("{{ \"akslint\": {inner} }}")
        }
        other => other.to_string(),
    };
    Some(Edit { span: Span::new(file.id, at, at), text: format!("{indent}\"{name}\": {value},{end}") })
}
