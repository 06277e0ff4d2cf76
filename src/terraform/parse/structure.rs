//! Bodies, attributes and blocks, and how to go on behind an error.
//!
//! Knows: that people indent and write top-level blocks at the start of a line, and uses it to lose no more of a broken
//! file than the broken lines. Does not know: what blocks mean.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::grammar::{Failure, Grammar, item_column, line_number};
use super::token::{Token, TokenKind};
use crate::formats::Place;
use crate::source::Span;
use crate::terraform::syntax::{Attribute, Body};

const REQUIRED: &str = "Argument or block definition required: an argument or block definition is required here";
pub(super) const REQUIRED_EQUALS: &str = "Argument or block definition required: an argument or block definition is required here; to set an argument, use the equals sign \"=\" to introduce the argument value";
pub(super) const CONFLICT: &str =
    "unresolved merge conflict: this line is a conflict marker, and which side holds is not known";
/// The most problems reported for one file.
const MOST_PROBLEMS: usize = 100;
/// How many times the text may be read again to go on behind errors.
const MOST_WORK: usize = 24;

/// Columns are told apart up to here.
const FARTHEST_COLUMN: usize = 1_000;

/// A block that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub brace: usize,
    /// The column of the line that opens it.
    pub column: usize,
}

/// What reading a piece of a file yields.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub body: Body,
    pub failures: Vec<Failure>,
    /// A brace is missing or too many: where blocks end is a guess.
    pub has_unbalanced_braces: bool,
    /// Heredocs, from `<<` to the closing marker.
    pub heredocs: Vec<Range<usize>>,
    /// Bytes read, those read again included.
    pub work: usize,
}

impl Outcome {
    /// Whether the grammar was broken anywhere.
    pub fn is_broken(&self) -> bool {
        self.has_unbalanced_braces
            || self.failures.iter().any(|failure| failure.kind == crate::document::ProblemKind::Syntax)
    }
}

/// Reads one piece of a file.
#[derive(Debug)]
pub(super) struct Structure<'t> {
    pub(super) grammar: Grammar<'t>,
    pub(super) place: &'t Place,
    pub(super) end: usize,
    /// Blocks end where the indentation says so.
    pub(super) by_indentation: bool,
    /// The next token is the first of its line.
    pub(super) at_line_start: bool,
    pub(super) in_conflict: bool,
    /// A problem was found in a block that is still open.
    pub(super) is_partial: bool,
    pub(super) depth: usize,
    /// From the last problem to the end of its line.
    pub(super) failed_line: Range<usize>,
    pub(super) work_left: usize,
    pub(super) outcome: Outcome,
}

impl<'t> Structure<'t> {
    /// Reads the attributes and blocks in a range of the text.
    pub fn read(
        text: &'t str,
        range: Range<usize>,
        place: &'t Place,
        placeholders: &'t [Range<usize>],
        by_indentation: bool,
    ) -> Outcome {
        let mut structure = Self {
            grammar: Grammar::new(text, range.clone(), placeholders),
            place,
            end: range.end,
            by_indentation,
            at_line_start: true,
            in_conflict: false,
            is_partial: false,
            depth: 0,
            failed_line: 0..0,
            work_left: range.len().saturating_mul(MOST_WORK).saturating_add(4096),
            outcome: Outcome::default(),
        };
        let body = structure.body(None);
        structure.outcome.body = body;
        structure.outcome.work = structure.grammar.lexer.work;
        structure.outcome.heredocs = std::mem::take(&mut structure.grammar.lexer.heredocs);
        structure.outcome
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        let text = self.grammar.text;
        let failures = &mut self.outcome.failures;
        if failure.kind == crate::document::ProblemKind::Syntax {
            self.is_partial = true;
            // One problem a line: the others follow from it.
            if self.failed_line.contains(&failure.range.start) {
                return;
            }
            let start = failure.range.start;
            let line_end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
            self.failed_line = start..line_end + 1;
        }
        if failures.len() < MOST_PROBLEMS {
            failures.push(failure);
        }
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.place.span(range)
    }

