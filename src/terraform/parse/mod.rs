//! From text to the syntax tree. The one place that knows hcl-edit.
//!
//! hcl-edit builds the trees of expressions. Around it stand what it does not do: telling where an expression ends and
//! what is wrong with it in Terraform's words (`grammar`), going on behind an error (`structure`), decoding strings
//! as Terraform does (`template`), and limits that keep every parse linear. Does not know: what blocks mean.

mod attribute;
mod block;
mod collection;
mod comments;
mod copy;
mod expression;
mod grammar;
mod json;
mod lexer;
mod lower;
mod piece;
mod simple;
mod structure;
mod template;
mod token;

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::syntax::{Body, Expression};
use crate::document::Problem;
use crate::formats::Place;
pub use crate::formats::Placeholders;
use crate::source::FileId;
pub use comments::comments;
use grammar::{Failure, Grammar, line_number};
use lower::Lowering;
use token::TokenKind;

/// What parsing a file yields: whatever could be understood, and problems.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The file's attributes and blocks.
    pub body: Body,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

/// Parses native syntax (`.tf`, `.tofu`, `.hcl`). Never fails: a broken line loses itself, not its block; a broken
/// block loses itself, not the file.
#[must_use]
pub fn parse_file(text: &str, file: FileId) -> Parsed {
    native(text, file, &[])
}

/// Parses a file of values in native syntax (`.tfvars`): as [`parse_file`], and pipeline placeholders are
/// [`Pipeline`](super::syntax::ExpressionKind::Pipeline) expressions.
#[must_use]
pub fn parse_values(text: &str, file: FileId, placeholders: &Placeholders) -> Parsed {
    let unmarked = without_mark(text);
    native(text, file, &placeholders.find(unmarked))
}

/// Parses JSON syntax (`.tf.json`).
#[must_use]
pub fn parse_json_file(text: &str, file: FileId) -> Parsed {
    let (body, failures) = json::configuration(without_mark(text), file, mark_length(text));
    parsed(body, failures, without_mark(text), &Place::new(file, mark_length(text)))
}

/// Parses a file of values in JSON syntax (`.tfvars.json`): strings are literal.
#[must_use]
pub fn parse_json_values(text: &str, file: FileId, placeholders: &Placeholders) -> Parsed {
    let unmarked = without_mark(text);
    let found = placeholders.find(unmarked);
    let (body, failures) = json::values(unmarked, file, mark_length(text), &found);
    parsed(body, failures, without_mark(text), &Place::new(file, mark_length(text)))
}

/// Parses one expression, whose text starts at byte `offset` of the file.
///
/// # Errors
/// When it breaks the grammar or is too large.
pub fn parse_expression(text: &str, file: FileId, offset: usize) -> Result<Expression, Problem> {
    let place = Place::new(file, offset);
    expression(text, &place).map_err(|failure| problem(failure, text, &place))
}

/// Parses a whole text as a template without quotes, as the files of `templatefile` hold it. The text starts at byte
/// `offset` of the file.
///
/// # Errors
/// When it breaks the grammar or is too large.
pub fn parse_template(text: &str, file: FileId, offset: usize) -> Result<Expression, Problem> {
    let place = Place::new(file, offset);
    bare_template(text, &place).map_err(|failure| problem(failure, text, &place))
}

fn expression(text: &str, place: &Place) -> Result<Expression, Failure> {
    let mut grammar = Grammar::new(text, 0..text.len(), &[]);
    while grammar.peek().kind == TokenKind::Newline {
        grammar.read();
    }
    let range = grammar.root()?;
    let notes = std::mem::take(&mut grammar.notes);
    while grammar.peek().kind == TokenKind::Newline {
        grammar.read();
    }
    let next = grammar.peek();
    if next.kind != TokenKind::End {
        let message = "Extra characters after expression: an expression was successfully parsed, but extra characters were found after it";
        return Err(grammar.unexpected(next, message, None));
    }
    if let Some(failure) = notes.over_budget {
        return Err(failure);
    }
    Lowering { text, place, notes: &notes }.expression(range)
}

/// Parses a template without quotes, as the strings of JSON syntax hold it.
fn bare_template(text: &str, place: &Place) -> Result<Expression, Failure> {
    let mut grammar = Grammar::bare(text);
    grammar.bare_root()?;
    let notes = std::mem::take(&mut grammar.notes);
    if let Some(failure) = notes.over_budget {
        return Err(failure);
    }
    Lowering { text, place, notes: &notes }.template()
}

fn native(text: &str, file: FileId, placeholders: &[Range<usize>]) -> Parsed {
    let place = Place::new(file, mark_length(text));
    let outcome = piece::read(without_mark(text), &place, placeholders);
    parsed(outcome.body, outcome.failures, without_mark(text), &place)
}

fn parsed(body: Body, failures: Vec<Failure>, text: &str, place: &Place) -> Parsed {
    Parsed { body, problems: failures.into_iter().map(|failure| problem(failure, text, place)).collect() }
}

fn problem(failure: Failure, text: &str, place: &Place) -> Problem {
    let problem = Problem::at(failure.kind, place.span(failure.range), failure.message);
    match failure.opened {
        Some((offset, what)) => {
            problem.help(format!("the {what} opened on line {} may lack its end", line_number(text, offset)))
        }
        None => problem,
    }
}

/// The text without its byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn mark_length(text: &str) -> usize {
    text.len() - without_mark(text).len()
}
