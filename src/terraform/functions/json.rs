//! JSON, as Terraform writes and reads it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::arguments::{Arguments, normalize};
use super::error::{FunctionError, Outcome};
use crate::document::{Data, Entry, Number, Object, Value};

/// The deepest nesting that is written or read.
pub(super) const MAX_DEPTH: usize = 200;

pub(super) fn jsonencode(arguments: &Arguments<'_>) -> Outcome {
    let text = encode(arguments, arguments.value(0)?)?;
    Ok(Value::string(text))
}

/// A wholly known value as JSON: compact, keys sorted, `<`, `>` and `&` escaped.
pub(super) fn encode(arguments: &Arguments<'_>, value: &Value) -> Outcome<String> {
    let mut out = String::new();
    write(arguments, value, 0, &mut out)?;
    Ok(out)
}

fn write(arguments: &Arguments<'_>, value: &Value, depth: usize, out: &mut String) -> Outcome<()> {
    if depth > MAX_DEPTH {
        return Err(FunctionError::new("the value is nested too deeply"));
    }
    let before = out.len();
    match &value.data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Number(number) if number.is_infinite() => {
            return Err(FunctionError::new("cannot serialize infinity as JSON"));
        }
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(text) => write_text(text, out),
        Data::List(list) => {
            out.push('[');
            for (index, item) in list.items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(arguments, item, depth + 1, out)?;
            }
            out.push(']');
        }
        Data::Object(object) => {
            out.push('{');
            for (index, (key, entry)) in object.entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(key, out);
                arguments.allocate(key.len() + 4)?;
                out.push(':');
                write(arguments, &entry.value, depth + 1, out)?;
            }
            out.push('}');
        }
        Data::Unknown(_) | Data::OneOf(_) => return Err(FunctionError::new("the value is not wholly known")),
    }
    // What is nested was counted already.
    let is_leaf = !matches!(value.data, Data::List(_) | Data::Object(_));
    arguments.context.budget.spend(1)?;
    arguments.allocate(if is_leaf { out.len() - before } else { 2 })
}

pub(super) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

pub(super) fn jsondecode(arguments: &Arguments<'_>) -> Outcome {
    let mut reader = Reader { rest: arguments.text(0)?, arguments };
    let value = reader.value(0)?;
    reader.skip_space();
    if !reader.rest.is_empty() {
        return Err(FunctionError::new("extraneous data after JSON object"));
    }
    Ok(value)
}

