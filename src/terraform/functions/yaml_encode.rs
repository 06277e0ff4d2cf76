//! `yamlencode`: block style, every text quoted, texts of several lines as literal blocks where YAML allows.

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome};
use super::json::MAX_DEPTH;
use crate::document::{Data, Value};

/// Quoted texts are broken at spaces behind this column.
const WIDTH: usize = 80;
/// Longer keys, and keys of several lines, get a layout of their own that is not reproduced here.
const MAX_KEY: usize = 128;

pub(super) fn yamlencode(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    let mut writer = Writer { out: String::new(), column: 0, arguments, has_strange_key: false };
    writer.value(value, 0, Place::Top, 0)?;
    if writer.has_strange_key {
        return Ok(arguments.not_computed("keys that long or of several lines are not written"));
    }
    if !matches!(value.data, Data::String(_) | Data::List(_) | Data::Object(_)) {
        // The end of a bare scalar is marked.
        writer.out.push_str("...\n");
    }
    Ok(Value::string(writer.out))
}

/// Where a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    /// Behind the colon of a key.
    Entry,
    /// Behind the dash of a sequence.
    Item,
}

struct Writer<'a> {
    out: String,
    column: usize,
    arguments: &'a Arguments<'a>,
    has_strange_key: bool,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        match text.rfind('\n') {
            Some(at) => self.column = text[at + 1..].chars().count(),
            None => self.column += text.chars().count(),
        }
    }

    /// Writes a value and the end of its line; `indent` is the column of the mapping or sequence it stands in.
    fn value(&mut self, value: &Value, indent: usize, place: Place, depth: usize) -> Outcome<()> {
        if depth > MAX_DEPTH {
            return Err(FunctionError::new("the value is nested too deeply"));
        }
        let before = self.out.len();
        self.arguments.context.budget.spend(1)?;
        let space = if place == Place::Entry { " " } else { "" };
        match &value.data {
            Data::List(list) if !list.items.is_empty() => {
                // A sequence below a key stands in the key's column.
                let own = if place == Place::Item { indent + 2 } else { indent };
                if place == Place::Entry {
                    self.push("\n");
                }
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 || place == Place::Entry {
                        self.push(&" ".repeat(own));
                    }
                    self.push("- ");
                    self.value(item, own, Place::Item, depth + 1)?;
                }
                return self.arguments.allocate(list.items.len() * (own + 2));
            }
            Data::Object(object) if !object.entries.is_empty() => {
                let own = if place == Place::Top { indent } else { indent + 2 };
                if place == Place::Entry {
                    self.push("\n");
                }
                for (index, (key, entry)) in object.entries.iter().enumerate() {
                    if index > 0 || place == Place::Entry {
                        self.push(&" ".repeat(own));
                    }
                    self.has_strange_key |= key.contains('\n') || key.len() > MAX_KEY;
                    self.arguments.allocate(key.len() + own + 3)?;
                    self.quoted(key, own, false);
                    self.push(":");
                    self.value(&entry.value, own, Place::Entry, depth + 1)?;
                }
                return Ok(());
            }
            Data::List(_) => self.push(&format!("{space}[]\n")),
            Data::Object(_) => self.push(&format!("{space}{{}}\n")),
            Data::Null => self.push(&format!("{space}null\n")),
            Data::Bool(value) => self.push(&format!("{space}{value}\n")),
            Data::Number(number) => self.push(&format!("{space}{number}\n")),
            Data::String(text) => {
                self.push(space);
                let inner = indent + 2;
                if text.contains('\n') && allows_literal(text) {
                    self.literal(text, inner)?;
                } else {
                    self.quoted(text, inner, true);
                    self.push("\n");
                }
            }
            Data::Unknown(_) | Data::OneOf(_) => return Err(FunctionError::new("the value is not wholly known")),
        }
        self.arguments.allocate(self.out.len() - before)
    }

    /// A literal block with its hints of indentation and final line breaks.
    fn literal(&mut self, text: &str, inner: usize) -> Outcome<()> {
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
        self.arguments.allocate(lines.saturating_mul(inner))?;
        self.push("|");
        if text.starts_with([' ', '\n']) {
            self.push("2");
        }
        match text.strip_suffix('\n') {
            None => self.push("-"),
            Some(rest) if rest.is_empty() || rest.ends_with('\n') => self.push("+"),
            Some(_) => {}
        }
        self.push("\n");
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.push(&" ".repeat(inner));
                self.push(line);
            }
            self.push("\n");
        }
        Ok(())
    }

    fn quoted(&mut self, text: &str, indent: usize, may_break: bool) {
        self.push("\"");
        let mut was_space = false;
        let mut letters = text.chars().enumerate().peekable();
        while let Some((index, letter)) = letters.next() {
            if letter == ' ' {
                let next = letters.peek().map(|&(_, next)| next);
                if may_break && !was_space && self.column > WIDTH && index > 0 && next.is_some() {
                    self.push("\n");
                    self.push(&" ".repeat(indent));
                    if next == Some(' ') {
                        self.push("\\");
                    }
                } else {
                    self.push(" ");
                }
                was_space = true;
                continue;
            }
            was_space = false;
            match escape(letter) {
                Some(escaped) => self.push(&escaped),
                None => self.push(letter.encode_utf8(&mut [0; 4])),
            }
        }
        self.push("\"");
    }
}

