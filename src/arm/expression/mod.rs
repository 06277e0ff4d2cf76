//! Expressions of ARM templates: what stands between the brackets of a string.
//!
//! Knows: the grammar and where each part stands in the JSON file. Does not know: functions or values.
//!
//! Source of the grammar: learn.microsoft.com, "Syntax and expressions in Azure Resource Manager templates".

mod parse;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::document::{Number, Problem, ProblemKind};
use crate::formats::json::Text;
use crate::source::{FileId, Span};

/// An expression with its place in the file.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone)]
pub enum ExpressionKind {
    /// `'text'`, quotes decoded.
    String(Arc<str>),
    /// `1`, `-2`.
    Number(Number),
    /// `name(…)`, `namespace.name(…)`.
    Call {
        /// The name, with its namespace where there is one.
        name: Arc<str>,
        /// Where the name stands.
        name_span: Span,
        /// The arguments.
        arguments: Vec<Expression>,
    },
    /// `base.name`.
    Member(Box<Expression>, Arc<str>),
    /// `base[key]`.
    Index(Box<Expression>, Box<Expression>),
}

/// What a string of a template says.
#[derive(Debug, Clone)]
pub enum Content {
    /// This text: it stands in no brackets, or the opening one is doubled.
    Literal(Arc<str>),
    /// The expression between the brackets.
    Expression(Expression),
}

/// Why an expression cannot be read.
#[derive(Debug, Clone)]
pub struct ParseError {
    /// Syntax, or budget for one that is too large.
    pub kind: ProblemKind,
    /// One sentence without a full stop.
    pub message: String,
    /// The place.
    pub span: Span,
}

impl ParseError {
    /// The same as a problem.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem::at(self.kind, self.span, self.message.clone())
    }
}

/// Whether a text is an expression in brackets.
#[must_use]
pub fn is_expression(text: &str) -> bool {
    text.len() > 1 && text.starts_with('[') && text.ends_with(']') && !text.starts_with("[[")
}

/// Reads a string of a template.
///
/// # Errors
/// When it stands in brackets and what is between them is no expression, or too large a one.
pub fn read(text: &Text, file: FileId) -> Result<Content, ParseError> {
    let written = text.text.as_str();
    if !is_expression(written) {
        let is_escaped = written.starts_with("[[") && written.ends_with(']');
        return Ok(Content::Literal(if is_escaped { written[1..].into() } else { written.into() }));
    }
    parse::parse(written, &text.place(file, 0)).map(Content::Expression)
}
