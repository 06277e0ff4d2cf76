//! Terraform's functions, table-driven.

use std::path::Path;

use crate::document::{Budget, Value};
use crate::source::Sources;

/// Why a call fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionError {
    /// Message.
    pub message: String,
    /// Argument.
    pub argument: Option<usize>,
    /// Exhausted.
    pub is_exhausted: bool,
}

/// What a call can see beside its arguments.
#[derive(Debug, Clone, Copy)]
pub struct CallContext<'a> {
    /// The files of this run, for `file` and the like.
    pub sources: &'a Sources,
    /// The directory of the root module, against which relative paths are resolved.
    pub directory: &'a Path,
    /// The budget of this root.
    pub budget: &'a Budget,
}

/// Calls a function.
///
/// # Errors
/// When Terraform would refuse.
pub fn call(name: &str, arguments: &[Value], context: &CallContext<'_>) -> Result<Value, FunctionError> {
    let _ = (arguments, context);
    Err(FunctionError { message: name.to_owned(), argument: None, is_exhausted: false })
}

/// Known.
#[must_use]
pub fn is_known_function(name: &str) -> bool {
    !name.is_empty()
}

/// Names.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    ["try"].into_iter()
}
