//! Functions by examples: mostly those of Microsoft's documentation. An expectation that begins with `!` is a part of the
//! message of a refusal.

use crate::arm::functions::json::of_json;
use crate::arm::functions::{Argument, CallContext, FunctionError, Lambda, call, names};
use crate::arm::operators::show;
use crate::document::{Budget, BudgetLimits, Cause, Data, List, Object, Reason, Value};
use crate::source::{Sources, Span};

fn place() -> Span {
    Span::new(Sources::in_memory().add("main.bicep", ""), 3, 9)
}

fn context(budget: &Budget) -> CallContext<'_> {
    CallContext { budget, span: place() }
}

fn run(name: &str, values: &[Value]) -> Result<Value, FunctionError> {
    let budget = Budget::new(BudgetLimits::default());
    let arguments: Vec<Argument<'_>> = values.iter().cloned().map(Argument::Value).collect();
    call(name, &arguments, context(&budget)).unwrap()
}

fn to_json(value: &Value) -> serde_json::Value {
    let budget = Budget::new(BudgetLimits::default());
    let shown = show(&Value::tuple(vec![value.clone()]), context(&budget)).unwrap().expect("a known value");
    serde_json::from_str::<serde_json::Value>(&shown.text).unwrap()[0].take()
}

fn hole(name: &str) -> Value {
    Value::unknown(Reason::new(Cause::NoValue, name, format!("{name} has no value")))
}

fn texts(items: &[&str]) -> Value {
    Value::tuple(items.iter().map(|item| Value::string(*item)).collect())
}

#[test]
fn every_example_gives_what_is_documented() {
    let text = include_str!("../../../../testdata/arm/functions.json");
    let cases: Vec<(String, Vec<serde_json::Value>, serde_json::Value)> = serde_json::from_str(text).unwrap();
    assert!(cases.len() >= 140);
    let budget = Budget::new(BudgetLimits::default());
    for (name, arguments, expected) in cases {
        let values: Vec<Value> = arguments.iter().map(|json| of_json(json, context(&budget))).collect();
        let shown = format!("{name}({arguments:?})");
        match (run(&name, &values), expected.as_str().and_then(|text| text.strip_prefix('!'))) {
            (Ok(value), None) => assert_eq!(to_json(&value), expected, "{shown}"),
            (Err(error), Some(part)) => assert!(error.message.contains(part), "{shown}: {}", error.message),
            (outcome, _) => panic!("{shown} gives {outcome:?}, not {expected}"),
        }
        // The name's case does not matter.
        assert!(call(&name.to_uppercase(), &[], context(&budget)).is_some());
    }
}

#[test]
fn no_two_functions_have_one_name() {
    let mut all: Vec<String> = names().map(str::to_lowercase).collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
    let budget = Budget::new(BudgetLimits::default());
    assert!(call("nonesuch", &[], context(&budget)).is_none());
}

#[test]
fn what_is_certain_in_spite_of_holes_is_known() {
    let open = Value::new(Data::List(std::sync::Arc::new(List {
        items: vec![Value::string("a")],
        open: Some(Reason::undecided_condition().into()),
        ..List::default()
    })));
    assert_eq!(run("contains", &[open.clone(), Value::string("a")]).unwrap().as_bool(), Some(true));
    assert_eq!(run("contains", &[open.clone(), Value::string("b")]).unwrap().as_bool(), None);
    assert_eq!(run("empty", std::slice::from_ref(&open)).unwrap().as_bool(), Some(false));
    assert_eq!(run("length", &[open]).unwrap().as_bool(), None);
    assert_eq!(run("and", &[hole("x"), Value::bool(false)]).unwrap().as_bool(), Some(false));
    assert_eq!(run("or", &[Value::bool(true), hole("x")]).unwrap().as_bool(), Some(true));
    assert!(run("toLower", &[hole("x")]).unwrap().is_certainly_set());
    assert!(run("coalesce", &[hole("x"), Value::string("b")]).unwrap().is_certainly_set());
    let id = run("resourceId", &[Value::string("a/b"), Value::string("c")]).unwrap();
    assert_eq!(run("empty", &[id]).unwrap().as_bool(), Some(false), "an id is a text with something in it");
}