    /// The column of an offset in bytes, counted from 0; what stands far to the right is all the same.
    pub(super) fn column(&self, offset: usize) -> usize {
        let before = &self.grammar.text.as_bytes()[offset.saturating_sub(FARTHEST_COLUMN)..offset];
        memchr::memrchr(b'\n', before).map_or(before.len(), |at| before.len() - at - 1)
    }

    pub(super) fn body(&mut self, open: Option<Open>) -> Body {
        let mut body = Body::default();
        let mut names = FxHashMap::default();
        loop {
            let token = self.grammar.peek();
            let at_line_start = std::mem::replace(&mut self.at_line_start, false);
            if let Some(open) = open
                && self.closes_by_indentation(open, token, at_line_start)
            {
                self.at_line_start = at_line_start;
                self.unclosed(open);
                return body;
            }
            match token.kind {
                TokenKind::Newline => {
                    self.grammar.read();
                    self.at_line_start = true;
                }
                TokenKind::End => {
                    if let Some(open) = open {
                        self.unclosed(open);
                    }
                    return body;
                }
                // An unclosed `${` makes the lexer take the brace for its end.
                TokenKind::CloseBrace | TokenKind::CloseSequence => {
                    if let Some(open) = open {
                        let is_deeper = self.column(token.start) > open.column;
                        if !(self.by_indentation && at_line_start && is_deeper) {
                            self.grammar.read();
                            return body;
                        }
                    }
                    self.outcome.has_unbalanced_braces = true;
                    self.fail(Failure::syntax(
                        token.range(),
                        format!("{REQUIRED}, not a closing brace that closes nothing"),
                    ));
                    self.grammar.read();
                }
                TokenKind::Identifier => {
                    let before = body.attributes.len();
                    self.item(&mut body, false);
                    if let Some(added) = body.attributes.get(before) {
                        self.check_redefined(added, &mut names, token);
                    }
                }
                _ => self.bad_line(token),
            }
            if self.grammar.lexer.work > self.work_left {
                self.give_up();
            }
        }
    }

    /// Reading again behind errors took too long: the rest is lost.
    fn give_up(&mut self) {
        let at = self.grammar.peek().start;
        if at < self.end {
            let message = "there are too many syntax errors to go on: the rest of this block is not read";
            self.fail(Failure::budget(at..self.end, message));
            self.is_partial = true;
        }
        self.grammar.reset(self.end);
    }

    fn closes_by_indentation(&self, open: Open, token: Token, at_line_start: bool) -> bool {
        if !self.by_indentation || !at_line_start {
            return false;
        }
        let column = self.column(token.start);
        match token.kind {
            TokenKind::Identifier => column <= open.column,
            TokenKind::CloseBrace | TokenKind::CloseSequence => column < open.column,
            _ => false,
        }
    }

    fn unclosed(&mut self, open: Open) {
        self.outcome.has_unbalanced_braces = true;
        let message = "Unclosed configuration block: there is no closing brace for this block before the end of the file; this may be caused by incorrect brace nesting elsewhere in this file";
        self.fail(Failure::syntax(open.brace..open.brace + 1, message));
        self.is_partial = true;
    }

