//! Conversions between types.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{CallContext, reason, text, unknown, wrong};
use crate::arm::operators::{Outcome, display, refuse, to_json};
use crate::document::{Data, Number, Value};

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
        Data::Number(_) => Ok(values[0].clone()),
        Data::String(text) => {
            let number = Number::parse(text.trim());
            number.map(Value::number).ok_or_else(|| wrong(values, 0, "a number"))
        }
        Data::Unknown(_) => unknown(values),
        _ => Err(wrong(values, 0, "a number")),
    }
}

pub(super) fn string(values: &[Value], context: CallContext<'_>) -> Outcome {
    if !values[0].is_wholly_known() {
        return unknown(values);
    }
    let text = match &values[0].data {
        Data::Null => String::new(),
        Data::List(_) | Data::Object(_) => match to_json(&values[0]) {
            Ok(json) => json.to_string(),
            Err(_) => return unknown(values),
        },
        _ => display(&values[0])?,
    };
    context.allocate(text.len())?;
    Ok(Value::string(text))
}

pub(super) fn json(values: &[Value], context: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(text) => parse_json(text, context),
        None => Ok(Value::unknown(reason(values))),
    }
}

/// The value that a JSON text holds, at the place of the call.
pub(in crate::arm) fn parse_json(text: &str, context: CallContext<'_>) -> Outcome {
    context.allocate(text.len().saturating_mul(4))?;
    let parsed: serde_json::Value =
        serde_json::from_str(text).map_err(|error| refuse(format!("the text is no JSON: {error}")))?;
    Ok(of_json(&parsed, context))
}

/// A JSON value as ours, every part at the place of the call.
pub(in crate::arm) fn of_json(json: &serde_json::Value, context: CallContext<'_>) -> Value {
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

pub(super) fn base64(values: &[Value], context: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(text) => {
            context.allocate(text.len() * 2)?;
            Ok(Value::string(STANDARD.encode(text)))
        }
        None => unknown(values),
    }
}

fn decode(text: &str) -> Result<String, super::FunctionError> {
    let bytes = STANDARD.decode(text.trim()).map_err(|_| refuse("the text is no base64"))?;
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

pub(super) fn base64_to_json(values: &[Value], context: CallContext<'_>) -> Outcome {
    match text(values, 0)? {
        Some(text) => parse_json(&decode(text)?, context),
        None => Ok(Value::unknown(reason(values))),
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
        Some((head, data)) if head.ends_with(";base64") => decode(data).map(Value::string),
        Some((head, data)) if head.starts_with("data:") => Ok(Value::string(data)),
        _ => Err(refuse("the text is no data URI")),
    }
}
