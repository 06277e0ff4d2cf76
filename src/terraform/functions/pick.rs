//! Functions that pick a value out of others or look one up: what is picked keeps its own place.

use std::sync::Arc;

use super::arguments::Arguments;
use super::convert::{open_reason, picked, reason_of, type_name, unify};
use super::error::{FunctionError, Outcome, excerpt};
use crate::document::equals;
use crate::document::{Data, ListKind, Number, ObjectKind, Reason, Reference, Unknown, Value};
use crate::terraform::types::{TypeConstraint, convert};

pub(super) fn coalesce(arguments: &Arguments<'_>) -> Outcome {
    if arguments.len() == 0 {
        return Err(FunctionError::new("all arguments must have the same type"));
    }
    let values = unify(&arguments.values);
    let values = values.ok_or_else(|| FunctionError::new("all arguments must have the same type"))?;
    for value in values {
        match &value.data {
            Data::Null => {}
            Data::String(text) if text.is_empty() => {}
            // An attribute of a resource that is certainly set is no empty text either.
            Data::Unknown(unknown) if unknown.not_null && unknown.reference.is_some() => return Ok(value),
            Data::Unknown(unknown) => {
                let result = Value::unknown_set(Arc::clone(&unknown.reason));
                return Ok(result.with_trail(value.trail.clone()).with_sensitive(value.sensitive));
            }
            _ => return Ok(value),
        }
    }
    Err(FunctionError::new("no non-null, non-empty-string arguments"))
}

pub(super) fn coalescelist(arguments: &Arguments<'_>) -> Outcome {
    if arguments.len() == 0 {
        return Err(FunctionError::new("at least one argument is required"));
    }
    let mut undecided: Option<Arc<Reason>> = None;
    let mut result = None;
    for value in &arguments.values {
        match &value.data {
            Data::Unknown(unknown) => {
                undecided.get_or_insert_with(|| Arc::clone(&unknown.reason));
            }
            Data::List(list) if list.kind != ListKind::Set => {
                if result.is_none() && undecided.is_none() {
                    if !list.items.is_empty() {
                        result = Some(value.clone());
                    } else {
                        undecided = list.open.clone();
                    }
                }
            }
            _ => return Err(FunctionError::new("coalescelist arguments must be lists or tuples")),
        }
    }
    match (result, undecided) {
        (Some(value), _) => Ok(value),
        (None, Some(reason)) => Ok(arguments.unknown_set(reason)),
        (None, None) => Err(FunctionError::new("no non-null arguments")),
    }
}

/// The only element, or null for none.
pub(super) fn one(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let refuse = || FunctionError::at(0, "must be a list, set, or tuple value with either zero or one elements");
    match &value.data {
        Data::Unknown(unknown) => Ok(Value::unknown(Arc::clone(&unknown.reason))),
        Data::List(list) => match (&list.items[..], &list.open) {
            ([], None) => Ok(Value::null().with_trail(value.trail.clone())),
            ([], Some(reason)) => Ok(Value::unknown(Arc::clone(reason))),
            // Should there be more than the one known element, Terraform refuses.
            ([item], _) => Ok(picked(item, value)),
            // Unknown elements of a set may turn out to be one.
            (items, _) if list.kind == ListKind::Set && items.iter().any(|item| !item.is_wholly_known()) => {
                Ok(Value::unknown(reason_of(value)))
            }
            _ => Err(refuse()),
        },
        _ => Err(refuse()),
    }
}

pub(super) fn element(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let list = match &value.data {
        Data::Unknown(unknown) => return Ok(Value::unknown(Arc::clone(&unknown.reason))),
        Data::List(list) if list.kind != ListKind::Set => list,
        _ => {
            let message = format!("cannot read elements from {}", type_name(value));
            return Err(FunctionError::new(message));
        }
    };
    if let Some(reason) = &list.open {
        return Ok(Value::unknown(Arc::clone(reason)));
    }
    if list.items.is_empty() {
        return Err(FunctionError::new("cannot use element function with an empty list"));
    }
    if let Some(unknown) = arguments.value(1)?.as_unknown() {
        let items = list.items.iter().map(|item| picked(item, value));
        return Ok(Value::one_of(items, &unknown.reason));
    }
    let index =
        arguments.integer(1).map_err(|error| FunctionError::new(format!("invalid index: {}", error.message)))?;
    let length = i64::try_from(list.items.len()).unwrap_or(i64::MAX);
    // The remainder keeps the sign: a negative index is refused unless it is a multiple of the length.
    let item = usize::try_from(index % length).ok().and_then(|index| list.items.get(index));
    item.map(|item| picked(item, value))
        .ok_or_else(|| FunctionError::new("cannot use element function with a negative index"))
}

