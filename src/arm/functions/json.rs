//! `json` and `base64ToJson`: texts as the values that they hold.

use super::{CallContext, convert, reason, text};
use crate::arm::operators::{Outcome, refuse};
use crate::document::{Number, Value};

pub(super) fn json(values: &[Value], context: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(text) => parse(text, context),
        None => Ok(Value::unknown(reason(values))),
    }
}

pub(super) fn base64_to_json(values: &[Value], context: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(text) => {
            context.allocate(text.len())?;
            parse(&convert::decode(text)?, context)
        }
        None => Ok(Value::unknown(reason(values))),
    }
}

/// The value that a JSON text holds, at the place of the call.
fn parse(text: &str, context: CallContext<'_>) -> Outcome {
    context.allocate(text.len().saturating_mul(4))?;
    let parsed = serde_json::from_str(text)
        .or_else(|error| serde_json::from_str::<serde_json::Value>(&strict(text)).map_err(|_| error));
    match parsed {
        Ok(parsed) => Ok(of_json(&parsed, context)),
        // The words of the text are not repeated: it may be a secret.
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(refuse(format!("the text is no JSON from line {line}, column {column} on")))
        }
    }
}

/// A JSON value as ours, every part at the place of the call.
pub(super) fn of_json(json: &serde_json::Value, context: CallContext<'_>) -> Value {
    let value = match json {
        serde_json::Value::Null => Value::null(),
        serde_json::Value::Bool(value) => Value::bool(*value),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(number) => Value::number(number),
            None => Number::parse(&number.to_string()).map_or_else(Value::null, Value::number),
        },
        serde_json::Value::String(text) => Value::string(text.as_str()),
        serde_json::Value::Array(items) => Value::tuple(items.iter().map(|item| of_json(item, context)).collect()),
        serde_json::Value::Object(members) => {
            Value::object(members.iter().map(|(name, value)| (name.as_str().into(), of_json(value, context))))
        }
    };
    value.at(context.span)
}

/// What Azure's reader takes beyond the standard, in standard form: texts between single quotes (as in the documented
/// examples of `json` and `base64ToJson`), comments, names without quotes, commas behind the last item.
fn strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => quoted(rest, first, &mut out),
            '/' if comment(rest) > 0 => comment(rest),
            ',' => {
                let is_last = behind_blanks(&rest[1..]).starts_with([']', '}']);
                out.push_str(if is_last { "" } else { "," });
                1
            }
            _ if first.is_ascii_alphabetic() || matches!(first, '_' | '$') => {
                let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '$');
                let length = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
                let is_name = behind_blanks(&rest[length..]).starts_with(':');
                let quote = if is_name { "\"" } else { "" };
                out.extend([quote, &rest[..length], quote]);
                length
            }
            _ => {
                out.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// How long the comment is with which a text begins.
fn comment(rest: &str) -> usize {
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if let Some(inner) = rest.strip_prefix("/*") {
        inner.find("*/").map_or(rest.len(), |end| end + 4)
    } else {
        0
    }
}

/// A text from where something stands that is neither blank nor comment.
fn behind_blanks(mut rest: &str) -> &str {
    loop {
        rest = rest.trim_start();
        match comment(rest) {
            0 => return rest,
            length => rest = &rest[length..],
        }
    }
}

/// Writes a text in quotes as the standard wants it; how long it is, quotes included.
fn quoted(rest: &str, quote: char, out: &mut String) -> usize {
    out.push('"');
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some((_, '\'')) => out.push('\''),
                Some((_, escaped)) => out.extend(['\\', escaped]),
                None => return rest.len(),
            },
            _ if character == quote => {
                out.push('"');
                return at + 1;
            }
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ => out.push(character),
        }
    }
    rest.len()
}