struct Reader<'a> {
    rest: &'a str,
    arguments: &'a Arguments<'a>,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// The error at the next character.
    fn unexpected(&self, place: &str) -> FunctionError {
        match self.rest.chars().next() {
            None => FunctionError::new("unexpected end of JSON input"),
            Some(letter) => FunctionError::new(format!("invalid character '{}' {place}", letter.escape_debug())),
        }
    }

    fn value(&mut self, depth: usize) -> Outcome {
        if depth > MAX_DEPTH {
            return Err(FunctionError::new("the JSON text is nested too deeply"));
        }
        self.arguments.elements(1)?;
        self.skip_space();
        match self.rest.bytes().next() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(Value::string(self.text()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("true") => Ok(Value::bool(true)),
            _ if self.take("false") => Ok(Value::bool(false)),
            _ if self.take("null") => Ok(Value::null()),
            _ => Err(self.unexpected("looking for beginning of value")),
        }
    }

    fn array(&mut self, depth: usize) -> Outcome {
        self.take("[");
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Ok(Value::tuple(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take("]") {
                return Ok(Value::tuple(items));
            }
            if !self.take(",") {
                return Err(self.unexpected("after array element"));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Outcome {
        self.take("{");
        let mut entries = BTreeMap::new();
        self.skip_space();
        if !self.take("}") {
            loop {
                self.skip_space();
                if !self.rest.starts_with('"') {
                    return Err(self.unexpected("looking for beginning of object key string"));
                }
                let key: Arc<str> = self.text()?.into();
                self.skip_space();
                if !self.take(":") {
                    return Err(self.unexpected("after object key"));
                }
                entries.insert(key, Entry::from(self.value(depth + 1)?));
                self.skip_space();
                if self.take("}") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.unexpected("after object key:value pair"));
                }
            }
        }
        Ok(Value::new(Data::Object(Arc::new(Object { entries, ..Object::default() }))))
    }

    fn number(&mut self) -> Outcome {
        let bytes = self.rest.as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = usize::from(bytes.first() == Some(&b'-'));
        end += match bytes.get(end) {
            Some(b'0') => 1,
            _ => digits(end),
        };
        let integer = end;
        if bytes.get(end) == Some(&b'.') {
            end += 1 + digits(end + 1);
        }
        if let Some(b'e' | b'E') = bytes.get(end) {
            end += 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            end += digits(end);
        }
        let text = &self.rest[..end];
        let is_complete = text.bytes().last().is_some_and(|byte| byte.is_ascii_digit())
            && text[integer..].strip_prefix('.').is_none_or(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let number = is_complete.then(|| Number::parse(text)).flatten();
        self.rest = &self.rest[end..];
        number.map(Value::number).ok_or_else(|| FunctionError::new("invalid number literal"))
    }

    fn text(&mut self) -> Outcome<String> {
        self.take("\"");
        let mut out = String::new();
        loop {
            let Some(stop) = self.rest.find(|letter: char| letter == '"' || letter == '\\' || letter < ' ') else {
                return Err(FunctionError::new("unexpected end of JSON input"));
            };
            out.push_str(&self.rest[..stop]);
            self.rest = &self.rest[stop..];
            if self.take("\"") {
                self.arguments.allocate(out.len())?;
                return Ok(normalize(out));
            }
            if !self.take("\\") {
                return Err(self.unexpected("in string literal"));
            }
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Outcome<char> {
        let Some(letter) = self.rest.chars().next() else { return Err(self.unexpected("in string escape code")) };
        let plain = match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                self.take("u");
                let first = self.code_unit()?;
                let saved = self.rest;
                if (0xd800..0xdc00).contains(&first) && self.take("\\u") {
                    let second = self.code_unit()?;
                    if (0xdc00..0xe000).contains(&second) {
                        let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    self.rest = saved;
                }
                return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.rest = &self.rest[1..];
        Ok(plain)
    }

    fn code_unit(&mut self) -> Outcome<u32> {
        let digits = self.rest.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.unexpected("in \\u hexadecimal character escape"))?;
        self.rest = &self.rest[4..];
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn jsonencode_sorts_and_escapes() {
        gives("jsonencode", r#"[{"hello":"world"}]"#, r#""{\"hello\":\"world\"}""#);
        gives(
            "jsonencode",
            r#"[{"b":[1,"<&>\u2028",1.50],"a":null}]"#,
            r#""{\"a\":null,\"b\":[1,\"\\u003c\\u0026\\u003e\\u2028\",1.5]}""#,
        );
        gives(
            "jsonencode",
            r#"["\u0001\b\f\n\r\t/\u007fé"]"#,
            "\"\\\"\\\\u0001\\\\b\\\\f\\\\n\\\\r\\\\t/\u{7f}é\\\"\"",
        );
        gives("jsonencode", "[null]", r#""null""#);
        gives("jsonencode", "[1e-7]", r#""0.0000001""#);
    }

    #[test]
    fn jsondecode_reads_what_go_reads() {
        gives("jsondecode", r#"["{\"hello\": \"world\"}"]"#, r#"{"hello":"world"}"#);
        gives("jsondecode", r#"["true"]"#, "true");
        gives("jsondecode", r#"[" {\"a\":[1,2.50,null,{}],\"a\":[]} "]"#, r#"{"a":[]}"#);
        gives("jsondecode", r#"["123456789012345678901234567890.5"]"#, "123456789012345678901234567890.5");
        gives("jsondecode", r#"["\"\\ud83d\\ude00\\ud800x\\/\""]"#, "\"😀\u{fffd}x/\"");
        for text in ["", "1 2", "{\\\"a\\\":1,}", "[1", "nul", "01", "1.", "-", "\\\"a\\tb\\\"", "\\\"\\\\x\\\"", "1e"]
        {
            fails("jsondecode", &format!("[\"{text}\"]"), "Call to function \"jsondecode\" failed");
        }
        fails("jsondecode", &format!("[\"{}\"]", "[".repeat(100_000)), "nested too deeply");
    }
}
