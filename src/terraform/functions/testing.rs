//! Calls written as JSON, for the tests of the functions.

use std::path::Path;

use super::{CallContext, FunctionError, call};
use crate::document::testing::{special, text};
use crate::document::{Budget, BudgetLimits, Value};
use crate::source::Sources;

/// A value in the notation of [`special`], decoded as Terraform decodes JSON.
pub(super) fn json(text: &str) -> Value {
    special(&call_with("jsondecode", &[Value::string(text)]).expect(text))
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
