//! `format`: composite format strings as .NET reads them, as far as whole numbers and texts go.

use super::{CallContext, FunctionError, text, unknown};
use crate::arm::operators::{Outcome, interpolate, refuse};
use crate::document::{Data, Value};

/// The widest alignment, in characters.
const WIDEST: usize = 10_000;

pub(super) fn format(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Some(pattern) = text(values, 0)? else { return unknown(values) };
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(escaped) = rest.strip_prefix(brace) {
            literal.push_str(brace);
            rest = escaped;
            continue;
        }
        let end = rest.find('}').filter(|_| brace == "{");
        let Some(end) = end else { return Err(refuse("the format has a brace without its counterpart")) };
        parts.push(Value::string(std::mem::take(&mut literal)));
        parts.push(item(&rest[..end], &values[1..], context)?);
        rest = &rest[end + 1..];
    }
    literal.push_str(rest);
    parts.push(Value::string(literal));
    context.allocate(pattern.len())?;
    interpolate(&parts, context)
}

/// `0`, `0,5`, `0,-5:D3`.
fn item(text: &str, arguments: &[Value], context: CallContext<'_>) -> Outcome {
    let (place, pattern) = text.split_once(':').map_or((text, None), |(place, pattern)| (place, Some(pattern)));
    let (index, width) = place.split_once(',').map_or((place, None), |(index, width)| (index, Some(width)));
    let index = index.trim().parse::<usize>().ok();
    let Some(value) = index.and_then(|index| arguments.get(index)) else {
        return Err(refuse(format!("the format asks for the argument {{{place}}}, which is not there")));
    };
    if pattern.is_none() && width.is_none() {
        return Ok(value.clone());
    }
    let shown = match (&value.data, pattern) {
        (Data::Unknown(_) | Data::OneOf(_), _) => {
            return Ok(Value::unknown_set(crate::arm::operators::reason_of(value)).with_sensitive(value.sensitive));
        }
        (Data::Number(number), Some(pattern)) => numeric(number.to_i64().unwrap_or(0), pattern)?,
        _ => crate::arm::operators::display(value)?,
    };
    let shown = match width.map(|width| width.trim().parse::<i64>()) {
        None => shown,
        Some(Ok(width)) if width.unsigned_abs() <= WIDEST as u64 => {
            let count = usize::try_from(width.unsigned_abs()).unwrap_or(0);
            context.allocate(count)?;
            if width < 0 { format!("{shown:<count$}") } else { format!("{shown:>count$}") }
        }
        Some(_) => return Err(refuse("the format asks for an alignment that is no small number")),
    };
    Ok(Value::string(shown).with_sensitive(value.sensitive))
}

fn numeric(number: i64, pattern: &str) -> Result<String, FunctionError> {
    let mut letters = pattern.chars();
    let kind = letters.next();
    let digits = letters.as_str();
    let width = if digits.is_empty() { Some(0) } else { digits.parse::<usize>().ok().filter(|width| *width <= 100) };
    match (kind, width) {
        (Some('D' | 'd'), Some(width)) => {
            let sign = if number < 0 { "-" } else { "" };
            Ok(format!("{sign}{:0>width$}", number.unsigned_abs()))
        }
        (Some('X'), Some(width)) => Ok(format!("{number:0width$X}")),
        (Some('x'), Some(width)) => Ok(format!("{number:0width$x}")),
        (Some('0'), _) if pattern.bytes().all(|byte| byte == b'0') => {
            let width = pattern.len();
            let sign = if number < 0 { "-" } else { "" };
            Ok(format!("{sign}{:0>width$}", number.unsigned_abs()))
        }
        _ => Err(refuse(format!("the number format `{pattern}` is not known"))),
    }
}
