//! Marks the secrets of a plan, which hold their clear text, so that no excerpt shows them.
//!
//! Knows: where a plan says that something is secret. Does not know: which names hold secrets; they are handed in.

use rustc_hash::FxHashSet;

use super::super::values::looks_secret;
use super::content::Content;
use crate::document::Interest;
use crate::formats::json::{Kind, Node};
use crate::source::Sources;

/// Marks everything that the plan or a name says is secret.
pub fn mask_secrets(content: &Content<'_>, interest: &Interest, sources: &Sources) {
    let anywhere = interest.secret_attributes.iter().filter(|(owner, _)| owner.is_empty());
    let names = anywhere.map(|(_, name)| *name).collect();
    let marks = Marks { content, sources, names };
    for change in &content.changes {
        marks.values(change.before, change.before_sensitive);
        marks.values(change.after, change.sensitive);
    }
    let root = content.root;
    let drift = root.get("resource_drift").map(Node::items).unwrap_or_default().iter();
    let drift = drift.filter_map(|node| node.get("change"));
    let outputs = root.get("output_changes").map(Node::members).unwrap_or_default().iter().map(|(_, node)| node);
    for change in drift.chain(outputs) {
        marks.values(change.get("before"), change.get("before_sensitive"));
        marks.values(change.get("after"), change.get("after_sensitive"));
    }
    for state in [root.get("planned_values"), root.get("prior_state").and_then(|state| state.get("values"))] {
        for stored in content.stored(state) {
            marks.values(stored.values, stored.sensitive);
        }
        let outputs = state.and_then(|state| state.get("outputs")).map(Node::members).unwrap_or_default();
        for (_, output) in outputs {
            marks.values(output.get("value"), output.get("sensitive"));
        }
    }
    marks.variables();
    marks.constants(root.get("configuration"));
}

/// Marks every text and number in a node.
pub fn mask_all(content: &Content<'_>, sources: &Sources, node: Option<&Node>) {
    let mut queue: Vec<&Node> = node.into_iter().collect();
    while let Some(node) = queue.pop() {
        match &node.kind {
            Kind::String(_) | Kind::Number => sources.mask(content.span(&node.range)),
            Kind::Array(items) => queue.extend(items),
            Kind::Object(members) => queue.extend(members.iter().map(|(_, value)| value)),
            Kind::Null | Kind::Bool(_) | Kind::Placeholder | Kind::Error(_) => {}
        }
    }
}

struct Marks<'c, 'n> {
    content: &'c Content<'n>,
    sources: &'c Sources,
    /// Names of attributes that hold secrets wherever they stand.
    names: FxHashSet<&'static str>,
}

impl Marks<'_, '_> {
    fn values(&self, value: Option<&Node>, sensitive: Option<&Node>) {
        self.marked(value, sensitive);
        self.named(value);
    }

    fn variables(&self) {
        let declared = self.content.configuration.module("").and_then(|module| module.variables);
        for (name, given) in self.content.root.get("variables").map(Node::members).unwrap_or_default() {
            let variable = declared.and_then(|declared| declared.get(&name.text));
            self.marked(given.get("value"), variable.and_then(|variable| variable.get("sensitive")));
            if looks_secret(&name.text) {
                mask_all(self.content, self.sources, given.get("value"));
            }
        }
    }

    /// Marks the literals of a configuration that stand under a name of secrets, and the defaults of secret variables.
    fn constants(&self, root: Option<&Node>) {
        let mut queue: Vec<(&Node, bool)> = root.map(|root| (root, false)).into_iter().collect();
        while let Some((node, is_secret)) = queue.pop() {
            match &node.kind {
                Kind::Array(items) => queue.extend(items.iter().map(|item| (item, is_secret))),
                Kind::Object(members) => {
                    let hides_default = node.get("sensitive").and_then(Node::as_bool) == Some(true);
                    for (key, value) in members {
                        let is_literal = match key.text.as_str() {
                            "constant_value" => is_secret,
                            "default" => hides_default,
                            _ => false,
                        };
                        match is_literal {
                            true => mask_all(self.content, self.sources, Some(value)),
                            false => queue.push((value, is_secret || self.names.contains(key.text.as_str()))),
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Marks what a tree of truth values says is secret.
    fn marked(&self, value: Option<&Node>, sensitive: Option<&Node>) {
        let mut queue: Vec<(&Node, &Node)> = value.zip(sensitive).into_iter().collect();
        while let Some((value, sensitive)) = queue.pop() {
            match &sensitive.kind {
                Kind::Bool(true) => mask_all(self.content, self.sources, Some(value)),
                Kind::Array(items) => queue.extend(value.items().iter().zip(items)),
                Kind::Object(members) => {
                    let found = members.iter().filter_map(|(key, sensitive)| Some((value.get(&key.text)?, sensitive)));
                    queue.extend(found);
                }
                _ => {}
            }
        }
    }

    /// Marks the values of members whose names say that they are secret.
    fn named(&self, root: Option<&Node>) {
        let mut queue: Vec<&Node> = root.into_iter().collect();
        while let Some(node) = queue.pop() {
            match &node.kind {
                Kind::Array(items) => queue.extend(items),
                Kind::Object(members) => {
                    for (key, value) in members {
                        match self.names.contains(key.text.as_str()) {
                            true => mask_all(self.content, self.sources, Some(value)),
                            false => queue.push(value),
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
