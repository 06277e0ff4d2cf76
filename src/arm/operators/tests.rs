//! Operators in three values, and access.

use std::sync::Arc;

use super::*;
use crate::arm::functions::CallContext;
use crate::document::testing::{special, text};
use crate::document::{Budget, BudgetLimits, Object, Reference, Unknown};
use crate::source::{Sources, Span};

fn span() -> Span {
    Span::new(Sources::in_memory().add("main.bicep", "the whole expression"), 4, 9)
}

fn with<T>(run: impl FnOnce(CallContext<'_>) -> T) -> T {
    let budget = Budget::new(BudgetLimits::default());
    run(CallContext { budget: &budget, span: span() })
}

fn of_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::null(),
        serde_json::Value::Bool(value) => Value::bool(*value),
        serde_json::Value::Number(number) => Value::number(number.as_i64().unwrap()),
        serde_json::Value::String(text) => Value::string(text.as_str()),
        serde_json::Value::Array(items) => Value::tuple(items.iter().map(of_json).collect()),
        serde_json::Value::Object(members) => {
            Value::object(members.iter().map(|(name, value)| (name.as_str().into(), of_json(value))))
        }
    }
}

/// A value in short notation.
fn value(text: &str) -> Value {
    special(&of_json(&serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))))
}

fn shown(outcome: Outcome) -> String {
    outcome.map_or_else(|error| format!("error: {error}"), |value| text(&value))
}

/// A resource as a value: its `name` is written, anything else Azure knows.
fn resource() -> Value {
    let computed = Unknown {
        reason: Arc::new(Reason::new(Cause::Computed, "aks", "aks is deployed later")),
        not_null: false,
        reference: Some(Arc::new(Reference { address: "aks".into(), path: "".into() })),
        origins: None,
    };
    let entries = [("name".into(), crate::document::Entry::from(Value::string("demo")))];
    let object = Object { entries: entries.into(), computed: Some(Arc::new(computed)), ..Object::default() };
    Value::new(Data::Object(Arc::new(object)))
}

fn path(value: &Value) -> String {
    let reference = value.as_unknown().and_then(|unknown| unknown.reference.clone()).expect("a reference");
    format!("{}:{}", reference.address, reference.path)
}

