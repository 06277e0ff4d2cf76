//! Conversion of values to a type. The converted value keeps its trail.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AttributeType, TypeConstraint, ordered_items, set_items, unify_types};
use crate::document::{Cause, Data, Entry, List, ListKind, Number, Object, ObjectKind, Reason, Value};
use crate::terraform::evaluate::attribute_of;

/// Converts a value to a type: simple types among each other, sequences to lists and sets, objects and maps, with the
/// defaults of optional attributes applied to what is missing or null. Null and unknown values stay what they are; of
/// several alternatives each is converted.
///
/// # Errors
/// With a sentence part that says what is required, when the value certainly does not convert.
pub fn convert(value: &Value, constraint: &TypeConstraint) -> Result<Value, String> {
    if let Data::OneOf(members) = &value.data {
        return convert_members(value, members, constraint);
    }
    if matches!(value.data, Data::Null | Data::Unknown(_)) {
        return Ok(value.clone());
    }
    match constraint {
        TypeConstraint::Any => Ok(value.clone()),
        TypeConstraint::Bool => convert_to_bool(value),
        TypeConstraint::Number => convert_to_number(value),
        TypeConstraint::String => convert_to_string(value),
        TypeConstraint::List(element) => convert_to_sequence(value, element, ListKind::List),
        TypeConstraint::Set(element) => convert_to_sequence(value, element, ListKind::Set),
        TypeConstraint::Tuple(elements) => convert_to_tuple(value, elements),
        TypeConstraint::Map(element) => convert_to_map(value, element),
        TypeConstraint::Object(attributes) => convert_to_object(value, attributes),
    }
}

/// Converts to a string: numbers as [`Number`]'s text, booleans as `true` and `false`.
///
/// # Errors
/// When the value certainly has no text.
pub fn convert_to_string(value: &Value) -> Result<Value, String> {
    convert_simple(value, "a string is required", |data| match data {
        Data::String(_) => Some(data.clone()),
        Data::Number(number) => Some(Data::String(number.to_string().into())),
        Data::Bool(value) => Some(Data::String(if *value { "true" } else { "false" }.into())),
        _ => None,
    })
}

/// Converts to a number.
///
/// # Errors
/// When the value certainly is no number.
pub fn convert_to_number(value: &Value) -> Result<Value, String> {
    convert_simple(value, "a number is required", |data| match data {
        Data::Number(_) => Some(data.clone()),
        Data::String(text) => Number::parse(text).map(Data::Number),
        _ => None,
    })
}

/// Converts to a truth value: `"true"`, `"1"`, `"false"` and `"0"` are accepted.
///
/// # Errors
/// When the value certainly is no truth value.
pub fn convert_to_bool(value: &Value) -> Result<Value, String> {
    convert_simple(value, "a bool is required", |data| match data {
        Data::Bool(_) => Some(data.clone()),
        Data::String(text) => match &**text {
            "true" | "1" => Some(Data::Bool(true)),
            "false" | "0" => Some(Data::Bool(false)),
            _ => None,
        },
        _ => None,
    })
}

fn convert_simple(
    value: &Value,
    required: &str,
    simple: impl Fn(&Data) -> Option<Data> + Copy,
) -> Result<Value, String> {
    match &value.data {
        Data::Null | Data::Unknown(_) => Ok(value.clone()),
        Data::OneOf(members) => {
            merge_members(value, members.iter().map(|member| convert_simple(member, required, simple)))
        }
        data => simple(data).map(|data| with_data(value, data)).ok_or_else(|| required.to_owned()),
    }
}

fn convert_members(value: &Value, members: &[Value], constraint: &TypeConstraint) -> Result<Value, String> {
    merge_members(value, members.iter().map(|member| convert(member, constraint)))
}

