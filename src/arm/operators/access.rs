//! Members and elements. ARM compares names of properties without regard to case.

use std::sync::Arc;

use super::{Outcome, each, reason_of, refuse, type_name};
use crate::document::{Data, Entry, List, MAX_ALTERNATIVES, Object, Unknown, Value};

/// `base.name`, and `base.?name` with `is_safe`: null where there is no such member.
///
/// # Errors
/// When `base` is certainly null or has no such member, unless `is_safe`.
pub fn member(base: &Value, name: &str, is_safe: bool) -> Outcome {
    match &base.data {
        Data::OneOf(_) => each(base, &|base| member(base, name, is_safe)),
        Data::Unknown(unknown) => Ok(of_unknown(base, unknown.attribute(name))),
        Data::Object(object) => select(base, object, name, is_safe),
        _ if is_safe => Ok(Value::null().with_trail(base.trail.clone())),
        Data::Null => Err(refuse(format!("Cannot access the property \"{name}\" of a null value"))),
        _ => Err(refuse(format!("Cannot access the property \"{name}\" of type \"{}\"", type_name(base)))),
    }
}

/// `base[key]`; `is_safe` as for [`member`]. `is_from_end` counts from the end, beginning with 1.
///
/// # Errors
/// When there is certainly no such element, unless `is_safe`, and when the key is of the wrong type.
pub fn index(base: &Value, key: &Value, is_safe: bool, is_from_end: bool) -> Outcome {
    if let Data::OneOf(_) = &base.data {
        return each(base, &|base| index(base, key, is_safe, is_from_end));
    }
    if let Data::OneOf(_) = &key.data {
        return each(key, &|key| index(base, key, is_safe, is_from_end));
    }
    let is_sensitive = key.sensitive;
    let value = match (&base.data, &key.data) {
        (Data::Unknown(unknown), Data::Number(number)) if !is_from_end => {
            of_unknown(base, unknown.index(&number.to_string()))
        }
        (Data::Unknown(unknown), Data::String(name)) => of_unknown(base, unknown.attribute(name)),
        (Data::Unknown(unknown), _) => of_unknown(base, unknown.without_reference()),
        (Data::List(list), Data::Number(number)) => {
            let position = number.to_i64().unwrap_or(-1);
            let count = i64::try_from(list.items.len()).unwrap_or(i64::MAX);
            let position = if is_from_end { count - position } else { position };
            match (&list.open, usize::try_from(position).ok().and_then(|at| list.items.get(at))) {
                // Where elements may be missing in between, nobody knows which one stands at a position.
                (Some(reason), _) => Value::unknown(Arc::clone(reason)).with_trail(base.trail.clone()),
                (None, Some(item)) => out_of(item, base),
                (None, None) if is_safe => Value::null().with_trail(base.trail.clone()),
                (None, None) => {
                    return Err(refuse(format!(
                        "The index {number} is outside the bounds of the array of {count} items"
                    )));
                }
            }
        }
        (Data::List(list), Data::Unknown(unknown)) => some_item(base, list, unknown, is_safe),
        (Data::Object(object), Data::String(name)) => select(base, object, name, is_safe)?,
        (Data::Object(object), Data::Unknown(unknown)) => some_member(base, object, unknown, is_safe),
        (_, _) if is_safe => Value::null().with_trail(base.trail.clone()),
        (Data::Null, _) => return Err(refuse("Cannot use an index on a null value")),
        _ => {
            let (base, key) = (type_name(base), type_name(key));
            return Err(refuse(format!("A value of type \"{base}\" cannot be indexed by a value of type \"{key}\"")));
        }
    };
    Ok(value.with_sensitive(is_sensitive))
}

/// The entry of this name: spelt exactly so, else whatever its case.
pub(in crate::arm) fn entry_of<'o>(object: &'o Object, name: &str) -> Option<(&'o Arc<str>, &'o Entry)> {
    object
        .entries
        .get_key_value(name)
        .or_else(|| object.entries.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)))
}

fn select(base: &Value, object: &Object, name: &str, is_safe: bool) -> Outcome {
    let Some((_, entry)) = entry_of(object, name) else {
        let value = match (&object.computed, &object.open) {
            (Some(computed), _) => Value::new(Data::Unknown(computed.attribute(name))),
            (None, Some(reason)) => Value::unknown(Arc::clone(reason)),
            (None, None) if is_safe => Value::null(),
            (None, None) => {
                let known: Vec<&str> = object.entries.keys().take(20).map(|name| &**name).collect();
                let known = match known.is_empty() {
                    true => String::new(),
                    false => format!("; available properties are \"{}\"", known.join("\", \"")),
                };
                return Err(refuse(format!("The object does not contain the property \"{name}\"{known}")));
            }
        };
        return Ok(value.with_trail(base.trail.clone()).with_sensitive(base.sensitive));
    };
    let value = out_of(&entry.value, base);
    Ok(match &entry.maybe {
        // Without `?` the deployment fails where it is not there, so it is.
        Some(reason) if is_safe => Value::one_of([value, Value::null()], reason),
        _ => value,
    })
}

/// An element with the way it came out of its container.
pub(in crate::arm) fn out_of(item: &Value, container: &Value) -> Value {
    let trail = item.trail.within(&container.trail);
    item.clone().with_trail(trail).with_sensitive(container.sensitive)
}

fn of_unknown(base: &Value, unknown: Unknown) -> Value {
    Value { data: Data::Unknown(unknown), trail: base.trail.clone(), sensitive: base.sensitive }
}

fn some_item(base: &Value, list: &List, key: &Unknown, is_safe: bool) -> Value {
    let value = match (&list.open, list.items.len()) {
        (None, 1..=MAX_ALTERNATIVES) => {
            let missing = is_safe.then(Value::null);
            Value::one_of(list.items.iter().map(|item| out_of(item, base)).chain(missing), &key.reason)
        }
        _ => Value::unknown(Arc::clone(&key.reason)),
    };
    value.with_sensitive(base.sensitive)
}

fn some_member(base: &Value, object: &Object, key: &Unknown, is_safe: bool) -> Value {
    let is_closed = object.open.is_none() && object.computed.is_none();
    let value = match object.entries.len() {
        1..=MAX_ALTERNATIVES if is_closed => {
            let members = object.entries.values().map(|entry| out_of(&entry.value, base));
            let missing = is_safe.then(Value::null);
            Value::one_of(members.chain(missing), &key.reason)
        }
        _ => Value::unknown(Arc::clone(&key.reason)),
    };
    value.with_sensitive(base.sensitive)
}

/// Whether a value is certainly set, certainly null, or neither.
pub(super) fn is_set(value: &Value) -> Result<bool, Arc<crate::document::Reason>> {
    if value.is_null() {
        Ok(false)
    } else if value.is_certainly_set() {
        Ok(true)
    } else {
        Err(reason_of(value))
    }
}
