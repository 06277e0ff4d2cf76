//! Decodes a body that is written as JSON text (`body = jsonencode(…)` of older azapi versions, or a heredoc).

use std::sync::Arc;

use super::interest::ARM_SECRETS;
use crate::document::{Cause, Data, Entry, List, Number, Object, Reason, Value};

/// The value that a text of JSON stands for; every part is placed at the text. Other values stay as they are.
pub(super) fn decoded(value: &Value) -> Value {
    let Some(text) = value.as_str() else { return value.clone() };
    match serde_json::from_str(text) {
        Ok(json) => of(json, value),
        Err(_) => {
            let reason = Reason::new(Cause::Invalid, "body", "the body is no JSON text");
            Value::unknown_set(reason).with_trail(value.trail.clone()).with_sensitive(value.sensitive)
        }
    }
}

/// The depth is bounded by the JSON reader's own limit.
fn of(json: serde_json::Value, origin: &Value) -> Value {
    let data = match json {
        serde_json::Value::Null => Data::Null,
        serde_json::Value::Bool(truth) => Data::Bool(truth),
        serde_json::Value::Number(number) => match Number::parse(&number.to_string()) {
            Some(number) => Data::Number(number),
            None => Data::String(number.to_string().into()),
        },
        serde_json::Value::String(text) => Data::String(text.into()),
        serde_json::Value::Array(items) => {
            let items = items.into_iter().map(|item| of(item, origin)).collect();
            Data::List(Arc::new(List { items, ..List::default() }))
        }
        serde_json::Value::Object(fields) => {
            let entries = fields.into_iter().map(|(key, json)| {
                let is_secret = ARM_SECRETS.iter().any(|secret| secret.eq_ignore_ascii_case(&key));
                let value = of(json, origin).with_sensitive(is_secret);
                (Arc::from(key), Entry { span: origin.trail.literal, value, maybe: None })
            });
            Data::Object(Arc::new(Object { entries: entries.collect(), ..Object::default() }))
        }
    };
    Value { data, trail: origin.trail.clone(), sensitive: origin.sensitive }
}
