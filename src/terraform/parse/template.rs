//! The grammar of templates, and the text of their literal parts.
//!
//! hcl-edit keeps escapes in directives, turns CRLF into LF and removes indentation other than Terraform does; so the
//! literal parts are decoded here from the source, and only the expressions between them are left to hcl-edit.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::copy::{Edit, EditKind, HoleKind};
use super::grammar::{DEEPEST, Failure, Grammar, Literals};
use super::token::{Token, TokenKind};

/// A part of a template, sequences in order and not nested.
enum Part {
    Literal(usize, String),
    Sequence,
}

/// An open directive.
enum Directive {
    If { has_else: bool },
    For,
}

impl Grammar<'_> {
    /// Checks a template behind its opening token and notes its literal parts; gives the height of its tree.
    pub(super) fn template(&mut self, open: Token, is_bare: bool) -> Result<usize, Failure> {
        let (close, is_quoted) = match open.kind {
            TokenKind::OpenHeredoc { .. } => (TokenKind::CloseHeredoc, false),
            _ if is_bare => (TokenKind::End, false),
            _ => (TokenKind::CloseQuote, true),
        };
        let mut parts = Vec::new();
        let mut directives: Vec<(Directive, Range<usize>)> = Vec::new();
        let mut height = 1;
        let mut trim_next = false;
        loop {
            let token = self.with_newlines(false, |grammar| Ok(grammar.read()))?;
            let trim = std::mem::replace(&mut trim_next, false);
            match token.kind {
                kind if kind == close => break,
                TokenKind::Literal => {
                    let raw = &self.text[token.range()];
                    let text = decode(raw, is_quoted).map_err(|fault| fault.at(token.start))?;
                    let text = if trim { text.trim_start().to_owned() } else { text };
                    if !is_quoted && !is_bare {
                        self.hide_marker(open, token);
                    }
                    parts.push(Part::Literal(token.start, text));
                }
                TokenKind::OpenInterpolation | TokenKind::OpenDirective => {
                    if token.end - token.start == 3
                        && let Some(Part::Literal(_, text)) = parts.last_mut()
                    {
                        text.truncate(text.trim_end().len());
                    }
                    parts.push(Part::Sequence);
                    let inner = self.with_newlines(true, |grammar| {
                        if token.kind == TokenKind::OpenInterpolation {
                            grammar.expression()
                        } else {
                            grammar.directive(token, &mut directives)
                        }
                    })?;
                    height = height.max(inner + directives.len());
                    let end = self.with_newlines(true, |grammar| grammar.end_of_sequence(token))?;
                    trim_next = end.end - end.start == 2;
                }
                _ => {
                    let message = "Unterminated template string: no closing marker was found for the string";
                    return Err(self.unexpected(token, message, None));
                }
            }
        }
        if let Some((directive, range)) = directives.pop() {
            let name = match directive {
                Directive::If { .. } => "if",
                Directive::For => "for",
            };
            let message = format!(
                "Unexpected end of template: this {name} directive is missing its corresponding end{name} directive"
            );
            return Err(Failure::syntax(range, message));
        }
        if open.kind == (TokenKind::OpenHeredoc { is_flush: true }) {
            remove_indentation(&mut parts);
        }
        self.note_template(open, is_bare, parts);
        Ok(height + 1)
    }

    fn note_template(&mut self, open: Token, is_bare: bool, parts: Vec<Part>) {
        let range = open.start..self.last_end.max(open.end);
        let has_sequence = parts.iter().any(|part| matches!(part, Part::Sequence));
        let literals: Literals = (parts.into_iter())
            .filter_map(|part| match part {
                Part::Literal(start, text) => Some((start, text)),
                Part::Sequence => None,
            })
            .collect();
        if let Some(found) = self.placeholder_in(&range) {
            self.hole(range, HoleKind::Pipeline(found));
        } else if has_sequence || is_bare {
            self.notes.templates.insert(open.start, literals);
        } else if matches!(open.kind, TokenKind::OpenHeredoc { .. }) {
            self.hole(range, HoleKind::Text(literals.into_iter().map(|(_, text)| text).collect()));
        }
    }

    /// A heredoc line that only begins with the marker would end the heredoc for hcl-edit.
    fn hide_marker(&mut self, open: Token, line: Token) {
        let marker = self.text[open.range()].trim_start_matches(['<', '-']).trim_end();
        let text = &self.text[line.range()];
        let start = line.start + (text.len() - text.trim_start_matches([' ', '\t']).len());
        if self.text[start..line.end].starts_with(marker) {
            self.notes.edits.push(Edit { range: start..start + marker.len(), kind: EditKind::Letters });
        }
    }

    fn end_of_sequence(&mut self, open: Token) -> Result<Token, Failure> {
        let token = self.peek();
        if token.kind == TokenKind::CloseSequence {
            return Ok(self.read());
        }
        if token.kind == TokenKind::OpenQuote {
            let message = "Unclosed template interpolation sequence: there is no closing brace for this sequence before the end of the quoted template; this might be caused by incorrect nesting inside the given expression";
            return Err(Failure::syntax(open.range(), message));
        }
        let message = if open.kind == TokenKind::OpenInterpolation {
            "Extra characters after interpolation expression: expected a closing brace to end the interpolation expression, but found extra characters"
        } else {
            "Extra characters in template directive: expected a closing brace to end the sequence, but found extra characters"
        };
        Err(self.unexpected(token, message, Some(open)))
    }

    fn directive(&mut self, open: Token, directives: &mut Vec<(Directive, Range<usize>)>) -> Result<usize, Failure> {
        let keyword = self.expect(
            TokenKind::Identifier,
            "Invalid template directive: a template directive keyword (\"if\", \"for\", etc) is expected at the beginning of a %{ sequence",
            None,
        )?;
        let range = open.start..keyword.end;
        let unexpected = |name: &str| {
            Failure::syntax(
                open.start..keyword.end,
                format!("Unexpected {name} directive: the control directives within this template are unbalanced"),
            )
        };
        if self.depth() + directives.len() >= DEEPEST {
            let message = format!("the template is nested more than {DEEPEST} levels deep");
            return Err(Failure::budget(range, message));
        }
        match &self.text[keyword.range()] {
            "if" => {
                directives.push((Directive::If { has_else: false }, range));
                self.expression()
            }
            "for" => {
                directives.push((Directive::For, range));
                let message = "Invalid 'for' directive: variable name is required after 'for'";
                self.expect(TokenKind::Identifier, message, None)?;
                if self.peek().kind == TokenKind::Comma {
                    self.read();
                    self.expect(TokenKind::Identifier, message, None)?;
                }
                if !self.is_keyword("in") {
                    let token = self.peek();
                    let message = "Invalid 'for' directive: the 'in' keyword is required after the variable names";
                    return Err(self.unexpected(token, message, None));
                }
                self.read();
                self.expression()
            }
            "else" => match directives.last_mut() {
                Some((Directive::If { has_else: has_else @ false }, _)) => {
                    *has_else = true;
                    Ok(1)
                }
                _ => Err(unexpected("else")),
            },
            "endif" => match directives.pop() {
                Some((Directive::If { .. }, _)) => Ok(1),
                _ => Err(unexpected("endif")),
            },
            "endfor" => match directives.pop() {
                Some((Directive::For, _)) => Ok(1),
                _ => Err(unexpected("endfor")),
            },
            other => Err(Failure::syntax(
                keyword.range(),
                format!("Invalid template control keyword: {other:?} is not a valid template control keyword"),
            )),
        }
    }
}

