//! Outputs and configurations of providers, of which a plan tells what they refer to.
//!
//! Knows: that these matter for what flows into them. Does not know: what may flow.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::beside::{OUTPUT, PROVIDER};
use super::content::Content;
use super::references::{Site, unknown};
use crate::document::{
    Cause, Data, Declaration, Entry, Existence, Interest, Language, Mode, Object, ObjectKind, Reason, Value, Versions,
};
use crate::formats::json::Node;
use crate::source::Span;

/// The outputs of the root module.
pub fn outputs(content: &Content<'_>, interest: &Interest) -> Vec<Declaration> {
    if !interest.carriers.contains(&OUTPUT) {
        return Vec::new();
    }
    let outputs = content.configuration.module("").map(|module| module.outputs).unwrap_or_default();
    (outputs.iter())
        .filter_map(|(name, output)| {
            let expression = output.get("expression")?;
            expression.get("references")?;
            let place = content.span(&name.range);
            let address = format!("output.{}", name.text);
            let is_sensitive = output.get("sensitive").and_then(Node::as_bool) == Some(true);
            let mut entries = BTreeMap::new();
            insert(&mut entries, "name", Value::string(name.text.as_str()), place);
            let value = refers(content, expression, "value", &address);
            insert(&mut entries, "value", value.with_sensitive(is_sensitive), content.span(&expression.range));
            insert(&mut entries, "sensitive", Value::bool(is_sensitive), place);
            Some(declaration(OUTPUT, address, place, entries))
        })
        .collect()
}

/// The configurations of providers, those of the root module.
pub fn providers(content: &Content<'_>, interest: &Interest) -> Vec<Declaration> {
    if !interest.carriers.contains(&PROVIDER) {
        return Vec::new();
    }
    let own = content.configuration.providers().filter(|(_, node)| node.get("module_address").is_none());
    own.filter_map(|(key, node)| {
        let expressions = node.get("expressions")?;
        let name = node.get("name").and_then(Node::as_str)?;
        let place = content.span(&(node.range.start..node.range.start + 1));
        let address = format!("provider.{key}");
        let mut entries = BTreeMap::new();
        for (attribute, expression) in expressions.members() {
            if expression.get("references").is_some() {
                let value = refers(content, expression, &attribute.text, &address);
                insert(&mut entries, &attribute.text, value, content.span(&expression.range));
            }
        }
        let is_empty = entries.is_empty();
        insert(&mut entries, "name", Value::string(name), place);
        (!is_empty).then(|| declaration(PROVIDER, address, place, entries))
    })
    .collect()
}

fn refers(content: &Content<'_>, expression: &Node, name: &str, address: &str) -> Value {
    let root = Site { address: String::new(), path: String::new() };
    let reason = Arc::new(Reason::new(Cause::Computed, address, "it is known only after the apply"));
    unknown(&content.configuration, &root, Some(expression), name, &reason)
}

fn insert(entries: &mut BTreeMap<Arc<str>, Entry>, name: &str, value: Value, span: Span) {
    entries.insert(name.into(), Entry { value: value.at(span), span: Some(span), maybe: None });
}

fn declaration(type_name: &str, address: String, header: Span, entries: BTreeMap<Arc<str>, Entry>) -> Declaration {
    let object = Object { entries, kind: ObjectKind::Block, ..Object::default() };
    Declaration {
        language: Language::Terraform,
        mode: Mode::Managed,
        type_name: type_name.into(),
        address: address.into(),
        versions: Arc::new(Versions::unstated()),
        api_version: None,
        header,
        body: Value::new(Data::Object(Arc::new(object))).at(header),
        existence: Existence::Always,
        calls: Arc::new([]),
    }
}
