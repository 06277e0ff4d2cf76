//! Reads one expression.

use std::sync::Arc;

use super::{Expression, ExpressionKind, ParseError};
use crate::document::{Number, ProblemKind};
use crate::formats::Place;

/// The deepest nesting of calls and brackets, and the longest chain of members. Real templates stay below 40.
const DEEPEST: usize = 128;
/// The most parts of one expression. Azure takes 24,576 characters.
const MOST_PARTS: usize = 30_000;

/// Reads a text that starts and ends with a bracket.
pub(super) fn parse(text: &str, place: &Place) -> Result<Expression, ParseError> {
    let mut parser = Parser { text, at: 1, end: text.len() - 1, place, parts: 0 };
    let expression = parser.expression(0)?;
    parser.skip_blanks();
    if parser.at < parser.end {
        return Err(parser.unexpected("the end of the expression"));
    }
    Ok(expression)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    /// Where the closing bracket stands.
    end: usize,
    place: &'t Place,
    parts: usize,
}

impl Parser<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied().filter(|_| self.at < self.end)
    }

    fn skip_blanks(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn unexpected(&self, expected: &str) -> ParseError {
        let rest = &self.text[self.at..self.end];
        let (found, length) = match rest.chars().next() {
            Some(character) => (format!("'{character}'"), character.len_utf8()),
            None => ("the end of the text".to_owned(), 0),
        };
        let message = format!("Unable to parse language expression: expected {expected} and found {found}");
        ParseError {
            kind: ProblemKind::Syntax,
            message,
            span: self.place.span(self.at..(self.at + length.max(1)).min(self.text.len())),
        }
    }

    fn too_large(&self, start: usize) -> ParseError {
        ParseError {
            kind: ProblemKind::Budget,
            message: "The language expression is too large or nested too deeply".to_owned(),
            span: self.place.span(start..self.at.max(start + 1)),
        }
    }

    fn expression(&mut self, depth: usize) -> Result<Expression, ParseError> {
        self.skip_blanks();
        let start = self.at;
        self.parts += 1;
        if depth > DEEPEST || self.parts > MOST_PARTS {
            return Err(self.too_large(start));
        }
        let mut expression = match self.byte() {
            Some(b'\'') => self.string()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(byte) if is_name_start(byte) => self.call(depth)?,
            _ => return Err(self.unexpected("a function, a text or a number")),
        };
        for chained in depth.. {
            self.skip_blanks();
            if chained > DEEPEST {
                return Err(self.too_large(start));
            }
            let kind = match self.byte() {
                Some(b'.') => {
                    self.at += 1;
                    self.skip_blanks();
                    ExpressionKind::Member(Box::new(expression), self.name("the name of a property")?)
                }
                Some(b'[') => {
                    self.at += 1;
                    let key = self.expression(depth + 1)?;
                    self.skip_blanks();
                    self.expect(b']', "']'")?;
                    ExpressionKind::Index(Box::new(expression), Box::new(key))
                }
                _ => break,
            };
            expression = Expression { kind, span: self.place.span(start..self.at) };
        }
        Ok(expression)
    }

    fn expect(&mut self, byte: u8, name: &str) -> Result<(), ParseError> {
        if self.byte() != Some(byte) {
            return Err(self.unexpected(name));
        }
        self.at += 1;
        Ok(())
    }

    fn name(&mut self, what: &str) -> Result<Arc<str>, ParseError> {
        let start = self.at;
        while self.byte().is_some_and(|byte| is_name_start(byte) || byte.is_ascii_digit()) {
            self.at += 1;
        }
        if start == self.at {
            return Err(self.unexpected(what));
        }
        Ok(self.text[start..self.at].into())
    }

    fn call(&mut self, depth: usize) -> Result<Expression, ParseError> {
        let start = self.at;
        let mut name = self.name("the name of a function")?;
        while self.byte() == Some(b'.') {
            self.at += 1;
            let member = self.name("the name of a function")?;
            name = format!("{name}.{member}").into();
        }
        let name_span = self.place.span(start..self.at);
        self.skip_blanks();
        self.expect(b'(', &format!("'(' behind the function '{name}'"))?;
        let mut arguments = Vec::new();
        self.skip_blanks();
        if self.byte() != Some(b')') {
            loop {
                arguments.push(self.expression(depth + 1)?);
                self.skip_blanks();
                match self.byte() {
                    Some(b',') => self.at += 1,
                    Some(b')') => break,
                    _ => return Err(self.unexpected("',' or ')'")),
                }
            }
        }
        self.at += 1;
        let kind = ExpressionKind::Call { name, name_span, arguments };
        Ok(Expression { kind, span: self.place.span(start..self.at) })
    }

    fn string(&mut self) -> Result<Expression, ParseError> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..self.end];
            let Some(length) = rest.find('\'') else {
                let message = "Unable to parse language expression: the text has no closing quote".to_owned();
                let span = self.place.span(start..self.end);
                return Err(ParseError { kind: ProblemKind::Syntax, message, span });
            };
            text.push_str(&rest[..length]);
            self.at += length + 1;
            if self.byte() != Some(b'\'') {
                break;
            }
            text.push('\'');
            self.at += 1;
        }
        Ok(Expression { kind: ExpressionKind::String(text.into()), span: self.place.span(start..self.at) })
    }

    fn number(&mut self) -> Result<Expression, ParseError> {
        let start = self.at;
        self.at += 1;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.') {
            self.at += 1;
        }
        let span = self.place.span(start..self.at);
        let written = &self.text[start..self.at];
        match Number::parse(written) {
            Some(number) => Ok(Expression { kind: ExpressionKind::Number(number), span }),
            None => Err(ParseError {
                kind: ProblemKind::Syntax,
                message: format!("Unable to parse language expression: '{written}' is no number"),
                span,
            }),
        }
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$')
}
