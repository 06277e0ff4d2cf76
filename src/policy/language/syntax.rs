//! The syntax tree.

use std::ops::Range;
use std::sync::Arc;

use super::MAX_DEPTH;
use super::error::ExpressionError;
use super::token::Symbol;

/// An expression with its byte range.
#[derive(Debug, Clone)]
pub(super) struct Syntax {
    pub form: Form,
    pub span: Range<usize>,
    /// Levels below this one.
    height: usize,
}

/// A name with its byte range.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub text: Arc<str>,
    pub span: Range<usize>,
}

/// What an expression is.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Bool(bool),
    Number(f64),
    Text(Arc<str>),
    List(Vec<Syntax>),
    Name(Arc<str>),
    Select(Box<Syntax>, Name),
    Index(Box<Syntax>, Box<Syntax>),
    Call(Name, Vec<Syntax>),
    Method(Box<Syntax>, Name, Vec<Syntax>),
    Not(Box<Syntax>),
    Negate(Box<Syntax>),
    /// Any operator between two operands; `in` is [`BinaryOperator::In`].
    Binary(BinaryOperator, Box<Syntax>, Box<Syntax>),
    Conditional(Box<Syntax>, Box<Syntax>, Box<Syntax>),
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BinaryOperator {
    Symbol(Symbol),
    In,
}

impl Syntax {
    /// An expression of parts that were read before; too many levels are an error, so that whatever walks the tree may
    /// recurse.
    pub fn new(form: Form, span: Range<usize>) -> Result<Self, ExpressionError> {
        let highest = |parts: &[Syntax]| parts.iter().map(|part| part.height).max().unwrap_or(0);
        let height = 1 + match &form {
            Form::Bool(_) | Form::Number(_) | Form::Text(_) | Form::Name(_) => 0,
            Form::List(parts) | Form::Call(_, parts) => highest(parts),
            Form::Select(part, _) | Form::Not(part) | Form::Negate(part) => part.height,
            Form::Index(a, b) | Form::Binary(_, a, b) => a.height.max(b.height),
            Form::Method(subject, _, parts) => subject.height.max(highest(parts)),
            Form::Conditional(a, b, c) => a.height.max(b.height).max(c.height),
        };
        if height > MAX_DEPTH { Err(too_deep(span)) } else { Ok(Self { form, span, height }) }
    }
}

/// The error of an expression with too many levels.
pub(super) fn too_deep(span: Range<usize>) -> ExpressionError {
    ExpressionError::new(span, format!("the expression is nested more than {MAX_DEPTH} deep"))
}
