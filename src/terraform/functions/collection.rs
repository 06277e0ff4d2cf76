//! Functions that put collections together: elements keep their own places.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::arguments::Arguments;
use super::convert::{list_of, object_of, picked, type_name, unify};
use super::error::{FunctionError, Outcome};
use crate::document::equals;
use crate::document::{Data, Entry, ListKind, ObjectKind, Reason, Value};
use crate::terraform::types::ordered_items;

/// The deepest nesting that `flatten` follows.
const MAX_DEPTH: usize = 200;

pub(super) fn concat(arguments: &Arguments<'_>) -> Outcome {
    if arguments.len() == 0 {
        return Err(FunctionError::new("at least one argument is required"));
    }
    let mut items = Vec::new();
    let mut open: Option<Arc<Reason>> = None;
    let mut are_lists = true;
    for (index, value) in arguments.values.iter().enumerate() {
        match &value.data {
            Data::Unknown(unknown) => {
                open.get_or_insert_with(|| Arc::clone(&unknown.reason));
            }
            Data::List(list) if list.kind != ListKind::Set => {
                are_lists &= list.kind != ListKind::Tuple;
                arguments.elements(list.items.len())?;
                items.extend(list.items.iter().map(|item| picked(item, value)));
                open = open.or_else(|| list.open.clone());
            }
            _ => {
                let message = format!("all arguments must be lists or tuples; got {}", type_name(value));
                return Err(FunctionError::at(index, message));
            }
        }
    }
    if !are_lists {
        return Ok(list_of(items, open, ListKind::Tuple));
    }
    match unify(&items) {
        Some(items) => Ok(list_of(items, open, ListKind::List)),
        None => Ok(list_of(items, open, ListKind::Tuple)),
    }
}

pub(super) fn merge(arguments: &Arguments<'_>) -> Outcome {
    let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
    let mut open: Option<Arc<Reason>> = None;
    let mut are_maps = arguments.len() > 0;
    for value in &arguments.values {
        let hidden = match &value.data {
            Data::Null => continue,
            Data::Unknown(unknown) => {
                are_maps = false;
                Some(Arc::clone(&unknown.reason))
            }
            Data::Object(object) => {
                are_maps &= object.kind == ObjectKind::Map;
                let computed = || object.computed.as_ref().map(|unknown| Arc::clone(&unknown.reason));
                object.open.clone().or_else(computed)
            }
            _ => {
                let message = format!("arguments must be maps or objects, got \"{}\"", type_name(value));
                return Err(FunctionError::new(message));
            }
        };
        if let Some(reason) = hidden {
            // What stands there already may be overridden by an entry that we do not see.
            let written = value.as_object().map(|object| &object.entries);
            for (key, entry) in &mut entries {
                if written.is_none_or(|written| !written.contains_key(key)) {
                    let other = Value::unknown(Arc::clone(&reason));
                    entry.value = Value::one_of([entry.value.clone(), other], &reason);
                    entry.span = None;
                }
            }
            open.get_or_insert(reason);
        }
        let Some(object) = value.as_object() else { continue };
        arguments.elements(object.entries.len())?;
        for (key, entry) in &object.entries {
            let new = Entry { value: picked(&entry.value, value), ..entry.clone() };
            let merged = match (&entry.maybe, entries.get(key)) {
                (Some(reason), Some(old)) => Entry {
                    value: Value::one_of([old.value.clone(), new.value], reason),
                    span: None,
                    maybe: old.maybe.clone(),
                },
                // Where it is not there, one that we do not see may have its name.
                (Some(reason), None) if open.is_some() => {
                    let other = Value::unknown(Arc::clone(reason));
                    Entry { value: Value::one_of([new.value, other], reason), ..new }
                }
                _ => new,
            };
            entries.insert(Arc::clone(key), merged);
        }
    }
    let kind = if are_maps { ObjectKind::Map } else { ObjectKind::Object };
    Ok(object_of(entries, open, kind))
}

pub(super) fn flatten(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    match &value.data {
        Data::Unknown(unknown) => return Ok(list_of(Vec::new(), Some(Arc::clone(&unknown.reason)), ListKind::Tuple)),
        Data::List(_) => {}
        _ => return Err(FunctionError::new("can only flatten lists, sets and tuples")),
    }
    let (mut items, mut open) = (Vec::new(), None);
    flatten_into(arguments, value, 0, &mut items, &mut open)?;
    Ok(list_of(items, open, ListKind::Tuple))
}

