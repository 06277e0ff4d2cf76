//! Where results come from, and which of them are secret.

use std::sync::Arc;

use super::{Closure, answer, budget, call_with, give, span};
use crate::arm::functions::{Argument, CallContext, call};
use crate::document::{Data, StepKind, Trail, Value};
use crate::source::Span;

/// A place before the call.
fn place(at: u32) -> Span {
    Span { start: at, end: at + 1, ..span() }
}

fn at(at: u32, text: &str) -> Value {
    Value::string(text).at(place(at))
}

fn literal(value: &Value) -> Option<Span> {
    value.trail.literal
}

#[test]
fn what_is_picked_keeps_its_place() {
    let list = Value::tuple(vec![at(0, "a"), at(1, "b")]).at(place(2));
    let object = Value::object([("k".into(), at(0, "a"))]).at(place(2));
    assert_eq!(literal(&call_with("first", std::slice::from_ref(&list)).unwrap()), Some(place(0)));
    assert_eq!(literal(&call_with("last", std::slice::from_ref(&list)).unwrap()), Some(place(1)));
    assert_eq!(literal(&call_with("tryGet", &[object.clone(), Value::string("k")]).unwrap()), Some(place(0)));
    assert_eq!(literal(&call_with("coalesce", &[Value::null(), at(3, "x")]).unwrap()), Some(place(3)));
    assert_eq!(literal(&call_with("any", &[at(3, "x")]).unwrap()), Some(place(3)));
    for (name, arguments) in [
        ("concat", vec![list.clone(), list.clone()]),
        ("union", vec![list.clone(), Value::tuple(vec![])]),
        ("take", vec![list.clone(), Value::number(1)]),
        ("skip", vec![list.clone(), Value::number(0)]),
        ("intersection", vec![list.clone(), list.clone()]),
        ("flatten", vec![Value::tuple(vec![list.clone()])]),
    ] {
        let result = call_with(name, &arguments).unwrap();
        assert_eq!(literal(&result), Some(span()), "{name}");
        let Data::List(result) = &result.data else { panic!("{name}") };
        assert_eq!(literal(&result.items[0]), Some(place(0)), "{name}");
    }
    let union = call_with("union", &[object.clone(), Value::object([])]).unwrap();
    assert_eq!(literal(&union.as_object().unwrap().get("k").unwrap().value), Some(place(0)));
    let items = call_with("items", &[object]).unwrap();
    let first = call_with("first", &[items]).unwrap();
    assert_eq!(literal(&crate::arm::operators::member(&first, "value", false).unwrap()), Some(place(0)));
}

#[test]
fn what_is_computed_stands_at_the_call() {
    for (name, arguments) in [
        ("toLower", vec![at(0, "A")]),
        ("concat", vec![at(0, "A"), at(1, "b")]),
        ("contains", vec![at(0, "A"), at(1, "b")]),
        ("length", vec![at(0, "A")]),
        ("json", vec![at(0, "1")]),
        ("uniqueString", vec![at(0, "1")]),
    ] {
        assert_eq!(literal(&call_with(name, &arguments).unwrap()), Some(span()), "{name}");
    }
    let split = call_with("split", &[at(0, "a,b"), at(1, ",")]).unwrap();
    assert_eq!(literal(&split.as_list().unwrap().items[1]), Some(span()));
}

#[test]
fn the_way_of_an_element_is_told_once() {
    let trail = Trail::literal(place(2)).through(StepKind::Default, "pools".into(), place(2));
    let list = Value::tuple(vec![at(0, "a")]).with_trail(trail);
    let always = Closure(|_: &[Value]| Ok(Value::bool(true)));
    let budget = budget();
    let context = CallContext { budget: &budget, span: span() };
    for name in ["filter", "sort"] {
        let given = [Argument::Value(list.clone()), Argument::Lambda(&always)];
        let kept = call(name, &given, context).unwrap().unwrap();
        let first = call_with("first", &[kept]).unwrap();
        let steps: Vec<&str> = first.trail.steps().map(|step| &*step.name).collect();
        assert_eq!((literal(&first), steps), (Some(place(0)), vec!["pools"]), "{name}");
    }
}

