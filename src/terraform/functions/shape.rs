//! Functions that measure collections, or give their elements in another shape.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation as _;

use super::arguments::Arguments;
use super::convert::{list_of, object_of, open_reason, picked, reason_of, unify};
use super::error::{FunctionError, Outcome};
use crate::document::equals;
use crate::document::{Data, Entry, List, ListKind, Number, ObjectKind, Reason, Value};

fn count(number: usize) -> Value {
    Value::number(Number::from(i64::try_from(number).unwrap_or(i64::MAX)))
}

pub(super) fn length(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let undecided = match &value.data {
        Data::String(text) => return Ok(count(text.graphemes(true).count())),
        Data::Unknown(unknown) => Some(Arc::clone(&unknown.reason)),
        Data::List(list) => {
            let is_uncertain = list.kind == ListKind::Set && list.items.len() > 1;
            let unknown = || list.items.iter().filter(|_| is_uncertain).find_map(Value::first_reason);
            list.open.clone().or_else(unknown)
        }
        Data::Object(object) => open_reason(object),
        _ => {
            let message = "argument must be a string, a collection type, or a structural type";
            return Err(FunctionError::new(message));
        }
    };
    match (undecided, &value.data) {
        (Some(reason), _) => Ok(arguments.unknown_set(reason)),
        (None, Data::List(list)) => Ok(count(list.items.len())),
        (None, Data::Object(object)) => Ok(count(object.entries.len())),
        _ => Ok(arguments.unknown_set(reason_of(value))),
    }
}

pub(super) fn alltrue(arguments: &Arguments<'_>) -> Outcome {
    truth(arguments, false)
}

pub(super) fn anytrue(arguments: &Arguments<'_>) -> Outcome {
    truth(arguments, true)
}

/// Whether some element is `deciding`, in three-valued logic; null counts as false.
fn truth(arguments: &Arguments<'_>, deciding: bool) -> Outcome {
    let value = arguments.value(0)?;
    let Some(list) = value.as_list() else { return Ok(arguments.unknown_set(reason_of(value))) };
    let mut undecided: Option<Arc<Reason>> = None;
    for item in &list.items {
        let here = if item.is_null() { Some(false) } else { item.as_bool() };
        match here {
            Some(here) if here == deciding => return Ok(Value::bool(deciding)),
            Some(_) => {}
            None => {
                undecided.get_or_insert_with(|| reason_of(item));
            }
        }
    }
    match undecided.or_else(|| list.open.clone()) {
        Some(reason) => Ok(arguments.unknown_set(reason)),
        None => Ok(Value::bool(!deciding)),
    }
}

pub(super) fn keys(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let object = match &value.data {
        Data::Unknown(unknown) => return Ok(arguments.unknown_set(Arc::clone(&unknown.reason))),
        Data::Object(object) => object,
        _ => return Err(FunctionError::at(0, "must have map or object type")),
    };
    arguments.elements(object.entries.len())?;
    let certain = object.entries.iter().filter(|(_, entry)| entry.maybe.is_none());
    let items = certain.map(|(key, _)| Value::string(Arc::clone(key)).with_sensitive(value.sensitive)).collect();
    let kind = if object.kind == ObjectKind::Map { ListKind::List } else { ListKind::Tuple };
    Ok(list_of(items, open_reason(object), kind))
}

pub(super) fn values(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let object = match &value.data {
        Data::Unknown(unknown) => return Ok(arguments.unknown_set(Arc::clone(&unknown.reason))),
        Data::Object(object) => object,
        _ => return Err(FunctionError::new("values() requires a map as the first argument")),
    };
    arguments.elements(object.entries.len())?;
    let certain = object.entries.values().filter(|entry| entry.maybe.is_none());
    let items = certain.map(|entry| picked(&entry.value, value)).collect();
    let kind = if object.kind == ObjectKind::Map { ListKind::List } else { ListKind::Tuple };
    Ok(list_of(items, open_reason(object), kind))
}

