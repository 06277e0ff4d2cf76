//! Values that modules make out of their arguments.
//!
//! Knows: the shapes that several modules share. Does not know: rows.

use std::sync::Arc;

use super::path::{or_default, reason_of};
use crate::document::{Cause, Data, List, ListKind, Reason, Reference, Unknown, Value};
use crate::model::roles;
use crate::model::walk::each;

/// What Azure tells of a resource when it is deployed.
pub(super) fn computed(address: &Arc<str>, path: &str) -> Value {
    let text = match path {
        "id" => format!("Azure gives the id of {address}"),
        _ => format!("Azure tells it when {address} is deployed"),
    };
    let reason = Reason::new(Cause::Computed, Arc::clone(address), text);
    let reference = Some(Arc::new(Reference { address: Arc::clone(address), path: path.into() }));
    Value::new(Data::Unknown(Unknown { reason: Arc::new(reason), not_null: true, reference, origins: None }))
}

/// Settings that are enabled unless they say otherwise.
pub(super) fn settings(value: &Value) -> Value {
    let Data::List(list) = &value.data else { return value.clone() };
    let items = list.items.iter().map(|item| {
        each(item, |item| {
            let Data::Object(object) = &item.data else { return item.clone() };
            let mut object = (**object).clone();
            let enabled = object.entries.entry("enabled".into()).or_insert_with(|| Value::null().into());
            enabled.value = or_default(&enabled.value, &Value::bool(true));
            Value { data: Data::Object(Arc::new(object)), ..item.clone() }
        })
    });
    list_of(items.collect(), list.open.clone()).with_trail(value.trail.clone())
}

/// A role's name or id, from whichever is written.
pub(super) fn role(value: &Value, is_name: bool) -> Value {
    let text = match &value.data {
        Data::String(text) => text,
        Data::Unknown(unknown) => match &unknown.reference {
            Some(reference) if reference.address.is_empty() => &reference.path,
            _ => return value.clone(),
        },
        _ => return value.clone(),
    };
    let told = match is_name {
        true => roles::id_of(text).map(|_| &**text).or_else(|| roles::name_of(text)),
        false => roles::id_of(text).or(Some(text)),
    };
    match told {
        Some(told) => Value::string(told).with_trail(value.trail.clone()),
        None => Value::unknown_set(Reason::new(Cause::Undocumented, "role", "it is no built-in role that is known")),
    }
}

/// `SystemAssigned`, `UserAssigned` or both.
pub(super) fn identity(system: &Value, users: &Value) -> Value {
    let has_system = if system.is_null() { Some(false) } else { system.as_bool() };
    let has_users = match &users.data {
        Data::Null => Some(false),
        Data::List(list) if !list.items.is_empty() => Some(true),
        Data::List(list) => list.open.is_none().then_some(false),
        _ => None,
    };
    let value = match (has_system, has_users) {
        (Some(true), Some(true)) => Value::string("SystemAssigned, UserAssigned"),
        (Some(true), Some(false)) => Value::string("SystemAssigned"),
        (Some(false), Some(true)) => Value::string("UserAssigned"),
        (Some(false), Some(false)) => Value::null(),
        (None, _) => Value::unknown(reason_of(system)),
        (_, None) => Value::unknown(reason_of(users)),
    };
    let trail = if users.is_null() { &system.trail } else { &users.trail };
    value.with_trail(trail.clone())
}

/// Objects with the table's field names from a list (or map) of the module's objects.
pub(super) fn objects(value: &Value, fields: &'static [(&'static str, &'static str)]) -> Value {
    let (items, open): (Vec<Value>, _) = match &value.data {
        Data::Null => return value.clone(),
        Data::List(list) => (list.items.clone(), list.open.clone()),
        Data::Object(map) => (map.entries.values().map(|entry| entry.value.clone()).collect(), map.open.clone()),
        _ => return Value::unknown(reason_of(value)),
    };
    let items = items.iter().map(|item| {
        let scope = super::path::Scope { arguments: item, element: None, element_span: None };
        let entries = fields.iter().map(|(field, path)| (Arc::from(*field), scope.get(path).value));
        Value::object(entries).with_trail(item.trail.clone())
    });
    list_of(items.collect(), open).with_trail(value.trail.clone())
}

/// Log settings as ARM has them.
pub(super) fn logs(categories: &Value, groups: &Value) -> Value {
    let mut items = Vec::new();
    let mut open = None;
    for (field, names) in [("category", categories), ("categoryGroup", groups)] {
        match &names.data {
            Data::Null => {}
            Data::List(list) => {
                open = open.or_else(|| list.open.clone());
                items.extend(list.items.iter().map(|name| {
                    let entries = [(Arc::from(field), name.clone()), (Arc::from("enabled"), Value::bool(true))];
                    Value::object(entries).with_trail(name.trail.clone())
                }));
            }
            _ => open = open.or_else(|| Some(reason_of(names))),
        }
    }
    let trail = if categories.is_null() { &groups.trail } else { &categories.trail };
    list_of(items, open).with_trail(trail.clone())
}

pub(super) fn list_of(items: Vec<Value>, open: Option<Arc<Reason>>) -> Value {
    Value::new(Data::List(Arc::new(List { items, open, kind: ListKind::Tuple })))
}
