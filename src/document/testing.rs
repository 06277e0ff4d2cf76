//! Values in short notation, for the tests of functions.

use std::sync::Arc;

use super::{Cause, Data, Entry, List, ListKind, Object, ObjectKind, Reason, Reference, Unknown, Value};

/// What a decoded JSON value stands for. Arrays are tuples. An object of one of these keys is something else:
/// `$list`, `$set`, `$map`: of that kind; `$open`: an array or object that may hold more; `$unknown`: perhaps null,
/// `$some`: certainly set, `$id`: set and an attribute of a resource (with a name); `$one`: one of these;
/// `$secret`: sensitive; `$maybe` as the value of an entry: it may not be there.
pub(crate) fn special(value: &Value) -> Value {
    match &value.data {
        Data::List(list) => Value::tuple(list.items.iter().map(special).collect()),
        Data::Object(object) => {
            if let Some((key, entry)) = object.entries.first_key_value()
                && object.entries.len() == 1
                && let Some(value) = named(key, &entry.value)
            {
                return value;
            }
            let entries = object.entries.iter().map(|(key, entry)| (Arc::clone(key), entry_of(&entry.value)));
            Value::new(Data::Object(Arc::new(Object { entries: entries.collect(), ..Object::default() })))
        }
        _ => value.clone(),
    }
}

fn entry_of(value: &Value) -> Entry {
    let inner = value.as_object().and_then(|object| object.get("$maybe"));
    match inner {
        Some(inner) => Entry { maybe: Some(reason("maybe")), ..Entry::from(special(&inner.value)) },
        None => Entry::from(special(value)),
    }
}

fn named(key: &str, inner: &Value) -> Option<Value> {
    let list = |kind| {
        let items = special(inner).as_list().unwrap().items.clone();
        Value::list(items, kind)
    };
    let unknown = |not_null, reference| {
        let name = inner.as_str().unwrap_or("hole");
        Value::new(Data::Unknown(Unknown { reason: reason(name), not_null, reference, origins: None }))
    };
    Some(match key {
        "$list" => list(ListKind::List),
        "$set" => list(ListKind::Set),
        "$map" => {
            let object = Object { kind: ObjectKind::Map, ..(**special(inner).as_object().unwrap()).clone() };
            Value::new(Data::Object(Arc::new(object)))
        }
        "$open" => match special(inner).data {
            Data::List(list) => {
                Value::new(Data::List(Arc::new(List { open: Some(reason("open")), ..(*list).clone() })))
            }
            Data::Object(object) => {
                Value::new(Data::Object(Arc::new(Object { open: Some(reason("open")), ..(*object).clone() })))
            }
            other => panic!("{other:?}"),
        },
        "$unknown" => unknown(false, None),
        "$some" => unknown(true, None),
        "$id" => {
            let reference = Reference { address: "azurerm_x.y".into(), path: "id".into() };
            unknown(true, Some(Arc::new(reference)))
        }
        "$one" => Value::one_of(special(inner).as_list().unwrap().items.clone(), &reason("choice")),
        "$secret" => special(inner).with_sensitive(true),
        _ => return None,
    })
}

fn reason(text: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::NoValue, text, text))
}

/// A value for comparison: JSON with `…` where there may be more, `?` behind the name of an entry that may not be
/// there, and words for what is not known.
pub(crate) fn text(value: &Value) -> String {
    let text = match &value.data {
        Data::Unknown(unknown) => {
            let state = if unknown.not_null { "set" } else { "perhaps null" };
            let reference = if unknown.reference.is_some() { " (reference)" } else { "" };
            format!("{state}: {}{reference}", unknown.reason.text)
        }
        Data::OneOf(alternatives) => {
            let all: Vec<String> = alternatives.iter().map(text).collect();
            format!("one of {}", all.join(" | "))
        }
        Data::List(list) => {
            let mut items: Vec<String> = list.items.iter().map(text).collect();
            items.extend(list.open.as_ref().map(|_| "…".to_owned()));
            format!("[{}]", items.join(","))
        }
        Data::Object(object) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                let key = serde_json::to_string(key).unwrap();
                format!("{key}{}:{}", if entry.maybe.is_some() { "?" } else { "" }, text(&entry.value))
            };
            let mut entries: Vec<String> = object.entries.iter().map(entry).collect();
            entries.extend(object.open.as_ref().map(|_| "…".to_owned()));
            format!("{{{}}}", entries.join(","))
        }
        Data::String(text) => serde_json::to_string(&**text).unwrap(),
        Data::Number(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Null => "null".to_owned(),
    };
    if value.sensitive { format!("secret {text}") } else { text }
}
