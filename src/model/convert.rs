//! Turns a written value into the property's: transforms, then types.
//!
//! Knows: the table's transforms and what the providers convert by themselves.
//! Does not know: where the value was written.

use std::sync::Arc;

use super::table::{PropertyType, SilentValue, Transform};
use super::walk::{each, single};
use crate::document::{Cause, Data, List, ListKind, Number, Object, Reason, Reference, Unknown, Value};

/// The property's value; null stays null.
pub(super) fn convert(value: &Value, transform: Transform, ty: PropertyType) -> Value {
    each(value, |value| typed(&transformed(value, transform, ty), ty))
}

/// Whether a value is the property's as it stands.
pub(super) fn is_converted(value: &Value, transform: Transform, ty: PropertyType) -> bool {
    value.is_null()
        || matches!(transform, Transform::Same)
            && matches!(
                (ty, &value.data),
                (PropertyType::Bool, Data::Bool(_))
                    | (PropertyType::Number, Data::Number(_))
                    | (PropertyType::String, Data::String(_))
                    | (PropertyType::StringMap | PropertyType::Object, Data::Object(_))
                    | (_, Data::Unknown(_))
            )
}

fn with(value: &Value, data: Data) -> Value {
    Value { data, trail: value.trail.clone(), sensitive: value.sensitive }
}

fn transformed(value: &Value, transform: Transform, ty: PropertyType) -> Value {
    match transform {
        Transform::Same => value.clone(),
        Transform::Presence => {
            let value = single(value);
            match &value.data {
                Data::Null => value,
                Data::Unknown(unknown) if !unknown.not_null => value,
                _ if ty == PropertyType::Bool => with(&value, Data::Bool(true)),
                // What azurerm switches on by a block, ARM calls enabled.
                _ => with(&value, Data::String("enabled".into())),
            }
        }
        Transform::Inverted => {
            let value = typed(value, PropertyType::Bool);
            match value.data {
                Data::Bool(truth) => with(&value, Data::Bool(!truth)),
                _ => value,
            }
        }
        Transform::Renamed(names) => {
            let Some(text) = scalar_text(value) else { return value.clone() };
            let exact = names.iter().find(|(from, _)| *from == &*text);
            let name = exact.or_else(|| names.iter().find(|(from, _)| from.eq_ignore_ascii_case(&text)));
            name.map_or_else(|| value.clone(), |(_, to)| with(value, Data::String((*to).into())))
        }
        Transform::Single => match &value.data {
            Data::Null | Data::List(_) => value.clone(),
            Data::Unknown(unknown) if !unknown.not_null => value.clone(),
            _ => with(value, Data::List(Arc::new(List { items: vec![value.clone()], ..List::default() }))),
        },
    }
}

/// The text of a text, number or truth value.
fn scalar_text(value: &Value) -> Option<Arc<str>> {
    match &value.data {
        Data::String(text) => Some(Arc::clone(text)),
        Data::Number(number) => Some(number.to_string().into()),
        Data::Bool(truth) => Some(if *truth { "true".into() } else { "false".into() }),
        _ => None,
    }
}

