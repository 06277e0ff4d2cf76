//! Attributes and elements of values.

use std::sync::Arc;

use crate::document::{
    Alternatives, Cause, Data, Entry, List, ListKind, Object, ObjectKind, Reason, Reference, Trail, Unknown, Value,
};
use crate::terraform::types::convert_to_string;

/// What selecting gives.
pub(super) enum Selection {
    /// This value.
    Certain(Value),
    /// This value, unless Terraform refuses the selection because of something that is not known here.
    Perhaps(Value),
    /// Terraform refuses, with this message.
    Missing(String),
}

impl Selection {
    fn map(self, change: impl FnOnce(Value) -> Value) -> Self {
        match self {
            Self::Certain(value) => Self::Certain(change(value)),
            Self::Perhaps(value) => Self::Perhaps(change(value)),
            Self::Missing(message) => Self::Missing(message),
        }
    }
}

/// The attribute of an object, with the trail of its way out of the container. None when it is certainly not there. In
/// an open object a missing attribute is unknown; in the body of a resource it is what the platform computes, else null.
#[must_use]
pub fn attribute_of(object: &Object, container: &Trail, name: &str) -> Option<Value> {
    match select_entry(object, container, name) {
        Selection::Certain(value) | Selection::Perhaps(value) => Some(value),
        Selection::Missing(_) => None,
    }
}

fn select_entry(object: &Object, container: &Trail, name: &str) -> Selection {
    let absent = || absent_attribute(object, container, name);
    let Some(entry) = object.get(name) else {
        return match (absent(), object.kind) {
            (Some(value), ObjectKind::Block) => Selection::Certain(value),
            (Some(value), _) => Selection::Perhaps(value),
            (None, ObjectKind::Map) => Selection::Missing(format!(
                "Missing map element: this map does not have an element with the key \"{name}\""
            )),
            (None, _) => Selection::Missing(format!(
                "Unsupported attribute: this object does not have an attribute named \"{name}\""
            )),
        };
    };
    let value = inherit_computed(entry, object, name);
    let trail = value.trail.within(container);
    let value = value.with_trail(trail);
    match (&entry.maybe, object.kind) {
        (None, _) => Selection::Certain(value),
        (Some(reason), ObjectKind::Block) => {
            Selection::Certain(Value::one_of([value, absent().unwrap_or_else(Value::null)], reason))
        }
        (Some(_), _) => Selection::Perhaps(value),
    }
}

/// What an attribute is that is not written: unknown or, in the body of a resource, null.
fn absent_attribute(object: &Object, container: &Trail, name: &str) -> Option<Value> {
    let data = match (&object.computed, &object.open, object.kind) {
        (Some(computed), _, _) => Data::Unknown(extended(computed, &Step::Attribute(name))),
        (None, Some(reason), _) => {
            Data::Unknown(Unknown { reason: Arc::clone(reason), not_null: false, reference: None, origins: None })
        }
        (None, None, ObjectKind::Block) => Data::Null,
        (None, None, _) => return None,
    };
    Some(Value::new(data).with_trail(container.clone()))
}

/// The nested blocks of a reference to a declaration are references themselves.
fn inherit_computed(entry: &Entry, object: &Object, name: &str) -> Value {
    let (Some(computed), Data::List(list)) = (&object.computed, &entry.value.data) else { return entry.value.clone() };
    if list.kind != ListKind::Blocks {
        return entry.value.clone();
    }
    let outer = extended(computed, &Step::Attribute(name));
    let items = (list.items.iter().enumerate())
        .map(|(index, item)| {
            let Data::Object(block) = &item.data else { return item.clone() };
            if block.computed.is_some() || block.kind != ObjectKind::Block {
                return item.clone();
            }
            let computed = Some(Arc::new(extended(&outer, &Step::Index(&index.to_string()))));
            Value { data: Data::Object(Arc::new(Object { computed, ..(**block).clone() })), ..item.clone() }
        })
        .collect();
    let list = List { items, open: list.open.clone(), kind: list.kind };
    Value { data: Data::List(Arc::new(list)), ..entry.value.clone() }
}

