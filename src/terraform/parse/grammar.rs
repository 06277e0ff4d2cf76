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
