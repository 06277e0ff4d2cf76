//! Functions on arrays, and those that take arrays, texts and objects alike.

use std::sync::Arc;

use super::text;
use super::{CallContext, FunctionError, number, reason, text as text_at, unknown, wrong};
use crate::arm::operators::{
    Outcome, Spread, has_member, interpolate, is_filled, list_of, out_of, refuse, spread_items,
};
use crate::document::{Data, Truth, Value, equality};

fn count(length: usize) -> Value {
    Value::number(i64::try_from(length).unwrap_or(i64::MAX))
}

pub(super) fn length(values: &[Value], _: CallContext<'_>) -> Outcome {
    Ok(match &values[0].data {
        Data::List(list) if list.open.is_none() => count(list.items.len()),
        Data::Object(object) if object.open.is_none() && object.computed.is_none() => {
            match object.entries.values().find_map(|entry| entry.maybe.clone()) {
                Some(reason) => Value::unknown_set(reason),
                None => count(object.entries.len()),
            }
        }
        Data::String(text) => Value::number(text::length(text)),
        Data::List(_) | Data::Object(_) | Data::Unknown(_) => return unknown(values),
        _ => return Err(wrong(values, 0, "an array, a text or an object")),
    })
}

pub(super) fn empty(values: &[Value], context: CallContext<'_>) -> Outcome {
    let truth = match &values[0].data {
        Data::Null => Truth::Known(true),
        Data::String(text) => Truth::Known(text.is_empty()),
        Data::List(list) => match &list.open {
            _ if !list.items.is_empty() => Truth::Known(false),
            None => Truth::Known(true),
            Some(reason) => Truth::Unknown(Arc::clone(reason)),
        },
        Data::Object(object) => {
            let has_key = !object.unknown_keys.is_empty();
            if has_key || object.entries.values().any(|entry| entry.maybe.is_none()) || object.computed.is_some() {
                Truth::Known(false)
            } else {
                let maybe =
                    object.entries.values().find_map(|entry| entry.maybe.clone()).or_else(|| object.open.clone());
                maybe.map_or(Truth::Known(true), Truth::Unknown)
            }
        }
        Data::Unknown(_) if is_filled(&values[0]) => Truth::Known(false),
        Data::Unknown(unknown) => Truth::Unknown(Arc::clone(&unknown.reason)),
        _ => return Err(wrong(values, 0, "an array, a text or an object")),
    };
    Ok(truth.value(values[0].sensitive, context.span))
}

pub(super) fn contains(values: &[Value], context: CallContext<'_>) -> Outcome {
    let mut is_sensitive = false;
    let truth = match &values[0].data {
        Data::List(list) => {
            let mut doubt = list.open.clone();
            let mut is_found = false;
            for item in &list.items {
                context.spend()?;
                let (truth, is_secret) = equality(item, &values[1]);
                is_sensitive |= is_secret;
                match truth {
                    Truth::Known(true) => is_found = true,
                    Truth::Known(false) => {}
                    Truth::Unknown(reason) => {
                        doubt.get_or_insert(reason);
                    }
                }
            }
            match doubt {
                _ if is_found => Truth::Known(true),
                None => Truth::Known(false),
                Some(reason) => Truth::Unknown(reason),
            }
        }
        Data::Object(object) => match text_at(values, 1)? {
            Some(name) => has_member(object, name).map_or_else(Truth::Unknown, Truth::Known),
            None => Truth::Unknown(reason(values)),
        },
        Data::String(whole) => match &values[1].data {
            Data::String(part) => Truth::Known(whole.contains(&**part)),
            Data::Number(number) => Truth::Known(whole.contains(&number.to_string())),
            Data::Unknown(_) => Truth::Unknown(reason(values)),
            _ => return Err(wrong(values, 1, "a text")),
        },
        Data::Unknown(_) => Truth::Unknown(reason(values)),
        // What is not there holds nothing.
        Data::Null => Truth::Known(false),
        _ => return Err(wrong(values, 0, "an array, a text or an object")),
    };
    Ok(truth.value(is_sensitive, context.span))
}

