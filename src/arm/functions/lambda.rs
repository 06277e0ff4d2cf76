//! Functions that call a lambda for each element.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::collection::elements;
use super::object::name_of;
use super::{Argument, CallContext, FunctionError, Lambda};
use crate::arm::operators::{Merge, Outcome, Spread, each, list_of, out_of, reason_of, refuse, truth};
use crate::document::{Data, Entry, Reason, Trail, Truth, Value};

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

/// The index of an element; not known where elements may be missing before it.
fn position(index: usize, open: Option<&Arc<Reason>>, context: CallContext<'_>) -> Value {
    match open {
        Some(reason) => Value::unknown_set(Arc::clone(reason)).at(context.span),
        None => Value::number(i64::try_from(index).unwrap_or(i64::MAX)).at(context.span),
    }
}

fn open_before(array: &Value) -> Option<&Arc<Reason>> {
    array.as_list().and_then(|list| list.open.as_ref())
}

/// The place of an array whose elements know themselves which way they came.
fn of_the_same_place(array: &Value) -> Trail {
    Trail { literal: array.trail.literal, last: None }
}

/// The result for each array that the first argument may be.
fn for_each_array(array: &Value, body: &dyn Fn(&Value) -> Outcome) -> Outcome {
    Ok(each(array, body)?.with_sensitive(array.sensitive))
}

/// Why nothing is known about an array.
fn doubt(array: &Value) -> Option<Arc<Reason>> {
    array.as_unknown().map(|unknown| Arc::clone(&unknown.reason))
}

pub(super) fn map(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    for_each_array(array, &|array| {
        if let Some(reason) = doubt(array) {
            return Ok(Value::unknown_set(reason));
        }
        let Spread { items, open } = elements(array)?;
        let mut results = Vec::new();
        for (at, item) in items.iter().enumerate() {
            context.allocate(8)?;
            results.push(lambda.call(&[item.clone(), position(at, open.as_ref(), context)])?);
        }
        Ok(list_of(results, open).at(context.span))
    })
}

pub(super) fn filter(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    for_each_array(array, &|array| {
        if let Some(reason) = doubt(array) {
            return Ok(Value::unknown_set(reason));
        }
        let Spread { items, mut open } = elements(array)?;
        let mut kept = Vec::new();
        for (at, item) in items.iter().enumerate() {
            context.allocate(8)?;
            match truth(&lambda.call(&[item.clone(), position(at, open_before(array), context)])?)? {
                Truth::Known(true) => kept.push(item.clone()),
                Truth::Known(false) => {}
                // It may be there or not: what is certain is only what else is there.
                Truth::Unknown(reason) => {
                    open.get_or_insert(reason);
                }
            }
        }
        Ok(list_of(kept, open).with_trail(of_the_same_place(array)))
    })
}

pub(super) fn reduce(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, start, lambda) = (value(arguments, 0)?, value(arguments, 1)?, lambda(arguments, 2)?);
    for_each_array(array, &|array| {
        let Spread { items, open } = elements(array)?;
        if let Some(reason) = open {
            return Ok(Value::unknown(reason));
        }
        let mut so_far = start.clone();
        for (at, item) in items.iter().enumerate() {
            context.allocate(8)?;
            so_far = lambda.call(&[so_far, item.clone(), position(at, None, context)])?;
            context.weigh(&so_far)?;
        }
        Ok(so_far)
    })
}

