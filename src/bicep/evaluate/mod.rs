//! From Bicep expressions to values: three-valued, with provenance.
//!
//! Knows: the meaning of every kind of expression and type. Does not know: what a name refers to (a [`Scope`] says),
//! nor how functions work inside.

use std::path::Path;
use std::sync::Arc;

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

    /// A function that the file declares or imports: its declaration and the scope its body sees. `namespace` is the name of
    /// a wildcard import.
    fn function(&self, namespace: Option<&str>, name: &str) -> Option<(Arc<Function>, Arc<dyn Scope + '_>)>;

    /// A type that the file declares or imports: its expression, what decorates it, and the scope it sees.
    fn named_type(&self, namespace: Option<&str>, name: &str) -> Option<(Arc<TypeExpression>, Arc<dyn Scope + '_>)>;

    /// What the root's evaluation shares.
    fn run(&self) -> &Run<'_>;

    /// The file, against whose directory `load…` functions resolve relative paths.
    fn file(&self) -> &Path;
}
