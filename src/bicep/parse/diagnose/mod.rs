//! What was expected where a declaration breaks the grammar, said as the Bicep compiler says it.
//!
//! The parser tells in its log which tokens it took before the first that did not fit. They are right, so that a look
//! at what is open and at the last of them tells what was expected. Does not know: how to go on.

mod context;
mod expect;
mod hint;

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};

use tree_sitter::{LogType, ParseOptions, ParseState, Parser};

use super::conflict;
use super::kind::{Kind, language};
use context::{Context, Token, ends_operand};
use expect::Expected;
pub(super) use hint::{KEYWORDS, NAME_CHARACTERS, keyword_meant, word};

/// The first place of a text that breaks the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// The token that does not fit; empty at the end of a line or of the text.
    pub(super) at: Range<usize>,
    /// What was expected.
    pub(super) message: String,
    /// What to do about it.
    pub(super) help: Option<String>,
    /// The bracket that is not closed.
    pub(super) unclosed: Option<usize>,
    /// The text begins with it and is no declaration: there is nothing to say about the rest.
    pub(super) is_about_all: bool,
}

impl Failure {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None, unclosed: None, is_about_all: false }
    }
}

/// Where the text breaks the grammar.
struct Place<'a> {
    text: &'a str,
    /// Offset of the first character that does not fit.
    start: usize,
}

impl<'a> Place<'a> {
    fn before(&self) -> &'a str {
        self.text.get(..self.start).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.start..).unwrap_or_default()
    }

    fn line(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())]
    }
}

/// What the log has told so far.
#[derive(Default)]
struct Log {
    tokens: Vec<Token>,
    /// Where the last token that fitted ends.
    end: usize,
    /// The token that comes next: its name and its end.
    next: Option<(Kind, usize)>,
    is_found: bool,
}

