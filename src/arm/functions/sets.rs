//! Functions that put arrays or objects together: `union`, `intersection`.

use std::sync::Arc;

use super::{CallContext, FunctionError, for_each_combination, reason, unknown};
use crate::arm::operators::{Merge, Outcome, each_pair, entry_of, list_of, refuse, spread_items};
use crate::document::{Data, Entry, Reason, Truth, Value, equality, is_deeply_sensitive};

pub(super) fn union(values: &[Value], context: CallContext<'_>) -> Outcome {
    let is_list = |value: &Value| match &value.data {
        Data::List(_) => true,
        Data::OneOf(members) => members.iter().any(|member| matches!(member.data, Data::List(_))),
        _ => false,
    };
    if values.iter().any(is_list) {
        let union = for_each_combination(values, &|values| of_lists(values, context))?;
        return Ok(union.with_sensitive(values.iter().any(|value| value.sensitive)));
    }
    if values.iter().all(|value| value.as_unknown().is_some()) {
        return Ok(unknown(values)?.with_sensitive(values.iter().any(|value| value.sensitive)));
    }
    let mut merge = Merge::default();
    for (at, value) in values.iter().enumerate() {
        context.allocate(64)?;
        merge.spread(value, true).map_err(|error| FunctionError { argument: Some(at), ..error })?;
    }
    Ok(merge.finish())
}

/// All elements, equal ones once. One that may equal an earlier one may be there or not.
fn of_lists(values: &[Value], context: CallContext<'_>) -> Outcome {
    let mut items: Vec<Value> = Vec::new();
    let mut open: Option<Arc<Reason>> = None;
    for (at, value) in values.iter().enumerate() {
        let spread = spread_items(value).map_err(|error| FunctionError { argument: Some(at), ..error })?;
        for item in spread.items {
            context.allocate(8)?;
            match is_among(&item, &items, context)? {
                Truth::Known(true) => {}
                Truth::Known(false) => items.push(item),
                Truth::Unknown(reason) => {
                    open.get_or_insert(reason);
                }
            }
        }
        open = open.or(spread.open);
    }
    Ok(list_of(items, open))
}

/// Whether a value equals one of these.
fn is_among(value: &Value, others: &[Value], context: CallContext<'_>) -> Result<Truth, FunctionError> {
    let mut doubt = None;
    for other in others {
        context.spend()?;
        match equality(value, other).0 {
            Truth::Known(true) => return Ok(Truth::Known(true)),
            Truth::Known(false) => {}
            Truth::Unknown(reason) => {
                doubt.get_or_insert(reason);
            }
        }
    }
    Ok(doubt.map_or(Truth::Known(false), Truth::Unknown))
}

pub(super) fn intersection(values: &[Value], context: CallContext<'_>) -> Outcome {
    let mut result = values[0].clone();
    for value in &values[1..] {
        result = each_pair(&result, value, &|a, b| common(a, b, context))?;
    }
    Ok(result.with_sensitive(values.iter().any(is_deeply_sensitive)))
}

fn common(a: &Value, b: &Value, context: CallContext<'_>) -> Outcome {
    let is_empty = |value: &Value| match &value.data {
        Data::List(list) => list.items.is_empty() && list.open.is_none(),
        Data::Object(object) => object.entries.is_empty() && object.open.is_none() && object.computed.is_none(),
        _ => false,
    };
    match (&a.data, &b.data) {
        (Data::List(_) | Data::Object(_), Data::Unknown(_)) if is_empty(a) => Ok(a.clone()),
        (Data::Unknown(_), Data::List(_) | Data::Object(_)) if is_empty(b) => Ok(b.clone()),
        (Data::List(_), Data::List(_)) => of_two_lists(a, b, context),
        (Data::Object(first), Data::Object(second)) if a.is_wholly_known() && b.is_wholly_known() => {
            let same = |name: &str, value: &Value| {
                entry_of(second, name)
                    .is_some_and(|(_, other)| crate::document::equals(value, &other.value) == Some(true))
            };
            let entries = first.entries.iter().filter(|(name, Entry { value, .. })| same(name, value));
            Ok(Value::object(entries.map(|(name, entry)| (Arc::clone(name), entry.value.clone()))))
        }
        (Data::Object(_) | Data::Unknown(_), Data::Object(_) | Data::Unknown(_))
        | (Data::List(_), Data::Unknown(_))
        | (Data::Unknown(_), Data::List(_)) => Ok(Value::unknown_set(reason(&[a.clone(), b.clone()]))),
        _ => Err(refuse("expected arrays or objects alike")),
    }
}

fn of_two_lists(a: &Value, b: &Value, context: CallContext<'_>) -> Outcome {
    let (a, b) = (spread_items(a)?, spread_items(b)?);
    let mut kept: Vec<Value> = Vec::new();
    let mut doubt = a.open;
    for item in a.items {
        context.allocate(8)?;
        match is_among(&item, &b.items, context)? {
            Truth::Known(true) => match is_among(&item, &kept, context)? {
                Truth::Known(true) => {}
                Truth::Known(false) => kept.push(item),
                Truth::Unknown(reason) => {
                    doubt.get_or_insert(reason);
                }
            },
            Truth::Known(false) => {
                if let Some(reason) = &b.open {
                    doubt.get_or_insert_with(|| Arc::clone(reason));
                }
            }
            Truth::Unknown(reason) => {
                doubt.get_or_insert(reason);
            }
        }
    }
    Ok(list_of(kept, doubt))
}
