//! Conversions between types.

use super::{CallContext, reason, text, unknown, wrong};
use crate::arm::operators::{Outcome, refuse, show};
use crate::document::{Data, Number, Value};
use crate::formats::base64 as notation;

pub(super) fn array(values: &[Value], _: CallContext<'_>) -> Outcome {
    Ok(match &values[0].data {
        Data::List(_) => values[0].clone(),
        Data::Unknown(_) => Value::unknown_set(reason(values)),
        _ => Value::tuple(vec![values[0].clone()]),
    })
}

pub(super) fn bool(values: &[Value], _: CallContext<'_>) -> Outcome {
    match &values[0].data {
        Data::Bool(_) => Ok(values[0].clone()),
        Data::Number(number) => Ok(Value::bool(!number.is_zero())),
        Data::String(text) if text.eq_ignore_ascii_case("true") => Ok(Value::bool(true)),
        Data::String(text) if text.eq_ignore_ascii_case("false") => Ok(Value::bool(false)),
        Data::Unknown(_) => unknown(values),
        _ => Err(wrong(values, 0, "true, false or a number")),
    }
}

pub(super) fn int(values: &[Value], _: CallContext<'_>) -> Outcome {
    match &values[0].data {
        Data::Number(number) if number.to_i64().is_some() => Ok(values[0].clone()),
        Data::String(text) => match text.trim().parse::<i64>() {
            Ok(number) => Ok(Value::number(number)),
            Err(_) => Err(wrong_text(values, "a whole number")),
        },
        Data::Unknown(_) => unknown(values),
        _ => Err(wrong(values, 0, "a whole number or a text that holds one")),
    }
}

pub(super) fn float(values: &[Value], _: CallContext<'_>) -> Outcome {
    match &values[0].data {
        Data::Number(_) => Ok(values[0].clone()),
        Data::String(text) => {
            let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
            let number = number.and_then(|_| Number::parse(text.trim()));
            number.map(Value::number).ok_or_else(|| wrong_text(values, "a number"))
        }
        Data::Unknown(_) => unknown(values),
        _ => Err(wrong(values, 0, "a number or a text that holds one")),
    }
}

/// A text does not hold what is expected. Its words are not repeated: it may be a secret, or long.
fn wrong_text(values: &[Value], expected: &str) -> super::FunctionError {
    let shown = values[0].as_str().filter(|text| !values[0].sensitive && text.chars().count() <= 40);
    let which = shown.map(|text| format!(" \"{text}\"")).unwrap_or_default();
    super::FunctionError { argument: Some(0), ..refuse(format!("the text{which} is not {expected}")) }
}

pub(super) fn string(values: &[Value], context: CallContext<'_>) -> Outcome {
    match show(&values[0], context)? {
        Some(shown) => Ok(Value::string(shown.text)),
        None => unknown(values),
    }
}

pub(super) fn base64(values: &[Value], context: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(text) => {
            context.allocate(text.len() * 2)?;
            Ok(Value::string(notation::encode(text.as_bytes())))
        }
        None => unknown(values),
    }
}

/// The text that base 64 holds. Blanks in it do not count.
pub(super) fn decode(text: &str) -> Result<String, super::FunctionError> {
    let dense: String = text.split_ascii_whitespace().collect();
    let bytes = notation::decode(&dense).ok_or_else(|| refuse("the text is no base64"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

pub(super) fn base64_to_string(values: &[Value], context: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(text) => {
            context.allocate(text.len())?;
            decode(text).map(Value::string)
        }
        None => unknown(values),
    }
}

pub(super) fn data_uri(values: &[Value], context: CallContext<'_>) -> Outcome {
    let encoded = base64(values, context)?;
    Ok(match encoded.as_str() {
        Some(text) => Value::string(format!("data:text/plain;charset=utf8;base64,{text}")),
        None => encoded,
    })
}

pub(super) fn data_uri_to_string(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Some(text) = text(values, 0)? else { return unknown(values) };
    context.allocate(text.len())?;
    match text.split_once(',') {
        Some((head, data)) if head.starts_with("data:") && head.ends_with(";base64") => decode(data).map(Value::string),
        Some((head, data)) if head.starts_with("data:") => Ok(Value::string(super::text::unescape(data))),
        _ => Err(refuse("the text is no data URI")),
    }
}
