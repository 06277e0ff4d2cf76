//! Objects and arrays built from others: spread, `union`, `shallowMerge`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::access::entry_of;
use super::{Outcome, each, refuse, type_name};
use crate::document::{Cause, Data, Entry, List, Object, Reason, Unknown, Value};
use crate::source::Span;

/// How deeply objects are merged into one another.
const DEEPEST: usize = 64;

/// An object under construction: later entries win.
#[derive(Debug, Default)]
pub struct Merge {
    entries: BTreeMap<Arc<str>, Entry>,
    /// The names in small letters, as spelt.
    names: FxHashMap<String, Arc<str>>,
    open: Option<Arc<Reason>>,
    unknown_keys: Vec<Unknown>,
    is_sensitive: bool,
}

impl Merge {
    /// Sets an entry, whatever was there; names are compared without regard to case.
    pub fn set(&mut self, name: Arc<str>, value: Value, span: Option<Span>) {
        self.put(name, Entry { value, span, maybe: None });
    }

    /// Sets an entry that may perhaps not be there.
    pub(in crate::arm) fn put(&mut self, name: Arc<str>, entry: Entry) {
        if let Some(before) = self.names.insert(name.to_ascii_lowercase(), Arc::clone(&name))
            && before != name
        {
            self.entries.remove(&before);
        }
        self.entries.insert(name, entry);
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.get(self.names.get(&name.to_ascii_lowercase())?)
    }

    /// There may be further entries, and any of those set so far may be another.
    pub fn obscure(&mut self, reason: &Arc<Reason>) {
        for entry in self.entries.values_mut() {
            let unknown = Value::unknown(Arc::clone(reason));
            let before = std::mem::replace(&mut entry.value, Value::null());
            let trail = before.trail.clone();
            entry.value = Value::one_of([before, unknown], reason).with_trail(trail);
        }
        self.open.get_or_insert_with(|| Arc::clone(reason));
    }

    /// There may be further entries beside those set.
    pub fn leave_open(&mut self, reason: &Arc<Reason>) {
        self.open.get_or_insert_with(|| Arc::clone(reason));
    }

    /// Sets an entry whose key is not known: it is taken to be none of those set.
    pub fn set_unknown(&mut self, key: &Value) {
        let unknown = || Unknown { reason: super::reason_of(key), not_null: true, reference: None, origins: None };
        self.unknown_keys.push(key.as_unknown().cloned().unwrap_or_else(unknown));
    }

    fn first_unknown(&self) -> Option<&Arc<Reason>> {
        self.unknown_keys.first().map(|key| &key.reason)
    }

    /// Sets all entries of an object; `is_deep` merges objects under one name into one another.
    ///
    /// # Errors
    /// When the value is certainly no object. Null counts as an object without entries.
    pub fn spread(&mut self, value: &Value, is_deep: bool) -> Result<(), super::FunctionError> {
        self.spread_at(value, is_deep, 0)
    }

    fn spread_at(&mut self, value: &Value, is_deep: bool, depth: usize) -> Result<(), super::FunctionError> {
        self.is_sensitive |= value.sensitive;
        match &value.data {
            Data::Null => Ok(()),
            Data::Unknown(unknown) => {
                self.obscure(&unknown.reason);
                Ok(())
            }
            Data::OneOf(members) => self.alternatives(members, members.reason(), is_deep, depth),
            Data::Object(object) => {
                for (name, entry) in &object.entries {
                    let trail = entry.value.trail.within(&value.trail);
                    let entry = Entry { value: entry.value.clone().with_trail(trail), ..entry.clone() };
                    self.merge_entry(name, entry, is_deep, depth)?;
                }
                self.unknown_keys.extend(object.unknown_keys.iter().cloned());
                let first = object.unknown_keys.first().map(|key| &key.reason);
                let rest = object.open.as_ref().or(object.computed.as_ref().map(|computed| &computed.reason));
                if let Some(reason) = rest.filter(|reason| Some(*reason) != first) {
                    let mine: Vec<(Arc<str>, Entry)> =
                        object.entries.keys().filter_map(|name| self.entries.remove_entry(name)).collect();
                    self.obscure(reason);
                    self.entries.extend(mine);
                }
                Ok(())
            }
            _ => Err(refuse(format!("Expected an object, not a value of type \"{}\"", type_name(value)))),
        }
    }

