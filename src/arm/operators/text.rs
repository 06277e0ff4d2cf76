//! Values in texts.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Outcome, refuse};
use crate::arm::functions::{CallContext, FunctionError};
use crate::document::{Data, LONGEST_SKETCH, MAX_ALTERNATIVES, Origins, Reason, Reference, Unknown, Value};

/// How long a text may grow by joining alternatives before it counts as unknown, in bytes.
const LONGEST: usize = 1 << 20;
/// How deeply a value in a text may nest.
const DEEPEST: usize = 100;

/// A value as it stands in a text.
pub(in crate::arm) struct Shown {
    pub(in crate::arm) text: String,
    /// Whether anything of it must not be shown.
    pub(in crate::arm) is_sensitive: bool,
}

/// Texts and values joined: `'${a}-${b}'`.
///
/// # Errors
/// When the budget runs out.
pub fn interpolate(parts: &[Value], context: CallContext<'_>) -> Outcome {
    if let Some(reference) = reference_with(parts, context)? {
        return Ok(Value::new(Data::Unknown(reference)).at(context.span));
    }
    let mut texts = vec![String::new()];
    let mut why: Option<Arc<Reason>> = None;
    let mut is_unknown = false;
    let mut is_sensitive = parts.iter().any(|part| part.sensitive);
    for part in parts {
        let members = match &part.data {
            Data::OneOf(members) => {
                why.get_or_insert_with(|| Arc::clone(members.reason()));
                &members[..]
            }
            _ => std::slice::from_ref(part),
        };
        let mut more = Vec::with_capacity(members.len());
        for member in members {
            if let Some(shown) = show(member, context)? {
                is_sensitive |= shown.is_sensitive;
                more.push(shown.text);
            }
        }
        let length = more.iter().map(String::len).sum::<usize>().saturating_mul(texts.len());
        let is_many = more.len() * texts.len() > MAX_ALTERNATIVES || length > LONGEST && texts.len() > 1;
        if more.len() < members.len() || is_many {
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
        Value::unknown_set(reason).with_origins(origins(parts, context)?)
    } else {
        Value::one_of(texts.into_iter().map(|text| Value::string(text).at(context.span)), &reason)
    };
    Ok(value.at(context.span).with_sensitive(is_sensitive))
}

/// What a text was made of that is not known as a whole, and its words.
fn origins(parts: &[Value], context: CallContext<'_>) -> Result<Origins, FunctionError> {
    let mut sketch = String::new();
    for part in parts {
        let shown = show(part, context)?.filter(|_| !matches!(part.data, Data::OneOf(_)));
        let words = shown.as_ref().map_or(" ", |shown| &shown.text);
        if sketch.len() + words.len() > LONGEST_SKETCH {
            break;
        }
        sketch.push_str(words);
    }
    let references = Value::tuple(parts.to_vec()).origins();
    Ok(Origins { references, sketch: (!sketch.trim().is_empty()).then(|| sketch.into()) })
}

/// A reference alone, `'${identity.id}'`, or an id and what lies in it, `'${network.id}/subnets/nodes'`: still a
/// reference.
fn reference_with(parts: &[Value], context: CallContext<'_>) -> Result<Option<Unknown>, FunctionError> {
    let mut parts = parts.iter().filter(|part| part.as_str() != Some(""));
    let Some(unknown) = parts.next().filter(|part| !part.sensitive).and_then(Value::as_unknown) else {
        return Ok(None);
    };
    let Some(reference) = &unknown.reference else { return Ok(None) };
    let mut path = reference.path.to_string();
    for part in parts {
        match show(part, context)?.filter(|shown| !shown.is_sensitive) {
            Some(shown) => path.push_str(&shown.text),
            None => return Ok(None),
        }
    }
    let rest = path.get(reference.path.len()..).unwrap_or_default();
    let is_within = &*reference.path == "id" && rest.starts_with('/');
    if !rest.is_empty() && !is_within {
        return Ok(None);
    }
    let reference = Reference { address: Arc::clone(&reference.address), path: path.into() };
    // A text is never null.
    let reason = Arc::clone(&unknown.reason);
    Ok(Some(Unknown { reason, not_null: true, reference: Some(Arc::new(reference)), origins: None }))
}

/// A value as it stands in a text, arrays and objects as JSON; none where it is not wholly known.
///
/// # Errors
/// When the budget runs out, or it is nested too deeply.
pub(in crate::arm) fn show(value: &Value, context: CallContext<'_>) -> Result<Option<Shown>, FunctionError> {
    let mut shown = Shown { text: String::new(), is_sensitive: value.sensitive };
    let is_known = match &value.data {
        Data::String(text) => {
            context.allocate(text.len())?;
            shown.text.push_str(text);
            true
        }
        Data::Null => true,
        Data::Bool(value) => {
            shown.text.push_str(if *value { "True" } else { "False" });
            true
        }
        _ => write_json(value, &mut shown, context, 0)?,
    };
    Ok(is_known.then_some(shown))
}

/// Writes a value as JSON; false where it is not wholly known.
fn write_json(value: &Value, shown: &mut Shown, context: CallContext<'_>, depth: usize) -> Result<bool, FunctionError> {
    context.spend()?;
    if depth > DEEPEST {
        return Err(refuse("the value is nested too deeply"));
    }
    shown.is_sensitive |= value.sensitive;
    match &value.data {
        Data::Null => shown.text.push_str("null"),
        Data::Bool(value) => shown.text.push_str(if *value { "true" } else { "false" }),
        Data::Number(number) => {
            let _ = write!(shown.text, "{number}");
        }
        Data::String(text) => write_string(text, shown, context)?,
        Data::List(list) if list.open.is_none() => {
            shown.text.push('[');
            for (at, item) in list.items.iter().enumerate() {
                if at > 0 {
                    shown.text.push(',');
                }
                if !write_json(item, shown, context, depth + 1)? {
                    return Ok(false);
                }
            }
            shown.text.push(']');
        }
        Data::Object(object) if object.open.is_none() && object.computed.is_none() => {
            shown.text.push('{');
            for (at, (name, entry)) in object.entries.iter().enumerate() {
                if at > 0 {
                    shown.text.push(',');
                }
                write_string(name, shown, context)?;
                shown.text.push(':');
                if entry.maybe.is_some() || !write_json(&entry.value, shown, context, depth + 1)? {
                    return Ok(false);
                }
            }
            shown.text.push('}');
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn write_string(text: &str, shown: &mut Shown, context: CallContext<'_>) -> Result<(), FunctionError> {
    context.allocate(text.len())?;
    match serde_json::to_string(text) {
        Ok(json) => shown.text.push_str(&json),
        Err(error) => return Err(refuse(format!("the text cannot be written as JSON: {error}"))),
    }
    Ok(())
}
