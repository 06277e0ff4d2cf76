//! Why a resource is replaced or destroyed, in words.
//!
//! Knows: the words of plans for it, and how an attribute changes. Does not know: resource types. Source of the words:
//! developer.hashicorp.com/terraform/internals/json-format, `action_reason`.

use super::content::{Action, Change};
use crate::formats::json::{Kind, Node};

/// The longest value that is told, in characters.
const LONGEST: usize = 60;

/// The most attributes that are told.
const MOST: usize = 8;

/// One attribute that asks for a replacement: its steps.
pub type Path<'n> = Vec<Step<'n>>;

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'n> {
    /// An attribute or key.
    Name(&'n str),
    /// An item.
    Index(usize),
}

/// The paths of the attributes that ask for a replacement.
pub fn paths<'n>(change: &Change<'n>, text: &str) -> Vec<Path<'n>> {
    let step = |node: &'n Node| match &node.kind {
        Kind::String(name) => Some(Step::Name(&name.text)),
        Kind::Number => text.get(node.range.clone())?.parse().ok().map(Step::Index),
        _ => None,
    };
    let path = |node: &'n Node| node.items().iter().map(step).collect::<Option<Path<'n>>>();
    change.replace_paths.iter().filter_map(path).filter(|path| !path.is_empty()).take(MOST).collect()
}

/// The path as an author writes it: `default_node_pool.vm_size`.
pub fn written(path: &[Step<'_>]) -> String {
    let names = path.iter().filter_map(|step| match step {
        Step::Name(name) => Some(*name),
        Step::Index(_) => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// Why, as a sentence part that fits behind "because".
pub fn because(change: &Change<'_>, text: &str, names: &[&str]) -> String {
    let changed: Vec<String> = paths(change, text).iter().map(|path| changed(change, path, text, names)).collect();
    match (change.action, change.reason) {
        (_, "replace_because_tainted") => "an earlier apply left it tainted".to_owned(),
        (_, "replace_by_request") => "the plan was made with -replace".to_owned(),
        (_, "replace_by_triggers") => "`replace_triggered_by` asks for it".to_owned(),
        (Action::Replace, _) if changed.is_empty() => "a change cannot be made in place".to_owned(),
        (Action::Replace, _) => format!("{}, which cannot be changed in place", changed.join(" and ")),
        (_, "delete_because_no_resource_config") => "the configuration does not declare it any more".to_owned(),
        (_, "delete_because_no_module") => "the configuration does not call its module any more".to_owned(),
        (_, "delete_because_wrong_repetition") => {
            "the configuration declares it with another `count` or `for_each`".to_owned()
        }
        (_, "delete_because_count_index") => "`count` does not reach it any more".to_owned(),
        (_, "delete_because_each_key") => "`for_each` does not have its key any more".to_owned(),
        (_, "delete_because_no_move_target") => "it was moved to an address that is not declared".to_owned(),
        _ => "the plan destroys it".to_owned(),
    }
}

fn changed(change: &Change<'_>, path: &[Step<'_>], text: &str, names: &[&str]) -> String {
    let name = written(path);
    let is_secret = is_marked(change.before_sensitive, path)
        || is_marked(change.sensitive, path)
        || path.iter().any(|step| matches!(step, Step::Name(name) if names.contains(name)));
    let value = |root: Option<&Node>| find(root?, path).and_then(|node| told(node, text));
    let (before, after) = (value(change.before), value(change.after));
    match (before, after) {
        (Some(before), Some(after)) if !is_secret => format!("`{name}` changes from {before} to {after}"),
        _ => format!("`{name}` changes"),
    }
}

/// The value at a path.
pub fn find<'n>(root: &'n Node, path: &[Step<'_>]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, step| match step {
        Step::Name(name) => node.get(name),
        Step::Index(index) => node.items().get(*index),
    })
}

/// Whether a tree of truth values says so of a path or of what is around it.
fn is_marked(root: Option<&Node>, path: &[Step<'_>]) -> bool {
    let Some(mut node) = root else { return false };
    for step in path {
        if node.as_bool() == Some(true) {
            return true;
        }
        let inner = match step {
            Step::Name(name) => node.get(name),
            Step::Index(index) => node.items().get(*index),
        };
        let Some(inner) = inner else { return false };
        node = inner;
    }
    node.as_bool() == Some(true) || holds_mark(node)
}

fn holds_mark(node: &Node) -> bool {
    let mut queue = vec![node];
    while let Some(node) = queue.pop() {
        match &node.kind {
            Kind::Bool(true) => return true,
            Kind::Array(items) => queue.extend(items),
            Kind::Object(members) => queue.extend(members.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    false
}

/// A single value as it is written, cut; nothing of lists and objects.
fn told(node: &Node, text: &str) -> Option<String> {
    Some(match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number => text.get(node.range.clone())?.chars().take(LONGEST).collect(),
        Kind::String(value) => {
            let short: String = value.text.chars().take(LONGEST).collect();
            let more = if short.len() < value.text.len() { "…" } else { "" };
            format!("\"{short}{more}\"")
        }
        _ => return None,
    })
}