pub(super) fn slice(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let list = match &value.data {
        Data::Unknown(unknown) => return Ok(arguments.unknown_set(Arc::clone(&unknown.reason))),
        Data::List(list) if list.kind == ListKind::Set => {
            return Err(FunctionError::at(
                0,
                "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the \
                 ordering of the result is not important",
            ));
        }
        Data::List(list) => list,
        _ => return Err(FunctionError::at(0, "must be a list or tuple value")),
    };
    for index in 1..3 {
        if let Some(unknown) = arguments.value(index)?.as_unknown() {
            return Ok(arguments.unknown_set(Arc::clone(&unknown.reason)));
        }
    }
    let length = list.items.len();
    let bound = |index: usize, name: &str| {
        let refuse = |what: &str| FunctionError::at(index, format!("{name} index must not be {what}"));
        let at = usize::try_from(arguments.integer(index)?).map_err(|_| refuse("less than zero"))?;
        if list.open.is_none() && at > length {
            return Err(refuse("greater than the length of the list"));
        }
        Ok(at)
    };
    let (start, end) = (bound(1, "start")?, bound(2, "end")?);
    if start > end {
        return Err(FunctionError::at(1, "start index must not be greater than end index"));
    }
    if let Some(reason) = &list.open {
        return Ok(arguments.unknown_set(Arc::clone(reason)));
    }
    arguments.elements(end - start)?;
    let kind = if list.kind == ListKind::Tuple { ListKind::Tuple } else { ListKind::List };
    let items = list.items[start..end].iter().map(|item| picked(item, value)).collect();
    Ok(list_of(items, None, kind))
}

pub(super) fn chunklist(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let list: &List = match &value.data {
        Data::List(list) => list,
        _ => return Ok(arguments.unknown_set(reason_of(value))),
    };
    if let Some(reason) = arguments.value(1)?.first_reason().or_else(|| list.open.clone()) {
        return Ok(arguments.unknown_set(reason));
    }
    let size =
        usize::try_from(arguments.integer(1)?).map_err(|_| FunctionError::new("the size argument must be positive"))?;
    arguments.elements(list.items.len().saturating_mul(2))?;
    let items: Vec<Value> = list.items.iter().map(|item| picked(item, value)).collect();
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunks = items.chunks(size).map(|chunk| Value::list(chunk.to_vec(), ListKind::List)).collect();
    Ok(Value::list(chunks, ListKind::List))
}

pub(super) fn sort(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let mut items = Vec::new();
    for (index, item) in arguments.list(0)?.items.iter().enumerate() {
        if item.is_null() {
            let message = format!("given list element {index} is null; a null string cannot be sorted");
            return Err(FunctionError::new(message));
        }
        items.push(picked(item, value));
    }
    arguments.elements(items.len())?;
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(Value::list(items, ListKind::List))
}

pub(super) fn matchkeys(arguments: &Arguments<'_>) -> Outcome {
    let (values, keys, wanted) = (arguments.value(0)?, arguments.value(1)?, arguments.value(2)?);
    let (Some(list), Some(key_list), Some(wanted_list)) = (values.as_list(), keys.as_list(), wanted.as_list()) else {
        let unknown = arguments.values.iter().find_map(Value::first_reason);
        return Ok(arguments.unknown_set(unknown.unwrap_or_else(|| reason_of(values))));
    };
    let are_closed = list.open.is_none() && key_list.open.is_none();
    if are_closed && list.items.len() != key_list.items.len() {
        return Err(FunctionError::new("length of keys and values should be equal"));
    }
    let both: Vec<Value> = key_list.items.iter().chain(&wanted_list.items).cloned().collect();
    let both = unify(&both).ok_or_else(|| FunctionError::new("keys and searchset must be of the same type"))?;
    let (keys_of_one_type, wanted_of_one_type) = both.split_at(key_list.items.len());
    let undecided = list.open.clone().or_else(|| keys.first_reason()).or_else(|| wanted.first_reason());
    if let Some(reason) = undecided {
        return Ok(arguments.unknown_set(reason));
    }
    let mut items = Vec::new();
    for (item, key) in list.items.iter().zip(keys_of_one_type) {
        arguments.elements(wanted_of_one_type.len())?;
        if wanted_of_one_type.iter().any(|wanted| equals(key, wanted) == Some(true)) {
            items.push(picked(item, values));
        }
    }
    Ok(Value::list(items, ListKind::List))
}

pub(super) fn transpose(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let Some(object) = value.as_object() else { return Ok(arguments.unknown_set(reason_of(value))) };
    let mut transposed: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for (key, entry) in &object.entries {
        let list = entry.value.as_list().ok_or_else(|| FunctionError::new("input must not contain null list"))?;
        arguments.elements(list.items.len())?;
        for item in &list.items {
            let Data::String(text) = &item.data else {
                return Err(FunctionError::new("input list must not contain null string"));
            };
            transposed.entry(Arc::clone(text)).or_default().push(Value::string(Arc::clone(key)));
        }
    }
    let list = |items| Entry::from(Value::list(items, ListKind::List));
    let entries = transposed.into_iter().map(|(key, items)| (key, list(items))).collect();
    Ok(object_of(entries, None, ObjectKind::Map))
}