pub(super) fn lookup(arguments: &Arguments<'_>) -> Outcome {
    if arguments.len() > 3 {
        let message = format!("lookup() takes two or three arguments, got {}", arguments.len());
        return Err(FunctionError::new(message));
    }
    let value = arguments.value(0)?;
    let object = match &value.data {
        Data::Unknown(unknown) => return Ok(Value::unknown(Arc::clone(&unknown.reason))),
        Data::Object(object) => object,
        _ => return Err(FunctionError::at(0, "lookup() requires a map as the first argument")),
    };
    let default = match arguments.values.get(2) {
        Some(default) if object.kind == ObjectKind::Map => {
            let kind =
                object.entries.values().map(|entry| TypeConstraint::of(&entry.value)).find(|kind| !kind.is_any());
            let kind = kind.unwrap_or(TypeConstraint::Any);
            let converted = convert(default, &kind)
                .map_err(|_| FunctionError::at(2, "the default value must have the same type as the map elements"))?;
            Some(converted)
        }
        other => other.cloned(),
    };
    let key = arguments.value(1)?;
    let Some(name) = key.as_str() else {
        let reason = reason_of(key);
        if super::convert::is_open(object) {
            return Ok(Value::unknown(reason));
        }
        let entries = object.entries.values().map(|entry| picked(&entry.value, value));
        return Ok(Value::one_of(entries.chain(default), &reason));
    };
    if let Some(entry) = object.get(name) {
        let found = picked(&entry.value, value);
        return Ok(match (&entry.maybe, default) {
            (Some(reason), Some(default)) => Value::one_of([found, default.with_sensitive(value.sensitive)], reason),
            _ => found,
        });
    }
    if let Some(computed) = &object.computed {
        return Ok(computed_attribute(computed, name));
    }
    match (&object.open, default) {
        (Some(reason), _) => Ok(Value::unknown(Arc::clone(reason))),
        (None, Some(default)) => Ok(default),
        (None, None) if object.kind == ObjectKind::Map => {
            let name = if key.sensitive { "(sensitive value)".to_owned() } else { format!("\"{}\"", excerpt(name)) };
            Err(FunctionError::new(format!("lookup failed to find key {name}")))
        }
        (None, None) => Err(FunctionError::at(0, format!("the given object has no attribute \"{}\"", excerpt(name)))),
    }
}

/// An attribute of a declaration that is not written there.
fn computed_attribute(computed: &Unknown, name: &str) -> Value {
    let reference = computed.reference.as_ref().map(|reference| {
        let path = if reference.path.is_empty() { name.to_owned() } else { format!("{}.{name}", reference.path) };
        Arc::new(Reference { address: Arc::clone(&reference.address), path: path.into() })
    });
    let reason = Arc::clone(&computed.reason);
    Value::new(Data::Unknown(Unknown { reason, not_null: name == "id", reference, origins: None }))
}

pub(super) fn contains(arguments: &Arguments<'_>) -> Outcome {
    let (haystack, needle) = (arguments.value(0)?, arguments.value(1)?);
    let list = match &haystack.data {
        Data::Unknown(unknown) => return Ok(arguments.unknown_set(Arc::clone(&unknown.reason))),
        Data::List(list) => list,
        _ => return Err(FunctionError::new("argument must be list, tuple, or set")),
    };
    arguments.context.budget.spend(u64::try_from(list.items.len()).unwrap_or(u64::MAX))?;
    let mut undecided: Option<Arc<Reason>> = list.open.clone();
    for item in &list.items {
        match equals(item, needle) {
            Some(true) => return Ok(Value::bool(true)),
            Some(false) => {}
            None => {
                let reason = || item.first_reason().unwrap_or_else(|| reason_of(needle));
                undecided.get_or_insert_with(reason);
            }
        }
    }
    Ok(undecided.map_or_else(|| Value::bool(false), |reason| arguments.unknown_set(reason)))
}

pub(super) fn index(arguments: &Arguments<'_>) -> Outcome {
    let (haystack, needle) = (arguments.value(0)?, arguments.value(1)?);
    let list = match &haystack.data {
        Data::Unknown(unknown) => return Ok(arguments.unknown_set(Arc::clone(&unknown.reason))),
        Data::List(list) if list.kind != ListKind::Set => list,
        _ => return Err(FunctionError::new("argument must be a list or tuple")),
    };
    if let Some(reason) = &list.open {
        return Ok(arguments.unknown_set(Arc::clone(reason)));
    }
    if list.items.is_empty() {
        return Err(FunctionError::new("cannot search an empty list"));
    }
    arguments.context.budget.spend(u64::try_from(list.items.len()).unwrap_or(u64::MAX))?;
    for (index, item) in list.items.iter().enumerate() {
        match equals(item, needle) {
            Some(true) => return Ok(Value::number(Number::from(i64::try_from(index).unwrap_or(i64::MAX)))),
            Some(false) => {}
            None => {
                let reason = item.first_reason().unwrap_or_else(|| reason_of(needle));
                return Ok(arguments.unknown_set(reason));
            }
        }
    }
    Err(FunctionError::new("item not found"))
}

