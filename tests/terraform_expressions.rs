//! Expressions against the answers of `terraform console`.
//!
//! `testdata/terraform/expressions.json` and `functions.json` hold `{"e": expression, "v": value, "err": message or null}`, each recorded
//! as `jsonencode(expression)`. A message that starts with `Error` means that evaluation is in error; `OUT (…)` is what
//! the console printed instead of a value.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the helpers of a test may fail it, and read its data"
)]

mod json;

use akslint::document::{Data, Value};
use akslint::terraform::evaluate::evaluate_text;
use json::Json;

/// Functions whose result Terraform itself knows only at run time.
const IMPURE: [&str; 4] = ["timestamp(", "plantimestamp(", "uuid(", "bcrypt("];

#[test]
fn every_answer_to_an_expression_is_the_consoles() {
    check("expressions.json");
}

#[test]
fn every_answer_to_a_function_is_the_consoles() {
    check("functions.json");
}

fn check(file: &str) {
    let path = format!("{}/testdata/terraform/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let Json::Array(cases) = json::read(&text) else { panic!("a list of cases is expected") };
    assert!(!cases.is_empty(), "no cases");
    let mut wrong = Vec::new();
    for case in &cases {
        let expression = case.get("e").and_then(Json::as_str).unwrap();
        let expected = case.get("v").unwrap();
        let message = case.get("err").and_then(Json::as_str);
        if let Err(answer) = judge(expression, expected, message) {
            wrong.push(format!(
                "{expression}\n    expected {expected:?} {}\n    got {answer}",
                message.unwrap_or_default()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn judge(expression: &str, expected: &Json, message: Option<&str>) -> Result<(), String> {
    let is_impure = IMPURE.iter().any(|function| expression.contains(function));
    let result = evaluate_text(expression);
    let shown = format!("{result:?}").chars().take(600).collect::<String>();
    let is_right = match (message, &result) {
        // Infinity exists in expressions but has no JSON form: the recording shows an error.
        (Some(message), Ok(value)) if message.starts_with("Error") => is_infinite(value),
        (Some(message), Err(_)) => message.starts_with("Error"),
        (Some(message), Ok(value)) if message.contains("sensitive") => is_sensitive(value),
        (Some(_), Ok(value)) => !value.is_wholly_known(),
        (None, Ok(value)) => is_impure && !value.is_wholly_known() || agrees(expected, value),
        (None, Err(_)) => false,
    };
    if is_right { Ok(()) } else { Err(shown) }
}

fn is_sensitive(value: &Value) -> bool {
    value.sensitive
        || match &value.data {
            Data::List(list) => list.items.iter().any(is_sensitive),
            Data::Object(object) => object.entries.values().any(|entry| is_sensitive(&entry.value)),
            _ => false,
        }
}

fn is_infinite(value: &Value) -> bool {
    match &value.data {
        Data::Number(number) => number.is_infinite(),
        Data::List(list) => list.items.iter().any(is_infinite),
        Data::Object(object) => object.entries.values().any(|entry| is_infinite(&entry.value)),
        _ => false,
    }
}

fn agrees(expected: &Json, value: &Value) -> bool {
    match (expected, &value.data) {
        (Json::Null, Data::Null) => true,
        (Json::Bool(a), Data::Bool(b)) => a == b,
        (Json::String(a), Data::String(b)) => **a == **b,
        (Json::Number(a), Data::Number(b)) => same_number(a, b),
        (Json::Number(a), Data::String(b)) => akslint::document::Number::parse(b).is_some_and(|b| same_number(a, &b)),
        (Json::Array(a), Data::List(b)) => {
            b.open.is_none() && a.len() == b.items.len() && a.iter().zip(&b.items).all(|(a, b)| agrees(a, b))
        }
        (Json::Object(a), Data::Object(b)) => {
            b.open.is_none()
                && a.len() == b.entries.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|entry| entry.maybe.is_none() && agrees(a, &entry.value)))
        }
        _ => false,
    }
}

/// Fractions were recorded as 64-bit floating point, whole numbers exactly.
fn same_number(expected: &str, number: &akslint::document::Number) -> bool {
    let exact = akslint::document::Number::parse(expected).unwrap();
    exact == *number
        // Results of lower precision are written with the shortest digits that tell them apart.
        || exact.to_string() == number.to_string()
        || !exact.is_integer() && exact.to_f64() == number.to_f64()
        || expected.contains(['e', 'E']) && exact.to_f64() == number.to_f64()
}

#[test]
fn a_wrong_answer_is_noticed() {
    assert!(judge("1 + 1", &Json::Number("3".into()), None).is_err());
    assert!(judge("1 + 1", &Json::Number("2".into()), Some("Error: none")).is_err());
    assert!(judge("1 + {}", &Json::Null, None).is_err());
    assert!(judge("[1]", &Json::Array(vec![]), None).is_err());
    assert!(judge("9007199254740993", &Json::Number("9007199254740992".into()), None).is_err());
}
