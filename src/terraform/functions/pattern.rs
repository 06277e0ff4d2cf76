//! From Go's regular expressions to the crate's: the few places where the two syntaxes differ.
//!
//! Go's `\d`, `\w`, `\s`, `\b` are ASCII; brackets do not nest and know no `&&`; a `{` that begins no repetition is
//! itself; `\Q…\E` quotes; `\<` is no word boundary; there is no `x` flag, and repetitions do not stack.

use std::iter::Peekable;
use std::str::Chars;

/// The most repetitions Go allows in `{n,m}`.
const MAX_REPEAT: u32 = 1000;

/// The same pattern in the crate's syntax.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    let mut translator =
        Translator { rest: pattern.chars().peekable(), out: String::with_capacity(pattern.len() + 16) };
    translator.run()?;
    Ok(translator.out)
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl Translator<'_> {
    fn run(&mut self) -> Result<(), String> {
        let mut is_repeated = false;
        while let Some(letter) = self.rest.next() {
            let was_repeated = std::mem::take(&mut is_repeated);
            match letter {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => self.group()?,
                '*' | '+' | '?' => {
                    is_repeated = self.repetition(was_repeated, letter.to_string())?;
                }
                '{' => match self.counted()? {
                    Some(count) => is_repeated = self.repetition(was_repeated, count)?,
                    None => self.out.push_str("\\{"),
                },
                _ => self.out.push(letter),
            }
        }
        Ok(())
    }

    fn repetition(&mut self, was_repeated: bool, mut operator: String) -> Result<bool, String> {
        if was_repeated {
            return Err(format!("invalid nested repetition operator in {operator}"));
        }
        if self.rest.next_if_eq(&'?').is_some() {
            operator.push('?');
        }
        self.out.push_str(&operator);
        Ok(true)
    }

    /// `{n}`, `{n,}` or `{n,m}` behind its brace; nothing is consumed when it is none of these.
    fn counted(&mut self) -> Result<Option<String>, String> {
        let mut ahead = self.rest.clone();
        let mut text = String::new();
        for letter in ahead.by_ref() {
            match letter {
                '0'..='9' | ',' if text.len() < 32 => text.push(letter),
                '}' => break,
                _ => return Ok(None),
            }
        }
        let (low, high) = text.split_once(',').map_or((text.as_str(), None), |(low, high)| (low, Some(high)));
        if low.is_empty() || high.is_some_and(|high| high.contains(',')) {
            return Ok(None);
        }
        self.rest = ahead;
        let read = |digits: &str| digits.parse().ok().filter(|&count: &u32| count <= MAX_REPEAT);
        let invalid = || format!("invalid repeat count in {{{text}}}");
        let least = read(low).ok_or_else(invalid)?;
        if let Some(high) = high.filter(|high| !high.is_empty()) {
            read(high).filter(|&most| most >= least).ok_or_else(invalid)?;
        }
        Ok(Some(format!("{{{text}}}")))
    }

    fn group(&mut self) -> Result<(), String> {
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.out.push('?');
        let mut ahead = self.rest.clone();
        if let Some('P' | '<') = ahead.next() {
            return Ok(());
        }
        for letter in self.rest.clone() {
            match letter {
                'i' | 'm' | 's' | 'U' | '-' => {}
                ':' | ')' => return Ok(()),
                other => return Err(format!("invalid or unsupported Perl syntax in (?{other}")),
            }
        }
        Err("missing closing )".to_owned())
    }

    /// What stands behind a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let letter = self.rest.next().ok_or("trailing backslash at end of expression")?;
        let text = match (letter, in_class) {
            ('d', false) => "[0-9]",
            ('d', true) => "0-9",
            ('D', _) => "[^0-9]",
            ('w', false) => "[0-9A-Za-z_]",
            ('w', true) => "0-9A-Za-z_",
            ('W', _) => "[^0-9A-Za-z_]",
            ('s', false) => r"[\t\n\f\r ]",
            ('s', true) => r"\t\n\f\r ",
            ('S', _) => r"[^\t\n\f\r ]",
            ('b', false) => r"(?-u:\b)",
            ('B', false) => r"\B",
            ('A', false) => r"\A",
            ('z', false) => r"\z",
            ('Q', false) => {
                self.quoted();
                return Ok(());
            }
            ('a' | 'f' | 't' | 'n' | 'r' | 'v' | 'x' | 'p' | 'P', _) => {
                self.out.push('\\');
                self.out.push(letter);
                return Ok(());
            }
            ('0'..='7', _) => return self.octal(letter),
            _ if letter.is_ascii_punctuation() => {
                self.literal(letter);
                return Ok(());
            }
            _ => return Err(format!("invalid escape sequence in \\{letter}")),
        };
        self.out.push_str(text);
        Ok(())
    }

    fn literal(&mut self, letter: char) {
        if letter.is_ascii_punctuation() && !matches!(letter, '<' | '>' | '_' | '/' | '"' | '\'') {
            self.out.push('\\');
        }
        self.out.push(letter);
    }

    fn quoted(&mut self) {
        while let Some(letter) = self.rest.next() {
            if letter == '\\' && self.rest.next_if_eq(&'E').is_some() {
                return;
            }
            self.literal(letter);
        }
    }

    /// An octal code; `\1` alone would be a back reference, which linear-time engines lack.
    fn octal(&mut self, first: char) -> Result<(), String> {
        let mut code = first.to_digit(8).unwrap_or(0);
        let mut count = 1;
        while count < 3
            && let Some(digit) = self.rest.peek().and_then(|letter| letter.to_digit(8))
        {
            self.rest.next();
            code = code * 8 + digit;
            count += 1;
        }
        if count == 1 && first != '0' {
            return Err(format!("invalid escape sequence in \\{first}"));
        }
        self.out.push_str(&format!("\\x{{{code:X}}}"));
        Ok(())
    }

    /// A bracket expression behind its `[`.
    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut is_first = true;
        let mut after_dash = false;
        while let Some(letter) = self.rest.next() {
            let was_first = std::mem::take(&mut is_first);
            let was_dash = std::mem::take(&mut after_dash);
            match letter {
                ']' if !was_first => {
                    self.out.push(']');
                    return Ok(());
                }
                ']' => self.out.push_str("\\]"),
                '\\' => self.escape(true)?,
                '[' if self.rest.peek() == Some(&':') => self.named_class()?,
                '[' | '&' | '~' => self.literal(letter),
                '-' if was_dash => self.out.push_str("\\-"),
                '-' => {
                    self.out.push('-');
                    after_dash = true;
                }
                _ => self.out.push(letter),
            }
        }
        Err("missing closing ]".to_owned())
    }

    /// `[:alpha:]`, which has the same meaning in both.
    fn named_class(&mut self) -> Result<(), String> {
        let mut name = String::from("[");
        for letter in self.rest.by_ref() {
            name.push(letter);
            if name.ends_with(":]") && name.len() > 3 {
                self.out.push_str(&name);
                return Ok(());
            }
        }
        Err(format!("invalid character class range in {name}"))
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::translate;

    fn finds(pattern: &str, text: &str) -> Option<String> {
        let pattern = Regex::new(&translate(pattern).ok()?).ok()?;
        Some(pattern.find(text)?.as_str().to_owned())
    }

    #[test]
    fn gives_what_go_gives() {
        for (pattern, text, expected) in [
            (r"\d+", "٣4", Some("4")),
            (r"\w+", "é1", Some("1")),
            (r"\bfoo", "éfoo", Some("foo")),
            (r"\s", "\u{b}", None),
            ("[[a]]", "a]", Some("a]")),
            ("[a&&b]", "&", Some("&")),
            ("[~~]", "~", Some("~")),
            ("a{,2}", "a{,2}", Some("a{,2}")),
            ("{", "{", Some("{")),
            (r"\Qa.b\E+", "a.bb", Some("a.bb")),
            (r"\<", "<", Some("<")),
            (r"\-\_\/", "-_/", Some("-_/")),
            (r"\x{41}\101", "AA", Some("AA")),
            (r"[^\D\n]+", "12a", Some("12")),
            (r"[]a]+", "a]", Some("a]")),
            ("a$", "a\n", None),
            ("(?U)a+", "aaa", Some("a")),
            ("(?i)AB", "ab", Some("ab")),
            ("[[:alpha:]]+", "12ab", Some("ab")),
            ("x{2,3}?", "xxx", Some("xx")),
        ] {
            assert_eq!(finds(pattern, text).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn refuses_what_go_refuses() {
        for pattern in ["a**", "a++", "(?x)a b", r"\Z", r"\e", r"\C", "a{1001}", "x{2,1}", r"[\d", r"\1", "[[:x", "\\"]
        {
            assert!(translate(pattern).is_err(), "{pattern}");
        }
    }
}
