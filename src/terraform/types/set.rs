//! The order and uniqueness of a set's elements.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::Arc;

use crate::document::{Data, List, ListKind, Reason, Value};

/// The elements of a set: sorted as Terraform iterates them, equal known ones once. Elements that are not wholly known
/// come last in their given order, since nobody knows whether they equal another one.
#[must_use]
pub fn set_items(items: Vec<Value>) -> Vec<Value> {
    let (mut known, unknown): (Vec<_>, Vec<_>) = items.into_iter().partition(Value::is_wholly_known);
    let keys_are_plain = known.iter().all(|item| !matches!(item.data, Data::List(_) | Data::Object(_)));
    if keys_are_plain {
        known.sort_by(set_order);
    } else {
        known.sort_by_cached_key(|item| (item.is_null(), sort_key(item)));
    }
    known.dedup_by(|later, earlier| {
        let is_same = later.same(earlier);
        earlier.sensitive |= is_same && later.sensitive;
        is_same
    });
    known.extend(unknown);
    known
}

/// The elements in the order of iteration, as far as it is certain, and why there may be others between them: where an
/// element of a set that is not wholly known will stand, and whether it equals another one, nobody knows.
#[must_use]
pub fn ordered_items(list: &List) -> (Cow<'_, [Value]>, Option<Arc<Reason>>) {
    let is_certain = list.kind != ListKind::Set || list.open.is_none() && list.items.len() < 2;
    let reason = if is_certain { None } else { list.items.iter().find_map(Value::first_reason) };
    match reason {
        None => (Cow::Borrowed(&list.items), list.open.clone()),
        Some(reason) => {
            let mut known: Vec<_> = list.items.iter().filter(|item| item.is_wholly_known()).cloned().collect();
            if known.is_empty() {
                // At least one element is there, and this is one.
                known.extend(list.items.first().cloned());
            }
            (Cow::Owned(known), Some(list.open.clone().unwrap_or(reason)))
        }
    }
}

/// How Terraform orders two elements of a set: null last, texts and numbers by value, anything else by an internal key.
#[must_use]
pub fn set_order(a: &Value, b: &Value) -> Ordering {
    match (&a.data, &b.data) {
        (Data::Null, Data::Null) => Ordering::Equal,
        (Data::Null, _) => Ordering::Greater,
        (_, Data::Null) => Ordering::Less,
        (Data::String(a), Data::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Data::Number(a), Data::Number(b)) => a.cmp(b),
        (Data::Bool(a), Data::Bool(b)) => a.cmp(b),
        _ => sort_key(a).cmp(&sort_key(b)),
    }
}

/// A key in the manner of cty's set hashing, which decides the order of sets of collections.
fn sort_key(value: &Value) -> String {
    let mut key = String::new();
    write_key(value, &mut key, 0);
    key
}

fn write_key(value: &Value, key: &mut String, depth: usize) {
    if depth > super::MAX_DEPTH {
        return;
    }
    match &value.data {
        Data::Null => key.push('~'),
        Data::Unknown(_) | Data::OneOf(_) => key.push('?'),
        Data::Bool(value) => key.push(if *value { 'T' } else { 'F' }),
        Data::Number(number) => key.push_str(&number.to_string()),
        Data::String(text) => {
            let _ = write!(key, "{text:?}");
        }
        Data::List(list) => {
            let (open, close) = match list.kind {
                crate::document::ListKind::Tuple => ('<', '>'),
                _ => ('[', ']'),
            };
            key.push(open);
            for item in &list.items {
                write_key(item, key, depth + 1);
                key.push(';');
            }
            key.push(close);
        }
        Data::Object(object) => {
            let is_map = object.kind == crate::document::ObjectKind::Map;
            key.push(if is_map { '{' } else { '<' });
            for (name, entry) in &object.entries {
                if is_map {
                    let _ = write!(key, "{name:?}:");
                }
                write_key(&entry.value, key, depth + 1);
                key.push(';');
            }
            key.push(if is_map { '}' } else { '>' });
        }
    }
}