/// Sorted so that the lambda says of neighbours that the first comes first.
pub(super) fn sort(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    for_each_array(array, &|array| {
        let Spread { items, open } = elements(array)?;
        if let Some(reason) = open {
            return Ok(Value::unknown_set(reason));
        }
        let mut sorted: Vec<Value> = Vec::with_capacity(items.len());
        for item in &items {
            // A binary search by hand, since the lambda may refuse or not know.
            let (mut low, mut high) = (0, sorted.len());
            while low < high {
                context.spend()?;
                let middle = low + (high - low) / 2;
                match truth(&lambda.call(&[item.clone(), sorted[middle].clone()])?)? {
                    Truth::Known(true) => high = middle,
                    Truth::Known(false) => low = middle + 1,
                    Truth::Unknown(reason) => return Ok(Value::unknown_set(reason)),
                }
            }
            context.allocate(sorted.len() - low + 8)?;
            sorted.insert(low, item.clone());
        }
        Ok(Value::tuple(sorted).with_trail(of_the_same_place(array)))
    })
}

pub(super) fn to_object(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, key_of) = (value(arguments, 0)?, lambda(arguments, 1)?);
    let value_of = if arguments.len() > 2 { Some(lambda(arguments, 2)?) } else { None };
    for_each_array(array, &|array| {
        let Spread { items, open } = elements(array)?;
        let mut merge = Merge::default();
        let mut is_sensitive = false;
        for (at, item) in items.iter().enumerate() {
            context.allocate(64)?;
            let given = [item.clone(), position(at, open.as_ref(), context)];
            let key = key_of.call(&given)?;
            is_sensitive |= key.sensitive;
            let member = value_of.map_or_else(|| Ok(item.clone()), |lambda| lambda.call(&given))?;
            match name_of(&key)? {
                Some(name) => {
                    let place = member.trail.literal.or(key.trail.literal);
                    merge.set(name, member, place);
                }
                None => merge.obscure(&reason_of(&key)),
            }
        }
        if let Some(reason) = open {
            merge.obscure(&reason);
        }
        Ok(merge.finish().at(context.span).with_sensitive(is_sensitive))
    })
}

/// Elements by a key that differs in more than its case.
pub(super) fn group_by(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (array, key_of) = (value(arguments, 0)?, lambda(arguments, 1)?);
    for_each_array(array, &|array| {
        let Spread { items, open } = elements(array)?;
        let mut groups: BTreeMap<String, (Arc<str>, Vec<Value>)> = BTreeMap::new();
        let mut unsure = open.clone();
        for (at, item) in items.iter().enumerate() {
            context.allocate(64)?;
            let key = key_of.call(&[item.clone(), position(at, open.as_ref(), context)])?;
            match name_of(&key)? {
                Some(name) => {
                    let group = groups.entry(name.to_ascii_lowercase()).or_insert_with(|| (name, Vec::new()));
                    group.1.push(item.clone());
                }
                None => {
                    unsure.get_or_insert_with(|| reason_of(&key));
                }
            }
        }
        let mut merge = Merge::default();
        for (name, items) in groups.into_values() {
            let place = items.first().and_then(|item| item.trail.literal);
            merge.set(name, list_of(items, unsure.clone()).at(context.span), place);
        }
        if let Some(reason) = unsure {
            merge.leave_open(&reason);
        }
        Ok(merge.finish().at(context.span))
    })
}

pub(super) fn map_values(arguments: &[Argument<'_>], context: CallContext<'_>) -> Outcome {
    let (object, lambda) = (value(arguments, 0)?, lambda(arguments, 1)?);
    for_each_array(object, &|object| match &object.data {
        Data::Object(members) => {
            let mut merge = Merge::default();
            for (name, entry) in &members.entries {
                context.allocate(64)?;
                let value = lambda.call(&[out_of(&entry.value, object)])?;
                merge.put(Arc::clone(name), Entry { value, ..entry.clone() });
            }
            let computed = members.computed.as_ref().map(|computed| &computed.reason);
            if let Some(reason) = members.open.as_ref().or(computed) {
                merge.leave_open(reason);
            }
            Ok(merge.finish().at(context.span))
        }
        Data::Unknown(unknown) => Ok(Value::unknown_set(Arc::clone(&unknown.reason))),
        _ => Err(FunctionError { argument: Some(0), ..refuse("an object is expected") }),
    })
}
