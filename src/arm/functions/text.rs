//! Functions on texts. Azure counts UTF-16 code units; lengths and positions here do as well.

use std::sync::Arc;

use super::{CallContext, FunctionError, number, text, unknown, wrong};
use crate::arm::operators::{Outcome, display, refuse};
use crate::document::{Data, Value};

fn units(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX)
}

/// The part between two positions in UTF-16 code units; none where a character would be cut in two.
fn slice(text: &str, start: i64, length: i64) -> Option<&str> {
    let byte_at = |wanted: i64| {
        let mut units = 0;
        for (at, character) in text.char_indices() {
            if units >= wanted {
                return (units == wanted).then_some(at);
            }
            units += i64::try_from(character.len_utf16()).unwrap_or(1);
        }
        (units == wanted).then_some(text.len())
    };
    text.get(byte_at(start)?..byte_at(start + length)?)
}

pub(super) fn substring(values: &[Value], _: CallContext<'_>) -> Outcome {
    let length = if values.len() > 2 { number(values, 2)?.map(Some) } else { Some(None) };
    let (Some(from), Some(start), Some(length)) = (text(values, 0)?, number(values, 1)?, length) else {
        return unknown(values);
    };
    let total = units(from);
    let length = length.unwrap_or(total - start);
    if start < 0 || length < 0 || start.checked_add(length).is_none_or(|end| end > total) {
        return Err(refuse(format!("the part from {start} with {length} characters lies outside the text of {total}")));
    }
    Ok(Value::string(slice(from, start, length).unwrap_or_default()))
}

/// The first or, with `skip`, all but the first characters.
pub(super) fn part(whole: &str, count: i64, skip: bool) -> String {
    let total = units(whole);
    let count = count.clamp(0, total);
    let (start, length) = if skip { (count, total - count) } else { (0, count) };
    slice(whole, start, length).unwrap_or_default().to_owned()
}

pub(super) fn length(text: &str) -> i64 {
    units(text)
}

fn map_text(values: &[Value], context: CallContext<'_>, change: impl FnOnce(&str) -> String) -> Outcome {
    match text(values, 0)? {
        Some(text) => {
            context.allocate(text.len())?;
            Ok(Value::string(change(text)))
        }
        None => unknown(values),
    }
}

pub(super) fn to_lower(values: &[Value], context: CallContext<'_>) -> Outcome {
    map_text(values, context, str::to_lowercase)
}

pub(super) fn to_upper(values: &[Value], context: CallContext<'_>) -> Outcome {
    map_text(values, context, str::to_uppercase)
}

pub(super) fn trim(values: &[Value], context: CallContext<'_>) -> Outcome {
    map_text(values, context, |text| text.trim().to_owned())
}

pub(super) fn uri_component(values: &[Value], context: CallContext<'_>) -> Outcome {
    map_text(values, context, |text| {
        let mut out = String::with_capacity(text.len());
        for byte in text.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
        out
    })
}