/// Why an object may hold more or fewer entries than it shows.
pub(super) fn object_reason(value: &Value) -> Option<Arc<Reason>> {
    value.as_object().and_then(|object| open_reason(object))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{call_with, fails, gives};
    use crate::document::{Trail, Value};
    use crate::source::{Sources, Span};

    #[test]
    fn coalesce_takes_the_first_that_is_set() {
        gives("coalesce", r#"["a", "b"]"#, r#""a""#);
        gives("coalesce", r#"["", "b"]"#, r#""b""#);
        gives("coalesce", "[null, 1, \"a\"]", r#""1""#);
        gives("coalesce", "[[], [1]]", "[]");
        fails("coalesce", r#"["", null]"#, "no non-null, non-empty-string arguments");
        fails("coalesce", "[1, [1]]", "all arguments must have the same type");
        fails("coalesce", "[]", "all arguments must have the same type");
    }

    #[test]
    fn coalesce_is_set_whatever_is_unknown() {
        gives("coalesce", r#"["a", {"$unknown":"x"}]"#, r#""a""#);
        gives("coalesce", r#"[null, {"$unknown":"x"}, "b"]"#, "set: x");
        gives("coalesce", r#"[{"$id":"x"}, "b"]"#, "set: x (reference)");
        gives("coalesce", r#"[{"$one":[null, "a"]}, "b"]"#, r#"one of "b" | "a""#);
        gives("coalesce", r#"[null, {"$secret":"a"}]"#, r#"secret "a""#);
    }

    #[test]
    fn coalescelist_takes_the_first_with_elements() {
        gives("coalescelist", r#"[["a", "b"], ["c", "d"]]"#, r#"["a","b"]"#);
        gives("coalescelist", r#"[[], ["c"]]"#, r#"["c"]"#);
        gives("coalescelist", r#"[{"$open":["a"]}, ["c"]]"#, r#"["a",…]"#);
        gives("coalescelist", r#"[{"$open":[]}, ["c"]]"#, "set: open");
        gives("coalescelist", r#"[{"$unknown":"x"}, ["c"]]"#, "set: x");
        fails("coalescelist", "[[]]", "no non-null arguments");
        fails("coalescelist", "[]", "at least one argument is required");
        fails("coalescelist", r#"[{"$set":[]}, [1]]"#, "must be lists or tuples");
    }

    #[test]
    fn one_takes_the_only_element() {
        gives("one", "[[]]", "null");
        gives("one", r#"[["hello"]]"#, r#""hello""#);
        gives("one", r#"[{"$set":[1]}]"#, "1");
        gives("one", r#"[{"$open":[]}]"#, "perhaps null: open");
        gives("one", r#"[{"$unknown":"x"}]"#, "perhaps null: x");
        gives("one", r#"[{"$one":[[], ["a"]]}]"#, r#"one of null | "a""#);
        gives("one", r#"[{"$set":[1, {"$some":"x"}]}]"#, "perhaps null: x");
        fails("one", r#"[["hello", "goodbye"]]"#, "either zero or one elements");
        fails("one", r#"[{"$open":[1, 2]}]"#, "either zero or one elements");
        fails("one", "[{}]", "either zero or one elements");
    }

    #[test]
    fn element_wraps_around() {
        gives("element", r#"[["a", "b", "c"], 1]"#, r#""b""#);
        gives("element", r#"[["a", "b", "c"], 3]"#, r#""a""#);
        gives("element", r#"[["a", {"$some":"x"}], 0]"#, r#""a""#);
        gives("element", r#"[["a", "b", "a"], {"$some":"i"}]"#, r#"one of "a" | "b""#);
        gives("element", r#"[{"$open":["a"]}, 0]"#, "perhaps null: open");
        gives("element", r#"[{"$secret":["a"]}, 0]"#, r#"secret "a""#);
        fails("element", "[[], 0]", "cannot use element function with an empty list");
        fails("element", r#"[{"$set":["a"]}, 0]"#, "cannot read elements from set");
        fails("element", r#"[["a", "b"], -1]"#, "negative index");
        fails("element", r#"[["a"], 1.5]"#, "whole number");
    }

    #[test]
    fn lookup_falls_back_to_the_default() {
        gives("lookup", r#"[{"a":"ay","b":"bee"}, "a", "what?"]"#, r#""ay""#);
        gives("lookup", r#"[{"a":"ay","b":"bee"}, "c", "what?"]"#, r#""what?""#);
        gives("lookup", r#"[{"$map":{"a":"ay"}}, "c", 2]"#, r#""2""#);
        gives("lookup", r#"[{"a":1}, "b", null]"#, "null");
        fails("lookup", r#"[{"a":1}, "b"]"#, "the given object has no attribute \"b\"");
        fails("lookup", r#"[{"$map":{"a":1}}, "b"]"#, "lookup failed to find key \"b\"");
        fails("lookup", r#"[{"$map":{"a":1}}, {"$secret":"b"}]"#, "lookup failed to find key (sensitive value)");
        fails("lookup", r#"[{"$map":{"a":1}}, "b", "x"]"#, "must have the same type as the map elements");
        fails("lookup", r#"[[1], "b"]"#, "lookup() requires a map as the first argument");
        fails("lookup", r#"[{"a":1}, "a", "b", "c"]"#, "takes two or three arguments, got 4");
    }

    #[test]
    fn lookup_in_what_is_partly_unknown() {
        gives("lookup", r#"[{"$open":{"a":1}}, "a", 2]"#, "1");
        gives("lookup", r#"[{"$open":{"a":1}}, "b", 2]"#, "perhaps null: open");
        gives("lookup", r#"[{"a":{"$maybe":1}}, "a", 2]"#, "one of 1 | 2");
        gives("lookup", r#"[{"a":1,"b":2}, {"$some":"k"}, 3]"#, "one of 1 | 2 | 3");
        gives("lookup", r#"[{"$unknown":"m"}, "a", 2]"#, "perhaps null: m");
    }

    #[test]
    fn contains_is_true_as_soon_as_one_matches() {
        gives("contains", r#"[["a", "b", "c"], "a"]"#, "true");
        gives("contains", r#"[["a", "b", "c"], "d"]"#, "false");
        gives("contains", r#"[[1, 2], "1"]"#, "false");
        gives("contains", r#"[[{"$some":"x"}, "a"], "a"]"#, "true");
        gives("contains", r#"[[{"$some":"x"}, "a"], "b"]"#, "set: x");
        gives("contains", r#"[{"$open":["a"]}, "b"]"#, "set: open");
        gives("contains", r#"[{"$open":["a"]}, "a"]"#, "true");
        gives("contains", r#"[[], {"$some":"x"}]"#, "false");
        gives("contains", r#"[[{"$one":["a","b"]}], "c"]"#, "false");
        fails("contains", r#"[{"a":1}, 1]"#, "argument must be list, tuple, or set");
        fails("contains", r#"[["a"], null]"#, "must not be null");
    }

    #[test]
    fn index_counts_from_zero() {
        gives("index", r#"[["a", "b", "c"], "b"]"#, "1");
        gives("index", r#"[["a", {"$some":"x"}], "a"]"#, "0");
        gives("index", r#"[[{"$some":"x"}, "a"], "a"]"#, "set: x");
        fails("index", r#"[["a"], "c"]"#, "item not found");
        fails("index", r#"[[], "c"]"#, "cannot search an empty list");
        fails("index", r#"[{"$set":["a"]}, "a"]"#, "argument must be a list or tuple");
    }

    #[test]
    fn what_is_picked_keeps_its_place() {
        let file = Sources::in_memory().add("main.tf", "");
        let place = |start: usize| Span::new(file, start, start + 1);
        let list = Value::tuple(vec![Value::string("a").at(place(1)), Value::string("b").at(place(2))]).at(place(0));
        let object = Value::object([("k".into(), Value::string("v").at(place(3)))]).at(place(4));
        let literal = |name: &str, arguments: &[Value]| call_with(name, arguments).unwrap().trail;
        assert_eq!(literal("element", &[list.clone(), Value::number(1)]), Trail::literal(place(2)));
        assert_eq!(literal("lookup", &[object.clone(), Value::string("k")]), Trail::literal(place(3)));
        assert_eq!(literal("coalesce", &[Value::null(), Value::bool(true).at(place(5))]), Trail::literal(place(5)));
        assert_eq!(literal("max", &[Value::number(1).at(place(6)), Value::number(0)]), Trail::literal(place(6)));
        for (name, arguments) in
            [("concat", vec![list.clone()]), ("reverse", vec![list.clone()]), ("tolist", vec![list.clone()])]
        {
            let result = call_with(name, &arguments).unwrap();
            let mut places: Vec<_> = result.as_list().unwrap().items.iter().map(|item| item.trail.literal).collect();
            places.sort();
            assert_eq!(places, [Some(place(1)), Some(place(2))], "{name}");
        }
        let merged = call_with("merge", &[object, Value::null()]).unwrap();
        assert_eq!(merged.as_object().unwrap().get("k").unwrap().value.trail, Trail::literal(place(3)));
        // What nobody wrote has no place.
        assert_eq!(literal("length", &[list]), Trail::default());
    }
}
