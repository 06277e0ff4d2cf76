//! Reads the structure of JSON.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::node::{Kind, Node};
use super::{Dialect, Failure, MOST_FAILURES};

/// The deepest nesting of arrays and objects.
const DEEPEST: usize = 256;

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    placeholders: &'t [Range<usize>],
    failures: Vec<Failure>,
    comments: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, placeholders: &'t [Range<usize>], dialect: Dialect) -> Self {
        let at = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        Self { text, at, dialect, placeholders, failures: Vec::new(), comments: Vec::new() }
    }

    pub fn document(mut self) -> (Node, Vec<Failure>) {
        let root = self.value(0);
        self.skip_blanks();
        if self.at < self.text.len() && !matches!(root.kind, Kind::Error(_)) {
            let range = self.at..self.at + self.character().map_or(1, char::len_utf8);
            let message = "Extraneous data after value: extra characters appear after the JSON value";
            self.fail(Failure::syntax(range, message));
        }
        (root, self.failures)
    }

    /// The document and its comments, in order.
    pub fn with_comments(mut self) -> (Node, Vec<Range<usize>>) {
        let root = self.value(0);
        self.skip_blanks();
        let mut comments = self.comments;
        // What is skipped and then read again is seen twice.
        comments.sort_unstable_by_key(|range| (range.start, range.end));
        comments.dedup();
        (root, comments)
    }
}

