//! Values in texts.

use std::sync::Arc;

use super::{Outcome, refuse};
use crate::arm::functions::{CallContext, FunctionError};
use crate::document::{Data, MAX_ALTERNATIVES, Reason, Reference, Unknown, Value};

/// How long a text may grow by joining alternatives before it counts as unknown, in bytes.
const LONGEST: usize = 1 << 20;

/// Texts and values joined: `'${a}-${b}'`.
///
/// # Errors
/// When the budget runs out.
pub fn interpolate(parts: &[Value], context: CallContext<'_>) -> Outcome {
    if let Some(reference) = reference_with(parts) {
        return Ok(Value::new(Data::Unknown(reference)).at(context.span));
    }
    let mut texts = vec![String::new()];
    let mut why: Option<Arc<Reason>> = None;
    let mut is_unknown = false;
    let is_sensitive = parts.iter().any(|part| part.sensitive);
    for part in parts {
        let more: Vec<String> = match &part.data {
            Data::OneOf(members) => {
                why.get_or_insert_with(|| Arc::clone(members.reason()));
                members.iter().filter_map(|member| display(member).ok()).collect()
            }
            _ => display(part).into_iter().collect(),
        };
        let wanted = if let Data::OneOf(members) = &part.data { members.len() } else { 1 };
        let length: usize = more.iter().map(String::len).sum::<usize>() * texts.len();
        if more.len() < wanted || more.len() * texts.len() > MAX_ALTERNATIVES || length > LONGEST && texts.len() > 1 {
            why.get_or_insert_with(|| super::reason_of(part));
            is_unknown = true;
            break;
        }
        context.allocate(length)?;
        if let [only] = more.as_slice() {
            texts.iter_mut().for_each(|text| text.push_str(only));
        } else {
            texts = texts.iter().flat_map(|text| more.iter().map(move |more| format!("{text}{more}"))).collect();
        }
    }
    let reason = why.unwrap_or_else(|| Arc::new(Reason::undecided_condition()));
    let value = if is_unknown {
        Value::unknown_set(reason)
    } else {
        Value::one_of(texts.into_iter().map(|text| Value::string(text).at(context.span)), &reason)
    };
    Ok(value.at(context.span).with_sensitive(is_sensitive))
}

/// A reference alone, `'${identity.id}'`, or an id and what lies in it, `'${network.id}/subnets/nodes'`: still a
/// reference.
fn reference_with(parts: &[Value]) -> Option<Unknown> {
    let mut parts = parts.iter().filter(|part| part.as_str() != Some(""));
    let unknown = parts.next()?.as_unknown()?;
    let reference = unknown.reference.as_ref()?;
    let mut path = reference.path.to_string();
    for part in parts {
        path.push_str(&display(part).ok().filter(|_| !part.sensitive)?);
    }
    let rest = path.get(reference.path.len()..)?;
    let is_within = &*reference.path == "id" && rest.starts_with('/');
    if !rest.is_empty() && !is_within {
        return None;
    }
    let reference = Reference { address: Arc::clone(&reference.address), path: path.into() };
    // A text is never null.
    Some(Unknown { reason: Arc::clone(&unknown.reason), not_null: true, reference: Some(Arc::new(reference)) })
}

/// A value as it stands in a text; the reason where it is not known.
///
/// # Errors
/// When it is not known.
pub fn display(value: &Value) -> Result<String, FunctionError> {
    match &value.data {
        Data::String(text) => Ok(text.to_string()),
        Data::Null => Ok(String::new()),
        Data::Bool(true) => Ok("True".to_owned()),
        Data::Bool(false) => Ok("False".to_owned()),
        Data::Number(number) => Ok(number.to_string()),
        _ => to_json(value).map(|json| json.to_string()),
    }
}

/// A value as JSON.
///
/// # Errors
/// When it is not wholly known, or nested too deeply.
pub(in crate::arm) fn to_json(value: &Value) -> Result<serde_json::Value, FunctionError> {
    json_at(value, 0)
}

fn json_at(value: &Value, depth: usize) -> Result<serde_json::Value, FunctionError> {
    if depth > 100 {
        return Err(refuse("the value is nested too deeply"));
    }
    let unknown = || refuse(format!("it is not known, because {}", super::reason_of(value).text));
    Ok(match &value.data {
        Data::Null => serde_json::Value::Null,
        Data::Bool(value) => (*value).into(),
        Data::Number(number) => match number.to_i64() {
            Some(number) => number.into(),
            None => serde_json::Number::from_f64(number.to_f64()).map_or(serde_json::Value::Null, Into::into),
        },
        Data::String(text) => (&**text).into(),
        Data::List(list) if list.open.is_none() => {
            list.items.iter().map(|item| json_at(item, depth + 1)).collect::<Result<_, _>>()?
        }
        Data::Object(object) if object.open.is_none() && object.computed.is_none() => {
            let mut map = serde_json::Map::new();
            for (name, entry) in &object.entries {
                if entry.maybe.is_some() {
                    return Err(unknown());
                }
                map.insert(name.to_string(), json_at(&entry.value, depth + 1)?);
            }
            map.into()
        }
        _ => return Err(unknown()),
    })
}
