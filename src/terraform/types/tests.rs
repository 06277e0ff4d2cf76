//! Type constraints, conversion and defaults.

use std::sync::Arc;

use super::{convert, parse, unify_types};
use crate::document::{Data, Entry, ListKind, Object, ObjectKind, Reason, Value};
use crate::source::Sources;
use crate::terraform::evaluate::evaluate_text;
use crate::terraform::parse::parse_expression;

fn constraint(text: &str) -> Result<super::TypeConstraint, String> {
    let file = Sources::in_memory().add("variables.tf", text);
    let expression = parse_expression(text, file, 0).map_err(|problem| problem.message)?;
    parse(&expression).map_err(|error| error.message)
}

/// Converts the value of an expression and shows it as JSON.
fn converted(value: &str, type_text: &str) -> Result<String, String> {
    convert(&evaluate_text(value).unwrap(), &constraint(type_text).unwrap()).map(|value| show(&value))
}

fn show(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{text:?}"),
        Data::Unknown(_) => "?".to_owned(),
        Data::OneOf(members) => format!("one of {}", joined(members.iter().map(show).collect())),
        Data::List(list) => {
            let (open, close) = if list.kind == ListKind::Tuple { ('(', ')') } else { ('[', ']') };
            format!("{open}{}{close}", joined(list.items.iter().map(show).collect()))
        }
        Data::Object(object) => {
            let entries = object.entries.iter().map(|(name, entry)| format!("{name}={}", show(&entry.value)));
            format!("{{{}}}", joined(entries.collect()))
        }
    }
}

#[test]
fn constraints_are_read_and_shown() {
    for (text, shown) in [
        ("any", "any"),
        ("list", "list(any)"),
        ("map(string)", "map(string)"),
        ("set(object({ a = number }))", "set(object({ a = number }))"),
        ("tuple([string, list(bool)])", "tuple([string, list(bool)])"),
        ("object({})", "object({})"),
        ("object({ b = optional(bool, true), a = string })", "object({ a = string, b = optional(bool) })"),
        ("\"map(list(string))\"", "map(list(string))"),
    ] {
        assert_eq!(constraint(text).unwrap().to_string(), shown, "{text}");
    }
    for text in [
        "strng",
        "list()",
        "list(string, number)",
        "set",
        "object([])",
        "tuple(string)",
        "optional(string)",
        "1",
        "object({ a = optional(number, \"x\") })",
        "object({ a = optional(string, var.x) })",
    ] {
        assert!(constraint(text).is_err(), "{text}");
    }
}

/// Expected values follow the documentation of Terraform's type constraints.
#[test]
fn values_are_converted() {
    for (value, to, expected) in [
        ("1.50", "string", "\"1.5\""),
        ("\"1.50\"", "number", "1.5"),
        ("\"true\"", "bool", "true"),
        ("null", "string", "null"),
        ("[1, \"a\", true]", "list(string)", "[\"1\",\"a\",\"true\"]"),
        ("[1, \"a\"]", "list(any)", "[\"1\",\"a\"]"),
        ("[\"b\", \"a\", \"b\"]", "set(string)", "[\"a\",\"b\"]"),
        ("[3, 20, 3]", "set(number)", "[3,20]"),
        ("{a = 1, b = \"2\"}", "map(number)", "{a=1,b=2}"),
        ("{a = 1, b = \"x\"}", "map(any)", "{a=\"1\",b=\"x\"}"),
        ("[1, 2]", "tuple([string, number])", "(\"1\",2)"),
        ("{a = 1, extra = 2}", "object({ a = string })", "{a=\"1\"}"),
        ("{}", "object({ a = optional(string) })", "{a=null}"),
        ("{}", "object({ a = optional(number, \"5\") })", "{a=5}"),
        ("{a = null}", "object({ a = optional(string, \"d\") })", "{a=\"d\"}"),
        ("{a = null}", "object({ a = string })", "{a=null}"),
        ("{}", "object({ n = optional(object({ x = optional(number, 1) }), {}) })", "{n={x=1}}"),
        ("{n = null}", "object({ n = optional(object({ x = optional(number, 1) })) })", "{n=null}"),
        ("{k = {}}", "map(object({ x = optional(bool, true) }))", "{k={x=true}}"),
        ("[{}, {x = 2}]", "list(object({ x = optional(number, 1) }))", "[{x=1},{x=2}]"),
        ("tomap({a = 1})", "object({ a = string, b = optional(string) })", "{a=\"1\",b=null}"),
    ] {
        assert_eq!(converted(value, to).as_deref(), Ok(expected), "{value} to {to}");
    }
    for (value, to) in [
        ("true", "number"),
        ("\"x\"", "number"),
        ("1", "bool"),
        ("\"yes\"", "bool"),
        ("[]", "string"),
        ("\"a\"", "list(string)"),
        ("{}", "list(string)"),
        ("[]", "map(string)"),
        ("[1, []]", "list(any)"),
        ("[1, null, []]", "list(any)"),
        ("{}", "object({ a = string })"),
        ("[1]", "tuple([string, string])"),
    ] {
        assert!(converted(value, to).is_err(), "{value} to {to}");
    }
}

