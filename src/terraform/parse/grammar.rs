//! The grammar of expressions, checked before hcl-edit builds the tree.
//!
//! Knows: where an expression ends, what is wrong with it, and where, in the words of Terraform. hcl-edit knows none
//! of these; it also rejects some of what Terraform accepts, so this module notes how its copy of the text must
//! differ ([`Edit`], [`Hole`]). Does not know: bodies, values.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::copy::{Edit, EditKind, Hole, HoleKind};
use super::lexer::Lexer;
use super::token::{Token, TokenKind};
use crate::document::ProblemKind;

/// The deepest nesting of expressions: what hcl-edit accepts, so that neither it nor what walks the tree later
/// overflows the stack.
pub(super) const DEEPEST: usize = 64;
/// The highest tree of one expression; chains of operators and attribute accesses count.
const HIGHEST: usize = 192;
/// The most entries of one object literal: hcl-edit compares each key with all before it.
const MOST_KEYS: usize = 2_000;

/// Why something cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub kind: ProblemKind,
    pub range: Range<usize>,
    pub message: String,
    /// What was opened on an earlier line and may lack its end: where, and what.
    pub opened: Option<(usize, &'static str)>,
}

impl Failure {
    pub fn syntax(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind: ProblemKind::Syntax, range, message: message.into(), opened: None }
    }

    pub fn budget(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind: ProblemKind::Budget, range, message: message.into(), opened: None }
    }
}

/// Literal parts of a template, decoded, each with the offset it starts at.
pub(super) type Literals = Vec<(usize, String)>;

/// What checking an expression yields beside its range.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// How the copy for hcl-edit differs.
    pub edits: Vec<Edit>,
    /// What is left out of the copy and read by itself, by its start.
    pub holes: BTreeMap<usize, Hole>,
    /// The literal parts of each template, by its start.
    pub templates: FxHashMap<usize, Literals>,
    /// Something that is too large for hcl-edit.
    pub over_budget: Option<Failure>,
}

/// Reads tokens and checks expressions.
#[derive(Debug)]
pub(super) struct Grammar<'t> {
    pub text: &'t str,
    pub lexer: Lexer<'t>,
    pub notes: Notes,
    /// Where the last token ended that is no newline.
    pub last_end: usize,
    /// An item that starts a line at this column or left of it ends what is open.
    pub margin: Option<usize>,
    placeholders: &'t [Range<usize>],
    peeked: Option<Token>,
    newlines_are_blanks: bool,
    depth: usize,
}

impl<'t> Grammar<'t> {
    /// Checks expressions of native syntax in `range`.
    pub fn new(text: &'t str, range: Range<usize>, placeholders: &'t [Range<usize>]) -> Self {
        Self::with_lexer(text, Lexer::new(text, range, placeholders), placeholders)
    }

    /// Checks a template without quotes.
    pub fn bare(text: &'t str) -> Self {
        Self::with_lexer(text, Lexer::bare(text), &[])
    }

    fn with_lexer(text: &'t str, lexer: Lexer<'t>, placeholders: &'t [Range<usize>]) -> Self {
        Self {
            text,
            lexer,
            notes: Notes::default(),
            last_end: 0,
            margin: None,
            placeholders,
            peeked: None,
            newlines_are_blanks: false,
            depth: 0,
        }
    }

    /// Goes on at an offset outside any string and expression.
    pub fn reset(&mut self, position: usize) {
        self.lexer.reset(position);
        self.peeked = None;
        self.newlines_are_blanks = false;
        self.depth = 0;
    }

    /// The next token, without reading it. Where newlines mean nothing, they are left out.
    pub fn peek(&mut self) -> Token {
        loop {
            let token = *self.peeked.get_or_insert_with(|| self.lexer.next());
            if token.kind != TokenKind::Newline || !self.newlines_are_blanks {
                return token;
            }
            self.newline(token);
        }
    }

    /// Reads the next token.
    pub fn read(&mut self) -> Token {
        let token = self.peek();
        if token.kind == TokenKind::Newline {
            self.newline(token);
        } else {
            self.peeked = None;
            self.last_end = token.end.max(self.last_end);
        }
        token
    }

    /// Checks the expression that starts with the next token of an attribute, and gives its range. The notes are
    /// those of this expression alone.
    pub fn root(&mut self) -> Result<Range<usize>, Failure> {
        self.notes = Notes::default();
        self.lexer.comments.clear();
        self.newlines_are_blanks = false;
        self.depth = 0;
        let start = self.peek().start;
        let height = self.expression()?;
        let range = start..self.last_end;
        self.finish(height, &range);
        Ok(range)
    }

    /// Checks a whole template without quotes.
    pub fn bare_root(&mut self) -> Result<(), Failure> {
        let range = 0..self.text.len();
        let height = self.template(Token { kind: TokenKind::OpenQuote, start: 0, end: 0 }, true)?;
        self.finish(height, &range);
        Ok(())
    }

    fn finish(&mut self, height: usize, range: &Range<usize>) {
        if height > HIGHEST && self.notes.over_budget.is_none() {
            let message = format!("the expression has more than {HIGHEST} operations on top of one another");
            self.notes.over_budget = Some(Failure::budget(range.clone(), message));
        }
        let comments = self.lexer.comments.drain(..);
        self.notes.edits.extend(comments.map(|range| Edit { range, kind: EditKind::Blank }));
        self.notes.edits.sort_by_key(|edit| (edit.range.start, usize::MAX - edit.range.end));
    }

