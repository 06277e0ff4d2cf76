//! Conversion of arguments to what parameters ask for, the functions that convert, and helpers for partly known values.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::CallContext;
use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use super::signature::Kind;
use crate::document::{Cause, Data, ListKind, Number, Object, ObjectKind, Reason, Unknown, Value};
use crate::terraform::types::{TypeConstraint, convert, convert_to_bool, convert_to_number, convert_to_string};

/// An argument as a parameter of this kind receives it. What is unknown stays unknown but is certainly set, since
/// null was refused before.
pub(super) fn argument(value: &Value, kind: Kind, context: &CallContext<'_>) -> Outcome {
    if kind == Kind::Any {
        return Ok(value.clone());
    }
    if let Data::Unknown(unknown) = &value.data {
        let unknown = Unknown { not_null: true, ..unknown.clone() };
        return Ok(Value { data: Data::Unknown(unknown), ..value.clone() });
    }
    let size = match &value.data {
        Data::List(list) => list.items.len(),
        Data::Object(object) => object.entries.len(),
        _ => 0,
    };
    context.budget.spend(u64::try_from(size).unwrap_or(u64::MAX))?;
    let list_of = |element: TypeConstraint| TypeConstraint::List(Box::new(element));
    let (wanted, required) = match kind {
        Kind::Any => return Ok(value.clone()),
        Kind::String => return simple(convert_to_string(value), "string required"),
        Kind::Number => return simple(convert_to_number(value), "a number is required"),
        Kind::List => (list_of(TypeConstraint::Any), "list of any single type required"),
        Kind::Strings => (list_of(TypeConstraint::String), "list of string required"),
        Kind::Bools => (list_of(TypeConstraint::Bool), "list of bool required"),
        Kind::Set => (TypeConstraint::Set(Box::new(TypeConstraint::Any)), "set of any single type required"),
        Kind::StringLists => {
            (TypeConstraint::Map(Box::new(list_of(TypeConstraint::String))), "map of list of string required")
        }
    };
    let fits = match kind {
        Kind::StringLists => value.as_object().is_some(),
        _ => value.as_list().is_some(),
    };
    if !fits {
        return Err(FunctionError::new(required));
    }
    convert(value, &wanted).or_else(|message| match without_doubtful(value) {
        // What does not convert may not be there.
        Some(certain) => convert(&certain, &wanted).map_err(FunctionError::new),
        None => Err(FunctionError::new(message)),
    })
}

/// An object without the entries that may not be there, if it has any.
fn without_doubtful(value: &Value) -> Option<Value> {
    let object = value.as_object()?;
    let reason = object.entries.values().find_map(|entry| entry.maybe.clone())?;
    let certain = object.entries.iter().filter(|(_, entry)| entry.maybe.is_none());
    let entries = certain.map(|(key, entry)| (Arc::clone(key), entry.clone())).collect();
    let data = Data::Object(Arc::new(Object { entries, open: Some(reason), ..(**object).clone() }));
    Some(Value { data, ..value.clone() })
}

fn simple(converted: Result<Value, String>, required: &str) -> Outcome {
    converted.map_err(|_| FunctionError::new(required))
}

/// The text of a known simple value.
pub(super) fn to_text(value: &Value) -> Option<Arc<str>> {
    match convert_to_string(value).ok()?.data {
        Data::String(text) => Some(text),
        _ => None,
    }
}

/// The number of a known simple value.
pub(super) fn to_number(value: &Value) -> Option<Number> {
    match convert_to_number(value).ok()?.data {
        Data::Number(number) => Some(number),
        _ => None,
    }
}

/// The truth value of a known simple value.
pub(super) fn to_bool(value: &Value) -> Option<bool> {
    convert_to_bool(value).ok()?.as_bool()
}

