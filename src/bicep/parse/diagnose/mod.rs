//! What was expected where a declaration breaks the grammar, said as the Bicep compiler says it.
//!
//! The parser tells in its log which tokens it took before the first that did not fit. They are right, so that a look
//! at what is open and at the last of them tells what was expected. Does not know: how to go on.

mod context;

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};

use tree_sitter::{LogType, ParseOptions, ParseState, Parser};

use super::kind::{Kind, language};
use context::{Context, Token};

/// The first place of a text that breaks the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// The token that does not fit; empty at the end of a line or of the text.
    pub(super) at: Range<usize>,
    /// What was expected.
    pub(super) message: String,
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
    let rest = text.get(start..).unwrap_or_default();
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let first = rest.chars().next();
    let at_end = matches!(first, None | Some('\n' | '\r'));
    let until = |end: usize| start..end.max(start);
    if rest.starts_with("'''") || rest.starts_with('\'') && text[..start].ends_with("''") {
        let start = start - if rest.starts_with("'''") { 0 } else { 2 };
        let message = "The multi-line string at this location is not terminated: Expected '''";
        return Failure { at: start..start + 3, message: message.to_owned() };
    }
    let is_string = rest.starts_with('\'') && !is_complete_string(line);
    let is_hole = rest.starts_with('}') && Context::of(tokens).is_in_hole();
    if is_string || is_hole {
        let message = "The string at this location is not terminated: Expected a single quote";
        return Failure { at: until(start + line.len()), message: message.to_owned() };
    }
    if first == Some('"') {
        let message = "The token \" is not recognized: Expected single quotes around a string";
        return Failure { at: until(start + 1), message: message.to_owned() };
    }
    if let Some(first) = first.filter(|first| !is_token_start(*first)) {
        let shown = first.escape_debug();
        let message = format!("The token \"{shown}\" is not recognized");
        return Failure { at: until(start + first.len_utf8()), message };
    }
    if rest.trim_start().is_empty() {
        // Nothing follows: the place is where the text breaks off.
        let last = tokens.iter().rev().find(|token| token.kind != Kind::Other).map_or(0, |token| token.end);
        return Failure { at: last..last, message: Context::of(tokens).expected(true) };
    }
    let message = Context::of(tokens).expected(false);
    let end = if at_end { start } else { end };
    let end = (start..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(start);
    Failure { at: until(end), message }
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