/// One of the converted alternatives. One that does not convert stands for a configuration that Terraform refuses: it
/// becomes unknown as long as another one converts.
fn merge_members(value: &Value, converted: impl Iterator<Item = Result<Value, String>>) -> Result<Value, String> {
    let mut members = Vec::new();
    let mut first_error = None;
    let mut any_converts = false;
    for result in converted {
        match result {
            Ok(member) => {
                any_converts = true;
                members.push(member);
            }
            Err(message) => {
                members.push(Value::unknown(Reason::new(Cause::Invalid, "", message.as_str())));
                first_error.get_or_insert(message);
            }
        }
    }
    match first_error {
        Some(message) if !any_converts => Err(message),
        _ => {
            let reason = value.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
            let trail = value.trail.clone();
            let result = Value::one_of(members, &reason).with_sensitive(value.sensitive);
            Ok(if result.trail.literal.is_none() { result.with_trail(trail) } else { result })
        }
    }
}

/// The same value with other data.
fn with_data(value: &Value, data: Data) -> Value {
    Value { data, trail: value.trail.clone(), sensitive: value.sensitive }
}

/// The type that all elements get: the wanted one, or for `any` what they unify to.
fn element_constraint<'a>(
    wanted: &TypeConstraint,
    items: impl Iterator<Item = &'a Value> + Clone,
    kind: &str,
) -> Result<TypeConstraint, String> {
    if !wanted.is_any() {
        return Ok(wanted.clone());
    }
    let types: Vec<_> = items.clone().map(TypeConstraint::of).collect();
    let different = || format!("all {kind} elements must have the same type");
    let common = unify_types(&types).ok_or_else(different)?;
    // Known elements that meet in nothing but `any` have no single type.
    let is_known = |(item, own): (&Value, &TypeConstraint)| item.is_null() || !own.is_any();
    let is_any = common.is_any() && types.iter().any(|own| !own.is_any());
    if is_any && items.zip(&types).all(is_known) { Err(different()) } else { Ok(common) }
}

fn convert_to_sequence(value: &Value, element: &TypeConstraint, kind: ListKind) -> Result<Value, String> {
    let name = if kind == ListKind::Set { "set" } else { "list" };
    let Data::List(list) = &value.data else { return Err(format!("{name} of {element} required")) };
    if list.kind == kind && element.is_any() {
        return Ok(value.clone());
    }
    let element = element_constraint(element, list.items.iter(), name)?;
    let (items, open) = match kind {
        ListKind::Set => (Cow::Borrowed(&list.items[..]), list.open.clone()),
        _ => ordered_items(list),
    };
    let converted: Result<Vec<_>, _> = (items.iter())
        .enumerate()
        .map(|(index, item)| convert(item, &element).map_err(|message| format!("element {index}: {message}")))
        .collect();
    let items = if kind == ListKind::Set { set_items(converted?) } else { converted? };
    // Which elements a set has tells about each of them.
    let is_sensitive = kind == ListKind::Set && items.iter().any(|item| item.sensitive);
    let data = Data::List(Arc::new(List { items, open, kind }));
    Ok(with_data(value, data).with_sensitive(is_sensitive))
}

fn convert_to_tuple(value: &Value, elements: &[TypeConstraint]) -> Result<Value, String> {
    let required = || "tuple required".to_owned();
    let Data::List(list) = &value.data else { return Err(required()) };
    if !matches!(list.kind, ListKind::Tuple) {
        return Err(required());
    }
    if list.items.len() > elements.len() || list.open.is_none() && list.items.len() < elements.len() {
        return Err(format!("tuple of {} elements required, but have {}", elements.len(), list.items.len()));
    }
    let mut items = Vec::with_capacity(elements.len());
    for (index, element) in elements.iter().enumerate() {
        match (list.items.get(index), &list.open) {
            (Some(item), _) => {
                items.push(convert(item, element).map_err(|message| format!("element {index}: {message}"))?);
            }
            (None, Some(reason)) => items.push(Value::unknown(Arc::clone(reason)).with_trail(value.trail.clone())),
            (None, None) => {}
        }
    }
    Ok(with_data(value, Data::List(Arc::new(List { items, open: None, kind: ListKind::Tuple }))))
}