/// One step of a reference's path.
pub(super) enum Step<'n> {
    /// `.name`.
    Attribute(&'n str),
    /// `[0]` or `["key"]`, as written between the brackets.
    Index(&'n str),
    /// `[*]`.
    Each,
    /// An index that is not known.
    SomeIndex,
}

/// An unknown value's attribute or element: unknown for the same reason. Of a reference the path grows; a resource's
/// `id` is certainly set.
pub(super) fn extended(unknown: &Unknown, step: &Step<'_>) -> Unknown {
    let Some(reference) = &unknown.reference else {
        return match step {
            Step::Attribute(name) => unknown.attribute(name),
            Step::Index(key) => unknown.index(key),
            Step::Each | Step::SomeIndex => unknown.without_reference(),
        };
    };
    let (address, path) = (&reference.address, &*reference.path);
    let (address, path): (Arc<str>, Arc<str>) = match step {
        Step::Attribute(name) => return unknown.attribute(name),
        Step::SomeIndex | Step::Each if path.is_empty() => (Arc::clone(address), "".into()),
        // An index behind a splat picks one of the elements that the splat went over.
        Step::Index(key) => match path.rfind("[*]") {
            Some(at) => (Arc::clone(address), format!("{}[{key}]{}", &path[..at], &path[at + 3..]).into()),
            None => return unknown.index(key),
        },
        Step::Each => (Arc::clone(address), format!("{path}[*]").into()),
        Step::SomeIndex => return unknown.without_reference(),
    };
    let reason = Arc::clone(&unknown.reason);
    Unknown { reason, not_null: false, reference: Some(Arc::new(Reference { address, path })), origins: None }
}

fn select_unknown(value: &Value, unknown: &Unknown, step: &Step<'_>) -> Selection {
    let data = Data::Unknown(extended(unknown, step));
    let selected = Value { data, trail: value.trail.clone(), sensitive: value.sensitive };
    // A reference's attribute is as good as declared; of anything else nobody knows whether it has one.
    if unknown.reference.is_some() { Selection::Certain(selected) } else { Selection::Perhaps(selected) }
}

/// Selects from each alternative. One that refuses becomes unknown as long as another does not.
pub(super) fn select_each(value: &Value, members: &Alternatives, select: impl Fn(&Value) -> Selection) -> Selection {
    let mut selected = Vec::with_capacity(members.len());
    let mut refused = None;
    let mut is_certain = true;
    for member in members.iter() {
        match select(member) {
            Selection::Certain(value) => selected.push(value),
            Selection::Perhaps(value) => {
                is_certain = false;
                selected.push(value);
            }
            Selection::Missing(message) => {
                selected.push(Value::unknown(Reason::new(Cause::Invalid, "", message.as_str())));
                refused.get_or_insert((message, 0usize)).1 += 1;
            }
        }
    }
    match refused {
        Some((message, count)) if count == members.len() => Selection::Missing(message),
        _ => {
            let result = Value::one_of(selected, members.reason()).with_sensitive(value.sensitive);
            if refused.is_none() && is_certain { Selection::Certain(result) } else { Selection::Perhaps(result) }
        }
    }
}

/// `value.name`, and `value.0`.
pub(super) fn select_attribute(value: &Value, name: &str) -> Selection {
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    match &value.data {
        Data::Null => Selection::Missing(
            "Attempt to get attribute from null value: this value is null, so it does not have any attributes"
                .to_owned(),
        ),
        Data::Unknown(unknown) if is_number => select_unknown(value, unknown, &Step::Index(name)),
        Data::Unknown(unknown) => select_unknown(value, unknown, &Step::Attribute(name)),
        Data::OneOf(members) => select_each(value, members, |member| select_attribute(member, name)),
        Data::Object(object) => {
            select_entry(object, &value.trail, name).map(|selected| selected.with_sensitive(value.sensitive))
        }
        Data::List(list) if is_number => select_position(value, list, name.parse().ok()),
        _ => {
            Selection::Missing(format!("Unsupported attribute: this value does not have an attribute named \"{name}\""))
        }
    }
}

/// `value[key]`.
pub(super) fn select_index(value: &Value, key: &Value) -> Selection {
    select_at(value, key).map(|selected| selected.with_sensitive(key.sensitive))
}

fn select_at(value: &Value, key: &Value) -> Selection {
    if let Data::OneOf(members) = &key.data {
        let selection = select_each(key, members, |member| select_index(value, member));
        return selection.map(|selected| selected.with_sensitive(value.sensitive));
    }
    if key.is_null() {
        return Selection::Missing("Invalid index: can't use a null value as an index key".to_owned());
    }
    match &value.data {
        Data::Null => Selection::Missing(
            "Attempt to index null value: this value is null, so it does not have any indices".to_owned(),
        ),
        Data::OneOf(members) => select_each(value, members, |member| select_index(member, key)),
        Data::Unknown(unknown) => {
            let written = match &key.data {
                Data::String(text) => Some(format!("{text:?}")),
                Data::Number(number) => Some(number.to_string()),
                _ => None,
            };
            let step = written.as_deref().map_or(Step::SomeIndex, Step::Index);
            select_unknown(value, unknown, &step)
        }
        Data::List(list) if list.kind != ListKind::Set => match &key.data {
            Data::Unknown(unknown) => select_some(value, list.items.iter(), list.open.as_ref(), unknown),
            Data::Number(number) => select_position(value, list, number.to_i64().and_then(|at| at.try_into().ok())),
            Data::String(text) => match crate::document::Number::parse(text) {
                Some(number) => select_position(value, list, number.to_i64().and_then(|at| at.try_into().ok())),
                None => Selection::Missing("Invalid index: a number is required".to_owned()),
            },
            _ => Selection::Missing("Invalid index: a number is required".to_owned()),
        },
        Data::Object(object) => match convert_to_string(key).map(|key| key.data) {
            Ok(Data::String(name)) => match select_entry(object, &value.trail, &name) {
                Selection::Missing(_) => Selection::Missing(
                    "Invalid index: the given key does not identify an element in this collection value".to_owned(),
                ),
                selection => selection.map(|selected| selected.with_sensitive(value.sensitive)),
            },
            Ok(Data::Unknown(unknown)) => {
                let open = object.open.as_ref().or(object.computed.as_ref().map(|computed| &computed.reason));
                select_some(value, object.entries.values().map(|entry| &entry.value), open, &unknown)
            }
            _ => Selection::Missing("Invalid index: a string is required".to_owned()),
        },
        _ => Selection::Missing("Invalid index: this value does not have any indices".to_owned()),
    }
}

fn select_position(value: &Value, list: &List, position: Option<usize>) -> Selection {
    if list.kind == ListKind::Set {
        return Selection::Missing("Invalid index: elements of a set have no index".to_owned());
    }
    let Some(position) = position else {
        return Selection::Missing("Invalid index: a whole number not below zero is required".to_owned());
    };
    // Where elements may be missing in between, nobody knows which one stands at a position.
    if let Some(reason) = &list.open {
        let unknown = Value::unknown(Arc::clone(reason)).with_trail(value.trail.clone());
        return Selection::Perhaps(unknown.with_sensitive(value.sensitive));
    }
    match list.items.get(position) {
        Some(item) => {
            let trail = item.trail.within(&value.trail);
            Selection::Certain(item.clone().with_trail(trail).with_sensitive(value.sensitive))
        }
        None => Selection::Missing(
            "Invalid index: the given key does not identify an element in this collection value: the given index is \
             greater than or equal to the length of the collection"
                .to_owned(),
        ),
    }
}

/// The element at a key that is not known: one of them.
fn select_some<'v>(
    value: &Value,
    items: impl ExactSizeIterator<Item = &'v Value>,
    open: Option<&Arc<Reason>>,
    key: &Unknown,
) -> Selection {
    if open.is_none() && items.len() == 0 {
        return Selection::Missing("Invalid index: the collection is empty".to_owned());
    }
    let selected = if open.is_some() || items.len() > crate::document::MAX_ALTERNATIVES {
        let all_set = open.is_none() && items.into_iter().all(Value::is_certainly_set);
        let reason = Arc::clone(&key.reason);
        if all_set { Value::unknown_set(reason) } else { Value::unknown(reason) }
    } else {
        let items = items.map(|item| item.clone().with_trail(item.trail.within(&value.trail)));
        Value::one_of(items, &key.reason)
    };
    Selection::Perhaps(selected.with_sensitive(value.sensitive))
}