impl Reader<'_> {
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn character(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn fail(&mut self, failure: Failure) {
        if self.failures.len() < MOST_FAILURES {
            self.failures.push(failure);
        }
    }

    /// A failure that stands in the place of a value.
    fn error(&mut self, failure: Failure) -> Node {
        let node = Node { range: failure.range.clone(), kind: Kind::Error(failure.message.clone()) };
        self.fail(failure);
        node
    }

    fn skip_blanks(&mut self) {
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') if self.dialect.comments && self.skip_comment() => {}
                _ => return,
            }
        }
    }

    /// Skips a comment; false when none starts here.
    fn skip_comment(&mut self) -> bool {
        let (start, rest) = (self.at, &self.text.as_bytes()[self.at..]);
        match rest.get(1) {
            Some(b'/') => self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            Some(b'*') => match memchr::memmem::find(&rest[2..], b"*/") {
                Some(length) => self.at += length + 4,
                None => {
                    let range = self.at..self.at + 2;
                    self.at = self.text.len();
                    self.fail(Failure::syntax(
                        range,
                        "Unclosed comment: no `*/` was found for the comment opened here",
                    ));
                }
            },
            _ => return false,
        }
        self.comments.push(start..self.at);
        true
    }

    fn value(&mut self, depth: usize) -> Node {
        self.skip_blanks();
        let start = self.at;
        if let Ok(index) = self.placeholders.binary_search_by_key(&start, |found| found.start) {
            self.at = self.placeholders[index].end;
            return Node { range: start..self.at, kind: Kind::Placeholder };
        }
        match self.byte() {
            Some(b'{' | b'[') if depth >= DEEPEST => {
                let message = format!("the document is nested more than {DEEPEST} levels deep");
                self.skip_value();
                self.error(Failure::budget(start..self.at, message))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => match self.string() {
                Ok(text) => Node { range: text.range.clone(), kind: Kind::String(text) },
                Err(failure) => self.error(failure),
            },
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.keyword(),
            None => self.error(Failure::syntax(
                start..start,
                "Missing JSON value: a JSON value must start here, but the file ends",
            )),
            Some(byte) => {
                let range = start..start + self.character().map_or(1, char::len_utf8);
                // A comma or closing bracket belongs to what is around.
                if !matches!(byte, b',' | b'}' | b']') {
                    self.at = range.end;
                }
                let mut node = self.error(Failure::syntax(range, "Invalid start of value: a JSON value must start with a brace, a bracket, a number, a string, or a keyword"));
                node.range = start..self.at;
                node
            }
        }
    }

    fn keyword(&mut self) -> Node {
        let start = self.at;
        let length = self.text[start..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        self.at += length;
        let kind = match &self.text[start..self.at] {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            other => {
                let message = format!("Invalid JSON keyword: {other:?} is not a valid JSON keyword");
                return self.error(Failure::syntax(start..start + length, message));
            }
        };
        Node { range: start..self.at, kind }
    }

    fn number(&mut self) -> Node {
        let start = self.at;
        let length = (self.text[start..].bytes())
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'))
            .count();
        self.at += length;
        let literal = &self.text[start..self.at];
        if !is_number(literal) {
            let message = format!("Invalid JSON number: {literal:?} is not a valid JSON number");
            return self.error(Failure::syntax(start..self.at, message));
        }
        Node { range: start..self.at, kind: Kind::Number }
    }

    fn array(&mut self, depth: usize) -> Node {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            match self.byte() {
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                None => {
                    self.fail(Failure::syntax(
                        start..start + 1,
                        "Unclosed array: no closing bracket was found for this JSON array",
                    ));
                    break;
                }
                Some(_) => {}
            }
            let item = self.value(depth + 1);
            let is_broken = matches!(item.kind, Kind::Error(_));
            items.push(item);
            if !self.separator(b']', is_broken, start) {
                break;
            }
        }
        Node { range: start..self.at, kind: Kind::Array(items) }
    }

    fn object(&mut self, depth: usize) -> Node {
        let start = self.at;
        self.at += 1;
        let mut members = Vec::new();
        let mut names = FxHashSet::default();
        loop {
            self.skip_blanks();
            let is_broken = match self.byte() {
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                None => {
                    self.fail(Failure::syntax(
                        start..start + 1,
                        "Unclosed object: no closing brace was found for this JSON object",
                    ));
                    break;
                }
                Some(b'"') => match self.string() {
                    Ok(key) => {
                        if self.dialect.unique_keys && !names.insert(key.text.to_ascii_lowercase()) {
                            let message = format!(
                                "Duplicate property: {:?} is already set in this JSON object; the last one counts",
                                key.text
                            );
                            self.fail(Failure::syntax(key.range.clone(), message));
                        }
                        self.skip_blanks();
                        if self.byte() == Some(b':') {
                            self.at += 1;
                            let value = self.value(depth + 1);
                            let is_broken = matches!(value.kind, Kind::Error(_));
                            members.push((key, value));
                            is_broken
                        } else {
                            let at = self.at;
                            let message = "Missing property value colon: a colon must appear between an object property's name and its value";
                            let node = self.error(Failure::syntax(at..at, message));
                            members.push((key, node));
                            true
                        }
                    }
                    Err(failure) => {
                        self.fail(failure);
                        true
                    }
                },
                Some(_) => {
                    let range = self.at..self.at + self.character().map_or(1, char::len_utf8);
                    self.fail(Failure::syntax(
                        range,
                        "Invalid object property name: a JSON object property name must be a string in double quotes",
                    ));
                    true
                }
            };
            if !self.separator(b'}', is_broken, start) {
                break;
            }
        }
        Node { range: start..self.at, kind: Kind::Object(members) }
    }

    /// Reads the comma behind an item; whether another item may follow. Behind a broken item everything up to the
    /// comma is skipped.
    fn separator(&mut self, close: u8, is_broken: bool, open: usize) -> bool {
        self.skip_blanks();
        if is_broken {
            let starts_line = self.text[..self.at].trim_end_matches([' ', '\t']).ends_with('\n');
            if starts_line && self.byte() == Some(b'"') {
                return true;
            }
            self.skip_item();
        } else if !matches!(self.byte(), Some(b',')) && self.byte() != Some(close) && self.at < self.text.len() {
            let range = self.at..self.at + self.character().map_or(1, char::len_utf8);
            self.fail(Failure::syntax(
                range,
                "Missing item separator: a comma must appear between two items of a JSON array or object",
            ));
            if matches!(self.byte(), Some(b'"')) {
                return true;
            }
            self.skip_item();
        }
        match self.byte() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_blanks();
                if self.byte() == Some(close) && !self.dialect.trailing_commas {
                    self.fail(Failure::syntax(
                        comma..comma + 1,
                        "Trailing comma: JSON does not permit a trailing comma after the final item",
                    ));
                }
                true
            }
            Some(byte) if byte == close => {
                self.at += 1;
                false
            }
            Some(_) => {
                // The bracket of something further out: this one is not closed.
                self.fail(Failure::syntax(open..open + 1, "Unclosed JSON array or object: its end was not found"));
                false
            }
            None => {
                let what = if close == b'}' { "object: no closing brace" } else { "array: no closing bracket" };
                self.fail(Failure::syntax(
                    open..open + 1,
                    format!("Unclosed {what} was found for this one before the end of the file"),
                ));
                false
            }
        }
    }

    /// Skips to the next comma or closing bracket that belongs to what is open.
    fn skip_item(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b',' if depth == 0 => return,
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => depth -= 1,
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'/' if self.dialect.comments && self.skip_comment() => continue,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Skips an array or object, however deep.
    fn skip_value(&mut self) {
        self.at += 1;
        let mut depth = 1_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'/' if self.dialect.comments && self.skip_comment() => continue,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }
}

/// Whether a text is a number of JSON.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
