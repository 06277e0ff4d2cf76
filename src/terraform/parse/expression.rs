//! The grammar of expressions: operators, terms, accesses and calls.

use super::copy::{Edit, EditKind, HoleKind};
use super::grammar::{Failure, Grammar};
use super::token::{Token, TokenKind};

impl Grammar<'_> {
    /// Checks an expression and gives the height of its tree.
    pub(super) fn expression(&mut self) -> Result<usize, Failure> {
        self.deeper(|grammar| {
            let condition = grammar.binary()?;
            if grammar.peek().kind != TokenKind::Question {
                return Ok(condition);
            }
            grammar.read();
            let yes = grammar.expression()?;
            grammar.expect(TokenKind::Colon, "Missing false expression in conditional: the conditional operator (...?...:...) requires a false expression, delimited by a colon", None)?;
            let no = grammar.expression()?;
            Ok(condition.max(yes).max(no))
        })
    }

    fn binary(&mut self) -> Result<usize, Failure> {
        let mut height = self.operand()?;
        let mut operators = 0;
        while self.peek().kind.is_binary_operator() {
            self.read();
            height = height.max(self.operand()?);
            operators += 1;
        }
        Ok(height + operators)
    }

    fn operand(&mut self) -> Result<usize, Failure> {
        let token = self.peek();
        match token.kind {
            TokenKind::Minus | TokenKind::Bang => {
                self.read();
                self.deeper(Self::operand)
            }
            _ => {
                let height = self.term()?;
                self.traversal(height)
            }
        }
    }

    fn term(&mut self) -> Result<usize, Failure> {
        let token = self.peek();
        match token.kind {
            TokenKind::Number => {
                self.read();
                self.number(token)?;
                Ok(1)
            }
            TokenKind::Placeholder => {
                self.read();
                self.hole(token.range(), HoleKind::Pipeline(token.range()));
                Ok(1)
            }
            TokenKind::Identifier => {
                self.read();
                if let Some(found) = self.placeholder_in(&token.range()) {
                    self.hole(token.range(), HoleKind::Pipeline(found));
                    return Ok(1);
                }
                match self.peek().kind {
                    TokenKind::OpenParenthesis | TokenKind::DoubleColon => self.call(token),
                    _ => Ok(1),
                }
            }
            TokenKind::OpenQuote | TokenKind::OpenHeredoc { .. } => {
                self.read();
                self.template(token, false)
            }
            TokenKind::OpenParenthesis => {
                self.read();
                self.with_newlines(true, |grammar| {
                    let height = grammar.expression()?;
                    grammar.expect(
                        TokenKind::CloseParenthesis,
                        "Unbalanced parentheses: expected a closing parenthesis to terminate the expression",
                        Some(token),
                    )?;
                    Ok(height + 1)
                })
            }
            TokenKind::OpenBracket => {
                self.read();
                self.tuple(token)
            }
            TokenKind::OpenBrace => {
                self.read();
                self.object(token)
            }
            _ => Err(self.unexpected(
                token,
                "Invalid expression: expected the start of an expression, but found an invalid expression token",
                None,
            )),
        }
    }

    /// The copy holds a plain number of the same length where the literal is one that hcl-edit cannot hold.
    fn number(&mut self, token: Token) -> Result<(), Failure> {
        let literal = &self.text[token.range()];
        let mut parts = literal.splitn(2, ['e', 'E']);
        let mantissa = parts.next().unwrap_or_default();
        let exponent = parts.next().map(|exponent| exponent.trim_start_matches(['+', '-']));
        let is_number = mantissa.bytes().filter(|&byte| byte == b'.').count() <= 1
            && exponent.is_none_or(|exponent| exponent.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_number {
            let message = "Invalid number literal: failed to recognize the value of this number literal";
            return Err(Failure::syntax(token.range(), message));
        }
        if literal.len() > 15 || exponent.is_some() {
            self.notes.edits.push(Edit { range: token.range(), kind: EditKind::Number });
        }
        Ok(())
    }

    fn traversal(&mut self, mut height: usize) -> Result<usize, Failure> {
        let mut in_attribute_splat = false;
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::Dot => {
                    self.read();
                    let name = self.peek();
                    match name.kind {
                        TokenKind::Identifier => {}
                        TokenKind::Number if self.text[name.range()].contains('.') => {
                            return Err(Failure::syntax(
                                name.range(),
                                "Invalid legacy index syntax: when using the legacy index syntax, chaining two indexes together is not permitted, use the proper index syntax instead, like [0][0]",
                            ));
                        }
                        TokenKind::Number => self.legacy_index(name)?,
                        TokenKind::Star if in_attribute_splat => {
                            return Err(Failure::syntax(
                                name.range(),
                                "Nested splat expression not allowed: a splat expression (*) cannot be used inside another attribute-only splat expression",
                            ));
                        }
                        TokenKind::Star => in_attribute_splat = true,
                        _ => {
                            let message = "Invalid attribute name: an attribute name is required after a dot";
                            return Err(self.unexpected(name, message, None));
                        }
                    }
                    self.read();
                }
                TokenKind::OpenBracket => {
                    in_attribute_splat = false;
                    self.read();
                    let key = self.with_newlines(true, |grammar| {
                        if grammar.peek().kind == TokenKind::Star {
                            grammar.read();
                            grammar.expect(TokenKind::CloseBracket, "Missing close bracket on splat index: the star for a full splat operator must be immediately followed by a closing bracket (\"]\")", Some(token))?;
                            return Ok(0);
                        }
                        let height = grammar.expression()?;
                        grammar.expect(TokenKind::CloseBracket, "Missing close bracket on index: the index operator must end with a closing bracket (\"]\")", Some(token))?;
                        Ok(height)
                    })?;
                    height = height.max(key);
                }
                _ => return Ok(height),
            }
            height += 1;
        }
    }

    fn legacy_index(&self, token: Token) -> Result<(), Failure> {
        if self.text[token.range()].parse::<u64>().is_err() {
            let message = "Invalid legacy index syntax: the index must be a whole number";
            return Err(Failure::syntax(token.range(), message));
        }
        Ok(())
    }

    fn call(&mut self, name: Token) -> Result<usize, Failure> {
        while self.peek().kind == TokenKind::DoubleColon {
            self.read();
            self.expect(
                TokenKind::Identifier,
                "Missing function name: a function name is required after \"::\"",
                None,
            )?;
        }
        let open = self.peek();
        self.expect(TokenKind::OpenParenthesis, "Missing open parenthesis: function selector must be followed by an open parenthesis to begin the function call", Some(name))?;
        self.with_newlines(true, |grammar| {
            let mut height = 0;
            while grammar.peek().kind != TokenKind::CloseParenthesis {
                height = height.max(grammar.expression()?);
                match grammar.peek().kind {
                    TokenKind::Comma => {
                        grammar.read();
                    }
                    TokenKind::Ellipsis => {
                        grammar.read();
                        if grammar.peek().kind != TokenKind::CloseParenthesis {
                            let token = grammar.peek();
                            return Err(grammar.unexpected(token, "Missing closing parenthesis: an expanded function argument (with ...) must be immediately followed by closing parentheses", Some(open)));
                        }
                    }
                    TokenKind::CloseParenthesis => {}
                    _ => {
                        let token = grammar.peek();
                        return Err(grammar.unexpected(token, "Missing argument separator: a comma is required to separate each function argument from the next", Some(open)));
                    }
                }
            }
            grammar.read();
            Ok(height + 1)
        })
    }
}
