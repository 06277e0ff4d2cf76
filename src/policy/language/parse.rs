//! From tokens to the syntax tree: operator precedence climbing.

use std::ops::Range;

use super::error::ExpressionError;
use super::syntax::{BinaryOperator, Form, Name, Syntax, too_deep};
use super::token::{Symbol, Token, TokenKind, tokens};
use super::{MAX_DEPTH, MAX_TEXT};

/// Reads a whole text as one expression.
pub(super) fn parse(text: &str) -> Result<Syntax, ExpressionError> {
    if text.len() > MAX_TEXT {
        let message = format!("the expression is longer than {} KiB", MAX_TEXT / 1024);
        return Err(ExpressionError::new(0..1, message));
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let expression = parser.expression()?;
    match parser.peek() {
        TokenKind::End => Ok(expression),
        TokenKind::Identifier(_) if matches!(&expression.form, Form::Name(name) if &**name == "not") => {
            Err(ExpressionError::new(expression.span, "write `!` for not"))
        }
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// Binding strength of operators between two operands, weakest first; all bind to the left.
fn strength(operator: BinaryOperator) -> Option<u8> {
    Some(match operator {
        BinaryOperator::Symbol(Symbol::Or) => 1,
        BinaryOperator::Symbol(Symbol::And) => 2,
        BinaryOperator::In
        | BinaryOperator::Symbol(
            Symbol::Equal | Symbol::Unequal | Symbol::Less | Symbol::LessEqual | Symbol::Greater | Symbol::GreaterEqual,
        ) => 3,
        BinaryOperator::Symbol(Symbol::Plus | Symbol::Minus) => 4,
        BinaryOperator::Symbol(Symbol::Star | Symbol::Slash | Symbol::Percent) => 5,
        BinaryOperator::Symbol(_) => return None,
    })
}

impl Parser {
    fn expression(&mut self) -> Result<Syntax, ExpressionError> {
        self.nested(|parser| {
            let condition = parser.binary(1)?;
            if !parser.take(Symbol::Question) {
                return Ok(condition);
            }
            let then = parser.expression()?;
            parser.demand(Symbol::Colon)?;
            let otherwise = parser.expression()?;
            let span = condition.span.start..otherwise.span.end;
            Syntax::new(Form::Conditional(Box::new(condition), Box::new(then), Box::new(otherwise)), span)
        })
    }

    /// A run of operators that bind at least as strongly as `least`.
    fn binary(&mut self, least: u8) -> Result<Syntax, ExpressionError> {
        let mut left = self.unary()?;
        while let Some((operator, strength)) = self.operator().filter(|&(_, strength)| strength >= least) {
            self.at += 1;
            let right = self.nested(|parser| parser.binary(strength + 1))?;
            let span = left.span.start..right.span.end;
            left = Syntax::new(Form::Binary(operator, Box::new(left), Box::new(right)), span)?;
        }
        Ok(left)
    }

    fn operator(&self) -> Option<(BinaryOperator, u8)> {
        let operator = match self.peek() {
            TokenKind::Symbol(symbol) => BinaryOperator::Symbol(*symbol),
            TokenKind::Identifier(name) if &**name == "in" => BinaryOperator::In,
            _ => return None,
        };
        strength(operator).map(|strength| (operator, strength))
    }

    fn unary(&mut self) -> Result<Syntax, ExpressionError> {
        let start = self.span().start;
        let form: fn(Box<Syntax>) -> Form = match self.peek() {
            TokenKind::Symbol(Symbol::Not) => Form::Not,
            TokenKind::Symbol(Symbol::Minus) => Form::Negate,
            _ => return self.postfix(),
        };
        self.at += 1;
        let operand = self.nested(Self::unary)?;
        let span = start..operand.span.end;
        Syntax::new(form(Box::new(operand)), span)
    }

    fn postfix(&mut self) -> Result<Syntax, ExpressionError> {
        let mut subject = self.primary()?;
        loop {
            let start = subject.span.start;
            let form = if self.take(Symbol::Dot) {
                let name = self.name()?;
                if self.take(Symbol::LeftParenthesis) {
                    let arguments = self.list(Symbol::RightParenthesis)?;
                    Form::Method(Box::new(subject), name, arguments)
                } else {
                    Form::Select(Box::new(subject), name)
                }
            } else if self.take(Symbol::LeftBracket) {
                let index = self.expression()?;
                self.demand(Symbol::RightBracket)?;
                Form::Index(Box::new(subject), Box::new(index))
            } else {
                return Ok(subject);
            };
            subject = Syntax::new(form, start..self.last_end())?;
        }
    }

    fn primary(&mut self) -> Result<Syntax, ExpressionError> {
        let span = self.span();
        let form = match self.peek().clone() {
            TokenKind::Number(value) => Form::Number(value),
            TokenKind::Text(text) => Form::Text(text),
            TokenKind::Identifier(name) => match &*name {
                "true" => Form::Bool(true),
                "false" => Form::Bool(false),
                "null" => {
                    let message = "there is no `null`; write has(x) for what is set, !has(x) for what is not";
                    return Err(ExpressionError::new(span, message));
                }
                "in" => return Err(self.unexpected("a value")),
                _ => {
                    self.at += 1;
                    if self.take(Symbol::LeftParenthesis) {
                        let arguments = self.list(Symbol::RightParenthesis)?;
                        let form = Form::Call(Name { text: name, span: span.clone() }, arguments);
                        return Syntax::new(form, span.start..self.last_end());
                    }
                    return Syntax::new(Form::Name(name), span);
                }
            },
            TokenKind::Symbol(Symbol::LeftParenthesis) => {
                self.at += 1;
                let inner = self.expression()?;
                self.demand(Symbol::RightParenthesis)?;
                return Ok(inner);
            }
            TokenKind::Symbol(Symbol::LeftBracket) => {
                self.at += 1;
                let items = self.list(Symbol::RightBracket)?;
                return Syntax::new(Form::List(items), span.start..self.last_end());
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.at += 1;
        Syntax::new(form, span)
    }

    /// Expressions between commas up to `end`, which is taken.
    fn list(&mut self, end: Symbol) -> Result<Vec<Syntax>, ExpressionError> {
        let mut items = Vec::new();
        while !self.take(end) {
            if !items.is_empty() {
                self.demand(Symbol::Comma)?;
                if self.take(end) {
                    break;
                }
            }
            items.push(self.expression()?);
        }
        Ok(items)
    }

    fn name(&mut self) -> Result<Name, ExpressionError> {
        let span = self.span();
        let TokenKind::Identifier(text) = self.peek().clone() else { return Err(self.unexpected("a name")) };
        self.at += 1;
        Ok(Name { text, span })
    }

    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, ExpressionError>) -> Result<T, ExpressionError> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep(self.span()));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn peek(&self) -> &TokenKind {
        self.tokens.get(self.at).map_or(&TokenKind::End, |token| &token.kind)
    }

    /// The range of the next token.
    fn span(&self) -> Range<usize> {
        let last = self.tokens.last().map_or(0..0, |token| token.span.clone());
        self.tokens.get(self.at).map_or(last, |token| token.span.clone())
    }

    fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.span.end)
    }

    fn take(&mut self, symbol: Symbol) -> bool {
        let found = *self.peek() == TokenKind::Symbol(symbol);
        self.at += usize::from(found);
        found
    }

    fn demand(&mut self, symbol: Symbol) -> Result<(), ExpressionError> {
        if self.take(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{}`", symbol.text()))) }
    }

    fn unexpected(&self, expected: &str) -> ExpressionError {
        let found = match self.peek() {
            TokenKind::Identifier(name) => match &**name {
                "and" => return ExpressionError::new(self.span(), "write `&&` for and"),
                "or" => return ExpressionError::new(self.span(), "write `||` for or"),
                name => format!("`{name}`"),
            },
            TokenKind::Text(_) => "a text".to_owned(),
            TokenKind::Number(number) => format!("`{number}`"),
            TokenKind::Symbol(symbol) => format!("`{}`", symbol.text()),
            TokenKind::End => "the end of the expression".to_owned(),
        };
        ExpressionError::new(self.span(), format!("expected {expected}, found {found}"))
    }
}