pub(super) fn zipmap(arguments: &Arguments<'_>) -> Outcome {
    let (keys, values) = (arguments.value(0)?, arguments.value(1)?);
    let unknown_object = |reason: Arc<Reason>| object_of(BTreeMap::new(), Some(reason), ObjectKind::Object);
    let list = match &values.data {
        Data::Unknown(unknown) => return Ok(unknown_object(Arc::clone(&unknown.reason))),
        Data::List(list) if list.kind != ListKind::Set => list,
        _ => return Err(FunctionError::new("values argument must be a list or tuple value")),
    };
    let Some(key_list) = keys.as_list() else { return Ok(unknown_object(reason_of(keys))) };
    if let Some(reason) = list.open.clone().or_else(|| key_list.open.clone()) {
        return Ok(unknown_object(reason));
    }
    let (wanted, given) = (key_list.items.len(), list.items.len());
    if wanted != given {
        let message = format!("number of keys ({wanted}) does not match number of values ({given})");
        return Err(FunctionError::new(message));
    }
    arguments.elements(given)?;
    let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
    let mut open = None;
    for (index, (key, item)) in key_list.items.iter().zip(&list.items).enumerate() {
        match &key.data {
            Data::String(key) => {
                entries.insert(Arc::clone(key), Entry::from(picked(item, values)));
            }
            Data::Null => {
                return Err(FunctionError::new(format!("keys list has null value at index {index}")));
            }
            _ => {
                // It may override any of the entries before it.
                let reason = reason_of(key);
                for entry in entries.values_mut() {
                    entry.value = Value::one_of([entry.value.clone(), picked(item, values)], &reason);
                }
                open.get_or_insert(reason);
            }
        }
    }
    let kind = if list.kind == ListKind::Tuple { ObjectKind::Object } else { ObjectKind::Map };
    Ok(object_of(entries, open, kind))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn length_counts() {
        gives("length", "[[]]", "0");
        gives("length", r#"[["a", "b"]]"#, "2");
        gives("length", r#"[{"a":"b"}]"#, "1");
        gives("length", r#"["👾🕹️"]"#, "2");
        gives("length", r#"[[{"$unknown":"x"}, {"$unknown":"y"}]]"#, "2");
        gives("length", r#"[{"$open":["a"]}]"#, "set: open");
        gives("length", r#"[{"a":{"$maybe":1}}]"#, "set: maybe");
        // An unknown element of a set may equal another one.
        gives("length", r#"[{"$set":["a", {"$some":"x"}]}]"#, "set: x");
        gives("length", r#"[{"$one":["a", "bc"]}]"#, "one of 1 | 2");
        gives("length", r#"[[{"$secret":"a"}]]"#, "1");
        gives("length", r#"[{"$secret":["a"]}]"#, "secret 1");
        fails("length", "[5]", "argument must be a string, a collection type, or a structural type");
        fails("length", "[null]", "must not be null");
    }

    #[test]
    fn alltrue_and_anytrue_are_three_valued() {
        gives("alltrue", r#"[["true", true]]"#, "true");
        gives("alltrue", "[[]]", "true");
        gives("alltrue", "[[true, null]]", "false");
        gives("alltrue", r#"[[{"$some":"x"}, false]]"#, "false");
        gives("alltrue", r#"[[{"$some":"x"}, true]]"#, "set: x");
        gives("alltrue", r#"[{"$open":[true]}]"#, "set: open");
        gives("anytrue", r#"[[false, "true"]]"#, "true");
        gives("anytrue", "[[]]", "false");
        gives("anytrue", "[[null]]", "false");
        gives("anytrue", r#"[[{"$some":"x"}, true]]"#, "true");
        gives("anytrue", r#"[[{"$some":"x"}, false]]"#, "set: x");
        fails("anytrue", r#"[["x"]]"#, "Invalid value for \"list\" parameter");
    }

    #[test]
    fn keys_and_values_are_in_order() {
        gives("keys", r#"[{"a":1,"c":2,"d":3}]"#, r#"["a","c","d"]"#);
        gives("keys", r#"[{"$open":{"a":1}}]"#, r#"["a",…]"#);
        gives("keys", r#"[{"a":{"$maybe":1},"b":2}]"#, r#"["b",…]"#);
        gives("keys", r#"[{"a":{"$secret":1}}]"#, r#"["a"]"#);
        fails("keys", "[[1]]", "must have map or object type");
        gives("values", r#"[{"a":3,"c":"x","d":1}]"#, r#"[3,"x",1]"#);
        gives("values", r#"[{"a":{"$maybe":1},"b":{"$some":"x"}}]"#, "[set: x,…]");
        fails("values", "[[1]]", "values() requires a map as the first argument");
    }

    #[test]
    fn slice_takes_a_part() {
        gives("slice", r#"[["a", "b", "c", "d"], 1, 3]"#, r#"["b","c"]"#);
        gives("slice", "[[1, 2], 1, 1]", "[]");
        gives("slice", r#"[[1, {"$some":"x"}], 0, 2]"#, "[1,set: x]");
        gives("slice", r#"[{"$open":[1]}, 0, 2]"#, "set: open");
        gives("slice", r#"[[1], 0, {"$some":"n"}]"#, "set: n");
        fails("slice", "[[1], 0, 2]", "end index must not be greater than the length of the list");
        fails("slice", "[[1], 1, 0]", "start index must not be greater than end index");
        fails("slice", "[[1], -1, 0]", "start index must not be less than zero");
        fails("slice", r#"[{"$set":[1]}, 0, 0]"#, "cannot slice a set");
    }

    #[test]
    fn chunklist_cuts() {
        gives("chunklist", r#"[["a", "b", "c", "d", "e"], 2]"#, r#"[["a","b"],["c","d"],["e"]]"#);
        gives("chunklist", "[[1, 2], 0]", "[[1,2]]");
        gives("chunklist", "[[], 2]", "[]");
        gives("chunklist", r#"[[1, {"$some":"x"}], 1]"#, "[[1],[set: x]]");
        gives("chunklist", r#"[{"$open":[1]}, 2]"#, "set: open");
        fails("chunklist", "[[1, 2], -1]", "the size argument must be positive");
    }

    #[test]
    fn sort_orders_texts() {
        gives("sort", r#"[["e", "d", "a", "x"]]"#, r#"["a","d","e","x"]"#);
        gives("sort", "[[10, 9, 1]]", r#"["1","10","9"]"#);
        gives("sort", r#"[["b", {"$some":"x"}]]"#, "set: x");
        fails("sort", r#"[["a", null]]"#, "given list element 1 is null; a null string cannot be sorted");
    }

    #[test]
    fn matchkeys_picks_by_key() {
        gives(
            "matchkeys",
            r#"[["i-123", "i-abc", "i-def"], ["us-west", "us-east", "us-east"], ["us-east"]]"#,
            r#"["i-abc","i-def"]"#,
        );
        gives("matchkeys", r#"[[1, 2], [1, 2], ["2"]]"#, "[2]");
        gives("matchkeys", r#"[[{"$some":"v"}, 2], [1, 2], [1]]"#, "[set: v]");
        gives("matchkeys", r#"[[1, 2], [{"$some":"k"}, 2], [1]]"#, "set: k");
        fails("matchkeys", "[[1, 2], [1], [1]]", "length of keys and values should be equal");
    }

    #[test]
    fn transpose_swaps_keys_and_values() {
        gives("transpose", r#"[{"a":["1","2"],"b":["2","3"]}]"#, r#"{"1":["a"],"2":["a","b"],"3":["b"]}"#);
        gives("transpose", r#"[{"a":[1]}]"#, r#"{"1":["a"]}"#);
        gives("transpose", r#"[{"a":[{"$some":"x"}]}]"#, "set: x");
        fails("transpose", r#"[{"a":null}]"#, "input must not contain null list");
    }

    #[test]
    fn zipmap_pairs_keys_with_values() {
        gives("zipmap", r#"[["a", "b"], [1, 2]]"#, r#"{"a":1,"b":2}"#);
        gives("zipmap", r#"[["a", "a"], [1, 2]]"#, r#"{"a":2}"#);
        gives("zipmap", r#"[["a", "b"], [1, {"$some":"x"}]]"#, r#"{"a":1,"b":set: x}"#);
        // An unknown key may be one that was given before.
        gives("zipmap", r#"[["a", {"$some":"k"}, "b"], [1, 2, 3]]"#, r#"{"a":one of 1 | 2,"b":3,…}"#);
        gives("zipmap", r#"[{"$open":["a"]}, [1, 2]]"#, "{…}");
        fails("zipmap", r#"[["a"], [1, 2]]"#, "number of keys (1) does not match number of values (2)");
        fails("zipmap", r#"[["a"], {"$set":[1]}]"#, "values argument must be a list or tuple value");
        fails("zipmap", "[[null], [1]]", "keys list has null value at index 0");
    }
}