/// An escape that is none: where in the text, and the message.
pub(super) struct EscapeFault {
    range: Range<usize>,
    message: String,
}

impl EscapeFault {
    fn new(range: Range<usize>, detail: impl std::fmt::Display) -> Self {
        Self { range, message: format!("Invalid escape sequence: {detail}") }
    }

    /// The failure, for a text that starts at this offset.
    pub fn at(self, start: usize) -> Failure {
        Failure::syntax(start + self.range.start..start + self.range.end, self.message)
    }
}

/// The text that a literal part stands for: `$${` and `%%{` always, backslashes only in quotes. Normalised as
/// Terraform normalises every string (Unicode NFC).
pub(super) fn decode(raw: &str, is_quoted: bool) -> Result<String, EscapeFault> {
    let is_plain = !(raw.contains("$${") || raw.contains("%%{") || is_quoted && raw.contains('\\'));
    if is_plain {
        return Ok(normalize(raw));
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let at = raw.len() - rest.len();
        if rest.starts_with("$${") || rest.starts_with("%%{") {
            text.push(first);
            text.push('{');
            rest = &rest[3..];
        } else if first == '\\' && is_quoted {
            let selector = rest[1..].chars().next();
            let (decoded, length) = match selector {
                Some('n') => ('\n', 2),
                Some('r') => ('\r', 2),
                Some('t') => ('\t', 2),
                Some('"') => ('"', 2),
                Some('\\') => ('\\', 2),
                Some('u') => (code_point(rest, 4, at)?, 6),
                Some('U') => (code_point(rest, 8, at)?, 10),
                Some(other) => {
                    let detail = format!("the symbol {other:?} is not a valid escape sequence selector");
                    return Err(EscapeFault::new(at..at + 1 + other.len_utf8(), detail));
                }
                None => return Err(EscapeFault::new(at..at + 1, "a backslash must be followed by a selector")),
            };
            text.push(decoded);
            rest = &rest[length..];
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Ok(normalize(&text))
}

/// The character of `\u1234` or `\U12345678`.
fn code_point(rest: &str, digits: usize, at: usize) -> Result<char, EscapeFault> {
    let found = rest[2..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
    let range = at..at + 2 + found;
    if found < digits {
        let (selector, number) = if digits == 4 { ('u', "four") } else { ('U', "eight") };
        let detail = format!("the \\{selector} escape sequence must be followed by {number} hexadecimal digits");
        return Err(EscapeFault::new(range, detail));
    }
    let code = u32::from_str_radix(&rest[2..2 + digits], 16).unwrap_or(u32::MAX);
    char::from_u32(code)
        .ok_or_else(|| EscapeFault::new(range, format_args!("cannot encode character U+{code:x} in UTF-8")))
}

/// Unicode NFC.
pub(super) fn normalize(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// Removes from each line of a `<<-` heredoc the blanks that all lines begin with. Lines of blanks alone do not count
/// and keep theirs.
fn remove_indentation(parts: &mut [Part]) {
    let mut fewest = usize::MAX;
    let mut indented = Vec::new();
    let mut at_line_start = true;
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Literal(_, text) => {
                if at_line_start {
                    at_line_start = false;
                    let blanks = text.chars().take_while(|found| found.is_whitespace()).count();
                    let is_blank_line = text.ends_with('\n') && text.trim_start().is_empty();
                    if !is_blank_line {
                        fewest = fewest.min(blanks);
                        indented.push(index);
                    }
                }
                at_line_start |= text.ends_with('\n');
            }
            Part::Sequence => {
                if at_line_start {
                    fewest = 0;
                }
                at_line_start = false;
            }
        }
    }
    for index in indented {
        if let Part::Literal(_, text) = &mut parts[index] {
            *text = text.chars().skip(fewest).collect();
        }
    }
}
