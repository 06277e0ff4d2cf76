//! JSON that knows where everything stands and goes on behind errors.
//!
//! Knows: the notation, what tools of Azure tolerate beyond it, pipeline placeholders in the place of values. Does not
//! know: what a document means.

mod node;
mod reader;
mod text;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::document::{Problem, ProblemKind};
use crate::source::{FileId, Span};

use super::Placeholders;
pub use node::{Kind, Node, Text};
use reader::Reader;

/// The most problems reported for one document.
pub const MOST_FAILURES: usize = 100;

/// What is read beyond the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// `// …` to the end of the line and `/* … */` are blanks.
    pub comments: bool,
    /// A comma may stand behind the last item.
    pub trailing_commas: bool,
    /// Strings may go over several lines.
    pub multiline_strings: bool,
    /// Two members of one name are a failure. Both are kept either way; [`Node::get`] finds the last.
    pub unique_keys: bool,
}

impl Dialect {
    /// The standard, with members of equal name left to the caller.
    pub const STANDARD: Self =
        Self { comments: false, trailing_commas: false, multiline_strings: false, unique_keys: false };

    /// What Azure Resource Manager and its tools read: comments, strings over several lines (since `apiVersion` 2018 of
    /// deployments), trailing commas as editors leave them. Source: learn.microsoft.com, "Understand the structure and
    /// syntax of ARM templates", comments and multi-line strings.
    pub const AZURE: Self = Self { comments: true, trailing_commas: true, multiline_strings: true, unique_keys: true };
}

/// Why something cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Syntax, or budget for what is nested too deeply.
    pub kind: ProblemKind,
    /// The place in the text.
    pub range: Range<usize>,
    /// One sentence without a full stop.
    pub message: String,
}

impl Failure {
    pub(super) fn syntax(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind: ProblemKind::Syntax, range, message: message.into() }
    }

    pub(super) fn budget(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind: ProblemKind::Budget, range, message: message.into() }
    }
}

/// Reads a document. Never fails: what cannot be read is a [`Kind::Error`] in its place and a failure. A placeholder
/// that starts where a value is due stands for it. The placeholders are sorted. Ranges are offsets in `text`, whose byte
/// order mark, if it has one, is skipped.
#[must_use]
pub fn read(text: &str, placeholders: &[Range<usize>], dialect: Dialect) -> (Node, Vec<Failure>) {
    Reader::new(text, placeholders, dialect).document()
}

/// Reads a document with its comments, where the dialect has any. What is wrong with it is left to [`read`].
#[must_use]
pub fn read_with_comments(text: &str, placeholders: &[Range<usize>], dialect: Dialect) -> (Node, Vec<Range<usize>>) {
    Reader::new(text, placeholders, dialect).with_comments()
}

/// Reads a whole file: as [`read`], with problems at their places.
#[must_use]
pub fn read_file(
    text: &str,
    file: FileId,
    placeholders: Option<&Placeholders>,
    dialect: Dialect,
) -> (Node, Vec<Problem>) {
    let found = placeholders.map(|placeholders| placeholders.find(text)).unwrap_or_default();
    let (root, failures) = read(text, &found, dialect);
    let problem = |failure: Failure| Problem::at(failure.kind, span(file, &failure.range), failure.message);
    (root, failures.into_iter().map(problem).collect())
}

/// The span of a range in a file.
#[must_use]
pub fn span(file: FileId, range: &Range<usize>) -> Span {
    Span::new(file, range.start, range.end)
}