/// The kind of type in Terraform's words.
pub(super) fn type_name(value: &Value) -> &'static str {
    match &value.data {
        Data::Null | Data::Unknown(_) | Data::OneOf(_) => "dynamic",
        Data::Bool(_) => "bool",
        Data::Number(_) => "number",
        Data::String(_) => "string",
        Data::List(list) => match list.kind {
            ListKind::Tuple => "tuple",
            ListKind::List | ListKind::Blocks => "list",
            ListKind::Set => "set",
        },
        Data::Object(object) => match object.kind {
            ObjectKind::Map => "map",
            ObjectKind::Object | ObjectKind::Block => "object",
        },
    }
}

pub(super) fn tostring(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    convert_to_string(value).map_err(|_| refuse(value, "string"))
}

pub(super) fn tonumber(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    convert_to_number(value).map_err(|_| match value.as_str() {
        Some(text) => FunctionError::at(
            0,
            format!(
                "cannot convert \"{}\" to number; given string must be a decimal representation of a number",
                excerpt(text)
            ),
        ),
        None => refuse(value, "number"),
    })
}

pub(super) fn tobool(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    convert_to_bool(value).map_err(|_| match value.as_str() {
        Some(text) => FunctionError::at(
            0,
            format!("cannot convert \"{}\" to bool; only the strings \"true\" or \"false\" are allowed", excerpt(text)),
        ),
        None => refuse(value, "bool"),
    })
}

pub(super) fn tolist(arguments: &Arguments<'_>) -> Outcome {
    collection(arguments, TypeConstraint::List(Box::new(TypeConstraint::Any)), "list of any single type")
}

pub(super) fn toset(arguments: &Arguments<'_>) -> Outcome {
    collection(arguments, TypeConstraint::Set(Box::new(TypeConstraint::Any)), "set of any single type")
}

pub(super) fn tomap(arguments: &Arguments<'_>) -> Outcome {
    collection(arguments, TypeConstraint::Map(Box::new(TypeConstraint::Any)), "map of any single type")
}

fn collection(arguments: &Arguments<'_>, wanted: TypeConstraint, name: &str) -> Outcome {
    let value = arguments.value(0)?;
    let size = match &value.data {
        Data::List(list) => list.items.len(),
        Data::Object(object) => object.entries.len(),
        _ => 0,
    };
    arguments.elements(size)?;
    convert(value, &wanted).map_err(|_| refuse(value, name))
}

fn refuse(value: &Value, wanted: &str) -> FunctionError {
    FunctionError::at(0, format!("cannot convert {} to {wanted}", type_name(value)))
}

pub(super) fn sensitive(arguments: &Arguments<'_>) -> Outcome {
    Ok(arguments.value(0)?.clone().with_sensitive(true))
}

pub(super) fn nonsensitive(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value { sensitive: false, ..arguments.value(0)?.clone() })
}

pub(super) fn issensitive(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    match &value.data {
        // An input without value may still come from something sensitive.
        Data::Unknown(unknown) if !value.sensitive => Ok(Value::unknown_set(Arc::clone(&unknown.reason))),
        _ => Ok(Value::bool(value.sensitive)),
    }
}

/// Ephemeral values are not told apart here: the value itself.
pub(super) fn ephemeralasnull(arguments: &Arguments<'_>) -> Outcome {
    Ok(arguments.value(0)?.clone())
}

/// All values converted to one type, as far as their types are known.
pub(super) fn unify(values: &[Value]) -> Option<Vec<Value>> {
    let mut types: Vec<TypeConstraint> = Vec::new();
    for value in values {
        let one = TypeConstraint::of(value);
        if !types.iter().any(|other| other.is(&one)) {
            types.push(one);
        }
    }
    if types.len() < 2 {
        return Some(values.to_vec());
    }
    let common = crate::terraform::types::unify_types(&types)?;
    values.iter().map(|value| convert(value, &common).ok()).collect()
}

/// Whether there may be more or fewer entries than these.
pub(super) fn is_open(object: &Object) -> bool {
    open_reason(object).is_some()
}

/// Why there may be more or fewer entries than these.
pub(super) fn open_reason(object: &Object) -> Option<Arc<Reason>> {
    let computed = || object.computed.as_ref().map(|unknown| Arc::clone(&unknown.reason));
    let maybe = || object.entries.values().find_map(|entry| entry.maybe.clone());
    object.open.clone().or_else(computed).or_else(maybe)
}