    /// Sets an entry over what was there. What may be there beside the entries counts as well.
    fn merge_entry(
        &mut self,
        name: &Arc<str>,
        entry: Entry,
        is_deep: bool,
        depth: usize,
    ) -> Result<(), super::FunctionError> {
        let over = |before: &Value| match is_deep {
            true => merged(before, &entry.value, depth + 1),
            false => Ok(entry.value.clone()),
        };
        let entry = match (self.entry(name), &self.open) {
            (Some(before), _) => {
                let mut value = over(&before.value)?;
                if let Some(doubt) = &before.maybe {
                    value = Value::one_of([value, entry.value.clone()], doubt);
                }
                match &entry.maybe {
                    None => Entry { value, ..entry },
                    Some(doubt) => Entry {
                        value: Value::one_of([before.value.clone(), value], doubt),
                        span: entry.span.or(before.span),
                        maybe: before.maybe.clone(),
                    },
                }
            }
            (None, Some(open)) => {
                let hidden = Value::unknown(Arc::clone(open));
                let value = over(&hidden)?;
                match &entry.maybe {
                    None => Entry { value, ..entry },
                    Some(doubt) => Entry { value: Value::one_of([value, hidden], doubt), ..entry.clone() },
                }
            }
            (None, None) => entry,
        };
        self.put(Arc::clone(name), entry);
        Ok(())
    }

    /// One of several objects: what only some set, or set otherwise, is one of what they say.
    fn alternatives(
        &mut self,
        members: &[Value],
        reason: &Arc<Reason>,
        is_deep: bool,
        depth: usize,
    ) -> Result<(), super::FunctionError> {
        let mut worlds = Vec::new();
        let mut refused = 0;
        for member in members {
            let mut world = Self {
                entries: self.entries.clone(),
                names: self.names.clone(),
                open: self.open.clone(),
                unknown_keys: self.unknown_keys.clone(),
                is_sensitive: false,
            };
            if let Err(error) = world.spread_at(member, is_deep, depth) {
                refused += 1;
                if refused == members.len() {
                    return Err(error);
                }
                world.obscure(&Arc::new(super::in_error(&error)));
            }
            worlds.push(world);
        }
        let mut names: BTreeMap<String, Arc<str>> = BTreeMap::new();
        for name in worlds.iter().flat_map(|world| world.entries.keys()) {
            names.entry(name.to_ascii_lowercase()).or_insert_with(|| Arc::clone(name));
        }
        self.entries.clear();
        self.names.clear();
        for name in names.into_values() {
            let mut values = Vec::new();
            let mut maybe = None;
            let mut span = None;
            for world in &worlds {
                match (world.entry(&name), &world.open) {
                    (Some(entry), _) => {
                        values.push(entry.value.clone());
                        span = span.or(entry.span);
                        maybe = maybe.or_else(|| entry.maybe.clone());
                    }
                    (None, Some(open)) => {
                        values.push(Value::unknown(Arc::clone(open)));
                        maybe.get_or_insert_with(|| Arc::clone(open));
                    }
                    (None, None) => {
                        maybe.get_or_insert_with(|| Arc::clone(reason));
                    }
                }
            }
            let value = Value::one_of(values, reason);
            self.put(name, Entry { value, span, maybe });
        }
        self.open = worlds.iter().find_map(|world| world.open.clone());
        if let Some((first, others)) = worlds.split_first() {
            self.unknown_keys.clone_from(&first.unknown_keys);
            if others.iter().any(|other| other.unknown_keys != first.unknown_keys) {
                self.unknown_keys.clear();
                self.leave_open(reason);
            }
        }
        self.is_sensitive |= worlds.iter().any(|world| world.is_sensitive);
        Ok(())
    }

