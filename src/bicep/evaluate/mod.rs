//! From Bicep expressions to values: three-valued, with provenance.
//!
//! Knows: the meaning of every kind of expression and type. Does not know: what a name refers to (a [`Scope`] says),
//! nor how functions work inside.

mod bindings;
mod call;
mod collection;
mod evaluator;
mod load;
mod names;
#[cfg(test)]
pub(in crate::bicep) mod testing;
#[cfg(test)]
mod tests;
mod types;

use std::path::Path;
use std::sync::Arc;

pub use bindings::Bindings;
pub(super) use collection::Round;
pub use types::{Bounds, ParameterType, Refusal, TypeOf, parameter_type};

use super::syntax::{Expression, Function, TypeExpression};
use crate::arm::Run;
use crate::document::Value;
use crate::source::Span;

/// An expression that the compiler or Azure would refuse, or whose evaluation ran out of budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationError {
    /// One sentence without a full stop, in the compiler's manner.
    pub message: String,
    /// The offending part.
    pub span: Span,
    /// The budget ran out.
    pub is_exhausted: bool,
}

/// A function that a file declares or imports, with the scope its body sees.
pub struct UserFunction<'s> {
    /// The declaration.
    pub function: &'s Function,
    /// What its body sees beside its parameters.
    pub scope: &'s dyn Scope,
}

/// A type that a file declares or imports, with the scope it sees.
pub struct NamedType<'s> {
    /// What it stands for.
    pub expression: &'s TypeExpression,
    /// What decorates it.
    pub declaration: &'s super::syntax::Declaration,
    /// What the names in it refer to.
    pub scope: &'s dyn Scope,
}

/// What an expression of one file can see.
pub trait Scope {
    /// The value of a declared name: a parameter, a variable, a resource or module (an object whose `computed` names the
    /// declaration; a list of them for a loop), an imported variable, a wildcard import (an object of its variables).
    ///
    /// # Errors
    /// When nothing of this name is declared, it refers to itself, or the budget ran out.
    fn lookup(&self, name: &str, span: Span) -> Result<Value, EvaluationError>;

    /// The resource `name` nested in the resource that `base` names: `base::name`.
    ///
    /// # Errors
    /// As [`lookup`](Self::lookup).
    fn nested(&self, base: &Expression, name: &str, span: Span) -> Result<Value, EvaluationError>;

    /// A function that the file declares or imports. `namespace` is the name of a wildcard import.
    fn function(&self, namespace: Option<&str>, name: &str) -> Option<UserFunction<'_>>;

    /// A type that the file declares or imports. `namespace` is the name of a wildcard import.
    fn named_type(&self, namespace: Option<&str>, name: &str) -> Option<NamedType<'_>>;

    /// Whether the name is that of a wildcard import.
    fn is_namespace(&self, name: &str) -> bool;

    /// What the root's evaluation shares.
    fn run(&self) -> &Run<'_>;

    /// The file, against whose directory `load…` functions resolve relative paths.
    fn file(&self) -> &Path;

    /// The names that can be seen, for suggestions.
    fn names(&self) -> Vec<Arc<str>>;
}

/// Evaluates an expression.
///
/// # Errors
/// When the compiler or Azure would refuse it, or the budget ran out.
pub fn evaluate(expression: &Expression, scope: &dyn Scope, bindings: &Bindings) -> Result<Value, EvaluationError> {
    evaluator::Evaluator::new(scope, bindings).evaluate(expression)
}

/// The rounds of a repetition and why there may be more.
///
/// # Errors
/// When what is repeated is certainly no array, or the budget ran out.
pub(super) fn evaluate_rounds(
    clause: &super::syntax::ForClause,
    scope: &dyn Scope,
    bindings: &Bindings,
) -> Result<(Vec<Round>, Option<Arc<crate::document::Reason>>), EvaluationError> {
    evaluator::Evaluator::new(scope, bindings).rounds(clause)
}