fn convert_to_map(value: &Value, element: &TypeConstraint) -> Result<Value, String> {
    let Data::Object(object) = &value.data else { return Err(format!("map of {element} required")) };
    if object.kind == ObjectKind::Map && element.is_any() {
        return Ok(value.clone());
    }
    let element = element_constraint(element, object.entries.values().map(|entry| &entry.value), "map")?;
    let mut entries = BTreeMap::new();
    for (name, entry) in &object.entries {
        let converted = convert(&entry.value, &element).map_err(|message| format!("element {name:?}: {message}"))?;
        entries.insert(Arc::clone(name), Entry { value: converted, ..entry.clone() });
    }
    let open = object.open.clone().or_else(|| object.computed.as_ref().map(|unknown| Arc::clone(&unknown.reason)));
    Ok(with_data(value, Data::Object(Arc::new(Object { entries, open, kind: ObjectKind::Map, ..Object::default() }))))
}

fn convert_to_object(value: &Value, attributes: &BTreeMap<Arc<str>, AttributeType>) -> Result<Value, String> {
    let Data::Object(object) = &value.data else { return Err("object required".to_owned()) };
    let mut entries = BTreeMap::new();
    for (name, attribute) in attributes {
        let found = attribute_of(object, &value.trail, name);
        let span = object.get(name).and_then(|entry| entry.span);
        let entry = match found {
            Some(mut given) => {
                let reason = object.get(name).and_then(|entry| entry.maybe.clone());
                if let Some(reason) = reason.filter(|_| attribute.is_optional) {
                    // An entry that may be missing is its own value or what stands for a missing one.
                    let present = object.get(name).map_or_else(Value::null, |entry| entry.value.clone());
                    let absent = absent_value(attribute, value);
                    let both = [convert_attribute(&present, attribute, value, name)?, absent];
                    given = Value::one_of(both, &reason);
                    Entry { value: given, span, maybe: None }
                } else {
                    if let Some(entry) = object.get(name) {
                        given = entry.value.clone();
                    }
                    Entry { value: convert_attribute(&given, attribute, value, name)?, span, maybe: None }
                }
            }
            None if attribute.is_optional => Entry::from(absent_value(attribute, value)),
            None => return Err(format!("attribute {name:?} is required")),
        };
        entries.insert(Arc::clone(name), entry);
    }
    let kind = ObjectKind::Object;
    Ok(with_data(value, Data::Object(Arc::new(Object { entries, open: None, kind, ..Object::default() }))))
}

/// What stands for an attribute that is not there: its default, else null.
fn absent_value(attribute: &AttributeType, container: &Value) -> Value {
    attribute.default.clone().unwrap_or_else(|| Value::null().with_trail(container.trail.clone()))
}

/// Converts an attribute's value; a default takes the place of null.
fn convert_attribute(given: &Value, attribute: &AttributeType, container: &Value, name: &str) -> Result<Value, String> {
    let converted =
        convert(given, &attribute.constraint).map_err(|message| format!("attribute {name:?}: {message}"))?;
    let Some(default) = attribute.default.as_ref().filter(|_| !converted.is_certainly_set()) else {
        return Ok(converted);
    };
    match &converted.data {
        Data::Null => Ok(absent_value(attribute, container).with_sensitive(converted.sensitive)),
        Data::OneOf(members) => {
            let reason = converted.first_reason().unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
            let members = members.iter().map(|member| if member.is_null() { default.clone() } else { member.clone() });
            Ok(Value::one_of(members, &reason).with_sensitive(converted.sensitive))
        }
        // Unknown and perhaps null: the result is certainly set when the default is.
        Data::Unknown(unknown) if default.is_certainly_set() => {
            let unknown = crate::document::Unknown { not_null: true, ..unknown.clone() };
            Ok(with_data(&converted, Data::Unknown(unknown)))
        }
        _ => Ok(converted),
    }
}
