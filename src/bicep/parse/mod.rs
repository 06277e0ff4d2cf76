//! From text to the syntax tree. The one place that knows tree-sitter.
//!
//! The parser loses what stands behind an error with it. So a piece with errors is parsed again, declaration by
//! declaration, and the parser is only asked to find its way within one of them.

mod broken;
mod concrete;
mod conflict;
mod declare;
mod diagnose;
mod express;
mod kind;
mod lower;
mod salvage;
mod segment;
mod text;
mod types;

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::syntax::{Comment, CommentKind, SyntaxTree};
use crate::document::{Problem, ProblemKind};
use crate::source::{FileId, Span};
use concrete::Engine;
use lower::{Lowering, Shared};
use segment::Segments;

/// Files beyond this many bytes are parsed in pieces of about this size, so that the parser's tree stays small enough for
/// the processor's caches: larger pieces cost up to half as much again.
const PIECE: usize = 128 * 1024;
/// Problems that one file may have.
const MAX_PROBLEMS: usize = 100;

/// Parses a `.bicep` or `.bicepparam` file. Never fails: a broken declaration loses what is broken in it, not the file.
#[must_use]
pub fn parse_bicep(text: &str, file: FileId) -> (SyntaxTree, Vec<Problem>) {
    let (engine, shared) = (Engine::new(), Shared::new(file));
    let mut reading =
        Reading { text, file, engine, segments: None, is_whole: true, tree: SyntaxTree::default(), shared };
    if text.len() <= PIECE {
        reading.piece(&(0..text.len()));
    } else {
        for piece in reading.segments().pieces(PIECE) {
            reading.piece(&piece);
        }
    }
    reading.finish()
}

/// A part of a file.
struct Part<'a> {
    text: &'a str,
    /// The text of the file.
    whole: &'a str,
    file: FileId,
    /// Where in the file it starts.
    start: usize,
}

impl Part<'_> {
    fn place(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start, self.start + range.end)
    }

    fn comments(&self, comments: Vec<(CommentKind, usize, usize)>) -> Vec<Comment> {
        let comments = comments.into_iter();
        comments.map(|(kind, start, end)| Comment { kind, span: self.place(start..end) }).collect()
    }
}

/// A file on its way.
struct Reading<'a> {
    text: &'a str,
    file: FileId,
    engine: Engine,
    segments: Option<Segments>,
    /// Nothing was broken so far.
    is_whole: bool,
    tree: SyntaxTree,
    shared: Shared<'a>,
}

impl<'a> Reading<'a> {
    fn segments(&mut self) -> &Segments {
        self.segments.get_or_insert_with(|| Segments::of(self.text))
    }

    fn part(&self, range: &Range<usize>) -> Part<'a> {
        Part { text: &self.text[range.clone()], whole: self.text, file: self.file, start: range.start }
    }

    /// Reads a part of the text at once if it has no errors, else declaration by declaration.
    fn piece(&mut self, range: &Range<usize>) {
        if self.in_order(range) {
            return;
        }
        if std::mem::take(&mut self.is_whole) {
            self.shared.conflicts = conflict::conflicts(self.text);
        }
        for declaration in self.segments().declarations(range, false) {
            if declaration != *range && self.in_order(&declaration) {
                continue;
            }
            let mut lost_decorators = false;
            for guessed in self.segments().declarations(&declaration, true) {
                let before = self.tree.declarations.len();
                let is_broken = guessed == declaration || self.segments().is_unclosed(guessed.end);
                if is_broken || !self.in_order(&guessed) {
                    let part = self.part(&guessed);
                    let comments = broken::read(&part, &mut self.engine, &mut self.shared, &mut self.tree.declarations);
                    self.tree.comments.extend(comments);
                }
                let found = self.tree.declarations.get_mut(before..).unwrap_or_default();
                if lost_decorators {
                    found.iter_mut().take(1).for_each(|declaration| declaration.is_partial = true);
                }
                lost_decorators = found.is_empty() && self.text[guessed].starts_with('@');
            }
        }
    }

    /// Reads a part of the text if it has no errors.
    fn in_order(&mut self, range: &Range<usize>) -> bool {
        let part = self.part(range);
        let Some(parsed) = self.engine.parse_clean(part.text) else { return false };
        let (declarations, shared) = (&mut self.tree.declarations, &mut self.shared);
        let comments = concrete::statements(&parsed, part.text, |statement| {
            declarations.extend(Lowering::new(part.text, part.start, statement, shared).declaration(statement.root()));
        });
        self.tree.comments.extend(part.comments(comments));
        true
    }

    fn finish(mut self) -> (SyntaxTree, Vec<Problem>) {
        let unclosed = self.tree.comments.iter().filter(|comment| {
            let text = &self.text[comment.span.range()];
            comment.kind == CommentKind::Block && (text.len() < 4 || !text.ends_with("*/"))
        });
        let message = "The multi-line comment at this location is not terminated: Expected */";
        let unclosed = unclosed.map(|comment| Problem::at(ProblemKind::Syntax, comment.span, message));
        self.shared.problems.extend(unclosed);
        let mut problems = self.shared.problems;
        problems.sort_by_key(|problem| problem.span);
        let more = self.shared.unlisted + problems.len().saturating_sub(MAX_PROBLEMS);
        problems.truncate(MAX_PROBLEMS);
        if let Some(span) = problems.last().and_then(|last| last.span).filter(|_| more > 0) {
            let message = format!("This file has at least {more} more errors, which are not listed");
            problems.push(Problem::at(ProblemKind::Syntax, span, message));
        }
        (self.tree, problems)
    }
}
