//! Expressions that may refer to nothing: defaults of types, files of values, texts in tests.

use std::path::Path;

use super::{EvaluationError, Scope, evaluate};
use crate::document::{Budget, BudgetLimits, Value};
use crate::source::{Sources, Span};
use crate::terraform::parse::parse_expression;

/// A scope without any names and without files.
#[derive(Debug)]
pub struct ConstantScope {
    sources: Sources,
    budget: Budget,
}

impl ConstantScope {
    /// A scope with a budget of its own.
    #[must_use]
    pub fn new(limits: BudgetLimits) -> Self {
        Self { sources: Sources::in_memory(), budget: Budget::new(limits) }
    }
}

impl Scope for ConstantScope {
    fn lookup(&self, root: &str, _: &[&str], span: Span) -> Result<(Value, usize), EvaluationError> {
        let message = format!("Variables not allowed: \"{root}\" may not be used here");
        Err(EvaluationError { message, span, is_exhausted: false })
    }

    fn budget(&self) -> &Budget {
        &self.budget
    }

    fn sources(&self) -> &Sources {
        &self.sources
    }

    fn directory(&self) -> &Path {
        Path::new("")
    }
}

/// Parses and evaluates the text of an expression that refers to nothing, as `terraform console` would.
///
/// # Errors
/// With the message, when the text breaks the grammar or Terraform would refuse the expression.
pub fn evaluate_text(text: &str) -> Result<Value, String> {
    let scope = ConstantScope::new(BudgetLimits::default());
    let file = scope.sources.add("expression", text);
    let expression = parse_expression(text, file, 0).map_err(|problem| problem.message)?;
    evaluate(&expression, &scope).map_err(|error| error.message)
}
