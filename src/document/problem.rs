//! Anything we could not read or resolve.

use std::sync::Arc;

use crate::source::Span;

/// What kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The text breaks the language's grammar.
    Syntax,
    /// An expression or configuration that the tool itself would refuse.
    Evaluation,
    /// A module that could not be followed.
    Module,
    /// A file or directory could not be read.
    Io,
    /// A budget ran out: the result is partial.
    Budget,
    /// Something the user should know that hides nothing: it never changes the exit code.
    Note,
}

impl ProblemKind {
    /// The name in machine-readable output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Evaluation => "evaluation",
            Self::Module => "module",
            Self::Io => "io",
            Self::Budget => "budget",
            Self::Note => "note",
        }
    }

    /// Whether something on disk was not read, so that the scan is incomplete (exit code 3).
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        matches!(self, Self::Syntax | Self::Module | Self::Io | Self::Budget)
    }
}

/// A problem with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// One sentence without a full stop, in the manner of the language's own tool.
    pub message: String,
    /// What the user can do, if anything.
    pub help: Option<String>,
    /// The place, when it lies in a file that was read.
    pub span: Option<Span>,
    /// The path as shown, for what could not be read at all.
    pub path: Option<Arc<str>>,
}

impl Problem {
    /// A problem at a place.
    #[must_use]
    pub fn at(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None, span: Some(span), path: None }
    }

    /// A problem with a whole file or directory.
    #[must_use]
    pub fn with_path(kind: ProblemKind, path: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None, span: None, path: Some(path.into()) }
    }

    /// The same, with what the user can do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
