//! Calls of functions, written as JSON.

mod budget;
mod documented;
mod examples;
mod lambdas;
mod partial;
mod places;
mod refused;

use crate::arm::functions::{Argument, CallContext, FunctionError, Lambda, call};
use crate::document::testing::{special, text};
use crate::document::{Budget, BudgetLimits, Value};
use crate::source::{Sources, Span};

/// The place of every call.
fn span() -> Span {
    Span::new(Sources::in_memory().add("main.bicep", "the whole call"), 4, 9)
}

fn budget() -> Budget {
    Budget::new(BudgetLimits::default())
}

/// A value in the notation of [`special`].
fn value(text: &str) -> Value {
    let budget = budget();
    let json = Argument::Value(Value::string(text));
    let decoded = call("json", &[json], CallContext { budget: &budget, span: span() }).unwrap();
    without_places(special(&decoded.unwrap_or_else(|error| panic!("{text}: {error}"))))
}

/// What is written in tests comes from nowhere.
fn without_places(mut value: Value) -> Value {
    use crate::document::Data;
    use std::sync::Arc;
    value.trail = crate::document::Trail::default();
    match &mut value.data {
        Data::List(list) => {
            let list = Arc::make_mut(list);
            list.items = std::mem::take(&mut list.items).into_iter().map(without_places).collect();
        }
        Data::Object(object) => {
            for entry in Arc::make_mut(object).entries.values_mut() {
                entry.value = without_places(entry.value.clone());
            }
        }
        _ => {}
    }
    value
}

fn values(arguments: &str) -> Vec<Value> {
    value(arguments).as_list().expect("an array").items.clone()
}

fn call_with(name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
    let budget = budget();
    let arguments: Vec<Argument<'_>> = arguments.iter().cloned().map(Argument::Value).collect();
    call(name, &arguments, CallContext { budget: &budget, span: span() }).unwrap_or_else(|| panic!("no {name}"))
}

fn answer(name: &str, arguments: &str) -> Result<Value, FunctionError> {
    call_with(name, &values(arguments))
}

/// Asserts what calls give: name, arguments, result in the notation of [`text`].
#[track_caller]
fn give(calls: &[(&str, &str, &str)]) {
    for (name, arguments, expected) in calls {
        match answer(name, arguments) {
            Ok(value) => assert_eq!(text(&value), *expected, "{name}({arguments})"),
            Err(error) => panic!("{name}({arguments}): {error}"),
        }
    }
}

/// Asserts that calls fail with a message that holds a text.
#[track_caller]
fn fail(calls: &[(&str, &str, &str)]) {
    for (name, arguments, message) in calls {
        match answer(name, arguments) {
            Ok(value) => panic!("{name}({arguments}) = {}", text(&value)),
            Err(error) => assert!(error.message.contains(message), "{name}({arguments}): {error}"),
        }
    }
}

/// A lambda in Rust.
struct Closure<F>(F);

impl<F: Fn(&[Value]) -> Result<Value, FunctionError>> Lambda for Closure<F> {
    fn parameters(&self) -> usize {
        1
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        (self.0)(arguments)
    }
}
