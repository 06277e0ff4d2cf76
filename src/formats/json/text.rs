//! The strings of JSON.

use super::Failure;
use super::node::Text;
use super::reader::Reader;

impl Reader<'_> {
    /// Skips a string, or what there is of it on its line.
    pub fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\n' if !self.dialect.multiline_strings => return,
                b'\\' if self.text.is_char_boundary(self.at + 2) && self.at + 2 <= self.text.len() => self.at += 2,
                _ => self.at += self.character().map_or(1, char::len_utf8),
            }
        }
    }

    pub fn string(&mut self) -> Result<Text, Failure> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        let mut steps = vec![(0, self.at)];
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20);
            let Some(plain) = plain else {
                self.at = self.text.len();
                return Err(Failure::syntax(
                    start..self.at,
                    "Unterminated JSON string: no closing quote was found for the string opened here",
                ));
            };
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Text { text, range: start..self.at, steps });
                }
                Some(b'\\') => {
                    let escape = self.at;
                    match self.escape() {
                        Some(character) => text.push(character),
                        None => {
                            let end = self.at.min(self.text.len());
                            self.at = start;
                            self.skip_string();
                            return Err(Failure::syntax(
                                escape..end.max(escape + 1),
                                "Invalid JSON string: this escape sequence is not valid",
                            ));
                        }
                    }
                    steps.push((text.len(), self.at));
                }
                Some(b'\n' | b'\r') if self.dialect.multiline_strings => {
                    let byte = self.text.as_bytes()[self.at];
                    text.push(char::from(byte));
                    self.at += 1;
                }
                Some(b'\n' | b'\r') => {
                    return Err(Failure::syntax(
                        start..self.at,
                        "Invalid JSON string: the string opened here has no closing quote on its line",
                    ));
                }
                _ => {
                    let range = self.at..self.at + 1;
                    self.at = start;
                    self.skip_string();
                    return Err(Failure::syntax(range, "Invalid JSON string: control characters must be escaped"));
                }
            }
        }
    }

    /// Reads an escape. Half a surrogate pair stands for the replacement character, as in Go.
    fn escape(&mut self) -> Option<char> {
        let selector = self.text.as_bytes().get(self.at + 1).copied();
        self.at += 2;
        Some(match selector? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.code_unit(self.at)?;
                self.at += 4;
                if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u") {
                    let second = self.code_unit(self.at + 2)?;
                    if (0xdc00..0xe000).contains(&second) {
                        self.at += 6;
                        let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        return char::from_u32(code);
                    }
                }
                char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => {
                self.at -= 1;
                return None;
            }
        })
    }

    fn code_unit(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    }
}
