//! Turns a written value into the property's.

use super::path::reason_of;
use crate::document::{Data, Value};
use crate::model::table::{PropertyType, Transform};

/// The property's value from what is written; null stays null.
pub(super) fn convert(value: &Value, transform: Transform, ty: PropertyType) -> Value {
    if value.is_null() {
        return value.clone();
    }
    if let Data::OneOf(members) = &value.data {
        let members = members.iter().map(|member| convert(member, transform, ty));
        let mut merged = Value::one_of(members, &reason_of(value));
        merged.trail = value.trail.clone();
        return merged.with_sensitive(value.sensitive);
    }
    let same = |data: Data| Value { data, trail: value.trail.clone(), sensitive: value.sensitive };
    match (transform, &value.data) {
        (Transform::Presence, Data::Unknown(unknown)) if !unknown.not_null => value.clone(),
        (Transform::Presence, _) => same(Data::Bool(true)),
        (_, Data::Unknown(_)) => value.clone(),
        (Transform::Same, Data::String(text)) if ty == PropertyType::Bool => {
            text.parse().map_or_else(|_| value.clone(), |truth| same(Data::Bool(truth)))
        }
        (Transform::Same, _) => value.clone(),
        (Transform::Inverted, Data::Bool(truth)) => same(Data::Bool(!truth)),
        (Transform::Inverted, Data::String(text)) if &**text == "true" => same(Data::Bool(false)),
        (Transform::Inverted, Data::String(text)) if &**text == "false" => same(Data::Bool(true)),
        (Transform::Renamed(names), Data::String(text)) => {
            let renamed = names.iter().find(|(from, _)| *from == &**text).map(|(_, to)| *to);
            renamed.map_or_else(|| value.clone(), |to| same(Data::String(to.into())))
        }
        (Transform::Single, Data::List(_)) => value.clone(),
        (Transform::Single, _) => Value::tuple(vec![value.clone()]).with_trail(value.trail.clone()),
        (Transform::Inverted | Transform::Renamed(_), _) => Value::unknown(reason_of(value)),
    }
}
