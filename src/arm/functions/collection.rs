//! Functions on arrays, and those that take arrays, texts and objects alike.

use std::cmp::Ordering;
use std::sync::Arc;

use super::text;
use super::{CallContext, FunctionError, number, reason, text as text_at, unknown, wrong};
use crate::arm::operators::{Merge, Outcome, Spread, refuse, spread_items};
use crate::arm::operators::{each_pair, has_member, list_of, out_of};
use crate::document::{Cause, Data, Number, Truth, Value, equality};

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
            if object.entries.values().any(|entry| entry.maybe.is_none()) || object.computed.is_some() {
                Truth::Known(false)
            } else {
                let maybe =
                    object.entries.values().find_map(|entry| entry.maybe.clone()).or_else(|| object.open.clone());
                maybe.map_or(Truth::Known(true), Truth::Unknown)
            }
        }
        // A resource's id is a text with something in it; so is what only a deployment knows.
        Data::Unknown(unknown)
            if unknown.not_null
                && (unknown.reason.cause == Cause::Function
                    || unknown.reference.as_ref().is_some_and(|reference| is_id(&reference.path))) =>
        {
            Truth::Known(false)
        }
        Data::Unknown(unknown) => Truth::Unknown(Arc::clone(&unknown.reason)),
        _ => return Err(wrong(values, 0, "an array, a text or an object")),
    };
    Ok(truth.value(values[0].sensitive, context.span))
}

fn is_id(path: &str) -> bool {
    path == "id" || path.ends_with(".id")
}

pub(super) fn contains(values: &[Value], context: CallContext<'_>) -> Outcome {
    let truth = match &values[0].data {
        Data::List(list) => {
            let mut doubt = list.open.clone();
            let mut is_found = false;
            for item in &list.items {
                context.spend()?;
                match equality(item, &values[1]).0 {
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
    Ok(truth.value(false, context.span))
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
            Ok(Value::string(text::part(text, number, is_skip)))
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
    if values.iter().any(|value| value.as_unknown().is_some()) {
        return unknown(values);
    }
    let mut joined = String::new();
    for value in values {
        let text = crate::arm::operators::display(value)?;
        context.allocate(text.len())?;
        joined.push_str(&text);
    }
    Ok(Value::string(joined))
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

pub(super) fn range(values: &[Value], context: CallContext<'_>) -> Outcome {
    let (Some(start), Some(length)) = (number(values, 0)?, number(values, 1)?) else { return unknown(values) };
    let end = start.checked_add(length).filter(|_| length >= 0);
    let Some(end) = end else { return Err(refuse(format!("{length} numbers from {start} are no range"))) };
    let size = usize::try_from(length).unwrap_or(usize::MAX);
    context.allocate(size.saturating_mul(64))?;
    Ok(Value::tuple((start..end).map(|number| Value::number(number).at(context.span)).collect()))
}

pub(super) fn union(values: &[Value], context: CallContext<'_>) -> Outcome {
    let is_list = |value: &Value| match &value.data {
        Data::List(_) => true,
        Data::OneOf(members) => members.iter().any(|member| matches!(member.data, Data::List(_))),
        _ => false,
    };
    if values.iter().any(is_list) {
        let mut items: Vec<Value> = Vec::new();
        let mut open = None;
        for value in values {
            let spread = spread_items(value)?;
            open = open.or(spread.open);
            for item in spread.items {
                context.budget.spend(items.len() as u64).map_err(super::exhausted)?;
                if !items.iter().any(|known| crate::document::equals(known, &item) == Some(true)) {
                    items.push(item);
                }
            }
        }
        return Ok(list_of(items, open));
    }
    if values.iter().all(|value| value.as_unknown().is_some()) {
        return unknown(values);
    }
    let mut merge = Merge::default();
    for (at, value) in values.iter().enumerate() {
        context.allocate(64)?;
        merge.spread(value, true).map_err(|error| FunctionError { argument: Some(at), ..error })?;
    }
    Ok(merge.finish())
}

pub(super) fn intersection(values: &[Value], context: CallContext<'_>) -> Outcome {
    let mut result = values[0].clone();
    for value in &values[1..] {
        result = each_pair(&result, value, &|a, b| match (&a.data, &b.data) {
            (Data::List(_), Data::List(_)) if a.is_wholly_known() && b.is_wholly_known() => {
                let (a, b) = (spread_items(a)?.items, spread_items(b)?.items);
                context.budget.spend((a.len() * b.len()) as u64).map_err(super::exhausted)?;
                let is_in = |item: &Value| b.iter().any(|other| crate::document::equals(item, other) == Some(true));
                Ok(Value::tuple(a.into_iter().filter(is_in).collect()))
            }
            (Data::Object(first), Data::Object(_)) if a.is_wholly_known() && b.is_wholly_known() => {
                let same = |name: &str, value: &Value| {
                    let other = crate::arm::operators::member(b, name, true).ok();
                    other.is_some_and(|other| !other.is_null() && crate::document::equals(value, &other) == Some(true))
                };
                let common = first.entries.iter().filter(|(name, entry)| same(name, &entry.value));
                Ok(Value::object(common.map(|(name, entry)| (Arc::clone(name), entry.value.clone()))))
            }
            (Data::List(_) | Data::Unknown(_), Data::List(_) | Data::Unknown(_))
            | (Data::Object(_) | Data::Unknown(_), Data::Object(_) | Data::Unknown(_)) => {
                Ok(Value::unknown_set(reason(&[a.clone(), b.clone()])))
            }
            _ => Err(refuse("expected arrays or objects")),
        })?;
    }
    Ok(result)
}

pub(super) fn max(values: &[Value], _: CallContext<'_>) -> Outcome {
    extreme(values, Ordering::Greater)
}

pub(super) fn min(values: &[Value], _: CallContext<'_>) -> Outcome {
    extreme(values, Ordering::Less)
}

fn extreme(values: &[Value], wanted: Ordering) -> Outcome {
    let spread;
    let numbers = match (values, &values[0].data) {
        ([_], Data::List(_)) => {
            spread = spread_items(&values[0])?;
            if spread.open.is_some() {
                return unknown(values);
            }
            &spread.items[..]
        }
        _ => values,
    };
    let mut best: Option<(&Number, &Value)> = None;
    for value in numbers {
        let Data::Number(number) = &value.data else {
            return match &value.data {
                Data::Unknown(_) | Data::OneOf(_) => unknown(values),
                _ => Err(refuse("expected whole numbers")),
            };
        };
        let is_better = best
            .is_none_or(|(best, _)| number.sub(best).is_some_and(|difference| difference.signum().cmp(&0) == wanted));
        if is_better {
            best = Some((number, value));
        }
    }
    best.map(|(_, value)| value.clone()).ok_or_else(|| refuse("there are no numbers"))
}

/// The elements of an array and why there may be more; an error when it is no array.
pub(super) fn elements(value: &Value) -> Result<Spread, FunctionError> {
    match &value.data {
        Data::Null => Err(refuse("expected an array, not null")),
        _ => spread_items(value),
    }
}