pub(super) fn first(values: &[Value], _: CallContext<'_>) -> Outcome {
    end(values, true)
}

pub(super) fn last(values: &[Value], _: CallContext<'_>) -> Outcome {
    end(values, false)
}

fn end(values: &[Value], is_first: bool) -> Outcome {
    Ok(match &values[0].data {
        Data::List(list) => match (&list.open, if is_first { list.items.first() } else { list.items.last() }) {
            (None, Some(item)) => out_of(item, &values[0]),
            (None, None) => Value::null(),
            (Some(reason), _) => Value::unknown(Arc::clone(reason)),
        },
        Data::String(text) => {
            let character = if is_first { text.chars().next() } else { text.chars().next_back() };
            Value::string(character.map(String::from).unwrap_or_default())
        }
        Data::Unknown(_) => Value::unknown(reason(values)),
        _ => return Err(wrong(values, 0, "an array or a text")),
    })
}

pub(super) fn skip(values: &[Value], context: CallContext<'_>) -> Outcome {
    part(values, true, context)
}

pub(super) fn take(values: &[Value], context: CallContext<'_>) -> Outcome {
    part(values, false, context)
}

fn part(values: &[Value], is_skip: bool, context: CallContext<'_>) -> Outcome {
    let Some(number) = number(values, 1)? else { return unknown(values) };
    match &values[0].data {
        Data::List(list) if list.open.is_none() => {
            context.allocate(list.items.len() * 8)?;
            let at = usize::try_from(number.max(0)).unwrap_or(usize::MAX).min(list.items.len());
            let items = if is_skip { &list.items[at..] } else { &list.items[..at] };
            Ok(Value::tuple(items.iter().map(|item| out_of(item, &values[0])).collect()))
        }
        Data::String(text) => {
            context.allocate(text.len())?;
            Ok(text::part(text, number, is_skip))
        }
        Data::List(_) | Data::Unknown(_) => unknown(values),
        _ => Err(wrong(values, 0, "an array or a text")),
    }
}

pub(super) fn concat(values: &[Value], context: CallContext<'_>) -> Outcome {
    let is_list = values.iter().any(|value| matches!(value.data, Data::List(_)));
    if is_list {
        let (mut items, mut open) = (Vec::new(), None);
        for (at, value) in values.iter().enumerate() {
            let spread = spread_items(value).map_err(|error| FunctionError { argument: Some(at), ..error })?;
            context.allocate(spread.items.len() * 8)?;
            items.extend(spread.items);
            open = open.or(spread.open);
        }
        return Ok(list_of(items, open));
    }
    // What an id becomes with a text behind it is the evaluators' to say.
    if values.iter().any(|value| value.as_unknown().is_some()) {
        return unknown(values);
    }
    interpolate(values, context)
}

pub(super) fn create_array(values: &[Value], context: CallContext<'_>) -> Outcome {
    context.allocate(values.len() * 8)?;
    Ok(Value::tuple(values.to_vec()).at(context.span))
}

pub(super) fn flatten(values: &[Value], context: CallContext<'_>) -> Outcome {
    let list = match &values[0].data {
        Data::List(list) => list,
        Data::Unknown(_) => return unknown(values),
        _ => return Err(wrong(values, 0, "an array of arrays")),
    };
    let (mut items, mut open) = (Vec::new(), list.open.clone());
    for item in &list.items {
        let spread = spread_items(&out_of(item, &values[0]))?;
        context.allocate(spread.items.len() * 8)?;
        items.extend(spread.items);
        open = open.or(spread.open);
    }
    Ok(list_of(items, open))
}

/// The elements of an array, and why there may be more.
///
/// # Errors
/// When it is certainly no array.
pub(super) fn elements(value: &Value) -> Result<Spread, FunctionError> {
    match &value.data {
        Data::Null => Err(refuse("expected an array, not null")),
        _ => spread_items(value),
    }
}
