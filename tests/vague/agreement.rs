//! Whether what is known only in part agrees with what is known.

use std::sync::Arc;

use akslint::document::{Data, ListKind, Value};

/// A list as a set.
pub fn without_order(mut value: Value) -> Value {
    if let Data::List(list) = &mut value.data {
        Arc::make_mut(list).kind = ListKind::Set;
    }
    value
}

/// A value in short.
pub fn show(value: &Value) -> String {
    let all = |values: &[Value]| values.iter().map(show).collect::<Vec<_>>().join(", ");
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::Unknown(unknown) => if unknown.not_null { "set?" } else { "?" }.to_owned(),
        Data::OneOf(members) => format!("one of ({})", all(members)),
        Data::List(list) => {
            format!("{:?}[{}{}]", list.kind, all(&list.items), if list.open.is_some() { ", .." } else { "" })
        }
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(name, entry)| {
                format!("{name}{} = {}", if entry.maybe.is_some() { "?" } else { "" }, show(&entry.value))
            });
            let entries = entries.collect::<Vec<_>>().join(", ");
            format!("{:?}{{{entries}{}}}", object.kind, if object.open.is_some() { ", .." } else { "" })
        }
    }
}

/// Whether the known value is among those that the vague one stands for.
pub fn agrees(vague: &Value, known: &Value) -> bool {
    match (&vague.data, &known.data) {
        (Data::Unknown(unknown), _) => !unknown.not_null || !known.is_null(),
        (Data::OneOf(members), _) => members.iter().any(|member| agrees(member, known)),
        (Data::List(a), Data::List(b)) => {
            let is_set = a.kind == ListKind::Set;
            if is_set && !vague.is_wholly_known() {
                // Elements may coincide.
                return a.items.iter().all(|item| b.items.iter().any(|other| agrees(item, other)));
            }
            if a.open.is_none() {
                return a.items.len() == b.items.len() && a.items.iter().zip(&b.items).all(|(a, b)| agrees(a, b));
            }
            let mut rest = b.items.iter();
            a.items.iter().all(|item| rest.any(|other| agrees(item, other)))
        }
        (Data::Object(a), Data::Object(b)) => {
            let listed = a.entries.iter().all(|(name, entry)| match b.get(name) {
                Some(other) => agrees(&entry.value, &other.value),
                None => entry.maybe.is_some(),
            });
            listed && (a.open.is_some() || b.entries.keys().all(|name| a.get(name).is_some()))
        }
        (a, b) => Value::new(a.clone()).same(&Value::new(b.clone())),
    }
}
