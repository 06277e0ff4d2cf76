//! The expression language of policies: a typed subset of CEL's syntax.
//!
//! Knows: how text becomes a checked program, and what to say about text that does not. Does not know: how a program is
//! evaluated, or any model; the table tells it names and types.
//!
//! Where it differs from CEL: there is one type of numbers; `/` divides exactly; texts are compared without regard to
//! the case of ASCII letters, because ARM compares its enumerations so; what is absent needs no `has()`: comparisons with
//! it are false except `!=`, as a condition it is false, as a list it is empty.

mod call;
mod check;
mod error;
mod function;
mod parse;
mod program;
mod select;
mod syntax;
mod token;
mod types;

pub use error::{ExpressionError, nearest};
pub(super) use function::{Answer, FORMS, Function, Native};
pub(super) use program::{Arithmetic, Comparison, Node, Program, Quantifier};
pub use types::{Schema, SchemaError};
pub(super) use types::{Scope, Type};

/// The longest expression that is read, in bytes.
pub const MAX_TEXT: usize = 16 * 1024;

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 100;

/// Reads and checks an expression that must be a condition.
///
/// # Errors
/// When it breaks the grammar, names what is not there, mixes types, or is no condition.
pub(super) fn compile_condition(text: &str, scope: &Scope<'_>) -> Result<Program, ExpressionError> {
    let syntax = parse::parse(text)?;
    check::condition(&syntax, scope)
}

/// Reads and checks an expression of any type that can be shown.
///
/// # Errors
/// As [`compile_condition`].
pub(super) fn compile_value(text: &str, scope: &Scope<'_>) -> Result<Program, ExpressionError> {
    let syntax = parse::parse(text)?;
    check::value(&syntax, scope)
}
#[cfg(test)]
mod tests;