/// How a character is written between quotes, if not as itself.
fn escape(letter: char) -> Option<String> {
    let short = match letter {
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{85}' => "\\N",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        _ if is_printable(letter) => return None,
        _ => {
            let code = u32::from(letter);
            return Some(match code {
                0..=0xff => format!("\\x{code:02X}"),
                0x100..=0xffff => format!("\\u{code:04X}"),
                _ => format!("\\U{code:08X}"),
            });
        }
    };
    Some(short.to_owned())
}

/// What Terraform's writer takes for printable: nothing beyond the basic multilingual plane.
fn is_printable(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Whether a text may stand in a literal block: no space before a line end or the text's end, nothing to escape.
fn allows_literal(text: &str) -> bool {
    !text.contains(" \n") && !text.ends_with(' ') && text.chars().all(|letter| letter == '\n' || is_printable(letter))
}

#[cfg(test)]
mod tests {
    use super::super::testing::gives;

    fn encodes(json: &str, expected: &str) {
        gives("yamlencode", &format!("[{json}]"), &serde_json::to_string(expected).unwrap());
    }

    #[test]
    fn yamlencode_writes_structures() {
        encodes(r#"{"a":"b","c":"d"}"#, "\"a\": \"b\"\n\"c\": \"d\"\n");
        encodes(r#"{"foo":[1,2,3],"bar":"baz"}"#, "\"bar\": \"baz\"\n\"foo\":\n- 1\n- 2\n- 3\n");
        encodes(
            r#"{"foo":[1,{"a":"b","c":"d"},3],"bar":"baz"}"#,
            "\"bar\": \"baz\"\n\"foo\":\n- 1\n- \"a\": \"b\"\n  \"c\": \"d\"\n- 3\n",
        );
        encodes(
            r#"{"a":1,"b":"x","c":[1,"2",true,null],"d":{},"e":[],"f":{"g":"h"}}"#,
            "\"a\": 1\n\"b\": \"x\"\n\"c\":\n- 1\n- \"2\"\n- true\n- null\n\"d\": {}\n\"e\": []\n\"f\":\n  \"g\": \"h\"\n",
        );
        encodes(r#"[[1,2],[{"a":1,"b":2}],[]]"#, "- - 1\n  - 2\n- - \"a\": 1\n    \"b\": 2\n- []\n");
        encodes("1.5", "1.5\n...\n");
        encodes("null", "null\n...\n");
    }

    #[test]
    fn yamlencode_writes_texts() {
        encodes(r#""a\nb""#, "|-\n  a\n  b\n");
        encodes(
            r#"{"x":"a\nb\n","y":"  lead\nx","z":"trail \nx","w":"tab\tx","v":"é\u2028","u":"a\\b\"c","t":""}"#,
            "\"t\": \"\"\n\"u\": \"a\\\\b\\\"c\"\n\"v\": \"é\\L\"\n\"w\": \"tab\\tx\"\n\"x\": |\n  a\n  b\n\"y\": |2-\n    lead\n  x\n\"z\": \"trail \\nx\"\n",
        );
        encodes(
            r#"{"x":{"y":"a\nb\n\n"},"z":["p\nq","\nr","s\n\nt\n"]}"#,
            "\"x\":\n  \"y\": |+\n    a\n    b\n\n\"z\":\n- |-\n  p\n  q\n- |2-\n\n  r\n- |\n  s\n\n  t\n",
        );
        encodes(r#""\n""#, "|2+\n\n");
        encodes(r#""a\r\nb""#, "\"a\\r\\nb\"\n");
        encodes(r#""x\u0001\u0085\u00a0\ufeff😀""#, "\"x\\x01\\N\u{a0}\\uFEFF\\U0001F600\"\n");
        encodes(
            r#""aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccccccccc ddddddddddddddddddddddd eeeeeeeeeeeeee""#,
            "\"aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccccccccc ddddddddddddddddddddddd\n  eeeeeeeeeeeeee\"\n",
        );
    }
}
