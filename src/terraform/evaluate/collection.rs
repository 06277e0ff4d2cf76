//! Tuple and object constructors.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluator::{Evaluator, Outcome, error, normalized};
use crate::document::{Data, Entry, Object, ObjectKind, Reason, Value};
use crate::source::Span;
use crate::terraform::syntax::{Expression, ObjectItem};
use crate::terraform::types::convert_to_string;

/// What one element or entry is counted as, in bytes.
pub(super) const ENTRY_BYTES: usize = 96;

/// The key of an entry, as far as it is known.
pub(super) enum Key {
    /// This one.
    Known(Arc<str>),
    /// One of these.
    OneOf(Vec<Arc<str>>, Arc<Reason>),
    /// Any.
    Unknown(Arc<Reason>),
}

impl Evaluator<'_> {
    pub(super) fn tuple(&self, items: &[Expression], span: Span) -> Outcome {
        self.allocate(ENTRY_BYTES * items.len(), span)?;
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.evaluate(item)?;
            self.weigh(&value, item.span)?;
            values.push(value);
        }
        Ok(Value::tuple(values).at(span))
    }

    pub(super) fn object(&self, items: &[ObjectItem], span: Span) -> Outcome {
        self.allocate(ENTRY_BYTES * items.len(), span)?;
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        let mut open = None;
        let mut is_sensitive = false;
        for item in items {
            let key = self.evaluate(&item.key)?;
            let value = self.evaluate(&item.value)?;
            self.weigh(&value, item.span)?;
            is_sensitive |= key.sensitive;
            let entry = Entry { value, span: Some(item.span), maybe: None };
            match self.key(&key, item.key.span)? {
                Key::Known(key) => {
                    entries.insert(key, entry);
                }
                Key::OneOf(keys, reason) => {
                    // Where it is not there, one under an unknown key before may be.
                    let entry = open.as_ref().map_or_else(|| entry.clone(), |reason| widened(&entry, reason));
                    for key in keys {
                        insert_perhaps(&mut entries, key, &entry, &reason);
                    }
                }
                Key::Unknown(reason) => {
                    // It may be the key of any entry before.
                    for other in entries.values_mut() {
                        other.value = Value::one_of([other.value.clone(), entry.value.clone()], &reason);
                    }
                    open.get_or_insert(reason);
                }
            }
        }
        let object = Object { entries, open, kind: ObjectKind::Object, ..Object::default() };
        Ok(Value::new(Data::Object(Arc::new(object))).at(span).with_sensitive(is_sensitive))
    }

    /// A value as the key of an entry.
    pub(super) fn key(&self, value: &Value, span: Span) -> Result<Key, super::EvaluationError> {
        if value.is_null() {
            return Err(error("Null value as key: can't use a null value as a key", span));
        }
        let text = convert_to_string(value)
            .map_err(|_| error("Incorrect key type: can't use this value as a key: string required", span))?;
        match &text.data {
            Data::String(text) => Ok(Key::Known(normalized(text))),
            Data::OneOf(members) if members.iter().all(|member| member.as_str().is_some()) => {
                let keys = members.iter().filter_map(Value::as_str).map(Arc::from).collect();
                Ok(Key::OneOf(keys, Arc::clone(members.reason())))
            }
            data => {
                self.doubt.set(true);
                let reason = match data {
                    Data::Unknown(unknown) => Arc::clone(&unknown.reason),
                    Data::OneOf(members) => Arc::clone(members.reason()),
                    _ => Arc::new(Reason::undecided_condition()),
                };
                Ok(Key::Unknown(reason))
            }
        }
    }
}

/// The entry, should another one of the same name take its place.
pub(super) fn widened(entry: &Entry, reason: &Arc<Reason>) -> Entry {
    let value = Value::one_of([entry.value.clone(), Value::unknown(Arc::clone(reason))], reason);
    Entry { value, ..entry.clone() }
}

/// Adds an entry that may also not be there; where there is one already, it is one of both.
pub(super) fn insert_perhaps(
    entries: &mut BTreeMap<Arc<str>, Entry>,
    key: Arc<str>,
    entry: &Entry,
    reason: &Arc<Reason>,
) {
    match entries.get_mut(&key) {
        Some(other) => {
            other.value = Value::one_of([other.value.clone(), entry.value.clone()], reason);
            other.span = other.span.or(entry.span);
        }
        None => {
            entries.insert(key, Entry { maybe: Some(Arc::clone(reason)), ..entry.clone() });
        }
    }
}
