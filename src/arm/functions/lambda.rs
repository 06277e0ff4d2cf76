//! Functions that call a lambda for each element.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::collection::elements;
use super::object::name_of;
use super::{Argument, CallContext, FunctionError, Lambda};
use crate::arm::operators::list_of;
use crate::arm::operators::{Merge, Outcome, Spread, refuse, truth};
use crate::document::{Data, Reason, Truth, Value};

fn value<'a>(arguments: &'a [Argument<'_>], at: usize) -> Result<&'a Value, FunctionError> {
    match &arguments[at] {
        Argument::Value(value) => Ok(value),
        Argument::Lambda(_) => Err(FunctionError { argument: Some(at), ..refuse("a lambda cannot stand here") }),
    }
}

fn lambda<'a>(arguments: &'a [Argument<'_>], at: usize) -> Result<&'a dyn Lambda, FunctionError> {
    match &arguments[at] {
        Argument::Lambda(lambda) => Ok(*lambda),
        Argument::Value(_) => {
            Err(FunctionError { argument: Some(at), ..refuse("a lambda such as `x => x` is expected") })
        }
    }
}

fn position(index: usize, context: CallContext<'_>) -> Value {
    Value::number(i64::try_from(index).unwrap_or(i64::MAX)).at(context.span)
}

pub(super) fn map(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    if array.as_unknown().is_some() {
        return Ok(Value::unknown_set(crate::arm::operators::reason_of(array)));
    }
    let Spread { items, open } = elements(array)?;
    let mut results = Vec::new();
    for (at, item) in items.iter().enumerate() {
        context.allocate(8)?;
        results.push(lambda.call(&[item.clone(), position(at, context)])?);
    }
    Ok(list_of(results, open).at(context.span).with_sensitive(array.sensitive))
}

pub(super) fn filter(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    if array.as_unknown().is_some() {
        return Ok(Value::unknown_set(crate::arm::operators::reason_of(array)));
    }
    let Spread { items, mut open } = elements(array)?;
    let mut kept = Vec::new();
    for (at, item) in items.iter().enumerate() {
        context.allocate(8)?;
        match truth(&lambda.call(&[item.clone(), position(at, context)])?)? {
            Truth::Known(true) => kept.push(item.clone()),
            Truth::Known(false) => {}
            // It may be there or not: what is certain is only what else is there.
            Truth::Unknown(reason) => {
                open.get_or_insert(reason);
            }
        }
    }
    Ok(list_of(kept, open).with_trail(array.trail.clone()).with_sensitive(array.sensitive))
}

pub(super) fn reduce(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, start, lambda) = (value(arguments, 0)?, value(arguments, 1)?, lambda(arguments, 2)?);
    let Spread { items, open } = elements(array)?;
    if let Some(reason) = open {
        return Ok(Value::unknown(reason).with_sensitive(array.sensitive));
    }
    let mut so_far = start.clone();
    for (at, item) in items.iter().enumerate() {
        context.allocate(8)?;
        so_far = lambda.call(&[so_far, item.clone(), position(at, context)])?;
    }
    Ok(so_far.with_sensitive(array.sensitive))
}

/// Sorted so that the lambda says of neighbours that the first comes first.
pub(super) fn sort(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    let Spread { items, open } = elements(array)?;
    if let Some(reason) = open {
        return Ok(Value::unknown_set(reason).with_sensitive(array.sensitive));
    }
    let mut sorted: Vec<Value> = Vec::with_capacity(items.len());
    for item in items.iter() {
        // A binary search by hand, since the lambda may refuse or not know.
        let (mut low, mut high) = (0, sorted.len());
        while low < high {
            context.spend()?;
            let middle = low + (high - low) / 2;
            match truth(&lambda.call(&[item.clone(), sorted[middle].clone()])?)? {
                Truth::Known(true) => high = middle,
                Truth::Known(false) => low = middle + 1,
                Truth::Unknown(reason) => return Ok(Value::unknown_set(reason).with_sensitive(array.sensitive)),
            }
        }
        context.allocate(sorted.len() - low + 8)?;
        sorted.insert(low, item.clone());
    }
    Ok(Value::tuple(sorted).with_trail(array.trail.clone()).with_sensitive(array.sensitive))
}

pub(super) fn to_object(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, key_of) = (value(arguments, 0)?, lambda(arguments, 1)?);
    let value_of = if arguments.len() > 2 { Some(lambda(arguments, 2)?) } else { None };
    let Spread { items, open } = elements(array)?;
    let mut merge = Merge::default();
    for (at, item) in items.iter().enumerate() {
        context.allocate(64)?;
        let given = [item.clone(), position(at, context)];
        let key = key_of.call(&given)?;
        let member = value_of.map_or_else(|| Ok(item.clone()), |lambda| lambda.call(&given))?;
        match name_of(&key)? {
            Some(name) => {
                let place = member.trail.literal.or(key.trail.literal);
                merge.set(name, member, place);
            }
            None => merge.obscure(&crate::arm::operators::reason_of(&key)),
        }
    }
    if let Some(reason) = open {
        merge.obscure(&reason);
    }
    Ok(merge.finish().at(context.span).with_sensitive(array.sensitive))
}

pub(super) fn group_by(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, key_of) = (value(arguments, 0)?, lambda(arguments, 1)?);
    let Spread { items, open } = elements(array)?;
    let mut groups: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    let mut doubt: Option<Arc<Reason>> = open;
    for (at, item) in items.iter().enumerate() {
        context.allocate(64)?;
        let key = key_of.call(&[item.clone(), position(at, context)])?;
        match name_of(&key)? {
            Some(name) => groups.entry(name).or_default().push(item.clone()),
            None => {
                doubt.get_or_insert(crate::arm::operators::reason_of(&key));
            }
        }
    }
    let mut merge = Merge::default();
    for (name, items) in groups {
        let place = items.first().and_then(|item| item.trail.literal);
        merge.set(name, list_of(items, doubt.clone()), place);
    }
    if let Some(reason) = doubt {
        merge.leave_open(&reason);
    }
    Ok(merge.finish().at(context.span).with_sensitive(array.sensitive))
}

pub(super) fn map_values(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (object, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    match &object.data {
        Data::Object(members) => {
            let mut merge = Merge::default();
            for (name, entry) in &members.entries {
                context.allocate(64)?;
                merge.set(Arc::clone(name), lambda.call(std::slice::from_ref(&entry.value))?, entry.span);
            }
            let doubt = members.open.clone().or_else(|| members.entries.values().find_map(|entry| entry.maybe.clone()));
            if let Some(reason) = doubt {
                merge.obscure(&reason);
            }
            Ok(merge.finish().at(context.span).with_sensitive(object.sensitive))
        }
        Data::Unknown(_) | Data::OneOf(_) => Ok(Value::unknown_set(crate::arm::operators::reason_of(object))),
        _ => Err(FunctionError { argument: Some(0), ..refuse("an object is expected") }),
    }
}
