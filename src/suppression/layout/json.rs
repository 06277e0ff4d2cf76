//! JSON: ARM templates and parameter files, whose tools take comments, and Terraform's form, which has `//` keys.
//!
//! Where there are no comments, a text stands for one: below the key `//` or `comments` (which ARM's resources have) it begins
//! with the marker of a directive; below `metadata`, the key is the marker. It is about the object that holds the key.

use std::ops::Range;

use super::{DEEPEST, Gathered, Layout, Note, comments};
use crate::formats::Placeholders;
use crate::formats::json::{self, Dialect, Node, Text};

pub(super) fn standard(text: &str) -> Layout {
    laid_out(text, Dialect::STANDARD)
}

pub(super) fn azure(text: &str) -> Layout {
    laid_out(text, Dialect::AZURE)
}

fn laid_out(text: &str, dialect: Dialect) -> Layout {
    let (root, found) = json::read_with_comments(text, &Placeholders::default().find(text), dialect);
    let (mut gathered, mut notes) = (Gathered::default(), comments(found));
    of_node(&root, &root.range, &mut gathered, &mut notes, 0);
    Layout::new(notes, gathered.items)
}

/// Gathers what is in a value; `item` is where the item stands that the value belongs to.
fn of_node(node: &Node, item: &Range<usize>, gathered: &mut Gathered, notes: &mut Vec<Note>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for (key, value) in node.members() {
        let range = key.range.start..value.range.end.max(key.range.end);
        let holds_items = !value.members().is_empty() || value.items().iter().any(|one| !one.members().is_empty());
        gathered.add(range.clone(), key.range.clone(), holds_items);
        match &*key.text {
            "//" | "comments" => texts(value).for_each(|text| notes.push(note(text, String::new(), item))),
            "metadata" => of_metadata(value, item, notes),
            _ => {}
        }
        of_node(value, &range, gathered, notes, depth + 1);
    }
    for element in node.items() {
        if !element.members().is_empty() {
            let start = element.range.start;
            let name = element.get("name").map_or(start..start, |name| name.range.clone());
            gathered.add(element.range.clone(), name, true);
        }
        of_node(element, &element.range, gathered, notes, depth + 1);
    }
}

/// `"metadata": { "akslint": "ignore[…] reason" }`, and what checkov reads: `"checkov": { "skip": [{ "id": …, "comment": … }] }`.
fn of_metadata(metadata: &Node, item: &Range<usize>, notes: &mut Vec<Note>) {
    if let Some(ours) = metadata.get("akslint") {
        texts(ours).for_each(|text| notes.push(note(text, "akslint: ".to_owned(), item)));
    }
    let skipped = metadata.get("checkov").and_then(|checkov| checkov.get("skip")).map(Node::items).unwrap_or_default();
    for skip in skipped {
        let Some(id) = skip.get("id").and_then(Node::as_text) else { continue };
        let reason = skip.get("comment").and_then(Node::as_str).unwrap_or_default();
        let text = format!("checkov:skip={}:{reason}", id.text);
        notes.push(Note { range: id.range.clone(), text: Some(text), target: Some(item.clone()) });
    }
}

fn note(text: &Text, marker: String, item: &Range<usize>) -> Note {
    let marker = if text.text.trim_start().starts_with("akslint:") { String::new() } else { marker };
    Note { range: text.range.clone(), text: Some(marker + &text.text), target: Some(item.clone()) }
}

/// A text, or the texts of a list.
fn texts(node: &Node) -> impl Iterator<Item = &Text> {
    node.as_text().into_iter().chain(node.items().iter().filter_map(Node::as_text))
}
