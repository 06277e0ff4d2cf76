//! Tests of expressions and types.

mod files;
mod limits;
mod monotone;
mod provenance;
mod types;
mod unknown;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::EvaluationError;
use super::testing::{Fixture, reason, show};
use crate::document::{Data, Entry, Object, Reference, Unknown, Value};

/// Names with values that are not wholly known: `u` anything, `s` set, `open` an array with more elements, `either` one
/// of two texts, `flag` a truth value, `rest` an object with more members, `aks` a resource.
fn names() -> BTreeMap<&'static str, Value> {
    let mut names = BTreeMap::new();
    names.insert("u", Value::unknown(reason("u")));
    names.insert("s", Value::unknown_set(reason("s")));
    names.insert("flag", Value::unknown_set(reason("flag")));
    let list = |items: Vec<Value>| crate::document::List { items, open: Some(reason("open")), ..Default::default() };
    names.insert("open", Value::new(Data::List(Arc::new(list(vec![Value::number(1)])))));
    names.insert("either", Value::one_of([Value::string("a"), Value::string("b")], &reason("either")));
    let entries = [("known".into(), Entry::from(Value::number(1)))].into();
    let rest = Object { entries, open: Some(reason("rest")), ..Object::default() };
    names.insert("rest", Value::new(Data::Object(Arc::new(rest))));
    names.insert("aks", resource("aks"));
    names.insert("secret", Value::string("hunter2").with_sensitive(true));
    names
}

/// A resource as a value.
fn resource(address: &str) -> Value {
    let of = |path: &str| Unknown {
        reason: reason(address),
        not_null: true,
        reference: Some(Arc::new(Reference { address: address.into(), path: path.into() })),
        origins: None,
    };
    let entries = [
        ("id".into(), Entry::from(Value::new(Data::Unknown(of("id"))))),
        ("name".into(), Entry::from(Value::string("cluster"))),
    ];
    let object = Object { entries: entries.into(), computed: Some(Arc::new(of(""))), ..Object::default() };
    Value::new(Data::Object(Arc::new(object)))
}

/// Evaluates an expression behind these declarations.
fn run_with(declarations: &str, expression: &str) -> Result<Value, EvaluationError> {
    let fixture = Fixture::default();
    let scope = fixture.scope(&format!("{declarations}\nvar answer = {expression}\n")).with_names(names());
    scope.value("answer")
}

fn run(expression: &str) -> Result<Value, EvaluationError> {
    run_with("", expression)
}

/// Asserts what expressions give.
fn gives(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        match run(expression) {
            Ok(value) => assert_eq!(show(&value), *expected, "{expression}"),
            Err(error) => panic!("{expression}: {}", error.message),
        }
    }
}

/// Asserts that expressions are refused with a message that holds this, at this text.
fn refuses(cases: &[(&str, &str, &str)]) {
    for (expression, message, at) in cases {
        let text = format!("\nvar answer = {expression}\n");
        match run(expression) {
            Ok(value) => panic!("{expression}: {}", show(&value)),
            Err(error) => {
                assert!(error.message.contains(message), "{expression}: {}", error.message);
                assert!(!error.message.ends_with('.'), "{}", error.message);
                assert!(!error.is_exhausted, "{expression}");
                assert_eq!(&text[error.span.range()], *at, "{expression}: {}", error.message);
            }
        }
    }
}