fn flatten_into(
    arguments: &Arguments<'_>,
    value: &Value,
    depth: usize,
    items: &mut Vec<Value>,
    open: &mut Option<Arc<Reason>>,
) -> Outcome<()> {
    if depth > MAX_DEPTH {
        return Err(FunctionError::new("the list is nested too deeply"));
    }
    let Some(list) = value.as_list() else { return Ok(()) };
    arguments.elements(list.items.len())?;
    let (ordered, others) = ordered_items(list);
    for item in ordered.iter() {
        let item = picked(item, value);
        match &item.data {
            Data::List(_) => flatten_into(arguments, &item, depth + 1, items, open)?,
            // It may be a list of any length, or an element.
            Data::Unknown(unknown) if unknown.reference.is_none() => {
                open.get_or_insert_with(|| Arc::clone(&unknown.reason));
            }
            Data::OneOf(alternatives) if alternatives.iter().any(may_be_list) => {
                open.get_or_insert_with(|| Arc::clone(alternatives.reason()));
            }
            _ => items.push(item),
        }
    }
    if let Some(reason) = others {
        open.get_or_insert(reason);
    }
    Ok(())
}

fn may_be_list(value: &Value) -> bool {
    match &value.data {
        Data::List(_) => true,
        Data::Unknown(unknown) => unknown.reference.is_none(),
        _ => false,
    }
}

pub(super) fn distinct(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let list = match &value.data {
        Data::List(list) => list,
        _ => return Ok(arguments.unknown_set(super::convert::reason_of(value))),
    };
    let mut open = list.open.clone();
    let mut items: Vec<Value> = Vec::new();
    // Texts, the usual case, are found by value; anything else is compared one by one.
    let mut texts: std::collections::HashSet<Arc<str>> = std::collections::HashSet::new();
    for item in &list.items {
        let is_new = match &item.data {
            Data::String(text) => texts.insert(Arc::clone(text)),
            _ => {
                arguments.context.budget.spend(u64::try_from(items.len()).unwrap_or(u64::MAX))?;
                let is_known = item.is_wholly_known();
                if !is_known {
                    open = open.or_else(|| item.first_reason());
                }
                is_known && !items.iter().any(|other| equals(other, item) == Some(true))
            }
        };
        if is_new {
            arguments.elements(1)?;
            items.push(picked(item, value));
        }
    }
    Ok(list_of(items, open, ListKind::List))
}

pub(super) fn compact(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let list = match &value.data {
        Data::List(list) => list,
        _ => return Ok(arguments.unknown_set(super::convert::reason_of(value))),
    };
    arguments.elements(list.items.len())?;
    let mut open = list.open.clone();
    let mut items = Vec::new();
    for item in &list.items {
        match &item.data {
            Data::Null => {}
            Data::String(text) if text.is_empty() => {}
            // A resource's attribute that is certainly set is no empty text.
            Data::Unknown(unknown) if unknown.not_null && unknown.reference.is_some() => {
                items.push(picked(item, value))
            }
            Data::OneOf(alternatives) if !alternatives.iter().any(may_be_dropped) => items.push(picked(item, value)),
            Data::Unknown(_) | Data::OneOf(_) => open = open.or_else(|| item.first_reason()),
            _ => items.push(picked(item, value)),
        }
    }
    Ok(list_of(items, open, ListKind::List))
}

fn may_be_dropped(value: &Value) -> bool {
    match &value.data {
        Data::Null | Data::Unknown(_) => true,
        Data::String(text) => text.is_empty(),
        _ => false,
    }
}

