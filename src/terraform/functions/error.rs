//! Why a call fails.

use crate::document::Exhausted;

/// A call that Terraform would refuse, or that ran out of budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionError {
    /// One sentence without a full stop, in Terraform's manner.
    pub message: String,
    /// The offending argument, counted from 0.
    pub argument: Option<usize>,
    /// The budget ran out: `try` and `can` must not swallow it.
    pub is_exhausted: bool,
}

/// What a function gives.
pub(super) type Outcome<T = crate::document::Value> = Result<T, FunctionError>;

impl FunctionError {
    /// An error of the whole call.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: None, is_exhausted: false }
    }

    /// An error of one argument, counted from 0.
    #[must_use]
    pub fn at(argument: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), argument: Some(argument), is_exhausted: false }
    }
}

impl From<Exhausted> for FunctionError {
    fn from(exhausted: Exhausted) -> Self {
        Self { message: exhausted.to_string(), argument: None, is_exhausted: true }
    }
}

/// Shortens a text that goes into a message: messages stay one line.
pub(super) fn excerpt(text: &str) -> String {
    const LIMIT: usize = 60;
    let mut short: String = text.chars().take(LIMIT).flat_map(char::escape_debug).collect();
    if text.chars().nth(LIMIT).is_some() {
        short.push('…');
    }
    short
}