    fn check_redefined(&mut self, added: &Attribute, names: &mut FxHashMap<Arc<str>, usize>, token: Token) {
        match names.entry(Arc::clone(&added.name)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(token.start);
            }
            std::collections::hash_map::Entry::Occupied(entry) if self.outcome.failures.len() < MOST_PROBLEMS => {
                let line = line_number(self.grammar.text, *entry.get());
                let message = format!(
                    "Attribute redefined: the argument \"{}\" was already set on line {line}; each argument may be set only once",
                    added.name
                );
                let partial = self.is_partial;
                self.fail(Failure::syntax(token.range(), message));
                self.is_partial = partial;
            }
            std::collections::hash_map::Entry::Occupied(_) => {}
        }
    }

    /// A line that starts with no name.
    fn bad_line(&mut self, token: Token) {
        let line = self.line(token.start);
        if self.column(token.start) == 0 && is_conflict_marker(line) {
            self.in_conflict = line.starts_with(['<', '=', '|']);
            self.fail(Failure::syntax(token.start..token.start + line.len(), CONFLICT));
        } else if token.kind == TokenKind::OpenQuote {
            let message = "Invalid argument name: argument names must not be quoted";
            self.fail(Failure::syntax(token.range(), message));
        } else {
            let failure = self.grammar.unexpected(token, REQUIRED, None);
            self.fail(failure);
        }
        self.skip_line(token.start);
    }

    pub(super) fn line(&self, start: usize) -> &'t str {
        let rest = &self.grammar.text[start..self.end];
        rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())].trim_end()
    }

    /// Goes on at the end of the line, whatever stands in it.
    fn skip_line(&mut self, from: usize) {
        let rest = &self.grammar.text.as_bytes()[from..self.end];
        let end = memchr::memchr(b'\n', rest).map_or(self.end, |at| from + at);
        self.grammar.reset(end);
    }

    /// An attribute or a block.
    fn item(&mut self, body: &mut Body, is_single_line: bool) {
        let name = self.grammar.read();
        let next = self.grammar.peek();
        match next.kind {
            TokenKind::Equal => {
                let attribute = self.attribute(name, is_single_line);
                body.attributes.push(attribute);
            }
            TokenKind::OpenQuote | TokenKind::Identifier | TokenKind::OpenBrace => {
                if let Some(block) = self.block(name) {
                    body.blocks.push(block);
                }
            }
            _ => {
                let range = match next.kind {
                    TokenKind::Invalid(_) => None,
                    _ => Some(name.range()),
                };
                let failure = match range {
                    Some(range) => Failure::syntax(range, REQUIRED_EQUALS),
                    None => self.grammar.unexpected(next, REQUIRED_EQUALS, None),
                };
                self.fail(failure);
                self.skip_item(next.start, self.column(name.start));
            }
        }
    }

    pub(super) fn name(&self, range: Range<usize>) -> Arc<str> {
        self.grammar.shared(range)
    }

    /// Skips to the brace that closes a block, and reads it.
    pub(super) fn skip_block(&mut self, open: Open) {
        let mut depth = 1_usize;
        while depth > 0 {
            let token = self.grammar.read();
            match token.kind {
                TokenKind::End => {
                    self.unclosed(open);
                    return;
                }
                kind if kind.opens() => depth += 1,
                kind if kind.closes() => depth -= 1,
                _ => {}
            }
        }
    }

    /// Goes on behind a broken item: at the end of the line where all its brackets are closed, but not behind a line
    /// that by its indentation belongs to what is outside. Gives the end of what was skipped.
    pub(super) fn skip_item(&mut self, from: usize, column: usize) -> usize {
        self.grammar.reset(from);
        let text = self.grammar.text;
        let mut depth = 0_usize;
        let mut end = from;
        loop {
            let token = self.grammar.peek();
            match token.kind {
                TokenKind::End => return end,
                TokenKind::CloseBrace if depth == 0 => return end,
                TokenKind::Newline if depth == 0 => return end,
                TokenKind::Newline => {
                    let next = token.end + blanks(&text[token.end..self.end]);
                    let next_column = next - token.end;
                    let is_outer_brace = next_column < column && text[next..].starts_with(['}', ']', ')']);
                    let is_outer_item = item_column(text, token.end).is_some_and(|found| found <= column);
                    if is_outer_brace || is_outer_item {
                        self.grammar.reset(token.start);
                        return end;
                    }
                }
                // The line is broken beyond its brackets.
                TokenKind::Invalid(super::token::Fault::MultiLineString(_)) => depth = 0,
                kind if kind.opens() => depth += 1,
                kind if kind.closes() => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.grammar.read();
            if token.kind != TokenKind::Newline {
                end = token.end.max(end);
            }
        }
    }
}

pub(super) fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn is_conflict_marker(line: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
        .iter()
        .any(|marker| line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}
