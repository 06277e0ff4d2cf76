//! Functions on objects.

use std::sync::Arc;

use super::collection::elements;
use super::{CallContext, FunctionError, reason, text, unknown, wrong};
use crate::arm::operators::{Merge, Outcome, Spread, index, list_of, member, out_of, refuse};
use crate::document::{Data, Entry, Reason, Value};
use crate::formats::case;

pub(super) fn create_object(values: &[Value], context: CallContext<'_>) -> Outcome {
    if !values.len().is_multiple_of(2) {
        return Err(refuse("a name and a value are expected by turns"));
    }
    context.allocate(values.len() * 16)?;
    let mut merge = Merge::default();
    let is_sensitive = values.chunks_exact(2).any(|pair| pair[0].sensitive);
    for pair in values.chunks_exact(2) {
        match &pair[0].data {
            Data::String(name) => merge.set(Arc::clone(name), pair[1].clone(), pair[1].trail.literal),
            Data::Unknown(_) | Data::OneOf(_) => merge.set_unknown(&pair[0]),
            _ => return Err(wrong(pair, 0, "a text")),
        }
    }
    Ok(merge.finish().at(context.span).with_sensitive(is_sensitive))
}

pub(super) fn shallow_merge(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Spread { items, open } = elements(&values[0])?;
    let mut merge = Merge::default();
    for object in &items {
        context.allocate(64)?;
        merge.spread(object, false)?;
    }
    if let Some(reason) = open {
        merge.obscure(&reason);
    }
    Ok(merge.finish().with_sensitive(values[0].sensitive))
}

/// The entries that are certainly there, in the order of their names without regard to case, as Azure sorts them; and why
/// there may be more.
type Sorted = (Vec<(Arc<str>, Value)>, Option<Arc<Reason>>);

/// None where nothing is known about the object.
fn sorted(values: &[Value]) -> Result<Option<Sorted>, FunctionError> {
    let object = match &values[0].data {
        Data::Object(object) => object,
        Data::Unknown(_) => return Ok(None),
        _ => return Err(wrong(values, 0, "an object")),
    };
    let computed = || object.computed.as_ref().map(|computed| Arc::clone(&computed.reason));
    let maybe = || object.entries.values().find_map(|entry| entry.maybe.clone());
    let open = object.open.clone().or_else(computed).or_else(maybe);
    let there = object.entries.iter().filter(|(_, entry)| entry.maybe.is_none());
    let entry = |(name, entry): (&Arc<str>, &Entry)| (Arc::clone(name), out_of(&entry.value, &values[0]));
    let mut entries: Vec<(Arc<str>, Value)> = there.map(entry).collect();
    entries.sort_by_cached_key(|(name, _)| name.chars().map(case::upper).collect::<String>());
    Ok(Some((entries, open)))
}

pub(super) fn items(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Some((entries, open)) = sorted(values)? else {
        return Ok(list_of(Vec::new(), Some(reason(values))));
    };
    context.allocate(entries.len() * 64)?;
    let item = |(name, value): (Arc<str>, Value)| {
        let trail = value.trail.clone();
        let key = Value::string(name).with_trail(trail.clone());
        Value::object([("key".into(), key), ("value".into(), value)]).with_trail(trail)
    };
    Ok(list_of(entries.into_iter().map(item).collect(), open))
}

pub(super) fn object_keys(values: &[Value], context: CallContext<'_>) -> Outcome {
    let Some((entries, open)) = sorted(values)? else { return unknown(values) };
    context.allocate(entries.len() * 64)?;
    let keys = entries.into_iter().map(|(name, value)| Value::string(name).with_trail(value.trail));
    Ok(list_of(keys.collect(), open))
}

pub(super) fn try_get(values: &[Value], _: CallContext<'_>) -> Outcome {
    values[1..].iter().try_fold(values[0].clone(), |base, key| match key.as_str() {
        Some(name) => member(&base, name, true),
        None => index(&base, key, true, false),
    })
}

pub(super) fn index_from_end(values: &[Value], _: CallContext<'_>) -> Outcome {
    index(&values[0], &values[1], false, true)
}

pub(super) fn try_index_from_end(values: &[Value], context: CallContext<'_>) -> Outcome {
    let found = index(&values[0], &values[1], true, true)?;
    match values.get(2..) {
        Some(rest) if !rest.is_empty() => {
            let mut all = vec![found];
            all.extend(rest.iter().cloned());
            try_get(&all, context)
        }
        _ => Ok(found),
    }
}

/// The text that names a member; none where it is not known.
pub(super) fn name_of(value: &Value) -> Result<Option<Arc<str>>, FunctionError> {
    Ok(text(std::slice::from_ref(value), 0)?.map(Arc::from))
}