    /// Reads a newline: the copy has a blank for it where it means nothing, and never a comment.
    fn newline(&mut self, token: Token) {
        self.peeked = None;
        let kept = if self.newlines_are_blanks {
            0
        } else {
            let text = &self.text[token.range()];
            text.len() - text.trim_end_matches(['\n', '\r']).len()
        };
        if token.end - kept > token.start {
            self.notes.edits.push(Edit { range: token.start..token.end - kept, kind: EditKind::Blank });
        }
        if let Some(margin) = self.margin
            && item_column(self.text, token.end).is_some_and(|column| column <= margin)
        {
            self.peeked = Some(Token { kind: TokenKind::End, start: token.end, end: token.end });
        }
    }

    /// Runs `inside` where newlines mean something or not, then goes back to how it was.
    pub(super) fn with_newlines<T>(
        &mut self,
        are_blanks: bool,
        inside: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let before = std::mem::replace(&mut self.newlines_are_blanks, are_blanks);
        let result = inside(self);
        self.newlines_are_blanks = before;
        result
    }

    /// Runs `inside` one level deeper.
    pub(super) fn deeper(
        &mut self,
        inside: impl FnOnce(&mut Self) -> Result<usize, Failure>,
    ) -> Result<usize, Failure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let range = self.peek().range();
            let message = format!("the expression is nested more than {DEEPEST} levels deep");
            return Err(Failure::budget(range, message));
        }
        let height = inside(self)?;
        self.depth -= 1;
        Ok(height + 1)
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

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

    fn tuple(&mut self, open: Token) -> Result<usize, Failure> {
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

    fn object(&mut self, open: Token) -> Result<usize, Failure> {
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

    /// Whether the next token is this word.
    pub(super) fn is_keyword(&mut self, word: &str) -> bool {
        let token = self.peek();
        token.kind == TokenKind::Identifier && &self.text[token.range()] == word
    }

    /// Reads a token of this kind.
    pub(super) fn expect(&mut self, kind: TokenKind, message: &str, open: Option<Token>) -> Result<Token, Failure> {
        let token = self.peek();
        if token.kind == kind { Ok(self.read()) } else { Err(self.unexpected(token, message, open)) }
    }

    /// The failure for a token that does not belong there; `open` is what would have to be closed first.
    pub(super) fn unexpected(&self, token: Token, message: &str, open: Option<Token>) -> Failure {
        if let TokenKind::Invalid(fault) = token.kind {
            let (range, message) = fault.describe(token);
            return Failure::syntax(range, message);
        }
        let Some(open) = open else { return Failure::syntax(token.range(), message) };
        let what = match open.kind {
            TokenKind::OpenBrace => ("Unterminated object constructor expression", "brace"),
            TokenKind::OpenBracket => ("Unterminated tuple constructor expression", "bracket"),
            TokenKind::OpenParenthesis => ("Unbalanced parentheses", "parenthesis"),
            TokenKind::OpenInterpolation => ("Unclosed template interpolation sequence", "brace"),
            TokenKind::OpenDirective => ("Unclosed template directive", "brace"),
            _ => return Failure::syntax(token.range(), message),
        };
        if token.kind == TokenKind::End {
            let message =
                format!("{}: there is no closing {} for this one before the end of the argument", what.0, what.1);
            return Failure::syntax(open.range(), message);
        }
        let mut failure = Failure::syntax(token.range(), message);
        if self.text[open.start..token.start.max(open.start)].contains('\n') {
            failure.opened = Some((open.start, what.1));
        }
        failure
    }

    /// Leaves a range out of the copy.
    pub(super) fn hole(&mut self, range: Range<usize>, kind: HoleKind) {
        self.notes.edits.push(Edit { range: range.clone(), kind: EditKind::Hole });
        self.notes.holes.insert(range.start, Hole { end: range.end, kind });
    }

    /// The first pipeline placeholder that touches a range.
    pub(super) fn placeholder_in(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let index = self.placeholders.partition_point(|found| found.end <= range.start);
        self.placeholders.get(index).filter(|found| found.start < range.end).cloned()
    }

    /// The text of a range, shared.
    pub fn shared(&self, range: Range<usize>) -> Arc<str> {
        Arc::from(&self.text[range])
    }
}

/// The line of an offset, counted from 1.
pub(super) fn line_number(text: &str, offset: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..offset.min(text.len())]).count() + 1
}

/// The column in bytes, counted from 0, of the attribute or block that the line starting at this offset begins with.
pub(super) fn item_column(text: &str, line_start: usize) -> Option<usize> {
    let line = text.get(line_start..)?;
    let line = &line[..memchr::memchr(b'\n', line.as_bytes()).unwrap_or(line.len())];
    let item = line.trim_start_matches([' ', '\t']);
    let name = item.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)).count();
    if name == 0 || !item.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        return None;
    }
    let rest = item[name..].trim_start_matches([' ', '\t']);
    let is_attribute = rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>");
    let is_block = rest.starts_with('{') || rest.starts_with('"') && rest.trim_end().ends_with(['{', '}']);
    (is_attribute || is_block).then_some(line.len() - item.len())
}
