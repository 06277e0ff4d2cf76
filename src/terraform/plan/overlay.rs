//! Lays what a plan knows over what the source says: the plan's values, at the places where the source writes them.
//!
//! Knows: that the plan's values are those that will be, that the source tells what is written and what refers to what.
//! Does not know: resource types.

use std::sync::Arc;

use super::value::{WRITE_ONLY, is_told};
use crate::document::{Cause, Data, Entry, List, ListKind, Object, ObjectKind, Reason, Value};

/// A value of the source with what the plan knows of it.
pub fn overlay(source: &Value, plan: &Value, is_new: bool) -> Value {
    let is_secret = source.sensitive || plan.sensitive;
    let mut value = match (&source.data, &plan.data) {
        // Where a secret comes from is what matters of it, and the source alone tells that.
        _ if is_secret && !plan.is_null() => from_source(source),
        // The source may know what the plan does not, and what it is made of.
        (_, Data::Unknown(_)) => source.clone(),
        // The id is known by now; what it leads to is told by the source.
        (_, Data::String(text)) if text.starts_with("/subscriptions/") && refers_to_id(source) => source.clone(),
        (Data::Object(written), Data::Object(planned)) if written.computed.is_none() || is_block(written) => {
            let is_block = is_block(written);
            let object = object(written, planned, is_new, is_block);
            Value { data: Data::Object(Arc::new(object)), ..source.clone() }
        }
        (Data::List(written), Data::List(planned)) => {
            let list = list(written, planned, is_new);
            Value { data: Data::List(Arc::new(list)), ..source.clone() }
        }
        _ if source.same(plan) => source.clone(),
        // In the place of what the source cannot decide.
        _ => Value { data: plan.data.clone(), trail: source.trail.clone(), sensitive: source.sensitive },
    };
    value.sensitive |= is_secret;
    value
}

/// A secret as the source tells it; one that was given to the plan stands nowhere in it.
fn from_source(source: &Value) -> Value {
    let is_given = matches!(source.data, Data::String(_) | Data::Number(_)) && source.trail.literal.is_none();
    match is_given {
        true => Value::unknown_set(Reason::new(Cause::NoValue, "", "it was given to the plan"))
            .with_trail(source.trail.clone()),
        false => source.clone(),
    }
}

fn is_block(object: &Object) -> bool {
    object.kind == ObjectKind::Block
}

fn refers_to_id(value: &Value) -> bool {
    let reference = value.as_unknown().and_then(|unknown| unknown.reference.as_ref());
    reference.is_some_and(|reference| &*reference.path == "id" || reference.path.ends_with(".id"))
}

fn object(written: &Object, planned: &Object, is_new: bool, is_block: bool) -> Object {
    let mut merged = Object { entries: Default::default(), open: None, unknown_keys: Vec::new(), ..written.clone() };
    for (name, entry) in &planned.entries {
        match written.entries.get(name) {
            Some(own) => {
                let value = overlay(&own.value, &entry.value, is_new);
                merged.entries.insert(Arc::clone(name), Entry { value, span: own.span, maybe: None });
            }
            None if !is_block || written.open.is_some() || is_taken(name, &entry.value, is_new) => {
                merged.entries.insert(Arc::clone(name), Entry::from(entry.value.clone()));
            }
            None => {}
        }
    }
    // Null in the plan, or never in it.
    let write_only = |name: &str| name.ends_with(WRITE_ONLY);
    for (name, entry) in written.entries.iter().filter(|(name, _)| !planned.entries.contains_key(*name)) {
        let is_kept = match &entry.value.data {
            // The plan holds all blocks; of an object it holds what is not null.
            _ if write_only(name) => true,
            Data::Null => true,
            _ => false,
        };
        if is_kept {
            merged.entries.insert(Arc::clone(name), entry.clone());
        }
    }
    merged
}

/// Whether an attribute that the source does not write counts. Blocks that nobody wrote are what Azure made of what is
/// declared elsewhere.
fn is_taken(name: &str, value: &Value, is_new: bool) -> bool {
    let is_blocks = value.as_list().is_some_and(|list| list.kind == ListKind::Blocks);
    !is_blocks && value.as_object().is_none_or(|object| !is_block(object)) && is_told(name, value, is_new)
}

fn list(written: &List, planned: &List, is_new: bool) -> List {
    let twin = |index: usize, item: &Value| -> Option<&Value> {
        if let Some(name) = name_of(item) {
            let named = written.items.iter().find(|own| name_of(own) == Some(name));
            return named.or_else(|| written.items.get(index).filter(|own| name_of(own).is_none()));
        }
        match item.data {
            Data::Object(_) | Data::List(_) | Data::Unknown(_) | Data::OneOf(_) => written.items.get(index),
            // Sets have an order of their own.
            _ => written.items.iter().find(|own| own.same(item)).or_else(|| {
                let undecided = |own: &&Value| matches!(own.data, Data::Unknown(_) | Data::OneOf(_));
                written.items.get(index).filter(undecided)
            }),
        }
    };
    let items = planned.items.iter().enumerate().map(|(index, item)| match twin(index, item) {
        Some(own) => overlay(own, item, is_new),
        None => item.clone(),
    });
    List { items: items.collect(), open: None, kind: written.kind }
}

/// What tells a block from others of its type.
fn name_of(value: &Value) -> Option<&str> {
    value.as_object()?.get("name")?.value.as_str()
}
