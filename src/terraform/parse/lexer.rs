//! From text to tokens, on demand.
//!
//! Knows: where strings, heredocs and template sequences begin and end. Does not know: the grammar. What stands in a
//! string is told apart from code here once, so that nothing else has to look at quotes. A string or heredoc that is
//! never closed costs its own line, not the rest of the file.

use std::ops::Range;

use hcl_edit::Ident;
use rustc_hash::FxHashMap;

use super::token::{Fault, Token, TokenKind};

/// What the lexer is in.
#[derive(Debug, Clone)]
enum Mode {
    /// Inside `${ }` or `%{ }`, with the number of braces open in it.
    Sequence(usize),
    /// Inside quotes; where they were opened.
    Quote(usize),
    /// Inside a heredoc.
    Heredoc { open: usize, marker: Range<usize>, at_line_start: bool },
    /// A template without quotes, as the strings of JSON syntax hold it.
    Bare,
}

/// Yields the tokens of a range of a text.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    end: usize,
    position: usize,
    modes: Vec<Mode>,
    placeholders: &'t [Range<usize>],
    /// Lines that hold one word and nothing else, by that word: what could close a heredoc.
    markers: Option<FxHashMap<&'t str, Vec<usize>>>,
    /// No `*/` follows behind this offset.
    no_comment_end: Option<usize>,
    /// Inline comments seen.
    pub comments: Vec<Range<usize>>,
    /// Heredocs seen from `<<` to their closing marker.
    pub heredocs: Vec<Range<usize>>,
    /// Bytes read, those read again included.
    pub work: usize,
}

impl<'t> Lexer<'t> {
    /// The tokens of native syntax in `range`. The placeholders are sorted.
    pub fn new(text: &'t str, range: Range<usize>, placeholders: &'t [Range<usize>]) -> Self {
        Self {
            text,
            end: range.end,
            position: range.start,
            modes: Vec::new(),
            placeholders,
            markers: None,
            no_comment_end: None,
            comments: Vec::new(),
            heredocs: Vec::new(),
            work: 0,
        }
    }

    /// The tokens of a template without quotes.
    pub fn bare(text: &'t str) -> Self {
        let mut lexer = Self::new(text, 0..text.len(), &[]);
        lexer.modes.push(Mode::Bare);
        lexer
    }

    /// Goes on at an offset outside any string.
    pub fn reset(&mut self, position: usize) {
        self.position = position;
        self.modes.clear();
    }

    /// The next token.
    pub fn next(&mut self) -> Token {
        let from = self.position;
        let token = match self.modes.last() {
            None | Some(Mode::Sequence(_)) => self.code(),
            Some(Mode::Quote(open)) => self.quoted(*open),
            Some(Mode::Heredoc { open, marker, at_line_start }) => self.heredoc(*open, marker.clone(), *at_line_start),
            Some(Mode::Bare) => self.text_line(None),
        };
        self.work += self.position - from + 1;
        token
    }

    fn byte(&self, at: usize) -> Option<u8> {
        if at < self.end { self.text.as_bytes().get(at).copied() } else { None }
    }

    fn character(&self, at: usize) -> Option<char> {
        if at < self.end { self.text[at..self.end].chars().next() } else { None }
    }

    fn take(&mut self, kind: TokenKind, start: usize, end: usize) -> Token {
        self.position = end;
        Token { kind, start, end }
    }

    fn skip_blanks(&mut self) {
        loop {
            match (self.byte(self.position), self.byte(self.position + 1)) {
                (Some(b' ' | b'\t'), _) => self.position += 1,
                (Some(b'/'), Some(b'*')) if self.no_comment_end.is_none_or(|from| self.position < from) => {
                    let body = &self.text.as_bytes()[self.position + 2..self.end];
                    let Some(length) = memchr::memmem::find(body, b"*/") else {
                        self.no_comment_end = Some(self.position);
                        return;
                    };
                    let start = self.position;
                    self.position += length + 4;
                    self.comments.push(start..self.position);
                }
                _ => return,
            }
        }
    }

