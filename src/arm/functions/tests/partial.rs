//! What is certain although something is not known.

use super::{answer, call_with, give, value};
use crate::arm::functions::{Argument, CallContext, call};
use crate::document::testing::text;
use crate::document::{Data, Value};
use crate::source::Span;

#[test]
fn texts_of_what_is_unknown_are_set() {
    for name in ["toLower", "toUpper", "trim", "base64", "base64ToString", "uriComponent", "string", "dataUri"] {
        give(&[(name, r#"[{"$unknown": "x"}]"#, "set: x")]);
    }
    give(&[
        ("string", r#"[[1, {"$unknown": "x"}]]"#, "set: x"),
        ("string", r#"[{"$open": {"a": 1}}]"#, "set: open"),
        ("string", r#"[{"a": {"$maybe": 1}}]"#, "set: maybe"),
        ("replace", r#"["a", "b", {"$unknown": "x"}]"#, "set: x"),
        ("split", r#"[{"$unknown": "x"}, ","]"#, "set: x"),
        ("split", r#"["a", {"$open": [","]}]"#, "set: open"),
        ("join", r#"[{"$open": ["a"]}, ","]"#, "set: open"),
        ("join", r#"[["a", {"$some": "x"}], ","]"#, "set: x"),
        ("format", r#"["{0}-{1}", "a", {"$unknown": "x"}]"#, "set: x"),
        ("format", r#"["{0}-{1:D3}", "a", {"$unknown": "x"}]"#, "set: x"),
        ("concat", r#"["a", {"$unknown": "x"}]"#, "set: x"),
        ("padLeft", r#"[{"$unknown": "x"}, 4]"#, "set: x"),
        ("substring", r#"["abc", {"$unknown": "x"}]"#, "set: x"),
        ("startsWith", r#"[{"$unknown": "x"}, "a"]"#, "set: x"),
        ("startsWith", r#"[{"$unknown": "x"}, ""]"#, "true"),
        ("json", r#"[{"$unknown": "x"}]"#, "perhaps null: x"),
        ("int", r#"[{"$unknown": "x"}]"#, "set: x"),
        ("max", r#"[1, {"$unknown": "x"}]"#, "set: x"),
        ("range", r#"[{"$unknown": "x"}, 3]"#, "set: x"),
        ("cidrSubnet", r#"[{"$unknown": "x"}, 24, 0]"#, "set: x"),
    ]);
}

#[test]
fn every_alternative_gives_one() {
    give(&[
        ("toLower", r#"[{"$one": ["A", "B"]}]"#, r#"one of "a" | "b""#),
        ("toLower", r#"[{"$one": ["A", "a"]}]"#, r#""a""#),
        ("concat", r#"[{"$one": [[1], []]}, [2]]"#, "one of [1,2] | [2]"),
        ("union", r#"[{"$one": [[1], []]}, [2]]"#, "one of [1,2] | [2]"),
        ("contains", r#"[{"$one": [[1], [1, 2]]}, 1]"#, "true"),
        ("contains", r#"[{"$one": [[1], [2]]}, 1]"#, "one of true | false"),
        ("length", r#"[{"$one": [[1], [2]]}]"#, "1"),
        ("empty", r#"[{"$one": ["a", "b"]}]"#, "false"),
        ("format", r#"["{0}{1}", {"$one": ["a", "b"]}, {"$one": ["c", "d"]}]"#, r#"one of "ac" | "ad" | "bc" | "bd""#),
        // One that is refused says nothing about the other.
        (
            "int",
            r#"[{"$one": ["1", "x"]}]"#,
            "one of 1 | perhaps null: the expression is in error: the text \"x\" is not a whole number",
        ),
        ("coalesce", r#"[{"$one": [null, 1]}, 2]"#, "one of 1 | 2"),
        ("coalesce", r#"[{"$unknown": "x"}, 2]"#, "one of set: x | 2"),
        ("coalesce", r#"[{"$some": "x"}, 2]"#, "set: x"),
        ("and", r#"[false, {"$unknown": "x"}]"#, "false"),
        ("and", r#"[{"$unknown": "x"}, false]"#, "false"),
        ("or", r#"[{"$unknown": "x"}, true]"#, "true"),
        ("or", r#"[{"$unknown": "x"}, false]"#, "set: x"),
    ]);
    // Too many to try them one by one.
    let many: Vec<Value> = (0..3).map(|_| value(r#"{"$one": ["a", "b", "c", "d", "e"]}"#)).collect();
    assert_eq!(text(&call_with("replace", &many).unwrap()), "set: choice");
}

#[test]
fn arrays_that_may_hold_more() {
    give(&[
        ("contains", r#"[{"$open": ["a"]}, "a"]"#, "true"),
        ("contains", r#"[{"$open": ["a"]}, "b"]"#, "set: open"),
        ("contains", r#"[["a", {"$unknown": "x"}], "a"]"#, "true"),
        ("contains", r#"[["a", {"$unknown": "x"}], "b"]"#, "set: x"),
        ("contains", r#"[[], {"$unknown": "x"}]"#, "false"),
        ("empty", r#"[{"$open": ["a"]}]"#, "false"),
        ("empty", r#"[{"$open": []}]"#, "set: open"),
        ("empty", r#"[[{"$unknown": "x"}]]"#, "false"),
        ("length", r#"[{"$open": ["a"]}]"#, "set: open"),
        ("length", r#"[[{"$unknown": "x"}]]"#, "1"),
        ("first", r#"[{"$open": ["a"]}]"#, "perhaps null: open"),
        ("first", r#"[["a", {"$unknown": "x"}]]"#, r#""a""#),
        ("last", r#"[["a", {"$unknown": "x"}]]"#, "perhaps null: x"),
        ("concat", r#"[["a"], {"$unknown": "x"}, ["b"]]"#, r#"["a","b",…]"#),
        ("concat", r#"[{"$unknown": "x"}, {"$unknown": "y"}]"#, "set: x"),
        ("flatten", r#"[[["a"], {"$unknown": "x"}]]"#, r#"["a",…]"#),
        ("union", r#"[["a"], {"$unknown": "x"}, ["b"]]"#, r#"["a","b",…]"#),
        // It may be the same.
        ("union", r#"[[{"$unknown": "x"}], ["a"]]"#, "[perhaps null: x,…]"),
        ("intersection", r#"[["a", "b"], {"$open": ["a"]}]"#, r#"["a",…]"#),
        ("intersection", r#"[["a", "b"], ["a", {"$unknown": "x"}]]"#, r#"["a",…]"#),
        ("intersection", r#"[[], {"$unknown": "x"}]"#, "[]"),
        ("indexOf", r#"[["a", {"$unknown": "x"}], "a"]"#, "0"),
        ("indexOf", r#"[[{"$unknown": "x"}, "a"], "a"]"#, "set: x"),
        ("lastIndexOf", r#"[[{"$unknown": "x"}, "a"], "a"]"#, "1"),
        ("take", r#"[[1, {"$unknown": "x"}], 1]"#, "[1]"),
        ("take", r#"[{"$open": [1]}, 1]"#, "set: open"),
        ("array", r#"[{"$unknown": "x"}]"#, "set: x"),
    ]);
}

#[test]
fn objects_that_may_hold_more() {
    give(&[
        ("contains", r#"[{"$open": {"a": 1}}, "A"]"#, "true"),
        ("contains", r#"[{"$open": {"a": 1}}, "b"]"#, "set: open"),
        ("contains", r#"[{"a": {"$maybe": 1}}, "a"]"#, "set: maybe"),
        ("empty", r#"[{"$open": {"a": 1}}]"#, "false"),
        ("empty", r#"[{"a": {"$maybe": 1}}]"#, "set: maybe"),
        ("length", r#"[{"a": {"$maybe": 1}}]"#, "set: maybe"),
        ("items", r#"[{"$open": {"b": 1, "a": 2}}]"#, r#"[{"key":"a","value":2},{"key":"b","value":1},…]"#),
        ("items", r#"[{"a": {"$maybe": 1}, "b": 2}]"#, r#"[{"key":"b","value":2},…]"#),
        ("items", r#"[{"$unknown": "x"}]"#, "[…]"),
        ("objectKeys", r#"[{"$open": {"a": 2}}]"#, r#"["a",…]"#),
        ("tryGet", r#"[{"$open": {"a": 2}}, "a"]"#, "2"),
        ("tryGet", r#"[{"$open": {"a": 2}}, "b"]"#, "perhaps null: open"),
        ("tryGet", r#"[{"a": {"$maybe": 1}}, "a"]"#, "one of 1 | null"),
        ("createObject", r#"["a", 1, {"$unknown": "x"}, 2]"#, r#"{"a":1,…}"#),
    ]);
}

#[test]
fn merges_keep_what_is_certain() {
    give(&[
        // What comes later may override it.
        ("union", r#"[{"a": 1}, {"$unknown": "x"}]"#, r#"{"a":one of 1 | perhaps null: x,…}"#),
        // What comes later wins.
        ("union", r#"[{"$unknown": "x"}, {"a": 1}]"#, r#"{"a":1,…}"#),
        ("union", r#"[{"$open": {"a": 1}}, {"b": 2}]"#, r#"{"a":1,"b":2,…}"#),
        ("union", r#"[{"a": 1}, {"$open": {"b": 2}}]"#, r#"{"a":one of 1 | perhaps null: open,"b":2,…}"#),
        ("union", r#"[{"$unknown": "x"}, {"$unknown": "y"}]"#, "set: x"),
        // An object in an object shows through.
        ("union", r#"[{"$unknown": "x"}, {"a": {"b": 1}}]"#, r#"{"a":{"b":1,…},…}"#),
        ("union", r#"[{"a": {"$unknown": "x"}}, {"a": {"b": 1}}]"#, r#"{"a":{"b":1,…}}"#),
        ("union", r#"[{"a": {"b": 1}}, {"a": {"$unknown": "x"}}]"#, r#"{"a":perhaps null: x}"#),
        ("union", r#"[{"a": {"b": 1}}, {"a": {"$maybe": {"c": 2}}}]"#, r#"{"a":one of {"b":1} | {"b":1,"c":2}}"#),
        ("union", r#"[{"a": {"$maybe": {"b": 1}}}, {"a": {"c": 2}}]"#, r#"{"a":one of {"b":1,"c":2} | {"c":2}}"#),
        ("union", r#"[{"a": {"b": 1}}, {"a": {"$one": [{"c": 2}, null]}}]"#, r#"{"a":one of {"b":1,"c":2} | null}"#),
        ("union", r#"[{"a": 1}, {"$one": [{}, {"a": 2}]}]"#, r#"{"a":one of 1 | 2}"#),
        ("union", r#"[{"a": 1}, {"$one": [{}, {"b": 2}]}]"#, r#"{"a":1,"b"?:2}"#),
        ("shallowMerge", r#"[[{"a": {"b": 1}}, {"a": {"$maybe": {"c": 2}}}]]"#, r#"{"a":one of {"b":1} | {"c":2}}"#),
        ("shallowMerge", r#"[{"$open": [{"a": 1}]}]"#, r#"{"a":one of 1 | perhaps null: open,…}"#),
        ("shallowMerge", r#"[[{"$unknown": "x"}, {"a": {"$maybe": 1}}]]"#, r#"{"a"?:one of 1 | perhaps null: x,…}"#),
    ]);
}

#[test]
fn what_only_the_deployment_knows_is_set() {
    for (name, arguments, expected) in [
        ("resourceId", r#"["Microsoft.Network/virtualNetworks", "net"]"#, "the resource id is"),
        ("resourceId", r#"["group", "Microsoft.Network/virtualNetworks", {"$unknown": "x"}]"#, "the resource id is"),
        ("subscriptionResourceId", r#"["a", "b"]"#, "the resource id is"),
        ("extensionResourceId", r#"["a", "b", "c"]"#, "the resource id is"),
        ("tenantResourceId", r#"["a", "b"]"#, "the resource id is"),
        ("managementGroupResourceId", r#"["a", "b"]"#, "the resource id is"),
        ("uniqueString", r#"["a"]"#, "uniqueString() is"),
        ("guid", r#"["a", "b"]"#, "guid() is"),
        ("newGuid", "[]", "newGuid() is"),
        ("utcNow", r#"["u"]"#, "utcNow() is"),
    ] {
        let value = answer(name, arguments).unwrap();
        assert!(text(&value).starts_with(&format!("set: {expected} known only when it is deployed")), "{name}");
        assert_eq!(text(&call_with("empty", std::slice::from_ref(&value)).unwrap()), "false", "{name}");
        assert_eq!(text(&call_with("equals", &[value, Value::string("")]).unwrap()), "false", "{name}");
    }
    for name in ["resourceGroup", "subscription", "tenant", "managementGroup", "deployment", "deployer", "environment"]
    {
        let value = answer(name, "[]").unwrap();
        let Data::Object(object) = &value.data else { panic!("{name}") };
        assert!(object.open.is_some(), "{name}");
        assert!(object.entries.values().all(|entry| entry.value.is_certainly_set()), "{name}");
        assert_eq!(text(&call_with("empty", &[value]).unwrap()), "false");
    }
    let group = answer("resourceGroup", "[]").unwrap();
    let location = call_with("tryGet", &[group.clone(), Value::string("location")]).unwrap();
    assert_eq!(text(&call_with("empty", &[location]).unwrap()), "false");
    let id = call_with("tryGet", &[group.clone(), Value::string("id")]).unwrap();
    assert_eq!(text(&call_with("empty", &[id]).unwrap()), "false");
    let tags = call_with("tryGet", &[group, Value::string("tags")]).unwrap();
    assert_eq!(text(&tags), "perhaps null: resourceGroup() is known only when it is deployed");
}

#[test]
fn what_is_computed_from_it_may_be_empty() {
    let unique = answer("uniqueString", r#"["a"]"#).unwrap();
    let budget = super::budget();
    let outer = CallContext { budget: &budget, span: Span { start: 0, end: 12, ..super::span() } };
    let around = |name: &str, more: &[Value]| {
        let arguments = std::iter::once(unique.clone()).chain(more.iter().cloned()).map(Argument::Value);
        call(name, &arguments.collect::<Vec<_>>(), outer).unwrap().unwrap()
    };
    for value in [
        around("skip", &[Value::number(13)]),
        around("replace", &[Value::string("a"), Value::string("")]),
        answer("pickZones", r#"["a", "b", "c"]"#).unwrap(),
        answer("readEnvironmentVariable", r#"["A"]"#).unwrap(),
        answer("reference", r#"["a"]"#).unwrap(),
    ] {
        let is_empty = call_with("empty", std::slice::from_ref(&value)).unwrap();
        assert!(is_empty.as_unknown().is_some(), "{}", text(&value));
    }
}

#[test]
fn ids_of_resources_are_not_empty() {
    give(&[
        ("empty", r#"[{"$id": "vnet"}]"#, "false"),
        ("equals", r#"[{"$id": "vnet"}, ""]"#, "false"),
        ("equals", r#"["", {"$id": "vnet"}]"#, "false"),
        ("equals", r#"[{"$id": "vnet"}, "/subscriptions/x"]"#, "set: vnet"),
        ("equals", r#"[{"$some": "x"}, ""]"#, "set: x"),
        ("empty", r#"[{"$one": [{"$id": "vnet"}, "x"]}]"#, "false"),
        ("empty", r#"[{"$some": "x"}]"#, "set: x"),
        ("format", r#"["{0}", {"$id": "vnet"}]"#, "set: vnet (reference)"),
        ("format", r#"["{0}/subnets/{1}", {"$id": "vnet"}, "nodes"]"#, "set: vnet (reference)"),
        ("concat", r#"[{"$id": "vnet"}, "/subnets/nodes"]"#, "set: vnet"),
        ("concat", r#"["x", {"$id": "vnet"}]"#, "set: vnet"),
    ]);
    let subnet = answer("format", r#"["{0}/subnets/nodes", {"$id": "vnet"}]"#).unwrap();
    assert_eq!(text(&call_with("empty", std::slice::from_ref(&subnet)).unwrap()), "false");
    let reference = subnet.as_unknown().and_then(|unknown| unknown.reference.clone()).unwrap();
    assert_eq!(&*reference.path, "id/subnets/nodes");
}

#[test]
fn environment_variables_have_defaults() {
    give(&[
        ("readEnvironmentVariable", r#"["A"]"#, "set: the environment variable A is not read"),
        ("readEnvironmentVariable", r#"["A", "x"]"#, r#"one of "x" | set: the environment variable A is not read"#),
        ("bool", r#"[{"$one": ["true", {"$some": "x"}]}]"#, "one of true | set: x"),
        ("externalInput", r#"["sys.cli"]"#, "perhaps null: the input comes from outside the parameter file"),
    ]);
}
