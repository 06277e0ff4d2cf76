//! From expressions to values: lazy, three-valued, with provenance.
//!
//! Knows: the meaning of every kind of expression, and what is still certain when a part is unknown. Does not know:
//! what `var.x` or a resource is (a [`Scope`] says), nor how functions work inside.
//!
//! A result is definite only when it holds whatever the unknown parts turn out to be; an error is raised only when
//! Terraform would raise it whatever they are. Logical operators stop early as Terraform 1.12 does.

mod access;
mod call;

mod collection;
mod conditional;
mod constant;
mod evaluator;
mod for_expression;
mod for_result;
mod operators;
mod splat;
mod template;
#[cfg(test)]
mod tests;

use std::path::Path;

pub use crate::formats::closest;
pub use access::attribute_of;
pub use constant::{ConstantScope, evaluate_text};

use super::syntax::Expression;
use crate::document::{Budget, Value};
use crate::source::{Sources, Span};

/// An expression that Terraform itself would refuse, or whose evaluation ran out of budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationError {
    /// One sentence without a full stop, in Terraform's manner.
    pub message: String,
    /// The offending part.
    pub span: Span,
    /// The budget ran out: `try` and `can` must not swallow it.
    pub is_exhausted: bool,
}

/// What an expression can see. Implemented by module instances.
pub trait Scope {
    /// The value of the root name `root` followed by as many of the attribute names `names` as belong to it: one for
    /// `var.x`, two for `data.type.name`, none for a `for` variable. The second result is how many were consumed;
    /// the evaluator selects the rest.
    ///
    /// # Errors
    /// When Terraform would refuse the reference (an undeclared variable), or the budget ran out.
    fn lookup(&self, root: &str, names: &[&str], span: Span) -> Result<(Value, usize), EvaluationError>;

    /// The budget of this root.
    fn budget(&self) -> &Budget;

    /// The files of this run, for `file` and the like.
    fn sources(&self) -> &Sources;

    /// The directory of the root module, against which functions such as `file` resolve relative paths.
    fn directory(&self) -> &Path;
}

/// Evaluates an expression.
///
/// # Errors
/// When Terraform would refuse it, or the budget ran out.
pub fn evaluate(expression: &Expression, scope: &dyn Scope) -> Result<Value, EvaluationError> {
    evaluator::Evaluator::new(scope).evaluate(expression)
}
