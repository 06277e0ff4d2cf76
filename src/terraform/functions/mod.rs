//! Terraform's functions, table-driven.
//!
//! Knows: every function of Terraform 1.11 with its parameters, conversions and errors, on values that may be partly
//! unknown. Does not know: unevaluated arguments (`try` and `can` belong to the evaluator), any resource.
//!
//! Facts come from Terraform's own documentation and were compared with the answers of its console.

mod arguments;
mod collection;
mod convert;
mod csv;
mod date;
mod encoding;
mod error;
mod filesystem;
mod format;
mod format_number;
mod glob;
mod hash;
mod json;
mod network;
mod numeric;
mod pattern;
mod pick;
mod regexp;
mod sets;
mod shape;
mod signature;
mod string;
mod table;
mod template;
#[cfg(test)]
mod testing;
mod yaml_decode;
mod yaml_encode;

use std::path::Path;

pub use error::FunctionError;

use crate::document::{Budget, Value};
use crate::source::Sources;

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

/// Calls a function with evaluated arguments. A result that no single literal decides has an empty trail: the caller
/// gives it the call's own place.
///
/// # Errors
/// When there is no such function, Terraform would refuse the call, or the budget ran out.
pub fn call(name: &str, arguments: &[Value], context: &CallContext<'_>) -> Result<Value, FunctionError> {
    if let Some((provider, _)) = name.strip_prefix("provider::").and_then(|rest| rest.split_once("::")) {
        return Ok(signature::provider_function(name, provider));
    }
    let short = name.strip_prefix("core::").unwrap_or(name);
    match table::find(short) {
        Some(function) => signature::apply(function, arguments, context),
        None => Err(FunctionError::new(format!("There is no function named \"{name}\""))),
    }
}

/// Whether Terraform has a function of this name; a provider's function counts, as it may exist.
#[must_use]
pub fn is_known_function(name: &str) -> bool {
    let short = name.strip_prefix("core::").unwrap_or(name);
    name.starts_with("provider::") || matches!(short, "try" | "can") || table::find(short).is_some()
}

/// Functions that tell something about their arguments without telling them: a size, a comparison, a hash.
const TELLING_NOTHING: [&str; 36] = [
    "abspath",
    "alltrue",
    "anytrue",
    "base64sha256",
    "base64sha512",
    "basename",
    "bcrypt",
    "can",
    "contains",
    "dirname",
    "endswith",
    "fileexists",
    "filebase64sha256",
    "filebase64sha512",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "fileset",
    "index",
    "issensitive",
    "keys",
    "length",
    "matchkeys",
    "md5",
    "plantimestamp",
    "range",
    "sha1",
    "sha256",
    "sha512",
    "startswith",
    "strcontains",
    "timestamp",
    "type",
    "uuid",
    "uuidv5",
];

/// Whether what a function gives holds what it is given.
#[must_use]
pub fn is_of_its_arguments(name: &str) -> bool {
    !TELLING_NOTHING.contains(&name.strip_prefix("core::").unwrap_or(name))
}

/// The names of all functions, sorted, for suggestions.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<_> = table::names().chain(["can", "try"]).collect();
    names.sort_unstable();
    names.into_iter()
}
