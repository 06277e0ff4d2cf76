//! Functions on texts. Azure counts UTF-16 code units; lengths and positions here do as well.

use aho_corasick::{AhoCorasick, MatchKind};

use super::{CallContext, FunctionError, number, text, unknown, wrong};
use crate::arm::operators::{Outcome, refuse, show};
use crate::document::{Cause, Data, Reason, Truth, Value, equality};
use crate::formats::case;

/// The length of a text.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The length of a text as a number of the language.
pub(super) fn length(text: &str) -> i64 {
    i64::try_from(units(text)).unwrap_or(i64::MAX)
}

/// A text whose case does not count any more, as .NET folds it for ordinal comparisons.
fn folded(text: &str) -> String {
    text.chars().map(case::upper).collect()
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

pub(super) fn substring(values: &[Value], context: CallContext<'_>) -> Outcome {
    let wanted = if values.len() > 2 { number(values, 2)?.map(Some) } else { Some(None) };
    let (Some(from), Some(start), Some(wanted)) = (text(values, 0)?, number(values, 1)?, wanted) else {
        return unknown(values);
    };
    let total = length(from);
    let wanted = wanted.unwrap_or_else(|| total.saturating_sub(start));
    if start < 0 || wanted < 0 || start.checked_add(wanted).is_none_or(|end| end > total) {
        return Err(refuse(format!("the part from {start} with {wanted} characters lies outside the text of {total}")));
    }
    context.allocate(from.len())?;
    Ok(slice(from, start, wanted).map_or_else(|| Value::unknown_set(cut()), Value::string))
}

/// Why half a character is not shown.
fn cut() -> Reason {
    Reason::new(Cause::Undocumented, "", "a character would be cut in two")
}

/// The first or, with `skip`, all but the first characters.
pub(super) fn part(whole: &str, count: i64, skip: bool) -> Value {
    let total = length(whole);
    let count = count.clamp(0, total);
    let (start, wanted) = if skip { (count, total - count) } else { (0, count) };
    slice(whole, start, wanted).map_or_else(|| Value::unknown_set(cut()), Value::string)
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
    map_text(values, context, |text| text.chars().map(case::lower).collect())
}

pub(super) fn to_upper(values: &[Value], context: CallContext<'_>) -> Outcome {
    map_text(values, context, folded)
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
    map_text(values, context, unescape)
}

/// Percent signs and two digits as what they stand for.
pub(super) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes.get(at + 1..at + 3).filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
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
    match (text(values, 0)?, text(values, 1)?) {
        (_, Some("")) => Ok(Value::bool(true)),
        (Some(whole), Some(part)) => Ok(Value::bool(holds(&folded(whole), &folded(part)))),
        _ => unknown(values),
    }
}

pub(super) fn starts_with(values: &[Value], _: CallContext<'_>) -> Outcome {
    compare_start(values, |whole, part| whole.starts_with(part))
}

pub(super) fn ends_with(values: &[Value], _: CallContext<'_>) -> Outcome {
    compare_start(values, |whole, part| whole.ends_with(part))
}

pub(super) fn index_of(values: &[Value], context: CallContext<'_>) -> Outcome {
    position(values, false, context)
}

pub(super) fn last_index_of(values: &[Value], context: CallContext<'_>) -> Outcome {
    position(values, true, context)
}

/// Where a text stands in another, in UTF-16 code units, without regard to case, or a value in an array, with regard to
/// it; -1 where it does not.
fn position(values: &[Value], is_last: bool, context: CallContext<'_>) -> Outcome {
    if let Data::List(list) = &values[0].data {
        return match &list.open {
            Some(_) => unknown(values),
            None => place_in(&list.items, &values[1], is_last, context),
        };
    }
    if values[0].as_unknown().is_some() {
        return unknown(values);
    }
    let (Some(whole), Some(part)) = (text(values, 0)?, text(values, 1)?) else { return unknown(values) };
    context.allocate(whole.len() + part.len())?;
    let (whole, part) = (folded(whole), folded(part));
    if is_last && part.is_empty() {
        // .NET has changed its mind on this.
        return Ok(Value::unknown_set(Reason::new(
            Cause::Undocumented,
            "",
            "where nothing stands last is not documented",
        )));
    }
    let found = if is_last { whole.rfind(&part) } else { whole.find(&part) };
    Ok(Value::number(found.map_or(-1, |at| length(&whole[..at]))))
}

