//! `format`: composite format strings as .NET reads them, as far as whole numbers and texts go.

use super::{CallContext, text, unknown};
use crate::arm::operators::{Outcome, interpolate, reason_of, refuse, show};
use crate::document::{Cause, Data, Reason, Value};

/// The widest alignment, in characters.
const WIDEST: usize = 10_000;
/// The most digits that a format of numbers may ask for.
const MOST_DIGITS: usize = 100;

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
    let unknown = |reason| Ok(Value::unknown_set(reason).with_sensitive(value.sensitive));
    let number = match &value.data {
        Data::Number(number) => number.to_i64(),
        _ => None,
    };
    let (shown, is_sensitive) = match (number, pattern) {
        (Some(number), Some(pattern)) => match numeric(number, pattern) {
            Some(shown) => (shown, value.sensitive),
            None => {
                let text = format!("the number format `{pattern}` is left to Azure");
                return unknown(std::sync::Arc::new(Reason::new(Cause::Function, "format()", text)));
            }
        },
        // Formats of numbers say nothing on texts.
        _ => match show(value, context)? {
            Some(shown) => (shown.text, shown.is_sensitive),
            None => return unknown(reason_of(value)),
        },
    };
    let shown = match width.map(|width| width.trim().parse::<i64>()) {
        None => shown,
        Some(Ok(width)) if width.unsigned_abs() <= WIDEST as u64 => {
            let count = usize::try_from(width.unsigned_abs()).unwrap_or(0);
            context.allocate(count)?;
            let missing = " ".repeat(count.saturating_sub(super::text::units(&shown)));
            if width < 0 { shown + &missing } else { missing + &shown }
        }
        Some(_) => return Err(refuse("the format asks for an alignment that is no small number")),
    };
    Ok(Value::string(shown).with_sensitive(is_sensitive))
}

/// A whole number in a format of .NET; none where the format is beyond what is done here. Source: learn.microsoft.com,
/// "Standard numeric format strings"; the invariant culture's separators.
fn numeric(number: i64, pattern: &str) -> Option<String> {
    let sign = if number < 0 { "-" } else { "" };
    let digits = number.unsigned_abs();
    if !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'0') && pattern.len() <= MOST_DIGITS {
        let width = pattern.len();
        return Some(format!("{sign}{digits:0width$}"));
    }
    let mut letters = pattern.chars();
    let kind = letters.next()?;
    let precision = match letters.as_str() {
        "" => None,
        precision if precision.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(precision.parse::<usize>().ok().filter(|digits| *digits <= MOST_DIGITS)?)
        }
        _ => return None,
    };
    let fraction = |default: usize| match precision.unwrap_or(default) {
        0 => String::new(),
        places => format!(".{}", "0".repeat(places)),
    };
    let least = precision.unwrap_or(0);
    Some(match kind {
        'D' | 'd' => format!("{sign}{digits:0least$}"),
        'F' | 'f' => format!("{sign}{digits}{}", fraction(2)),
        'G' | 'g' if least == 0 => number.to_string(),
        'N' | 'n' => format!("{sign}{}{}", grouped(digits), fraction(2)),
        'X' => format!("{number:0least$X}"),
        'x' => format!("{number:0least$x}"),
        _ => return None,
    })
}

/// With a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
