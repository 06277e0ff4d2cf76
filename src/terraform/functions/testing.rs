//! Calls written as JSON, for the tests of the functions.

use std::path::Path;

use super::{CallContext, FunctionError, call};
use crate::document::{Budget, BudgetLimits, Data, Value};
use crate::source::Sources;

/// A value written as JSON: arrays are tuples, objects are objects. `{"list": […]}`, `{"set": […]}` and
/// `{"map": {…}}` with a leading `$` in the key give the other kinds; `{"$unknown": null}`, `{"$set": null}` what is
/// not known, perhaps null or certainly set.
pub(super) fn json(text: &str) -> Value {
    call_with("jsondecode", &[Value::string(text)]).expect(text)
}

/// The result of a call whose arguments are the elements of a JSON array.
pub(super) fn answer(name: &str, arguments: &str) -> Result<Value, FunctionError> {
    let arguments = json(arguments);
    call_with(name, &arguments.as_list().expect("an array").items)
}

/// The result of a call on values.
pub(super) fn call_with(name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
    let sources = Sources::in_memory();
    let budget = Budget::new(BudgetLimits::default());
    let context = CallContext { sources: &sources, directory: Path::new(""), budget: &budget };
    call(name, arguments, &context)
}

/// A value for comparison: JSON, or `set: reason`, `perhaps null: reason` for what is not known.
pub(super) fn text(value: &Value) -> String {
    match &value.data {
        Data::Unknown(unknown) if unknown.not_null => format!("set: {}", unknown.reason.text),
        Data::Unknown(unknown) => format!("perhaps null: {}", unknown.reason.text),
        Data::OneOf(alternatives) => {
            let all: Vec<String> = alternatives.iter().map(text).collect();
            format!("one of {}", all.join(" | "))
        }
        Data::List(list) => {
            let mut items: Vec<String> = list.items.iter().map(text).collect();
            items.extend(list.open.as_ref().map(|_| "…".to_owned()));
            format!("[{}]", items.join(","))
        }
        Data::Object(object) => {
            let entry = |(key, entry): (&std::sync::Arc<str>, &crate::document::Entry)| {
                let key = serde_json::to_string(key).unwrap();
                format!("{key}{}:{}", if entry.maybe.is_some() { "?" } else { "" }, text(&entry.value))
            };
            let mut entries: Vec<String> = object.entries.iter().map(entry).collect();
            entries.extend(object.open.as_ref().map(|_| "…".to_owned()));
            format!("{{{}}}", entries.join(","))
        }
        Data::String(text) => serde_json::to_string(&**text).unwrap(),
        Data::Number(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Null => "null".to_owned(),
    }
}

/// The result as text.
pub(super) fn shown(name: &str, arguments: &str) -> String {
    text(&answer(name, arguments).expect(arguments))
}

/// Asserts the result.
#[track_caller]
pub(super) fn gives(name: &str, arguments: &str, expected: &str) {
    match answer(name, arguments) {
        Ok(value) => assert_eq!(text(&value), expected, "{name}({arguments})"),
        Err(error) => panic!("{name}({arguments}): {}", error.message),
    }
}

/// Asserts that the call fails with a message that holds this text.
#[track_caller]
pub(super) fn fails(name: &str, arguments: &str, message: &str) {
    match answer(name, arguments) {
        Ok(value) => panic!("{name}({arguments}) = {}", text(&value)),
        Err(error) => assert!(error.message.contains(message), "{name}({arguments}): {}", error.message),
    }
}
