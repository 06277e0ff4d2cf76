//! The grammar of lists, objects and `for` expressions.

use std::ops::Range;

use super::copy::HoleKind;
use super::grammar::{Failure, Grammar};
use super::token::{Token, TokenKind};

/// The most entries of one object literal: hcl-edit compares each key with all before it.
const MOST_KEYS: usize = 2_000;

impl Grammar<'_> {
    pub(super) fn tuple(&mut self, open: Token) -> Result<usize, Failure> {
        self.with_newlines(true, |grammar| {
            if grammar.is_keyword("for") {
                return grammar.for_expression(open);
            }
            let mut height = 0;
            while grammar.peek().kind != TokenKind::CloseBracket {
                if grammar.peek().kind == TokenKind::End {
                    let token = grammar.peek();
                    return Err(grammar.unexpected(token, "", Some(open)));
                }
                height = height.max(grammar.expression()?);
                if grammar.peek().kind == TokenKind::CloseBracket {
                    break;
                }
                grammar.expect(
                    TokenKind::Comma,
                    "Missing item separator: expected a comma to mark the beginning of the next item",
                    Some(open),
                )?;
            }
            grammar.read();
            Ok(height + 1)
        })
    }

    pub(super) fn object(&mut self, open: Token) -> Result<usize, Failure> {
        if self.with_newlines(true, |grammar| Ok(grammar.is_keyword("for")))? {
            return self.with_newlines(true, |grammar| grammar.for_expression(open));
        }
        let mut items = Vec::new();
        let height = self.with_newlines(false, |grammar| {
            let mut height = 0;
            loop {
                let token = grammar.peek();
                match token.kind {
                    TokenKind::Newline => {
                        grammar.read();
                        continue;
                    }
                    TokenKind::CloseBrace => break,
                    TokenKind::End => return Err(grammar.unexpected(token, "", Some(open))),
                    _ => {}
                }
                height = height.max(grammar.expression()?);
                let key = token.start..grammar.last_end;
                let equals = grammar.peek();
                match equals.kind {
                    TokenKind::Equal | TokenKind::Colon => grammar.read(),
                    TokenKind::Newline | TokenKind::Comma | TokenKind::CloseBrace => return Err(grammar.unexpected(equals, "Missing attribute value: expected an attribute value, introduced by an equals sign (\"=\")", Some(open))),
                    _ => return Err(grammar.unexpected(equals, "Missing key/value separator: expected an equals sign (\"=\") to mark the beginning of the attribute value", Some(open))),
                };
                let start = grammar.peek().start;
                height = height.max(grammar.expression()?);
                items.push((key, start..grammar.last_end));
                match grammar.peek().kind {
                    TokenKind::CloseBrace => break,
                    TokenKind::Comma | TokenKind::Newline => grammar.read(),
                    _ => {
                        let token = grammar.peek();
                        return Err(grammar.unexpected(token, "Missing attribute separator: expected a newline or comma to mark the beginning of the next attribute", Some(open)));
                    }
                };
            }
            grammar.read();
            Ok(height + 1)
        })?;
        let range = open.start..self.last_end;
        if items.len() > MOST_KEYS {
            let message = format!("the object has {} entries; one of more than {MOST_KEYS} is not read", items.len());
            self.notes.over_budget.get_or_insert(Failure::budget(range, message));
        } else if self.has_equal_keys(&items) {
            self.hole(range, HoleKind::Object(items));
        }
        Ok(height)
    }

    /// Whether hcl-edit might take two keys for equal. To say so wrongly costs nothing but time.
    fn has_equal_keys(&self, items: &[(Range<usize>, Range<usize>)]) -> bool {
        let mut seen = rustc_hash::FxHashSet::default();
        items.iter().any(|(key, _)| {
            let text = &self.text[key.clone()];
            let plain = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
            let is_plain = plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
            let is_name = is_plain && !plain.as_bytes().first().is_some_and(u8::is_ascii_digit);
            let is_hole = self.notes.holes.contains_key(&key.start);
            let signature = match (is_hole, is_name) {
                (true, _) => String::from("("),
                (false, true) => plain.to_owned(),
                (false, false) if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
                    String::from("0")
                }
                (false, false) if text.contains('\\') => String::from("\\"),
                _ => text.chars().filter(|character| !character.is_whitespace()).collect(),
            };
            !seen.insert(signature)
        })
    }

    fn for_expression(&mut self, open: Token) -> Result<usize, Failure> {
        let is_object = open.kind == TokenKind::OpenBrace;
        let invalid = |detail: &str| format!("Invalid 'for' expression: {detail}");
        self.read();
        self.expect(TokenKind::Identifier, &invalid("for expression requires variable name after 'for'"), Some(open))?;
        if self.peek().kind == TokenKind::Comma {
            self.read();
            self.expect(
                TokenKind::Identifier,
                &invalid("for expression requires value variable name after comma"),
                Some(open),
            )?;
        }
        if !self.is_keyword("in") {
            let token = self.peek();
            return Err(self.unexpected(
                token,
                &invalid("for expression requires the 'in' keyword after its name declarations"),
                Some(open),
            ));
        }
        self.read();
        let mut height = self.expression()?;
        self.expect(
            TokenKind::Colon,
            &invalid("for expression requires a colon after the collection expression"),
            Some(open),
        )?;
        height = height.max(self.expression()?);
        let arrow = self.peek();
        match (arrow.kind, is_object) {
            (TokenKind::FatArrow, true) => {
                self.read();
                height = height.max(self.expression()?);
            }
            (TokenKind::FatArrow, false) => {
                return Err(Failure::syntax(
                    arrow.range(),
                    invalid("key expression is not valid when building a tuple"),
                ));
            }
            (_, true) => {
                return Err(self.unexpected(
                    arrow,
                    &invalid("key expression is required when building an object"),
                    Some(open),
                ));
            }
            (_, false) => {}
        }
        let ellipsis = self.peek();
        if ellipsis.kind == TokenKind::Ellipsis {
            if !is_object {
                return Err(Failure::syntax(
                    ellipsis.range(),
                    invalid("grouping ellipsis (...) cannot be used when building a tuple"),
                ));
            }
            self.read();
        }
        if self.is_keyword("if") {
            self.read();
            height = height.max(self.expression()?);
        }
        let close = if is_object { TokenKind::CloseBrace } else { TokenKind::CloseBracket };
        self.expect(close, &invalid("extra characters after the end of the 'for' expression"), Some(open))?;
        Ok(height + 1)
    }
}