fn place_in(items: &[Value], wanted: &Value, is_last: bool, context: CallContext<'_>) -> Outcome {
    for step in 0..items.len() {
        context.spend()?;
        let at = if is_last { items.len() - 1 - step } else { step };
        match equality(&items[at], wanted).0 {
            Truth::Known(true) => return Ok(Value::number(i64::try_from(at).unwrap_or(i64::MAX))),
            Truth::Known(false) => {}
            Truth::Unknown(reason) => return Ok(Value::unknown_set(reason)),
        }
    }
    Ok(Value::number(-1))
}

pub(super) fn replace(values: &[Value], context: CallContext<'_>) -> Outcome {
    let (Some(whole), Some(old), Some(new)) = (text(values, 0)?, text(values, 1)?, text(values, 2)?) else {
        return unknown(values);
    };
    if old.is_empty() {
        return Err(refuse("the text to replace is empty"));
    }
    let count = whole.matches(old).count();
    context.allocate(count.saturating_mul(new.len()).saturating_add(whole.len()))?;
    Ok(Value::string(whole.replace(old, new)))
}

pub(super) fn split(values: &[Value], context: CallContext<'_>) -> Outcome {
    let whole = text(values, 0)?;
    let delimiters: Vec<&str> = match &values[1].data {
        Data::String(delimiter) => vec![delimiter],
        Data::List(_) if !values[1].is_wholly_known() => return unknown(values),
        Data::List(list) => {
            let texts: Option<Vec<&str>> = list.items.iter().map(Value::as_str).collect();
            texts.ok_or_else(|| wrong(values, 1, "an array of texts"))?
        }
        Data::Unknown(_) => return unknown(values),
        _ => return Err(wrong(values, 1, "a text or an array of texts")),
    };
    let Some(whole) = whole else { return unknown(values) };
    let delimiters: Vec<&str> = delimiters.into_iter().filter(|delimiter| !delimiter.is_empty()).collect();
    context.allocate(whole.len() + delimiters.iter().map(|delimiter| delimiter.len() * 16).sum::<usize>())?;
    // From left to right; of several that begin at one place the one that stands first in the array.
    let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&delimiters);
    let search = search.map_err(|error| refuse(format!("the delimiters are too many: {error}")))?;
    let (mut parts, mut from) = (Vec::new(), 0);
    for found in search.find_iter(whole) {
        context.allocate(64)?;
        parts.push(Value::string(&whole[from..found.start()]).at(context.span));
        from = found.end();
    }
    parts.push(Value::string(&whole[from..]).at(context.span));
    Ok(Value::tuple(parts))
}

pub(super) fn join(values: &[Value], context: CallContext<'_>) -> Outcome {
    let delimiter = text(values, 1)?;
    let list = match &values[0].data {
        Data::List(list) => list,
        Data::Unknown(_) => return unknown(values),
        _ => return Err(wrong(values, 0, "an array")),
    };
    let (Some(delimiter), None) = (delimiter, &list.open) else { return unknown(values) };
    let mut joined = String::new();
    for (at, item) in list.items.iter().enumerate() {
        let Some(shown) = show(item, context)? else { return unknown(values) };
        context.allocate(shown.text.len() + delimiter.len())?;
        if at > 0 {
            joined.push_str(delimiter);
        }
        joined.push_str(&shown.text);
    }
    Ok(Value::string(joined))
}

pub(super) fn pad_left(values: &[Value], context: CallContext<'_>) -> Outcome {
    let width = number(values, 1)?;
    let filler = if values.len() > 2 { text(values, 2)? } else { Some(" ") };
    if filler.is_some_and(|filler| units(filler) != 1) {
        return Err(FunctionError { argument: Some(2), ..refuse("the padding is one character") });
    }
    if !matches!(values[0].data, Data::String(_) | Data::Number(_) | Data::Unknown(_)) {
        return Err(wrong(values, 0, "a text or a number"));
    }
    let (Some(width), Some(filler), Some(shown)) = (width, filler, show(&values[0], context)?) else {
        return unknown(values);
    };
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(units(&shown.text));
    context.allocate(missing.saturating_mul(filler.len()).saturating_add(shown.text.len()))?;
    Ok(Value::string(filler.repeat(missing) + &shown.text))
}
