//! The tokens of native syntax.

use std::ops::Range;

/// What a token is. Blanks and inline comments are no tokens; a line comment is the newline that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Identifier,
    Number,
    /// A pipeline placeholder outside quotes.
    Placeholder,
    OpenQuote,
    CloseQuote,
    /// `<<EOT` or `<<-EOT` with the newline behind it.
    OpenHeredoc {
        /// `<<-`: indentation is removed.
        is_flush: bool,
    },
    CloseHeredoc,
    /// Text of a template, not yet decoded; in a heredoc at most one line.
    Literal,
    /// `${` or `${~`.
    OpenInterpolation,
    /// `%{` or `%{~`.
    OpenDirective,
    /// `}` or `~}` that ends an interpolation or directive.
    CloseSequence,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParenthesis,
    CloseParenthesis,
    Equal,
    Colon,
    DoubleColon,
    Question,
    Comma,
    Dot,
    Ellipsis,
    FatArrow,
    Star,
    Minus,
    Bang,
    /// A binary operator that is nothing else.
    Operator,
    Newline,
    /// The end of the text.
    End,
    Invalid(Fault),
}

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Character,
    SingleQuote,
    Backtick,
    Semicolon,
    BitwiseAnd,
    BitwiseOr,
    /// A quoted string ends at the end of its line. Holds where it was opened.
    MultiLineString(usize),
    /// The text ends inside a string. Holds where it was opened.
    UnterminatedString(usize),
    /// No line closes the heredoc. Holds where it was opened.
    UnterminatedHeredoc(usize),
}

/// A token with its byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

impl TokenKind {
    /// Whether the token opens something that a closing token ends.
    pub fn opens(self) -> bool {
        matches!(
            self,
            Self::OpenBrace | Self::OpenBracket | Self::OpenParenthesis | Self::OpenInterpolation | Self::OpenDirective
        )
    }

    /// Whether the token ends something.
    pub fn closes(self) -> bool {
        matches!(self, Self::CloseBrace | Self::CloseBracket | Self::CloseParenthesis | Self::CloseSequence)
    }

    pub fn is_binary_operator(self) -> bool {
        matches!(self, Self::Operator | Self::Minus | Self::Star)
    }
}

impl Fault {
    /// The place and the message.
    pub fn describe(self, token: Token) -> (Range<usize>, &'static str) {
        match self {
            Self::Character => (token.range(), "Invalid character: this character is not used within the language"),
            Self::SingleQuote => (
                token.range(),
                "Invalid character: single quotes are not valid, use double quotes (\") to enclose strings",
            ),
            Self::Backtick => (
                token.range(),
                "Invalid character: the \"`\" character is not valid, use the heredoc syntax (<<EOT) for a multi-line string",
            ),
            Self::Semicolon => (
                token.range(),
                "Invalid character: the \";\" character is not valid, use newlines to separate arguments and blocks, and commas to separate items in collection values",
            ),
            Self::BitwiseAnd => (
                token.range(),
                "Unsupported operator: bitwise operators are not supported, did you mean boolean AND (\"&&\")?",
            ),
            Self::BitwiseOr => (
                token.range(),
                "Unsupported operator: bitwise operators are not supported, did you mean boolean OR (\"||\")?",
            ),
            Self::MultiLineString(open) => (
                open..token.start,
                "Invalid multi-line string: quoted strings may not be split over multiple lines, the string opened here has no closing quote",
            ),
            Self::UnterminatedString(open) => (
                open..token.start,
                "Unterminated template string: no closing marker was found for the string opened here",
            ),
            Self::UnterminatedHeredoc(open) => (
                open..token.end,
                "Unterminated template string: no line closes the heredoc opened here (its marker must stand alone on a line)",
            ),
        }
    }
}
