//! The checked form of an expression: every name resolved to a row of the table.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_lite::{Regex, RegexBuilder};

use super::{ExpressionError, Function};
use crate::model::table::{Link, Property};

/// A checked expression.
#[derive(Debug)]
pub(in crate::policy) struct Program {
    pub root: Node,
    /// How many variables of `.all(x, …)` and the like are in scope at once, at most.
    pub slots: usize,
    /// The patterns of all `matches`.
    pub patterns: Vec<Arc<Pattern>>,
}

impl Program {
    /// Compiles all patterns.
    ///
    /// # Errors
    /// When one is wrong: its place in the expression, and why.
    pub fn check_patterns(&self) -> Result<(), ExpressionError> {
        let wrong = self.patterns.iter().find_map(|pattern| Some((pattern, pattern.regex().err()?)));
        wrong.map_or(Ok(()), |(pattern, reason)| {
            let message = format!("this pattern cannot be read: {reason}");
            Err(ExpressionError::new(pattern.span.clone(), message))
        })
    }
}

/// The largest compiled pattern, in bytes.
const PATTERN_SIZE: usize = 256 * 1024;

/// A regular expression, compiled when it is first needed: that takes longer than anything else in an expression.
#[derive(Debug)]
pub(in crate::policy) struct Pattern {
    source: Arc<str>,
    span: Range<usize>,
    regex: OnceLock<Result<Regex, String>>,
}

impl Pattern {
    pub fn new(source: Arc<str>, span: Range<usize>) -> Self {
        Self { source, span, regex: OnceLock::new() }
    }

    /// The compiled pattern.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn regex(&self) -> Result<&Regex, &str> {
        let compile = || {
            RegexBuilder::new(&self.source).size_limit(PATTERN_SIZE).build().map_err(|error| {
                let text = error.to_string();
                text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
            })
        };
        self.regex.get_or_init(compile).as_ref().map_err(String::as_str)
    }
}

/// One step of a program.
#[derive(Debug)]
pub(in crate::policy) enum Node {
    Bool(bool),
    Number(f64),
    Text(Arc<str>),
    List(Box<[Node]>),
    /// The resource being judged.
    Root,
    /// The variable in this slot.
    Variable(usize),
    /// The option of this index.
    Option(usize),
    Property(Box<Node>, &'static Property),
    Link(Box<Node>, &'static Link),
    /// A field of an object in a list; the path is relative to the object.
    Field(Box<Node>, &'static Property, Arc<str>),
    /// A map's value.
    Key(Box<Node>, Box<Node>),
    /// A list's element.
    Index(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Conditional(Box<Node>, Box<Node>, Box<Node>),
    /// The list, the variable's slot, and the body.
    Quantifier(Quantifier, Box<Node>, usize, Box<Node>),
    Sum(Box<Node>),
    Size(Box<Node>),
    Has(Box<Node>),
    Matches(Box<Node>, Arc<Pattern>),
    Call(&'static Function, Box<[Node]>),
}

/// An operator that compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// An operator that computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// What is done with the elements of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Quantifier {
    All,
    Exists,
    Filter,
    Map,
}