fn typed(value: &Value, ty: PropertyType) -> Value {
    match (ty, &value.data) {
        (_, Data::Null | Data::Unknown(_) | Data::OneOf(_)) => value.clone(),
        (PropertyType::Bool, Data::Bool(_))
        | (PropertyType::Number, Data::Number(_))
        | (PropertyType::String, Data::String(_))
        | (PropertyType::StringMap | PropertyType::Object, Data::Object(_))
        | (PropertyType::ObjectList, Data::List(_)) => value.clone(),
        (PropertyType::Bool, Data::String(text)) if text.eq_ignore_ascii_case("true") => with(value, Data::Bool(true)),
        (PropertyType::Bool, Data::String(text)) if text.eq_ignore_ascii_case("false") => {
            with(value, Data::Bool(false))
        }
        (PropertyType::Number, Data::String(text)) => {
            Number::parse(text.trim()).map_or_else(|| invalid(value), |number| with(value, Data::Number(number)))
        }
        (PropertyType::String, Data::Bool(_) | Data::Number(_)) => {
            scalar_text(value).map_or_else(|| invalid(value), |text| with(value, Data::String(text)))
        }
        // A symbol of another resource, where its id belongs: `parent`, `scope`.
        (PropertyType::String, Data::Object(object)) if object.computed.is_some() || object.get("id").is_some() => {
            symbol_id(value, object)
        }
        (PropertyType::StringList, Data::List(list)) => {
            let items = list.items.iter().filter(|item| !item.is_null());
            let items = items.map(|item| each(item, |item| typed(item, PropertyType::String))).collect();
            with(value, Data::List(Arc::new(List { items, open: list.open.clone(), kind: list.kind })))
        }
        // ARM keys user-assigned identities by their id.
        (PropertyType::StringList, Data::Object(object)) => {
            let items = object.entries.iter().map(|(key, entry)| {
                let trail = crate::document::Trail { literal: entry.span, last: None };
                Value::string(Arc::clone(key)).with_trail(trail)
            });
            let unknown = object.unknown_keys.iter().map(|key| Value::new(Data::Unknown(key.clone())));
            let items = items.chain(unknown).collect();
            // Keys that are not known, but which resources they name is, leave nothing open.
            let is_told = object.unknown_keys.first().map(|key| &key.reason) == object.open.as_ref()
                && object.unknown_keys.iter().all(|key| key.reference.is_some());
            let open = object.open.clone().filter(|_| !is_told);
            with(value, Data::List(Arc::new(List { items, open, kind: ListKind::Tuple })))
        }
        (PropertyType::Object | PropertyType::StringMap, Data::List(_)) => {
            let inner = single(value);
            if inner.as_list().is_some() { invalid(value) } else { typed(&inner, ty) }
        }
        (PropertyType::ObjectList, Data::Object(_)) => {
            with(value, Data::List(Arc::new(List { items: vec![value.clone()], ..List::default() })))
        }
        _ => invalid(value),
    }
}

/// The id of the resource that a symbol stands for, or of what a function such as `subscription()` gives.
fn symbol_id(value: &Value, object: &Object) -> Value {
    let Some(computed) = &object.computed else {
        let id = object.get("id").filter(|id| id.value.as_unknown().is_some_and(|id| id.reference.is_some()));
        return id.map_or_else(|| invalid(value), |id| with(value, id.value.data.clone()));
    };
    let Some(reference) = computed.reference.as_ref().filter(|reference| reference.path.is_empty()) else {
        return invalid(value);
    };
    let reference = Reference { path: "id".into(), ..(**reference).clone() };
    with(value, Data::Unknown(Unknown { not_null: true, reference: Some(Arc::new(reference)), ..(**computed).clone() }))
}

/// What the provider would refuse is not known, but certainly set.
fn invalid(value: &Value) -> Value {
    let reason = Reason::new(Cause::Invalid, "", "the value has a type that is not accepted here");
    Value::unknown_set(reason).with_trail(value.trail.clone()).with_sensitive(value.sensitive)
}

/// What a cell of the table says about silence; nothing for what is computed.
pub(super) fn constant(value: SilentValue, subject: &str) -> Option<Value> {
    Some(match value {
        SilentValue::Bool(value) => Value::bool(value),
        SilentValue::Number(value) => Value::number(value),
        SilentValue::Text(text) => Value::string(text),
        SilentValue::Texts(texts) => Value::tuple(texts.iter().map(|text| Value::string(*text)).collect()),
        SilentValue::Absent => Value::null(),
        SilentValue::Unknown(text) => Value::unknown(Reason::new(Cause::Undocumented, subject, text)),
        SilentValue::Computed(_) => return None,
    })
}
