//! Functions that call lambdas.

use super::{Closure, budget, span, value};
use crate::arm::functions::{Argument, CallContext, FunctionError, Lambda, call};
use crate::arm::operators::{Arithmetic, Comparison, arithmetic, compare, equal, interpolate, member};
use crate::document::Value;
use crate::document::testing::text;

fn run(name: &str, first: &[&str], lambdas: &[&dyn Lambda]) -> Result<Value, FunctionError> {
    let budget = budget();
    let mut arguments: Vec<Argument<'_>> = first.iter().map(|text| Argument::Value(value(text))).collect();
    arguments.extend(lambdas.iter().map(|lambda| Argument::Lambda(*lambda)));
    call(name, &arguments, CallContext { budget: &budget, span: span() }).unwrap()
}

#[track_caller]
fn gives(name: &str, first: &[&str], lambdas: &[&dyn Lambda], expected: &str) {
    match run(name, first, lambdas) {
        Ok(value) => assert_eq!(text(&value), expected, "{name}({first:?})"),
        Err(error) => panic!("{name}({first:?}): {error}"),
    }
}

fn context<T>(run: impl Fn(CallContext<'_>) -> T) -> T {
    let budget = budget();
    run(CallContext { budget: &budget, span: span() })
}

fn age(item: &Value) -> Value {
    member(item, "age", false).unwrap()
}

const DOGS: &str = r#"[{"name": "Evie", "age": 5}, {"name": "Casper", "age": 3}, {"name": "Indy", "age": 2}, {"name": "Kira", "age": 8}]"#;

#[test]
fn documented_examples() {
    let name = Closure(|given: &[Value]| member(&given[0], "name", false));
    let hello = Closure(|given: &[Value]| {
        context(|context| {
            interpolate(&[Value::string("Hello "), member(&given[0], "name", false)?, Value::string("!")], context)
        })
    });
    let old = Closure(|given: &[Value]| {
        context(|context| compare(Comparison::GreaterOrEqual, &age(&given[0]), &Value::number(5), context))
    });
    let younger = Closure(|given: &[Value]| {
        context(|context| compare(Comparison::Less, &age(&given[0]), &age(&given[1]), context))
    });
    let sum = Closure(|given: &[Value]| context(|context| arithmetic(Arithmetic::Add, &given[0], &given[1], context)));
    gives("map", &[DOGS], &[&name], r#"["Evie","Casper","Indy","Kira"]"#);
    gives("map", &[DOGS], &[&hello], r#"["Hello Evie!","Hello Casper!","Hello Indy!","Hello Kira!"]"#);
    gives("filter", &[DOGS], &[&old], r#"[{"age":5,"name":"Evie"},{"age":8,"name":"Kira"}]"#);
    gives("reduce", &["[5, 3, 2, 8]", "0"], &[&sum], "18");
    gives("reduce", &["[5, 3, 2, 8]", "1"], &[&sum], "19");
    gives("reduce", &["[]", "1"], &[&sum], "1");
    gives(
        "sort",
        &[DOGS],
        &[&younger],
        r#"[{"age":2,"name":"Indy"},{"age":3,"name":"Casper"},{"age":5,"name":"Evie"},{"age":8,"name":"Kira"}]"#,
    );
    gives(
        "toObject",
        &[DOGS],
        &[&name, &Closure(|given: &[Value]| member(&given[0], "age", false))],
        r#"{"Casper":3,"Evie":5,"Indy":2,"Kira":8}"#,
    );
    gives("toObject", &[r#"["a", "b"]"#], &[&Closure(|given: &[Value]| Ok(given[0].clone()))], r#"{"a":"a","b":"b"}"#);
    let first_letter =
        Closure(|given: &[Value]| super::call_with("substring", &[given[0].clone(), 0.into_value(), 1.into_value()]));
    gives(
        "groupBy",
        &[r#"["foo", "bar", "baz", "Box"]"#],
        &[&first_letter],
        r#"{"b":["bar","baz","Box"],"f":["foo"]}"#,
    );
    let upper = Closure(|given: &[Value]| super::call_with("toUpper", &given[..1]));
    gives("mapValues", &[r#"{"foo": "foo"}"#], &[&upper], r#"{"foo":"FOO"}"#);
}

trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for i64 {
    fn into_value(self) -> Value {
        Value::number(self)
    }
}

#[test]
fn lambdas_see_the_index() {
    let index = Closure(|given: &[Value]| Ok(given[1].clone()));
    let even = Closure(|given: &[Value]| {
        context(|context| {
            let rest = arithmetic(Arithmetic::Remainder, &given[1], &Value::number(2), context)?;
            Ok(equal(&rest, &Value::number(0), context))
        })
    });
    let third = Closure(|given: &[Value]| Ok(given[2].clone()));
    gives("map", &[r#"["a", "b"]"#], &[&index], "[0,1]");
    gives("filter", &[r#"["a", "b", "c"]"#], &[&even], r#"["a","c"]"#);
    gives("reduce", &[r#"["a", "b", "c"]"#, "null"], &[&third], "2");
    gives("map", &[r#"{"$open": ["a"]}"#], &[&index], "[set: open,…]");
}

#[test]
fn a_stable_order() {
    let never = Closure(|_: &[Value]| Ok(Value::bool(false)));
    gives("sort", &["[3, 1, 2]"], &[&never], "[3,1,2]");
    let at_most =
        Closure(|given: &[Value]| context(|context| compare(Comparison::LessOrEqual, &given[0], &given[1], context)));
    gives("sort", &["[3, 1, 2, 1]"], &[&at_most], "[1,1,2,3]");
}

#[test]
fn what_is_unknown_stays_so() {
    let itself = Closure(|given: &[Value]| Ok(given[0].clone()));
    let is_a = Closure(|given: &[Value]| context(|context| Ok(equal(&given[0], &Value::string("a"), context))));
    let less = Closure(|given: &[Value]| context(|context| compare(Comparison::Less, &given[0], &given[1], context)));
    let sum = Closure(|given: &[Value]| context(|context| arithmetic(Arithmetic::Add, &given[0], &given[1], context)));
    for name in ["map", "filter", "sort"] {
        gives(name, &[r#"{"$unknown": "x"}"#], &[&itself], "set: x");
    }
    gives("reduce", &[r#"{"$unknown": "x"}"#, "0"], &[&sum], "perhaps null: x");
    gives("reduce", &[r#"{"$open": [1]}"#, "0"], &[&sum], "perhaps null: open");
    gives("map", &[r#"{"$open": ["a"]}"#], &[&itself], r#"["a",…]"#);
    gives("map", &[r#"{"$one": [["a"], []]}"#], &[&itself], r#"one of ["a"] | []"#);
    gives("filter", &[r#"["a", {"$unknown": "x"}, "b"]"#], &[&is_a], r#"["a",…]"#);
    gives("filter", &[r#"{"$open": ["b"]}"#], &[&is_a], "[…]");
    gives("filter", &[r#"{"$one": [["a"], ["b"]]}"#], &[&is_a], r#"one of ["a"] | []"#);
    gives("sort", &[r#"[2, {"$unknown": "x"}]"#], &[&less], "set: x");
    gives("toObject", &[r#"["a", {"$unknown": "x"}]"#], &[&itself], r#"{"a":one of "a" | perhaps null: x,…}"#);
    gives("groupBy", &[r#"["a", {"$unknown": "x"}]"#], &[&itself], r#"{"a":["a",…],…}"#);
    gives("groupBy", &[r#"{"$open": ["a"]}"#], &[&itself], r#"{"a":["a",…],…}"#);
    gives("mapValues", &[r#"{"$open": {"a": 1}}"#], &[&itself], r#"{"a":1,…}"#);
    gives("mapValues", &[r#"{"a": {"$maybe": 1}, "b": 2}"#], &[&itself], r#"{"a"?:1,"b":2}"#);
    gives("mapValues", &[r#"{"$unknown": "x"}"#], &[&itself], "set: x");
}

#[test]
fn what_is_refused() {
    let itself = Closure(|given: &[Value]| Ok(given[0].clone()));
    let message = |name: &str, first: &[&str]| run(name, first, &[&itself]).unwrap_err().message;
    assert_eq!(message("map", &["null"]), "map(): expected an array, not null");
    assert_eq!(message("map", &["5"]), "map(): Expected an array, not a value of type \"int\"");
    assert_eq!(message("filter", &[r#"["a"]"#]), "filter(): Expected a boolean, not a value of type \"string\"");
    assert_eq!(message("toObject", &["[1]"]), "toObject(): expected a text, not a value of type \"int\"");
    assert_eq!(message("mapValues", &["[1]"]), "mapValues(): an object is expected");
    assert_eq!(message("toLower", &[]), "toLower(): a lambda cannot stand here");
    let error = run("map", &["[1]", "2"], &[]).unwrap_err();
    assert_eq!((error.message.as_str(), error.argument), ("map(): a lambda such as `x => x` is expected", Some(1)));
    let failing = Closure(|_: &[Value]| super::answer("int", r#"["x"]"#));
    let error = run("map", &["[1]"], &[&failing]).unwrap_err();
    assert!(error.message.contains("is not a whole number"), "{error}");
}
