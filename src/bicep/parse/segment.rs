//! Where declarations start, told without parsing: by lines that begin like one, outside brackets and strings.
//!
//! It makes large files come in pieces, and it lets an error hurt nothing but its own declaration: a bracket that is
//! never closed would swallow the rest of the file otherwise. Does not know: what else is right or wrong.

use std::ops::Range;

use super::diagnose::{KEYWORDS, keyword_meant};

/// Where a declaration, with its decorators, starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Boundary {
    at: usize,
    /// All brackets and strings before it are closed, so that nothing but a declaration can start there. False for
    /// everything behind a bracket that is only thought to be forgotten.
    is_certain: bool,
    /// A bracket before it is not closed.
    is_inside: bool,
}

/// A text with the places where declarations start.
#[derive(Debug)]
pub(super) struct Segments {
    boundaries: Vec<Boundary>,
    end: usize,
}

/// What is open where the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Bracket(u8),
    /// A hole in a string of one line.
    Hole,
    /// A hole in a multi-line string with so many dollar signs.
    MultilineHole(usize),
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    open: Vec<Open>,
    /// How many were open where the line started.
    open_before_line: usize,
    /// The current declaration consists of decorators so far.
    is_decorating: bool,
    /// A declaration seems to have started within brackets.
    is_guessing: bool,
    /// A multi-line string without end was found: what follows holds no end either.
    is_unterminated: bool,
    /// Lines that may yet be looked at for a misspelt keyword.
    misspelt: usize,
    boundaries: Vec<Boundary>,
}

/// Brackets that may be left open inside one that is closed.
const MAX_UNCLOSED: usize = 32;

/// Lines of a file that are looked at for a misspelt keyword.
const MAX_MISSPELT: usize = 100;

impl Segments {
    /// Searches a text.
    pub(super) fn of(text: &str) -> Self {
        let mut scanner = Scanner {
            text: text.as_bytes(),
            at: 0,
            open: Vec::new(),
            open_before_line: 0,
            is_decorating: false,
            is_guessing: false,
            is_unterminated: false,
            misspelt: MAX_MISSPELT,
            boundaries: Vec::new(),
        };
        scanner.scan();
        Self { boundaries: scanner.boundaries, end: text.len() }
    }

    /// The text in pieces of whole declarations of about `size` bytes each.
    pub(super) fn pieces(&self, size: usize) -> Vec<Range<usize>> {
        let mut next = size;
        let starts = self.boundaries.iter().filter(|boundary| boundary.is_certain).map(|boundary| boundary.at);
        self.cut(starts.filter(|&at| {
            let is_far = at >= next;
            next = if is_far { at + size } else { next };
            is_far
        }))
    }

    /// The declarations in a part of the text. With `all`, also where something before them was not closed.
    pub(super) fn declarations(&self, part: &Range<usize>, all: bool) -> Vec<Range<usize>> {
        let first = self.boundaries.partition_point(|boundary| boundary.at <= part.start);
        let inside = self.boundaries[first..].iter().take_while(|boundary| boundary.at < part.end);
        let starts = inside.filter(|boundary| all || boundary.is_certain).map(|boundary| boundary.at);
        let mut ranges = Vec::new();
        let mut start = part.start;
        for at in starts {
            ranges.push(start..at);
            start = at;
        }
        ranges.push(start..part.end);
        ranges
    }

    /// Whether the declaration that ends here has a bracket that is not closed, so that parsing it is in vain.
    pub(super) fn is_unclosed(&self, end: usize) -> bool {
        let found = self.boundaries.binary_search_by_key(&end, |boundary| boundary.at);
        found.is_ok_and(|index| self.boundaries[index].is_inside)
    }

    fn cut(&self, starts: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut start = 0;
        for at in starts {
            ranges.push(start..at);
            start = at;
        }
        ranges.push(start..self.end);
        ranges
    }
}