    fn code(&mut self) -> Token {
        use TokenKind as Kind;
        self.skip_blanks();
        let start = self.position;
        if let Some(end) = self.placeholder_at(start) {
            return self.take(Kind::Placeholder, start, end);
        }
        let Some(byte) = self.byte(start) else { return self.take(Kind::End, start, start) };
        let next = self.byte(start + 1);
        let (kind, length) = match (byte, next) {
            (b'\n', _) => (Kind::Newline, 1),
            (b'\r', Some(b'\n')) => (Kind::Newline, 2),
            (b'#', _) | (b'/', Some(b'/')) => {
                let rest = &self.text.as_bytes()[start..self.end];
                (Kind::Newline, memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1))
            }
            (b'"', _) => {
                self.modes.push(Mode::Quote(start));
                (Kind::OpenQuote, 1)
            }
            (b'{', _) => {
                if let Some(Mode::Sequence(braces)) = self.modes.last_mut() {
                    *braces += 1;
                }
                (Kind::OpenBrace, 1)
            }
            (b'}', _) => match self.modes.last_mut() {
                Some(Mode::Sequence(0)) => {
                    self.modes.pop();
                    (Kind::CloseSequence, 1)
                }
                Some(Mode::Sequence(braces)) => {
                    *braces -= 1;
                    (Kind::CloseBrace, 1)
                }
                _ => (Kind::CloseBrace, 1),
            },
            (b'~', Some(b'}')) if matches!(self.modes.last(), Some(Mode::Sequence(0))) => {
                self.modes.pop();
                (Kind::CloseSequence, 2)
            }
            (b'[', _) => (Kind::OpenBracket, 1),
            (b']', _) => (Kind::CloseBracket, 1),
            (b'(', _) => (Kind::OpenParenthesis, 1),
            (b')', _) => (Kind::CloseParenthesis, 1),
            (b'=', Some(b'=')) => (Kind::Operator, 2),
            (b'=', Some(b'>')) => (Kind::FatArrow, 2),
            (b'=', _) => (Kind::Equal, 1),
            (b'!', Some(b'=')) | (b'<' | b'>', Some(b'=')) | (b'&', Some(b'&')) | (b'|', Some(b'|')) => {
                (Kind::Operator, 2)
            }
            (b'!', _) => (Kind::Bang, 1),
            (b'<', Some(b'<')) => return self.heredoc_start(start),
            (b'<' | b'>' | b'+' | b'/' | b'%', _) => (Kind::Operator, 1),
            (b'-', _) => (Kind::Minus, 1),
            (b'*', _) => (Kind::Star, 1),
            (b'?', _) => (Kind::Question, 1),
            (b':', Some(b':')) => (Kind::DoubleColon, 2),
            (b':', _) => (Kind::Colon, 1),
            (b',', _) => (Kind::Comma, 1),
            (b'.', Some(b'.')) if self.byte(start + 2) == Some(b'.') => (Kind::Ellipsis, 3),
            (b'.', _) => (Kind::Dot, 1),
            (b'0'..=b'9', _) => (Kind::Number, self.number_length(start)),
            (b'\'', _) => (Kind::Invalid(Fault::SingleQuote), 1),
            (b'`', _) => (Kind::Invalid(Fault::Backtick), 1),
            (b';', _) => (Kind::Invalid(Fault::Semicolon), 1),
            (b'&', _) => (Kind::Invalid(Fault::BitwiseAnd), 1),
            (b'|', _) => (Kind::Invalid(Fault::BitwiseOr), 1),
            _ => match self.identifier_end(start) {
                Some(end) => (Kind::Identifier, end - start),
                None => {
                    let length = self.character(start).map_or(1, char::len_utf8);
                    (Kind::Invalid(Fault::Character), length)
                }
            },
        };
        self.take(kind, start, start + length)
    }

    /// The end of the placeholder that starts here. One that looks like a comment and starts a line is a comment.
    fn placeholder_at(&self, start: usize) -> Option<usize> {
        let index = self.placeholders.binary_search_by_key(&start, |range| range.start).ok()?;
        let end = self.placeholders[index].end;
        let looks_like_comment = matches!(self.byte(start), Some(b'#' | b'/'));
        let before = self.text[..start].trim_end_matches([' ', '\t']);
        let starts_line = before.is_empty() || before.ends_with('\n');
        (end <= self.end && !(looks_like_comment && starts_line && self.modes.is_empty() && !self.is_item(end)))
            .then_some(end)
    }

    /// Whether what follows makes a placeholder at the start of a line an element of a list rather than a comment.
    fn is_item(&self, end: usize) -> bool {
        let rest = self.text[end..self.end].trim_start_matches([' ', '\t']);
        rest.starts_with([',', ']', ')']) || rest.trim_start().starts_with([']', ')'])
    }

    fn number_length(&self, start: usize) -> usize {
        let (mut at, mut good) = (start, start);
        loop {
            match self.byte(at) {
                Some(b'0'..=b'9') => {
                    at += 1;
                    good = at;
                }
                Some(b'.') => at += 1,
                Some(b'e' | b'E') => {
                    let sign = usize::from(matches!(self.byte(at + 1), Some(b'+' | b'-')));
                    if !self.byte(at + 1 + sign).is_some_and(|byte| byte.is_ascii_digit()) {
                        return good - start;
                    }
                    at += 2 + sign;
                    good = at;
                }
                _ => return good - start,
            }
        }
    }

    fn identifier_end(&self, start: usize) -> Option<usize> {
        let mut at = start;
        loop {
            match self.byte(at) {
                Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => at += 1,
                Some(b'0'..=b'9' | b'-') if at > start => at += 1,
                Some(byte) if byte >= 0x80 => {
                    let Some(character) = self.character(at).filter(|&found| is_identifier(found, at == start)) else {
                        break;
                    };
                    at += character.len_utf8();
                }
                _ => break,
            }
        }
        (at > start).then_some(at)
    }

    fn heredoc_start(&mut self, start: usize) -> Token {
        let is_flush = self.byte(start + 2) == Some(b'-');
        let marker_start = start + 2 + usize::from(is_flush);
        let marker_end = self.identifier_end(marker_start);
        let line_end = marker_end.map(|end| end + usize::from(self.byte(end) == Some(b'\r')));
        let (Some(marker_end), Some(line_end)) = (marker_end, line_end) else {
            return self.take(TokenKind::Operator, start, start + 1);
        };
        if self.byte(line_end) != Some(b'\n') {
            return self.take(TokenKind::Operator, start, start + 1);
        }
        let (text, from, end) = (self.text, self.position, self.end);
        let markers = self.markers.get_or_insert_with(|| marker_lines(text, from..end));
        let lines = markers.get(&text[marker_start..marker_end]);
        if lines.and_then(|lines| lines.last()).is_none_or(|&last| last <= line_end) {
            return self.take(TokenKind::Invalid(Fault::UnterminatedHeredoc(start)), start, marker_end);
        }
        self.modes.push(Mode::Heredoc { open: start, marker: marker_start..marker_end, at_line_start: true });
        self.take(TokenKind::OpenHeredoc { is_flush }, start, line_end + 1)
    }

    fn quoted(&mut self, open: usize) -> Token {
        let start = self.position;
        let mut at = start;
        loop {
            match (self.byte(at), self.byte(at + 1)) {
                (Some(b'"'), _) if at == start => {
                    self.modes.pop();
                    return self.take(TokenKind::CloseQuote, at, at + 1);
                }
                (Some(first @ (b'$' | b'%')), Some(b'{')) if at == start => return self.sequence(first, at),
                (None | Some(b'\n' | b'\r'), _) if at == start => {
                    self.modes.clear();
                    let fault = match self.byte(at) {
                        None => Fault::UnterminatedString(open),
                        Some(_) => Fault::MultiLineString(open),
                    };
                    return self.take(TokenKind::Invalid(fault), at, at);
                }
                (None | Some(b'"' | b'\n' | b'\r'), _) | (Some(b'$' | b'%'), Some(b'{')) => {
                    return self.take(TokenKind::Literal, start, at);
                }
                // What follows a backslash is no quote; whether it is an escape is checked with the grammar.
                (Some(b'\\'), Some(next)) if next != b'\n' && next != b'\r' && next < 0x80 => at += 2,
                (Some(first @ (b'$' | b'%')), Some(second)) if first == second && self.byte(at + 2) == Some(b'{') => {
                    at += 3;
                }
                (Some(_), _) => at += 1,
            }
        }
    }

    fn sequence(&mut self, first: u8, at: usize) -> Token {
        if let Some(Mode::Heredoc { at_line_start, .. }) = self.modes.last_mut() {
            *at_line_start = false;
        }
        self.modes.push(Mode::Sequence(0));
        let kind = if first == b'$' { TokenKind::OpenInterpolation } else { TokenKind::OpenDirective };
        let end = at + 2 + usize::from(self.byte(at + 2) == Some(b'~'));
        self.take(kind, at, end)
    }

    fn heredoc(&mut self, open: usize, marker: Range<usize>, at_line_start: bool) -> Token {
        let start = self.position;
        if at_line_start {
            let rest = &self.text.as_bytes()[start..self.end];
            // Only a line with its end can close a heredoc.
            if let Some(length) = memchr::memchr(b'\n', rest) {
                let line = &self.text[start..start + length];
                if line.trim() == &self.text[marker] {
                    self.modes.pop();
                    let word = start + (line.len() - line.trim_start().len());
                    let end = word + line.trim().len();
                    self.heredocs.push(open..end);
                    return self.take(TokenKind::CloseHeredoc, word, end);
                }
            }
        }
        self.text_line(Some(open))
    }

    /// Text up to the end of its line or the next sequence; `open` is the heredoc it stands in.
    fn text_line(&mut self, open: Option<usize>) -> Token {
        let start = self.position;
        let mut at = start;
        let end = loop {
            match (self.byte(at), self.byte(at + 1)) {
                (None, _) if at == start => {
                    self.modes.clear();
                    let kind = open.map_or(TokenKind::End, |open| TokenKind::Invalid(Fault::UnterminatedHeredoc(open)));
                    return self.take(kind, at, at);
                }
                (Some(first @ (b'$' | b'%')), Some(b'{')) if at == start => return self.sequence(first, at),
                (None, _) | (Some(b'$' | b'%'), Some(b'{')) => break at,
                (Some(b'\n'), _) => break at + 1,
                // A carriage return is part of a line's end or nothing.
                (Some(b'\r'), next) if next != Some(b'\n') && at == start => {
                    return self.take(TokenKind::Invalid(Fault::Character), at, at + 1);
                }
                (Some(b'\r'), next) if next != Some(b'\n') => break at,
                (Some(first @ (b'$' | b'%')), Some(second)) if first == second && self.byte(at + 2) == Some(b'{') => {
                    at += 3;
                }
                (Some(_), _) => at += 1,
            }
        };
        let ends_line = self.byte(end - 1) == Some(b'\n');
        if let Some(Mode::Heredoc { at_line_start, .. }) = self.modes.last_mut() {
            *at_line_start = ends_line;
        }
        self.take(TokenKind::Literal, start, end)
    }
}

/// Whether a character outside ASCII may stand in an identifier.
fn is_identifier(character: char, is_first: bool) -> bool {
    let mut name = String::with_capacity(5);
    if !is_first {
        name.push('a');
    }
    name.push(character);
    Ident::try_new(name).is_ok()
}

/// Where the lines start that hold one word and nothing else, and have an end.
fn marker_lines(text: &str, range: Range<usize>) -> FxHashMap<&str, Vec<usize>> {
    let mut lines: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut start = range.start;
    for newline in memchr::memchr_iter(b'\n', &text.as_bytes()[range.clone()]) {
        let end = range.start + newline;
        let word = text[start..end].trim();
        if !word.is_empty() && !word.contains([' ', '\t', '"', '{', '}', '=']) {
            lines.entry(word).or_default().push(start);
        }
        start = end + 1;
    }
    lines
}