pub(super) fn reverse(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let list = match &value.data {
        Data::Unknown(unknown) => return Ok(arguments.unknown_set(Arc::clone(&unknown.reason))),
        Data::List(list) => list,
        _ => {
            let message = format!("can only reverse list or tuple values, not {}", type_name(value));
            return Err(FunctionError::at(0, message));
        }
    };
    arguments.elements(list.items.len())?;
    let kind = if list.kind == ListKind::Tuple { ListKind::Tuple } else { ListKind::List };
    let (items, open) = ordered_items(list);
    let items = items.iter().rev().map(|item| picked(item, value)).collect();
    Ok(list_of(items, open, kind))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn concat_joins_lists() {
        gives("concat", r#"[["a", ""], ["b", "c"]]"#, r#"["a","","b","c"]"#);
        gives("concat", r#"[[1], ["a"]]"#, r#"[1,"a"]"#);
        gives("concat", r#"[{"$list":[1]}, {"$list":["a"]}]"#, r#"["1","a"]"#);
        gives("concat", r#"[["a"], {"$unknown":"x"}, ["b"]]"#, r#"["a","b",…]"#);
        gives("concat", r#"[["a"], {"$one":[[], ["b"]]}]"#, r#"one of ["a"] | ["a","b"]"#);
        gives("concat", r#"[["a"], [{"$secret":"b"}]]"#, r#"["a",secret "b"]"#);
        fails("concat", "[]", "at least one argument is required");
        fails("concat", "[null]", "must not be null");
        fails("concat", r#"[{"$set":[1]}]"#, "all arguments must be lists or tuples; got set");
    }

    #[test]
    fn merge_lets_the_last_one_win() {
        gives("merge", r#"[{"a":"b","c":"d"}, {"e":"f","c":"z"}]"#, r#"{"a":"b","c":"z","e":"f"}"#);
        gives("merge", r#"[{"a":"b"}, {"a":[1,2],"c":"z"}, {"d":3}]"#, r#"{"a":[1,2],"c":"z","d":3}"#);
        gives("merge", "[]", "{}");
        gives("merge", r#"[{"a":1}, null]"#, r#"{"a":1}"#);
        fails("merge", "[[1]]", "arguments must be maps or objects, got \"tuple\"");
    }

    #[test]
    fn merge_keeps_what_is_certain() {
        // An unknown object may override what stands before it, not what follows.
        gives("merge", r#"[{"a":1}, {"$unknown":"x"}, {"b":2}]"#, r#"{"a":one of 1 | perhaps null: x,"b":2,…}"#);
        gives("merge", r#"[{"$open":{"a":1}}, {"a":2}]"#, r#"{"a":2,…}"#);
        gives("merge", r#"[{"a":1,"b":1}, {"$open":{"a":2}}]"#, r#"{"a":2,"b":one of 1 | perhaps null: open,…}"#);
        gives("merge", r#"[{"a":1}, {"a":{"$maybe":2}}]"#, r#"{"a":one of 1 | 2}"#);
        gives("merge", r#"[{"a":{"$maybe":1}}, {"b":2}]"#, r#"{"a"?:1,"b":2}"#);
        gives("merge", r#"[{"a":1}, {"$one":[{}, {"a":2}]}]"#, r#"one of {"a":1} | {"a":2}"#);
    }

    #[test]
    fn flatten_follows_nesting() {
        gives("flatten", r#"[[["a", "b"], [], ["c"]]]"#, r#"["a","b","c"]"#);
        gives("flatten", r#"[[[["a", "b"], []], ["c"]]]"#, r#"["a","b","c"]"#);
        gives("flatten", r#"[[1, {"$set":[1,2]}, null]]"#, "[1,1,2,null]");
        // An unknown element may be a list of any length.
        gives("flatten", r#"[[["a"], {"$unknown":"x"}]]"#, r#"["a",…]"#);
        gives("flatten", r#"[["a", {"$id":"x"}]]"#, r#"["a",set: x (reference)]"#);
        gives("flatten", r#"[["a", {"$one":["b","c"]}]]"#, r#"["a",one of "b" | "c"]"#);
        fails("flatten", "[{}]", "can only flatten lists, sets and tuples");
        let deep = format!("[{}{}]", "[".repeat(150), "]".repeat(150));
        gives("flatten", &deep, "[]");
    }

    #[test]
    fn distinct_keeps_the_first() {
        gives("distinct", r#"[["a", "b", "a", "c", "d", "b"]]"#, r#"["a","b","c","d"]"#);
        gives("distinct", r#"[[1, "1", 2]]"#, r#"["1","2"]"#);
        gives("distinct", "[[[1], [1]]]", "[[1]]");
        gives("distinct", "[[null, null]]", "[null]");
        gives("distinct", r#"[["a", {"$some":"x"}, "a"]]"#, r#"["a",…]"#);
    }

    #[test]
    fn compact_drops_what_is_empty() {
        gives("compact", r#"[["a", "", "b", null, "c"]]"#, r#"["a","b","c"]"#);
        gives("compact", "[[1, 2]]", r#"["1","2"]"#);
        gives("compact", r#"[["a", {"$unknown":"x"}, {"$id":"y"}]]"#, r#"["a",set: y (reference),…]"#);
        gives("compact", r#"[[{"$one":["a","b"]}, {"$one":["a",""]}]]"#, r#"[one of "a" | "b",…]"#);
        fails("compact", "[[[1]]]", "Invalid value for \"list\" parameter");
    }

    #[test]
    fn reverse_turns_around() {
        gives("reverse", "[[1, 2, 3]]", "[3,2,1]");
        gives("reverse", r#"[{"$set":["a","b"]}]"#, r#"["b","a"]"#);
        gives("reverse", r#"[{"$open":[1, 2]}]"#, "[2,1,…]");
        fails("reverse", r#"["abc"]"#, "can only reverse list or tuple values, not string");
    }
}