impl Scanner<'_> {
    fn scan(&mut self) {
        self.begin_line();
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'\n' | b'\r' => {
                    self.at += 1;
                    self.end_line();
                    self.begin_line();
                }
                b'\'' => self.string_or_multiline(0),
                b'$' => {
                    let dollars = self.run(b'$');
                    if self.text[self.at..].starts_with(b"'''") {
                        self.string_or_multiline(dollars);
                    }
                }
                b'/' => self.slash(),
                b'{' | b'[' | b'(' => {
                    self.open.push(Open::Bracket(byte));
                    self.at += 1;
                }
                b'}' | b']' | b')' => self.close(byte),
                _ => self.at += 1,
            }
        }
    }

    /// Passes a run of one byte and gives its length.
    fn run(&mut self, byte: u8) -> usize {
        let length = self.text[self.at..].iter().take_while(|other| **other == byte).count();
        self.at += length;
        length
    }

    /// A hole of a string of one line ends with the line.
    fn end_line(&mut self) {
        let before = self.open_before_line.min(self.open.len());
        if let Some(first) = self.open[before..].iter().position(|open| *open == Open::Hole) {
            self.open.truncate(before + first);
        }
        self.open_before_line = self.open.len();
    }

    /// Looks whether a declaration starts with this line.
    fn begin_line(&mut self) {
        let start = self.at;
        while matches!(self.text.get(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        let is_outside = self.open.is_empty();
        if !is_outside && self.at > start {
            return;
        }
        let line = &self.text[self.at..];
        let is_decorator = line.first() == Some(&b'@');
        let begins = is_decorator || is_declaration(line) || is_outside && self.at == start && self.is_misspelt();
        if !begins {
            return;
        }
        self.is_guessing |= !is_outside;
        if !(is_outside && self.is_decorating) {
            self.boundaries.push(Boundary { at: self.at, is_certain: !self.is_guessing, is_inside: !is_outside });
        }
        self.open.clear();
        self.is_decorating = is_decorator;
    }

    /// Whether the line begins as a declaration does but for the spelling of its keyword.
    fn is_misspelt(&mut self) -> bool {
        let (word, rest) = split_word(&self.text[self.at..]);
        if word.is_empty() || self.misspelt == 0 || !fits_behind_keyword(word, rest) {
            return false;
        }
        self.misspelt -= 1;
        std::str::from_utf8(word).is_ok_and(|word| keyword_meant(word).is_some())
    }

    fn string_or_multiline(&mut self, dollars: usize) {
        if !self.text[self.at..].starts_with(b"'''") {
            self.at += 1;
            return self.rest_of_string();
        }
        self.at += 3;
        let start = self.at;
        if !self.rest_of_multiline(dollars) {
            // Never closed: go on behind the quotes, as though it ended with them.
            self.at = start;
        }
    }

    /// Passes a string of one line up to its end, its next hole or the end of the line.
    fn rest_of_string(&mut self) {
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'\n' | b'\r' => return,
                b'\'' => {
                    self.at += 1;
                    return;
                }
                b'\\' if !matches!(self.text.get(self.at + 1), Some(b'\n' | b'\r')) => self.at += 2,
                b'$' if self.text.get(self.at + 1) == Some(&b'{') => {
                    self.open.push(Open::Hole);
                    self.at += 2;
                    return;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.text.len());
    }

    /// Passes a multi-line string up to its end or its next hole; false when there is none.
    fn rest_of_multiline(&mut self, dollars: usize) -> bool {
        if self.is_unterminated {
            return false;
        }
        while let Some(found) = memchr::memchr2(b'\'', b'$', &self.text[self.at..]) {
            self.at += found;
            if self.text[self.at] == b'\'' {
                if self.run(b'\'') >= 3 {
                    return true;
                }
            } else if self.run(b'$') >= dollars && dollars > 0 && self.text.get(self.at) == Some(&b'{') {
                self.at += 1;
                self.open.push(Open::MultilineHole(dollars));
                return true;
            }
        }
        self.is_unterminated = true;
        false
    }

    fn slash(&mut self) {
        let rest = &self.text[self.at..];
        if rest.starts_with(b"//") {
            self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        } else if rest.starts_with(b"/*") {
            // One that is never closed reaches to the end, as the grammar has it.
            let end = memchr::memmem::find(&rest[2..], b"*/");
            self.at += end.map_or(rest.len(), |end| end + 4);
        } else {
            self.at += 1;
        }
    }

    fn close(&mut self, byte: u8) {
        self.at += 1;
        match (byte, self.open.last()) {
            (b'}', Some(Open::Hole)) => {
                self.open.pop();
                self.rest_of_string();
            }
            (b'}', Some(&Open::MultilineHole(dollars))) => {
                self.open.pop();
                let start = self.at;
                if !self.rest_of_multiline(dollars) {
                    self.at = start;
                }
            }
            _ => {
                let opening = match byte {
                    b'}' => b'{',
                    b']' => b'[',
                    _ => b'(',
                };
                // What was opened inside and not closed ends here too; a hole does not.
                let inside =
                    self.open.iter().rev().take(MAX_UNCLOSED).take_while(|open| matches!(open, Open::Bracket(_)));
                if let Some(depth) = inside.into_iter().position(|open| *open == Open::Bracket(opening)) {
                    self.open.truncate(self.open.len() - depth - 1);
                }
            }
        }
    }
}

/// Whether a line begins with a declaration's keyword and what must follow it.
fn is_declaration(line: &[u8]) -> bool {
    if !line.first().is_some_and(u8::is_ascii_lowercase) {
        return false;
    }
    let (word, rest) = split_word(line);
    KEYWORDS.iter().any(|keyword| keyword.as_bytes() == word) && fits_behind_keyword(word, rest)
}

fn split_word(line: &[u8]) -> (&[u8], &[u8]) {
    let length = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    line.split_at(length)
}

fn fits_behind_keyword(word: &[u8], rest: &[u8]) -> bool {
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(blanks) {
        // A name that is missing: nothing else in the language looks like this.
        Some(b'=') => !matches!(rest.get(blanks + 1), Some(b'=' | b'~' | b'>')),
        Some(b'\'') => true,
        Some(b'{' | b'*') => word == b"import",
        Some(byte) => blanks > 0 && (byte.is_ascii_alphanumeric() || *byte == b'_'),
        None => false,
    }
}
