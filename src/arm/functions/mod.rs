//! The functions of the template language, which Bicep shares.
//!
//! Knows: every function with its arguments and errors, on values that may be partly unknown. Does not know:
//! parameters, variables, resources (the evaluators handle `parameters`, `variables`, `reference` and the like).

use crate::document::{Budget, Value};
use crate::source::Span;

/// An argument of a function.
pub enum Argument<'a> {
    /// An evaluated value.
    Value(Value),
    /// A lambda: of `map`, `filter`, `reduce`, `sort`, `toObject`, `groupBy`, `mapValues`.
    Lambda(&'a dyn Lambda),
}

/// A lambda, ready to be called.
pub trait Lambda {
    /// How many parameters it declares.
    fn parameters(&self) -> usize;

    /// Its body with these values for its parameters. Extra values are ignored (an index that is not asked for).
    ///
    /// # Errors
    /// As evaluating its body.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

/// What a call can see beside its arguments.
#[derive(Clone, Copy)]
pub struct CallContext<'a> {
    /// The budget of this root.
    pub budget: &'a Budget,
    /// The whole call: a result that no single literal decides gets this place.
    pub span: Span,
}

/// The deployment engine or the compiler would refuse the call, or the budget ran out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FunctionError {
    /// One sentence without a full stop, in Azure's manner.
    pub message: String,
    /// The argument at fault, counted from 0.
    pub argument: Option<usize>,
    /// The budget ran out.
    pub is_exhausted: bool,
}

/// Calls a function by its ARM or Bicep name, compared without regard to case. None when there is no function of this
/// name.
///
/// # Errors
/// When Azure would refuse it whatever the unknown parts turn out to be, or the budget ran out.
pub fn call(
    _name: &str,
    _arguments: &[Argument<'_>],
    _context: CallContext<'_>,
) -> Option<Result<Value, FunctionError>> {
    None
}