pub(super) fn uri_component_to_string(values: &[Value], context: CallContext<'_>) -> Outcome {
    map_text(values, context, |text| {
        let bytes = text.as_bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while at < bytes.len() {
            let code = bytes.get(at + 1..at + 3).and_then(|code| std::str::from_utf8(code).ok());
            match code.filter(|_| bytes[at] == b'%').and_then(|code| u8::from_str_radix(code, 16).ok()) {
                Some(byte) => {
                    out.push(byte);
                    at += 3;
                }
                None => {
                    out.push(bytes[at]);
                    at += 1;
                }
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    })
}

pub(super) fn uri(values: &[Value], context: CallContext<'_>) -> Outcome {
    let (Some(base), Some(relative)) = (text(values, 0)?, text(values, 1)?) else { return unknown(values) };
    context.allocate(base.len() + relative.len())?;
    let base = match base.rfind('/') {
        Some(at) if at > base.find("://").map_or(0, |scheme| scheme + 2) => &base[..=at],
        _ => base,
    };
    let slash = if base.ends_with('/') || relative.starts_with('/') { "" } else { "/" };
    Ok(Value::string(format!("{}{slash}{}", base, relative.trim_start_matches('/'))))
}

fn compare_start(values: &[Value], holds: fn(&str, &str) -> bool) -> Outcome {
    let (Some(whole), Some(part)) = (text(values, 0)?, text(values, 1)?) else { return unknown(values) };
    Ok(Value::bool(holds(&whole.to_lowercase(), &part.to_lowercase())))
}

pub(super) fn starts_with(values: &[Value], _: CallContext<'_>) -> Outcome {
    compare_start(values, |whole, part| whole.starts_with(part))
}

pub(super) fn ends_with(values: &[Value], _: CallContext<'_>) -> Outcome {
    compare_start(values, |whole, part| whole.ends_with(part))
}

/// Where a text stands in another, in UTF-16 code units, without regard to case; -1 where it does not.
fn position(values: &[Value], find: fn(&str, &str) -> Option<usize>) -> Outcome {
    match &values[0].data {
        Data::List(list) => {
            if list.open.is_some() || !values[0].is_wholly_known() || !values[1].is_wholly_known() {
                return unknown(values);
            }
            let found = list.items.iter().position(|item| crate::document::equals(item, &values[1]) == Some(true));
            return Ok(Value::number(found.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)));
        }
        Data::Unknown(_) => return unknown(values),
        _ => {}
    }
    let (Some(whole), Some(part)) = (text(values, 0)?, text(values, 1)?) else { return unknown(values) };
    let (whole, part) = (whole.to_lowercase(), part.to_lowercase());
    Ok(Value::number(find(&whole, &part).map_or(-1, |at| units(&whole[..at]))))
}

pub(super) fn index_of(values: &[Value], _: CallContext<'_>) -> Outcome {
    position(values, |whole, part| whole.find(part))
}

pub(super) fn last_index_of(values: &[Value], _: CallContext<'_>) -> Outcome {
    position(values, |whole, part| whole.rfind(part))
}

pub(super) fn replace(values: &[Value], context: CallContext<'_>) -> Outcome {
    let (Some(whole), Some(old), Some(new)) = (text(values, 0)?, text(values, 1)?, text(values, 2)?) else {
        return unknown(values);
    };
    if old.is_empty() {
        return Err(refuse("the text to replace is empty"));
    }
    let count = whole.matches(old).count();
    context.allocate(whole.len() + count * new.len())?;
    Ok(Value::string(whole.replace(old, new)))
}

pub(super) fn split(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Some(whole) = text(values, 0)? else { return unknown(values) };
    let delimiters: Vec<&str> = match &values[1].data {
        Data::String(delimiter) => vec![delimiter],
        Data::List(list) if values[1].is_wholly_known() => list.items.iter().filter_map(Value::as_str).collect(),
        Data::List(_) | Data::Unknown(_) => return unknown(values),
        _ => return Err(wrong(values, 1, "a text or an array of texts")),
    };
    let mut parts = vec![whole];
    for delimiter in delimiters.iter().filter(|delimiter| !delimiter.is_empty()) {
        parts = parts.into_iter().flat_map(|part| part.split(*delimiter)).collect();
    }
    context.allocate(whole.len() + parts.len() * 64)?;
    Ok(Value::tuple(parts.into_iter().map(|part| Value::string(part).at(context.span)).collect()))
}

pub(super) fn join(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Data::List(list) = &values[0].data else {
        return if values[0].as_unknown().is_some() { unknown(values) } else { Err(wrong(values, 0, "an array")) };
    };
    let Some(delimiter) = text(values, 1)?.filter(|_| values[0].is_wholly_known()) else { return unknown(values) };
    let parts: Vec<String> = list.items.iter().map(display).collect::<Result<_, FunctionError>>()?;
    context.allocate(parts.iter().map(|part| part.len() + delimiter.len()).sum())?;
    Ok(Value::string(parts.join(delimiter)))
}

pub(super) fn pad_left(values: &[Value], context: CallContext<'_>) -> Outcome {
    let filler = if values.len() > 2 { text(values, 2)?.map(str::to_owned) } else { Some(" ".to_owned()) };
    let (Some(width), Some(filler), false) = (number(values, 1)?, filler, values[0].as_unknown().is_some()) else {
        return unknown(values);
    };
    let whole = display(&values[0])?;
    if filler.chars().count() != 1 {
        return Err(refuse("the padding is one character"));
    }
    let missing = usize::try_from(width.saturating_sub(units(&whole))).unwrap_or(0);
    context.allocate(missing.saturating_mul(filler.len()) + whole.len())?;
    Ok(Value::string(Arc::from(filler.repeat(missing) + &whole)))
}