#[test]
fn what_is_not_known_stays_possible() {
    let reason = Arc::new(Reason::undecided_condition());
    let of = |value: &Value, to: &str| convert(value, &constraint(to).unwrap()).map(|value| show(&value));
    let tier = Value::one_of([Value::string("1"), Value::string("2")], &reason);
    assert_eq!(of(&tier, "number").unwrap(), "one of 1,2");
    let either = Value::one_of([Value::string("1"), Value::string("x")], &reason);
    assert_eq!(of(&either, "number").unwrap(), "one of 1,?", "the other one may still be in error");
    let none = Value::one_of([Value::string("y"), Value::string("x")], &reason);
    assert!(of(&none, "number").is_err(), "neither can be converted");
    let object = |maybe: Option<Arc<Reason>>, open: Option<Arc<Reason>>| {
        let entries = [("a".into(), Entry { value: Value::string("x"), span: None, maybe })].into();
        Value::new(Data::Object(Arc::new(Object { entries, open, kind: ObjectKind::Object, ..Object::default() })))
    };
    let to = "object({ a = optional(string, \"d\"), b = optional(number, 1) })";
    assert_eq!(of(&object(Some(Arc::clone(&reason)), None), to).unwrap(), "{a=one of \"x\",\"d\",b=1}");
    assert_eq!(of(&object(None, Some(Arc::clone(&reason))), to).unwrap(), "{a=\"x\",b=?}");
    let unknown = Value::unknown(Arc::clone(&reason));
    let given = Value::object([(Arc::from("a"), unknown)]);
    let result = convert(&given, &constraint(to).unwrap()).unwrap();
    let a = &result.as_object().unwrap().get("a").unwrap().value;
    assert!(a.is_certainly_set(), "null gives way to the default");
}

#[test]
fn conversion_keeps_the_trail() {
    let text = "{ private = \"true\" }";
    let value = convert(&evaluate_text(text).unwrap(), &constraint("object({ private = bool })").unwrap()).unwrap();
    let entry = value.as_object().unwrap().get("private").unwrap();
    assert_eq!(entry.value.as_bool(), Some(true));
    assert_eq!(&text[entry.value.trail.literal.unwrap().range()], "\"true\"");
    assert_eq!(&text[entry.span.unwrap().range()], "private = \"true\"");
}

/// Expected types are those that the console's `type` shows for `true ? a : b`.
#[test]
fn types_are_unified() {
    for (a, b, expected) in [
        ("number", "string", Some("string")),
        ("number", "bool", None),
        ("set(string)", "tuple([string])", Some("set(string)")),
        ("list(string)", "set(string)", Some("list(string)")),
        ("tuple([number, string])", "tuple([number])", Some("list(string)")),
        ("tuple([number])", "tuple([string])", Some("tuple([string])")),
        ("tuple([])", "object({})", None),
        ("object({ a = number })", "object({ b = number })", Some("map(number)")),
        ("object({ a = number, b = tuple([]) })", "object({ a = number })", None),
        ("object({ a = number })", "map(string)", Some("map(string)")),
        (
            "object({ a = number, b = tuple([number]) })",
            "object({ a = string, b = tuple([string, number]) })",
            Some("object({ a = string, b = list(string) })"),
        ),
    ] {
        let unified = unify_types(&[constraint(a).unwrap(), constraint(b).unwrap()]);
        assert_eq!(unified.map(|common| common.to_string()).as_deref(), expected, "{a} with {b}");
    }
}
