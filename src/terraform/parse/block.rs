//! Blocks: header, labels and body, and how much of a broken one is kept.

use std::sync::Arc;

use super::grammar::{DEEPEST, Failure};
use super::structure::{Open, REQUIRED_EQUALS, Structure};
use super::template::decode;
use super::token::{Token, TokenKind};
use crate::terraform::syntax::{Block, Body, Label};

impl Structure<'_> {
    pub(super) fn block(&mut self, name: Token) -> Option<Block> {
        let column = self.column(name.start);
        let partial_before = std::mem::take(&mut self.is_partial);
        let mut labels = Vec::new();
        let mut header_end = name.end;
        let brace = loop {
            let token = self.grammar.peek();
            match token.kind {
                TokenKind::Identifier => {
                    self.grammar.read();
                    labels.push(Label { text: self.name(token.range()), span: self.span(token.range()) });
                    header_end = token.end;
                }
                TokenKind::OpenQuote => {
                    match self.quoted_label() {
                        Ok(label) => labels.push(label),
                        Err(failure) => {
                            // A label without its closing quote: what stands before the brace is the label.
                            let is_unclosed = failure.message.starts_with("Invalid multi-line string");
                            self.fail(failure);
                            let line = self.line(token.start);
                            let text = line[1..].strip_suffix('{').map(str::trim_end);
                            let (true, Some(text)) = (is_unclosed, text) else {
                                self.skip_item(token.end, column);
                                self.is_partial = true;
                                return None;
                            };
                            let range = token.start..token.start + 1 + text.len();
                            labels.push(Label { text: Arc::from(text), span: self.span(range.clone()) });
                            self.grammar.reset(token.start + line.len() - 1);
                            header_end = range.end;
                            continue;
                        }
                    }
                    header_end = self.grammar.last_end;
                }
                TokenKind::OpenBrace => break self.grammar.read(),
                TokenKind::Newline => {
                    let message = "Invalid block definition: a block definition must have block content delimited by \"{\" and \"}\", starting on the same line as the block header";
                    self.fail(Failure::syntax(token.start..token.start + 1, message));
                    self.grammar.read();
                    self.at_line_start = true;
                    if self.grammar.peek().kind != TokenKind::OpenBrace {
                        return None;
                    }
                }
                _ => {
                    let message = if token.kind == TokenKind::Equal {
                        "Invalid block definition: the equals sign \"=\" indicates an argument definition, and must not be used when defining a block"
                    } else {
                        "Invalid block definition: either a quoted string block label or an opening brace (\"{\") is expected here"
                    };
                    let failure = self.grammar.unexpected(token, message, None);
                    self.fail(failure);
                    self.skip_item(token.start, column);
                    return None;
                }
            }
        };
        let body = self.block_body(Open { brace: brace.start, column });
        let end = self.grammar.last_end.max(brace.end);
        let is_partial = std::mem::replace(&mut self.is_partial, partial_before) || self.in_conflict;
        // What is missing in an inner block may have been swallowed from the outer one, or the other way round.
        self.is_partial |= is_partial;
        Some(Block {
            type_name: self.name(name.range()),
            labels,
            header: self.span(name.start..header_end),
            span: self.span(name.start..end),
            body,
            is_partial,
        })
    }

    fn quoted_label(&mut self) -> Result<Label, Failure> {
        let open = self.grammar.read();
        let mut text = String::new();
        loop {
            let token = self.grammar.read();
            match token.kind {
                TokenKind::CloseQuote => {
                    let range = open.start..token.end;
                    return Ok(Label { text: Arc::from(text), span: self.span(range) });
                }
                TokenKind::Literal => {
                    let raw = &self.grammar.text[token.range()];
                    text.push_str(&decode(raw, true).map_err(|fault| fault.at(token.start))?);
                }
                _ => {
                    let message = "Invalid string literal: template sequences are not allowed in this string; to include a literal \"$\", double it (as \"$$\") to escape it";
                    return Err(self.grammar.unexpected(token, message, None));
                }
            }
        }
    }

    /// What stands between the braces, and the end of the line behind them.
    fn block_body(&mut self, open: Open) -> Body {
        self.depth += 1;
        let body = if self.depth > DEEPEST {
            let message = format!("blocks are nested more than {DEEPEST} levels deep");
            self.fail(Failure::budget(open.brace..open.brace + 1, message));
            self.skip_block(open);
            self.is_partial = true;
            Body::default()
        } else {
            match self.grammar.peek().kind {
                TokenKind::Newline | TokenKind::End | TokenKind::CloseBrace => self.body(Some(open)),
                _ => self.single_line_body(open),
            }
        };
        self.depth -= 1;
        let next = self.grammar.peek();
        match next.kind {
            TokenKind::Newline | TokenKind::End => {}
            _ if self.at_line_start => {}
            TokenKind::CloseBrace if self.depth > 0 && self.column(next.start) > 0 && self.is_partial => {}
            _ => {
                let message = "Missing newline after block definition: a block definition must end with a newline";
                let failure = self.grammar.unexpected(next, message, None);
                self.fail(failure);
                if next.kind != TokenKind::CloseBrace {
                    self.skip_item(next.start, 0);
                }
            }
        }
        body
    }

    fn single_line_body(&mut self, open: Open) -> Body {
        let first = self.grammar.peek();
        let mut body = Body::default();
        if first.kind == TokenKind::Identifier {
            self.grammar.read();
            let next = self.grammar.peek();
            if next.kind == TokenKind::Equal {
                let attribute = self.attribute(first, true);
                body.attributes.push(attribute);
            } else {
                let message = if matches!(
                    next.kind,
                    TokenKind::OpenQuote | TokenKind::OpenBrace | TokenKind::Identifier
                ) {
                    format!(
                        "Argument definition required: a single-line block definition can contain only a single argument; to define argument \"{0}\", use an equals sign to assign it a value, to define a nested block \"{0}\", place it on a line of its own within its parent block",
                        &self.grammar.text[first.range()]
                    )
                } else {
                    REQUIRED_EQUALS.to_owned()
                };
                let failure = match next.kind {
                    TokenKind::Invalid(_) => self.grammar.unexpected(next, &message, None),
                    _ => Failure::syntax(first.range(), message),
                };
                self.fail(failure);
                self.grammar.reset(first.start);
                return self.body(Some(open));
            }
        }
        let next = self.grammar.peek();
        if next.kind == TokenKind::CloseBrace {
            self.grammar.read();
            return body;
        }
        let detail = match next.kind {
            TokenKind::Comma => {
                "single-line block syntax can include only one argument definition; to define multiple arguments, use the multi-line block syntax with one argument definition per line"
            }
            TokenKind::Newline => {
                "an argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line; place the block's closing brace immediately after the argument definition"
            }
            _ => {
                "a single-line block definition must end with a closing brace immediately after its single argument definition"
            }
        };
        let message = format!("Invalid single-argument block definition: {detail}");
        let failure = match next.kind {
            TokenKind::End => Failure::syntax(
                open.brace..open.brace + 1,
                "Unclosed configuration block: there is no closing brace for this block before the end of the file",
            ),
            TokenKind::Newline => Failure::syntax(next.start..next.start + 1, message),
            _ => self.grammar.unexpected(next, &message, None),
        };
        self.fail(failure);
        if next.kind != TokenKind::Newline {
            self.skip_item(next.start, open.column);
        }
        let rest = self.body(Some(open));
        body.attributes.extend(rest.attributes);
        body.blocks.extend(rest.blocks);
        body
    }
}