/// Finds the first place that breaks the grammar.
pub(super) fn first_failure(text: &str) -> Option<Failure> {
    let log = RefCell::new(Log::default());
    let mut parser = Parser::new();
    parser.set_language(language()).ok()?;
    parser.set_logger(Some(Box::new(|kind, message| {
        if kind == LogType::Parse {
            log.borrow_mut().note(message);
        }
    })));
    let mut stop = |_: &ParseState| match log.borrow().is_found {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let options = ParseOptions::new().progress_callback(&mut stop);
    parser.parse_with_options(&mut |at, _| text.as_bytes().get(at..).unwrap_or(&[]), None, Some(options));
    parser.set_logger(None);
    drop(parser);
    let log = log.into_inner();
    if !log.is_found {
        return None;
    }
    let (_, end) = log.next.unwrap_or((Kind::Other, log.end));
    Some(describe(text, &log.tokens, log.end, end.min(text.len())))
}

impl Log {
    fn note(&mut self, message: &str) {
        if self.is_found {
            return;
        }
        if let Some(token) = message.strip_prefix("lexed_lookahead sym:") {
            let (name, size) = token.rsplit_once(", size:").unwrap_or((token, "0"));
            self.next = Some((Kind::of_token(name), self.end + size.parse::<usize>().unwrap_or(0)));
        } else if message.starts_with("shift") {
            if let Some((kind, end)) = self.next.take() {
                let is_comment = matches!(kind, Kind::Comment | Kind::Directive);
                if !is_comment {
                    self.tokens.push(Token { kind, end });
                }
                self.end = end;
            }
        } else if message.starts_with("detect_error") {
            self.is_found = true;
        }
    }
}

fn describe(text: &str, tokens: &[Token], before: usize, end: usize) -> Failure {
    let gap = text.get(before..).unwrap_or_default();
    let start = before + gap.len() - gap.trim_start_matches([' ', '\t']).len();
    let place = Place { text, start };
    let context = Context::of(tokens);
    if let Some(failure) =
        of_conflict(&place).or_else(|| of_string(&place, &context)).or_else(|| of_character(&place, &context))
    {
        return failure;
    }
    let rest = place.rest();
    if rest.trim_start().is_empty() {
        // Nothing follows: the place is where the text breaks off.
        let last = tokens.iter().rev().find(|token| token.kind != Kind::Other).map_or(0, |token| token.end);
        return expected(&place, &context, last..last, context.expected(None));
    }
    let next = rest.chars().next();
    let end = if matches!(next, Some('\n' | '\r')) { start } else { end.max(start) };
    let end = (start..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(start);
    expected(&place, &context, start..end, context.expected(next))
}

fn expected(place: &Place, context: &Context, at: Range<usize>, expected: Expected) -> Failure {
    let help = hint::hint(place, context, expected);
    let closes_nothing = expected == Expected::Declaration && place.rest().starts_with(['}', ']', ')']);
    let message = match closes_nothing {
        true => format!("Unexpected \"{}\" at this location", &place.rest()[..1]),
        false => expected.sentence(),
    };
    // A colon in a list most likely belongs to the object around it.
    let is_closing = matches!(expected, Expected::Closing(_)) || context.is_in_list() && place.rest().starts_with(':');
    let unclosed = context.opening().filter(|_| is_closing);
    let is_about_all = expected == Expected::Declaration && !closes_nothing;
    Failure { help, unclosed, is_about_all, ..Failure::new(at, message) }
}

/// A line that a merge left behind.
fn of_conflict(place: &Place) -> Option<Failure> {
    let is_line_start = place.before().is_empty() || place.before().ends_with(['\n', '\r']);
    let at = place.start..place.start + place.line().trim_end().len();
    (is_line_start && conflict::is_marker(place.line()))
        .then(|| Failure::new(at, "A merge conflict is not resolved at this location: Expected one of its sides only"))
}

/// A string that is not closed.
fn of_string(place: &Place, context: &Context) -> Option<Failure> {
    let (start, rest) = (place.start, place.rest());
    if rest.starts_with("'''") || rest.starts_with('\'') && place.before().ends_with("''") {
        let start = start - if rest.starts_with("'''") { 0 } else { 2 };
        return Some(Failure::new(
            start..start + 3,
            "The multi-line string at this location is not terminated: Expected '''",
        ));
    }
    let last = context.tokens.last().map(|token| token.kind);
    let is_hole_filled = context.is_in_hole() && last.is_some_and(ends_operand);
    let is_string = rest.starts_with('\'') && !is_complete_string(place.line()) && !is_hole_filled;
    if is_string || rest.starts_with('}') && is_hole_filled {
        let message = "The string at this location is not terminated: Expected a single quote";
        return Some(Failure::new(start..start + place.line().len(), message));
    }
    None
}

/// A character that no token begins with, or half of an operator.
fn of_character(place: &Place, context: &Context) -> Option<Failure> {
    let rest = place.rest();
    let first = rest.chars().next()?;
    let is_half = !rest[first.len_utf8()..].starts_with(first) && (first == '&' || first == '|' && !context.is_type());
    let help = match first {
        _ if is_half => Some(format!("did you mean \"{first}{first}\"?")),
        ';' => Some("a declaration ends with its line".to_owned()),
        '#' if context.outside.is_empty() => Some("a comment starts with //".to_owned()),
        _ => None,
    };
    let message = match first {
        '"' | '`' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => {
            format!("The token {first} is not recognized: Expected single quotes around a string")
        }
        '#' | '$' => format!("The token \"{first}\" is not recognized"),
        _ if is_token_start(first) && !is_half => return None,
        _ => format!("The token \"{}\" is not recognized", first.escape_debug()),
    };
    Some(Failure { help, ..Failure::new(place.start..place.start + first.len_utf8(), message) })
}

/// Whether a line that starts with a quote holds the end of that string.
fn is_complete_string(line: &str) -> bool {
    let mut bytes = line.bytes().skip(1);
    while let Some(byte) = bytes.next() {
        match byte {
            b'\'' => return true,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    false
}

fn is_token_start(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_\n\r'{}[]()<>=!|&?:.,+-*/%@^$#".contains(character)
}