#[test]
fn texts_made_of_secrets_are_secret() {
    give(&[
        ("toLower", r#"[{"$secret": "A"}]"#, r#"secret "a""#),
        ("string", r#"[["a", {"$secret": "b"}]]"#, r#"secret "[\"a\",\"b\"]""#),
        ("string", r#"[{"a": {"b": {"$secret": "c"}}}]"#, r#"secret "{\"a\":{\"b\":\"c\"}}""#),
        ("join", r#"[["a", {"$secret": "b"}], ","]"#, r#"secret "a,b""#),
        ("format", r#"["{0} {1:D2}", {"a": {"$secret": "b"}}, 1]"#, r#"secret "{\"a\":\"b\"} 01""#),
        ("format", r#"["{0,4}", [{"$secret": "b"}]]"#, r#"secret "[\"b\"]""#),
        ("concat", r#"["a", {"$secret": "b"}]"#, r#"secret "ab""#),
        ("base64", r#"[{"$secret": "A"}]"#, r#"secret "QQ==""#),
        ("take", r#"[{"$secret": "abc"}, 1]"#, r#"secret "a""#),
        ("first", r#"[{"$secret": "abc"}]"#, r#"secret "a""#),
        ("contains", r#"[[{"$secret": "b"}], "b"]"#, "secret true"),
        ("equals", r#"[{"$secret": "b"}, "b"]"#, "secret true"),
        ("indexOf", r#"[["a", {"$secret": "b"}], "b"]"#, "secret 1"),
        ("list", r#"["id"]"#, "secret set: the secret is known only when it is deployed"),
        ("getSecret", r#"["a", "b", "c", "d"]"#, "secret set: the secret is known only when it is deployed"),
    ]);
}

#[test]
fn parts_keep_their_own_secrets() {
    give(&[
        ("createArray", r#"["a", {"$secret": "b"}]"#, r#"["a",secret "b"]"#),
        ("createObject", r#"["a", 1, "b", {"$secret": "c"}]"#, r#"{"a":1,"b":secret "c"}"#),
        ("concat", r#"[["a"], [{"$secret": "b"}]]"#, r#"["a",secret "b"]"#),
        ("union", r#"[{"a": 1}, {"b": {"$secret": "c"}}]"#, r#"{"a":1,"b":secret "c"}"#),
        ("shallowMerge", r#"[[{"a": 1}, {"b": {"$secret": "c"}}]]"#, r#"{"a":1,"b":secret "c"}"#),
        ("coalesce", r#"["a", {"$secret": "c"}]"#, r#""a""#),
        ("first", r#"[["a", {"$secret": "b"}]]"#, r#""a""#),
        ("last", r#"[["a", {"$secret": "b"}]]"#, r#"secret "b""#),
        ("first", r#"[{"$secret": ["a"]}]"#, r#"secret "a""#),
        ("items", r#"[{"a": {"$secret": "b"}}]"#, r#"[{"key":"a","value":secret "b"}]"#),
        ("objectKeys", r#"[{"a": {"$secret": "b"}}]"#, r#"["a"]"#),
        ("length", r#"[[{"$secret": "b"}]]"#, "1"),
        ("empty", r#"[{"a": {"$secret": "b"}}]"#, "false"),
        ("contains", r#"[{"a": {"$secret": "b"}}, "a"]"#, "true"),
    ]);
}

#[test]
fn members_of_secret_json_are_secret() {
    let parsed = answer("json", r#"[{"$secret": "{\"a\": 1}"}]"#).unwrap();
    assert!(crate::arm::operators::member(&parsed, "a", false).unwrap().sensitive);
    let keys: Arc<str> = "a".into();
    assert!(parsed.as_object().unwrap().entries.contains_key(&keys));
}