#[test]
fn an_unknown_object_obscures_what_came_before_it() {
    let first = Value::object([("a".into(), Value::number(1))]);
    let last = Value::object([("b".into(), Value::number(2))]);
    let union = run("union", &[first, hole("x"), last]).unwrap();
    let object: &Object = union.as_object().unwrap();
    assert!(object.open.is_some());
    assert!(!object.get("a").unwrap().value.is_wholly_known());
    assert!(object.get("b").unwrap().value.is_wholly_known());
}

#[test]
fn alternatives_are_computed_one_by_one() {
    let reason = Reason::undecided_condition().into();
    let either = Value::one_of([Value::string("A"), Value::string("B")], &reason);
    let Data::OneOf(members) = run("toLower", std::slice::from_ref(&either)).unwrap().data else {
        panic!("two results")
    };
    assert_eq!(members.iter().filter_map(Value::as_str).collect::<Vec<_>>(), ["a", "b"]);
    let same = run("length", &[either]).unwrap();
    assert!(same.is_wholly_known(), "both have one character");
}

#[test]
fn parts_keep_their_own_place_and_results_have_the_call_s() {
    let elsewhere = Span { start: 20, end: 23, ..place() };
    let list = Value::tuple(vec![Value::string("a").at(elsewhere)]);
    assert_eq!(run("first", std::slice::from_ref(&list)).unwrap().trail.literal, Some(elsewhere));
    assert_eq!(run("join", &[list, Value::string("-")]).unwrap().trail.literal, Some(place()));
}

#[test]
fn secrets_stay_secret() {
    let secret = Value::string("x").with_sensitive(true);
    for name in ["toUpper", "base64", "length", "string", "array"] {
        assert!(run(name, std::slice::from_ref(&secret)).unwrap().sensitive, "{name}");
    }
    assert!(run("getSecret", &[Value::string("vault")]).unwrap().sensitive);
    let failed = run("fail", &[Value::string("hunter2").with_sensitive(true)]).unwrap_err();
    assert!(!failed.message.contains("hunter2"), "{}", failed.message);
}

struct Upper;

impl Lambda for Upper {
    fn parameters(&self) -> usize {
        1
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        run("toUpper", &arguments[..1])
    }
}

#[test]
fn lambdas_are_called_for_each_element() {
    let budget = Budget::new(BudgetLimits::default());
    let given = [Argument::Value(texts(&["a", "b"])), Argument::Lambda(&Upper)];
    let mapped = call("map", &given, context(&budget)).unwrap().unwrap();
    assert_eq!(to_json(&mapped), serde_json::json!(["A", "B"]));
    let keyed = call("toObject", &given, context(&budget)).unwrap().unwrap();
    assert_eq!(to_json(&keyed), serde_json::json!({"A": "a", "B": "b"}));
    let grouped = call("groupBy", &given, context(&budget)).unwrap().unwrap();
    assert_eq!(to_json(&grouped), serde_json::json!({"A": ["a"], "B": ["b"]}));
    let refused = call("filter", &given, context(&budget)).unwrap().unwrap_err();
    assert!(refused.message.contains("boolean"), "{}", refused.message);
}

#[test]
fn what_would_take_too_much_memory_is_refused_before_it_is_made() {
    let huge = Value::number(1_000_000_000_000_i64);
    for (name, values) in [
        ("padLeft", vec![Value::string("x"), huge]),
        ("replace", vec![Value::string("a".repeat(100_000)), Value::string("a"), Value::string("b".repeat(100_000))]),
    ] {
        assert!(run(name, &values).unwrap_err().is_exhausted, "{name}");
    }
}