    /// The object.
    #[must_use]
    pub fn finish(self) -> Value {
        let open = self.open.clone().or_else(|| self.first_unknown().cloned());
        let object = Object { entries: self.entries, open, unknown_keys: self.unknown_keys, ..Object::default() };
        Value::new(Data::Object(Arc::new(object))).with_sensitive(self.is_sensitive)
    }

    /// The value under a name so far, whatever its case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entry(name).map(|entry| &entry.value)
    }
}

/// What a value becomes that is merged over another: objects are merged into one another, anything else takes the place of
/// what was there.
fn merged(before: &Value, after: &Value, depth: usize) -> Outcome {
    if depth > DEEPEST {
        let reason = Reason::new(Cause::Budget, "", "objects are nested too deeply to be merged");
        return Ok(Value::unknown(reason).with_trail(after.trail.clone()));
    }
    let value = match (&before.data, &after.data) {
        (Data::OneOf(_) | Data::Object(_) | Data::Unknown(_), Data::OneOf(_)) => {
            each(after, &|after| merged(before, after, depth + 1))?
        }
        (Data::OneOf(_), Data::Object(_)) => each(before, &|before| merged(before, after, depth + 1))?,
        (Data::Object(_) | Data::Unknown(_), Data::Object(_)) => {
            let mut inner = Merge::default();
            match &before.data {
                // An object perhaps, and whatever is in it shows through.
                Data::Unknown(unknown) => inner.leave_open(&unknown.reason),
                _ => inner.spread_at(before, true, depth)?,
            }
            inner.spread_at(after, true, depth)?;
            inner.finish()
        }
        _ => return Ok(after.clone()),
    };
    Ok(value.with_trail(after.trail.clone()))
}

/// The elements that spreading an array adds, and why there may be more.
#[derive(Debug, Default)]
pub struct Spread {
    /// The elements.
    pub items: Vec<Value>,
    /// Why there may be more.
    pub open: Option<Arc<Reason>>,
}

/// What `...value` adds to an array.
///
/// # Errors
/// When the value is certainly no array. Null counts as an array without elements.
pub fn spread_items(value: &Value) -> Result<Spread, super::FunctionError> {
    match &value.data {
        Data::Null => Ok(Spread::default()),
        Data::List(list) => {
            let items = list.items.iter().map(|item| super::access::out_of(item, value)).collect();
            Ok(Spread { items, open: list.open.clone() })
        }
        Data::Unknown(unknown) => Ok(Spread { items: Vec::new(), open: Some(Arc::clone(&unknown.reason)) }),
        Data::OneOf(members) => Ok(Spread { items: Vec::new(), open: Some(Arc::clone(members.reason())) }),
        _ => Err(refuse(format!("Expected an array, not a value of type \"{}\"", type_name(value)))),
    }
}

/// Arrays joined, or the elements of both: for `concat` and `union`.
pub(in crate::arm) fn list_of(items: Vec<Value>, open: Option<Arc<Reason>>) -> Value {
    Value::new(Data::List(Arc::new(List { items, open, ..List::default() })))
}

/// Whether an object has this member: certainly, certainly not, or why that is not known.
pub(in crate::arm) fn has_member(object: &Object, name: &str) -> Result<bool, Arc<Reason>> {
    match entry_of(object, name) {
        Some((_, Entry { maybe: Some(reason), .. })) => Err(Arc::clone(reason)),
        Some(_) => Ok(true),
        None => match (&object.open, &object.computed) {
            (Some(reason), _) => Err(Arc::clone(reason)),
            (None, Some(computed)) => Err(Arc::clone(&computed.reason)),
            (None, None) => Ok(false),
        },
    }
}

/// What an operation gives for each alternative of two values.
pub(in crate::arm) fn each_pair(a: &Value, b: &Value, operation: &dyn Fn(&Value, &Value) -> Outcome) -> Outcome {
    each(a, &|a| each(b, &|b| operation(a, b)))
}
