//! Calls that would take too much.

use super::{Closure, span, value};
use crate::arm::functions::{Argument, CallContext, FunctionError, call};
use crate::document::{Budget, BudgetLimits, Value};

/// Runs with little memory and few steps.
fn run(name: &str, arguments: &[Argument<'_>], limits: BudgetLimits) -> Result<Value, FunctionError> {
    let budget = Budget::new(limits);
    call(name, arguments, CallContext { budget: &budget, span: span() }).unwrap()
}

const SMALL: BudgetLimits = BudgetLimits { steps: 100_000, bytes: 1 << 20, depth: 64, deadline: None };

#[track_caller]
fn is_too_much(name: &str, arguments: Vec<Value>) {
    let arguments: Vec<Argument<'_>> = arguments.into_iter().map(Argument::Value).collect();
    match run(name, &arguments, SMALL) {
        Err(error) => assert!(error.is_exhausted, "{name}: {error}"),
        Ok(value) => panic!("{name} = {:?}", value.data),
    }
}

/// An array of ten of ten of ten …
fn bomb(levels: usize) -> Value {
    let mut value = Value::string("ha");
    for _ in 0..levels {
        value = Value::tuple(vec![value; 10]);
    }
    value
}

#[test]
fn texts_that_grow() {
    let long = Value::string("a".repeat(10_000));
    is_too_much("padLeft", vec![Value::string("a"), Value::number(1 << 30)]);
    is_too_much("padLeft", vec![Value::string("a"), Value::number(i64::MAX)]);
    is_too_much("replace", vec![long.clone(), Value::string("a"), long.clone()]);
    is_too_much("split", vec![Value::string(",".repeat(100_000)), Value::string(",")]);
    is_too_much("join", vec![Value::tuple(vec![long.clone(); 200]), Value::string(",")]);
    is_too_much("concat", vec![long.clone(); 200]);
    let format = Value::string("{0}".repeat(200));
    is_too_much("format", vec![format, long]);
}

#[test]
fn arrays_within_arrays() {
    for name in ["string", "array", "length"] {
        let result = run(name, &[Argument::Value(bomb(3))], SMALL);
        assert!(result.is_ok(), "{name}: {result:?}");
    }
    is_too_much("string", vec![bomb(9)]);
    is_too_much("createArray", vec![bomb(9)]);
    is_too_much("createObject", vec![Value::string("a"), bomb(9)]);
    is_too_much("concat", vec![bomb(9), bomb(9)]);
    is_too_much("flatten", vec![bomb(9)]);
    is_too_much("union", vec![Value::object([("a".into(), bomb(9))]), Value::object([])]);
}

#[test]
fn arrays_nested_without_end() {
    let mut deep = Value::number(1);
    for _ in 0..1_000 {
        deep = Value::tuple(vec![deep]);
    }
    is_too_much("createArray", vec![deep.clone()]);
    let result = run("string", &[Argument::Value(deep)], SMALL);
    assert!(result.unwrap_err().message.contains("nested too deeply"));
}

#[test]
fn unions_of_many() {
    let many = |from: i64| Value::tuple((from..from + 2_000).map(Value::number).collect());
    is_too_much("union", vec![many(0), many(2_000)]);
    is_too_much("intersection", vec![many(0), many(2_000)]);
}

#[test]
fn lambdas_without_end() {
    let double = Closure(|given: &[Value]| super::call_with("concat", &[given[0].clone(), given[0].clone()]));
    let numbers = super::call_with("range", &[Value::number(0), Value::number(60)]).unwrap();
    let arguments = [Argument::Value(numbers), Argument::Value(value("[1]")), Argument::Lambda(&double)];
    assert!(run("reduce", &arguments, SMALL).unwrap_err().is_exhausted);
    let itself = Closure(|given: &[Value]| Ok(Value::tuple(vec![given[0].clone(); 10])));
    let mut nested = Value::string("ha");
    let mut result = Ok(nested.clone());
    for _ in 0..12 {
        result =
            run("map", &[Argument::Value(Value::tuple(vec![nested.clone(); 10])), Argument::Lambda(&itself)], SMALL);
        match &result {
            Ok(value) => nested = value.clone(),
            Err(_) => break,
        }
    }
    assert!(result.unwrap_err().is_exhausted);
}

#[test]
fn deep_merges_end() {
    let nest = |levels: usize| (0..levels).fold(Value::number(1), |value, _| Value::object([("a".into(), value)]));
    let merged = super::call_with("union", &[nest(120), nest(120)]).unwrap();
    assert!(merged.first_reason().is_some_and(|reason| reason.text.contains("nested too deeply")));
    assert_eq!(super::call_with("union", &[nest(20), nest(20)]).unwrap().first_reason(), None);
}