/// A reason for what this value leaves open; a general one for what is known.
pub(super) fn reason_of(value: &Value) -> Arc<Reason> {
    value.first_reason().unwrap_or_else(|| Arc::new(Reason::new(Cause::Condition, "", "a condition is not decided")))
}

/// An object of these entries.
pub(super) fn object_of(
    entries: BTreeMap<Arc<str>, crate::document::Entry>,
    open: Option<Arc<Reason>>,
    kind: ObjectKind,
) -> Value {
    Value::new(Data::Object(Arc::new(Object { entries, open, kind, ..Object::default() })))
}

/// A list of these items.
pub(super) fn list_of(items: Vec<Value>, open: Option<Arc<Reason>>, kind: ListKind) -> Value {
    Value::new(Data::List(Arc::new(crate::document::List { items, open, kind })))
}

/// An element picked from its container: it passed the places that the container passed.
pub(super) fn picked(item: &Value, container: &Value) -> Value {
    Value { trail: item.trail.within(&container.trail), ..item.clone() }.with_sensitive(container.sensitive)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn simple_conversions() {
        gives("tostring", "[1]", r#""1""#);
        gives("tostring", "[true]", r#""true""#);
        gives("tostring", "[null]", "null");
        gives("tostring", r#"[{"$id":"x"}]"#, "set: x (reference)");
        fails("tostring", "[[]]", "cannot convert tuple to string");
        gives("tonumber", r#"["1"]"#, "1");
        gives("tonumber", r#"["1e3"]"#, "1000");
        fails(
            "tonumber",
            r#"["no"]"#,
            "cannot convert \"no\" to number; given string must be a decimal representation",
        );
        fails("tonumber", "[true]", "cannot convert bool to number");
        gives("tobool", r#"["true"]"#, "true");
        gives("tobool", r#"["1"]"#, "true");
        gives("tobool", r#"[{"$one":["true", false]}]"#, "one of true | false");
        fails("tobool", r#"["no"]"#, "only the strings \"true\" or \"false\" are allowed");
        fails("tobool", "[1]", "cannot convert number to bool");
    }

    #[test]
    fn collection_conversions() {
        gives("tolist", r#"[["a", "b", 3]]"#, r#"["a","b","3"]"#);
        gives("tolist", r#"[{"$set":["a"]}]"#, r#"["a"]"#);
        gives("tolist", r#"[{"$open":["a"]}]"#, r#"["a",…]"#);
        gives("tolist", r#"[{"$unknown":"x"}]"#, "perhaps null: x");
        fails("tolist", "[[1, [1]]]", "cannot convert tuple to list of any single type");
        fails("tolist", r#"["a"]"#, "cannot convert string to list of any single type");
        gives("toset", r#"[["c", "b", "b"]]"#, r#"["b","c"]"#);
        gives("toset", "[[10, 9, 100]]", "[9,10,100]");
        gives("toset", r#"[["a", "b", 3]]"#, r#"["3","a","b"]"#);
        gives("tomap", r#"[{"a":"foo","b":true}]"#, r#"{"a":"foo","b":"true"}"#);
        gives("tomap", r#"[{"a":{"$some":"x"}}]"#, r#"{"a":set: x}"#);
        fails("tomap", r#"[{"a":1,"b":[1]}]"#, "cannot convert object to map of any single type");
        fails("tomap", "[[1]]", "cannot convert tuple to map of any single type");
    }

    #[test]
    fn sensitivity_is_set_cleared_and_asked_for() {
        gives("sensitive", "[1]", "secret 1");
        gives("nonsensitive", r#"[{"$secret":1}]"#, "1");
        gives("nonsensitive", "[1]", "1");
        gives("issensitive", r#"[{"$secret":1}]"#, "true");
        gives("issensitive", "[1]", "false");
        gives("issensitive", r#"[{"$unknown":"x"}]"#, "set: x");
        gives("ephemeralasnull", r#"["a"]"#, r#""a""#);
    }
}
