//! The checked form of an expression: every name resolved to a row of the table.

use std::sync::Arc;

use regex::Regex;

use super::Function;
use crate::model::table::{Link, Property};

/// A checked expression.
#[derive(Debug)]
pub(in crate::policy) struct Program {
    pub root: Node,
    /// How many variables of `.all(x, …)` and the like are in scope at once, at most.
    pub slots: usize,
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
    Matches(Box<Node>, Box<Regex>),
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