#[test]
fn conditions_in_three_values() {
    for (or, left, right, expected) in [
        (false, "true", "true", "true"),
        (false, "true", "false", "false"),
        (false, "false", r#"{"$unknown": "x"}"#, "false"),
        (false, r#"{"$unknown": "x"}"#, "false", "false"),
        (false, r#"{"$unknown": "x"}"#, "true", "set: x"),
        (true, "true", r#"{"$unknown": "x"}"#, "true"),
        (true, r#"{"$unknown": "x"}"#, "true", "true"),
        (true, "false", "false", "false"),
        (true, r#"{"$one": [true, "true"]}"#, "false", "true"),
        (true, r#"{"$one": [true, false]}"#, "false", "set: choice"),
        (false, "1", r#""TRUE""#, "true"),
        (false, r#"{"$secret": true}"#, "true", "secret true"),
        (false, "[]", "true", "error: Expected a boolean, not a value of type \"array\""),
        (false, "null", "true", "error: Expected a boolean, not a value of type \"null\""),
    ] {
        let result = with(|context| logic(or, &value(left), || Ok(value(right)), context));
        assert_eq!(shown(result), expected, "{left} {or} {right}");
    }
    assert_eq!(shown(with(|context| not(&value("false"), context))), "true");
    assert_eq!(shown(with(|context| not(&value(r#"{"$unknown": "x"}"#), context))), "set: x");
}

#[test]
fn the_right_side_is_looked_at_only_where_it_counts() {
    let never = || -> Outcome { panic!("it must not be looked at") };
    with(|context| {
        assert_eq!(shown(logic(true, &value("true"), never, context)), "true");
        assert_eq!(shown(logic(false, &value("false"), never, context)), "false");
        assert_eq!(shown(coalesce(value("1"), never, context)), "1");
        assert_eq!(shown(coalesce(value(r#"{"$some": "x"}"#), never, context)), "set: x");
        assert_eq!(shown(conditional(&value("true"), || Ok(value("1")), never, context)), "1");
        assert_eq!(shown(conditional(&value("false"), never, || Ok(value("2")), context)), "2");
    });
}

#[test]
fn undecided_conditions_keep_both() {
    let hole = value(r#"{"$unknown": "x"}"#);
    let fails = || -> Outcome { Err(refuse("broken")) };
    with(|context| {
        let both = conditional(&hole, || Ok(value("1")), || Ok(value("2")), context);
        assert_eq!(shown(both), "one of 1 | 2");
        assert_eq!(shown(conditional(&hole, || Ok(value("1")), || Ok(value("1")), context)), "1");
        let half = conditional(&hole, || Ok(value("1")), fails, context);
        assert_eq!(shown(half), "one of 1 | perhaps null: the expression is in error: broken");
        assert_eq!(shown(conditional(&hole, fails, fails, context)), "error: broken");
        let secret = conditional(&value(r#"{"$secret": true}"#), || Ok(value("1")), fails, context);
        assert_eq!(shown(secret), "secret 1");
        let maybe = coalesce(value(r#"{"$one": [null, 1, 2]}"#), || Ok(value("3")), context);
        assert_eq!(shown(maybe), "one of 1 | 2 | 3");
        assert_eq!(shown(coalesce(value("null"), || Ok(value("3")), context)), "3");
    });
}

#[test]
fn equality_is_strict() {
    for (left, right, expected) in [
        (r#""a""#, r#""A""#, "false"),
        ("1", r#""1""#, "false"),
        ("null", "null", "true"),
        ("null", r#"{"$some": "x"}"#, "false"),
        ("null", r#"{"$unknown": "x"}"#, "set: x"),
        ("[1, 2]", "[2, 1]", "false"),
        (r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 1}"#, "true"),
        (r#"[1, {"$unknown": "x"}]"#, r#"[2, 1]"#, "false"),
        (r#"[1, {"$unknown": "x"}]"#, r#"[1, 1]"#, "set: x"),
        (r#"{"$one": ["a", "b"]}"#, r#""c""#, "false"),
        (r#"{"$one": ["a", "b"]}"#, r#""a""#, "set: choice"),
        (r#"{"$id": "vnet"}"#, r#""""#, "false"),
        (r#"{"$secret": "a"}"#, r#""b""#, "secret false"),
    ] {
        assert_eq!(text(&with(|context| equal(&value(left), &value(right), context))), expected, "{left} {right}");
    }
    for (left, right, expected) in [
        (r#""demo""#, r#""DEMO""#, "true"),
        (r#""demo""#, r#""TEST""#, "false"),
        (r#""straße""#, r#""STRASSE""#, "false"),
        ("null", "null", "true"),
        ("null", r#""a""#, "false"),
        (r#"{"$one": ["a", "A"]}"#, r#""a""#, "true"),
        (r#"{"$id": "vnet"}"#, r#""""#, "false"),
        (r#"{"$unknown": "x"}"#, r#""a""#, "set: x"),
        ("1", r#""a""#, "error: Cannot compare a value of type \"int\" without regard to case"),
    ] {
        let result = with(|context| equal_ignoring_case(&value(left), &value(right), context));
        assert_eq!(shown(result), expected, "{left} {right}");
    }
}

#[test]
fn comparisons_take_numbers_and_texts() {
    use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
    for (comparison, left, right, expected) in [
        (GreaterOrEqual, "10", "5", "true"),
        (Greater, r#""bend""#, r#""band""#, "true"),
        (LessOrEqual, r#""demo""#, r#""demo""#, "true"),
        (Less, r#""demo""#, r#""Demo""#, "true"),
        (Less, "5", "5", "false"),
        (Less, r#""a-b""#, r#""ab""#, "set: the order of signs and letters beyond ASCII is not documented"),
        (Less, r#"{"$unknown": "x"}"#, "5", "set: x"),
        (Less, r#"{"$one": [1, 2]}"#, "5", "true"),
        (Less, r#"{"$one": [1, 7]}"#, "5", "one of true | false"),
        (Less, r#""1""#, "2", "error: Cannot compare values of types \"string\" and \"int\""),
        (Less, r#"{"$unknown": "x"}"#, "[]", "error: Cannot compare values of types \"any\" and \"array\""),
    ] {
        let result = with(|context| compare(comparison, &value(left), &value(right), context));
        assert_eq!(shown(result), expected, "{left} {comparison:?} {right}");
    }
}

#[test]
fn arithmetic_is_that_of_64_bits() {
    use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
    for (operation, left, right, expected) in [
        (Add, "1", "2", "3"),
        (Subtract, "1", "2", "-1"),
        (Multiply, "-3", "2", "-6"),
        (Divide, "7", "-2", "-3"),
        (Remainder, "-7", "2", "-1"),
        (Divide, "1", "0", "error: Cannot divide by zero"),
        (Add, "9223372036854775807", "1", "error: The result does not fit into 64 bits"),
        (Add, r#"{"$unknown": "x"}"#, "1", "set: x"),
        (Add, r#"{"$one": [1, 2]}"#, r#"{"$one": [1, 2]}"#, "one of 2 | 3 | 4"),
        (
            Divide,
            "4",
            r#"{"$one": [0, 2]}"#,
            "one of perhaps null: the expression is in error: Cannot divide by zero | 2",
        ),
        (Add, r#""1""#, "1", "error: Cannot compute with values of types \"string\" and \"int\""),
        (Add, r#"{"$secret": 1}"#, "1", "secret 2"),
    ] {
        let result = with(|context| arithmetic(operation, &value(left), &value(right), context));
        assert_eq!(shown(result), expected, "{left} {operation:?} {right}");
    }
    assert_eq!(shown(with(|context| negate(&value("5"), context))), "-5");
    assert!(with(|context| negate(&value("-9223372036854775808"), context)).is_err());
}

#[test]
fn members_by_name() {
    for (base, name, is_safe, expected) in [
        (r#"{"a": 1}"#, "a", false, "1"),
        (r#"{"A": 1}"#, "a", false, "1"),
        (r#"{"A": 1, "a": 2}"#, "a", false, "2"),
        (r#"{"a": 1}"#, "b", true, "null"),
        (
            r#"{"a": 1}"#,
            "b",
            false,
            "error: The object does not contain the property \"b\"; available properties are \"a\"",
        ),
        ("null", "b", false, "error: Cannot access the property \"b\" of a null value"),
        ("null", "b", true, "null"),
        ("5", "b", false, "error: Cannot access the property \"b\" of type \"int\""),
        (r#"{"$open": {"a": 1}}"#, "b", false, "perhaps null: open"),
        (r#"{"a": {"$maybe": 1}}"#, "a", true, "one of 1 | null"),
        (r#"{"a": {"$maybe": 1}}"#, "a", false, "1"),
        (r#"{"$one": [{"a": 1}, {"a": 2}]}"#, "a", false, "one of 1 | 2"),
        (r#"{"$one": [{"a": 1}, null]}"#, "a", true, "one of 1 | null"),
        (r#"{"$unknown": "x"}"#, "a", false, "perhaps null: x"),
        (r#"{"$id": "x"}"#, "a", false, "perhaps null: x (reference)"),
        (r#"{"$secret": {"a": 1}}"#, "a", false, "secret 1"),
    ] {
        assert_eq!(shown(member(&value(base), name, is_safe)), expected, "{base}.{name}");
    }
}

#[test]
fn what_a_resource_does_not_say_azure_knows() {
    let aks = resource();
    assert_eq!(shown(member(&aks, "name", false)), r#""demo""#);
    let properties = member(&aks, "properties", false).unwrap();
    let url = member(&properties, "oidcIssuerProfile", false).and_then(|it| member(&it, "issuerURL", false)).unwrap();
    assert_eq!(path(&url), "aks:properties.oidcIssuerProfile.issuerURL");
    let id = member(&aks, "id", true).unwrap();
    assert!(id.is_certainly_set());
    assert_eq!(path(&id), "aks:id");
    let pool = index(&member(&properties, "pools", false).unwrap(), &Value::number(0), false, false).unwrap();
    assert_eq!(path(&pool), "aks:properties.pools[0]");
    // Spread into another object, anything else may be in it.
    let mut merge = Merge::default();
    merge.set("sku".into(), Value::string("Free"), None);
    merge.spread(&aks, false).unwrap();
    assert_eq!(text(&merge.finish()), r#"{"name":"demo","sku":one of "Free" | perhaps null: aks is deployed later,…}"#);
}

#[test]
fn elements_by_position_and_key() {
    for (base, key, is_safe, is_from_end, expected) in [
        ("[1, 2, 3]", "0", false, false, "1"),
        ("[1, 2, 3]", "1", false, true, "3"),
        ("[1, 2, 3]", "3", false, true, "1"),
        ("[1, 2, 3]", "4", true, true, "null"),
        ("[1, 2, 3]", "0", true, true, "null"),
        ("[1]", "1", true, false, "null"),
        ("[1]", "-1", true, false, "null"),
        ("[1]", "1", false, false, "error: The index 1 is outside the bounds of the array of 1 items"),
        (r#"{"$open": [1]}"#, "0", false, false, "perhaps null: open"),
        ("[1, 2]", r#"{"$unknown": "x"}"#, false, false, "one of 1 | 2"),
        ("[1, 2]", r#"{"$unknown": "x"}"#, true, false, "one of 1 | 2 | null"),
        ("[1, 2]", r#"{"$one": [0, 1]}"#, false, false, "one of 1 | 2"),
        (r#"{"a": 1}"#, r#""A""#, false, false, "1"),
        (r#"{"a": 1, "b": 2}"#, r#"{"$unknown": "x"}"#, false, false, "one of 1 | 2"),
        (r#"{"a": 1}"#, r#"{"$unknown": "x"}"#, true, false, "one of 1 | null"),
        ("null", "0", false, false, "error: Cannot use an index on a null value"),
        ("null", "0", true, false, "null"),
        (
            "[1]",
            r#""a""#,
            false,
            false,
            "error: A value of type \"array\" cannot be indexed by a value of type \"string\"",
        ),
        (r#"{"$secret": [1]}"#, "0", false, false, "secret 1"),
        ("[1]", r#"{"$secret": 0}"#, false, false, "secret 1"),
    ] {
        let result = index(&value(base), &value(key), is_safe, is_from_end);
        assert_eq!(shown(result), expected, "{base}[{key}]");
    }
}

#[test]
fn spreading_keeps_what_is_certain() {
    let merged = |parts: &[&str]| {
        let mut merge = Merge::default();
        for part in parts {
            merge.spread(&value(part), false).unwrap();
        }
        text(&merge.finish())
    };
    assert_eq!(merged(&[r#"{"a": 1, "b": 2}"#, r#"{"B": 3}"#]), r#"{"B":3,"a":1}"#);
    assert_eq!(merged(&[r#"{"a": 1}"#, r#"{"$unknown": "x"}"#]), r#"{"a":one of 1 | perhaps null: x,…}"#);
    assert_eq!(merged(&[r#"{"$unknown": "x"}"#, r#"{"a": 1}"#]), r#"{"a":1,…}"#);
    assert_eq!(merged(&[r#"{"a": 1}"#, "null"]), r#"{"a":1}"#);
    assert_eq!(merged(&[r#"{"a": {"x": 1}}"#, r#"{"a": {"y": 2}}"#]), r#"{"a":{"y":2}}"#);
    assert_eq!(merged(&[r#"{"a": 1}"#, r#"{"$one": [{"a": 2}, null]}"#]), r#"{"a":one of 2 | 1}"#);
    assert_eq!(merged(&[r#"{"$secret": {"a": 1}}"#, r#"{"b": 2}"#]), r#"secret {"a":1,"b":2}"#);
    assert!(Merge::default().spread(&value("5"), false).is_err());
    assert!(Merge::default().spread(&value(r#"{"$one": [5, 6]}"#), false).is_err());
    let spread = |base: &str| {
        let spread = spread_items(&value(base)).unwrap();
        text(&list_of(spread.items, spread.open))
    };
    assert_eq!(spread("[1, 2]"), "[1,2]");
    assert_eq!(spread("null"), "[]");
    assert_eq!(spread(r#"{"$open": [1]}"#), "[1,…]");
    assert_eq!(spread(r#"{"$unknown": "x"}"#), "[…]");
    assert!(spread_items(&value("5")).is_err());
}

#[test]
fn texts_with_values_in_them() {
    let joined = |parts: &[&str]| {
        let parts: Vec<Value> = parts.iter().map(|part| value(part)).collect();
        shown(with(|context| interpolate(&parts, context)))
    };
    assert_eq!(joined(&[r#""a-""#, "1", "null", "true", r#"{"b": [1]}"#]), r#""a-1True{\"b\":[1]}""#);
    assert_eq!(joined(&[r#""a-""#, r#"{"$one": ["x", "y"]}"#]), r#"one of "a-x" | "a-y""#);
    assert_eq!(joined(&[r#""a-""#, r#"{"$unknown": "x"}"#]), "set: x");
    assert_eq!(joined(&[r#"{"$id": "vnet"}"#, r#""/subnets/""#, r#""nodes""#]), "set: vnet (reference)");
    assert_eq!(joined(&[r#""x""#, r#"{"$id": "vnet"}"#]), "set: vnet");
    assert_eq!(joined(&[r#""a""#, r#"[{"$secret": "b"}]"#]), r#"secret "a[\"b\"]""#);
    assert_eq!(joined(&[]), r#""""#);
}
