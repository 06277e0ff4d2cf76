//! What a `for` expression has gathered so far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::collection::{Key, insert_perhaps, widened};
use crate::document::{Data, Entry, List, ListKind, Object, ObjectKind, Reason, Value};
use crate::source::Span;

/// The result under construction.
pub(super) struct ForResult {
    gathered: Gathered,
    open: Option<Arc<Reason>>,
    /// An entry whose key is not known may have the name of any other.
    any_key: bool,
    /// The keys of entries that may not be there and do not keep the name they had in the collection.
    renamed: BTreeSet<Arc<str>>,
    pub(super) is_sensitive: bool,
}

enum Gathered {
    Items(Vec<Value>),
    Entries(BTreeMap<Arc<str>, Entry>),
    Groups(BTreeMap<Arc<str>, Group>),
}

#[derive(Default)]
struct Group {
    items: Vec<Value>,
    open: Option<Arc<Reason>>,
    span: Option<Span>,
    /// Why the group may have no element at all.
    maybe: Option<Arc<Reason>>,
}

impl ForResult {
    pub(super) fn new(has_keys: bool, groups: bool) -> Self {
        let gathered = match (has_keys, groups) {
            (false, _) => Gathered::Items(Vec::new()),
            (true, false) => Gathered::Entries(BTreeMap::new()),
            (true, true) => Gathered::Groups(BTreeMap::new()),
        };
        Self { gathered, open: None, any_key: false, renamed: BTreeSet::new(), is_sensitive: false }
    }

    /// There may be more than what is gathered.
    pub(super) fn open(&mut self, reason: &Arc<Reason>) {
        self.open.get_or_insert_with(|| Arc::clone(reason));
    }

    /// Adds an element.
    pub(super) fn push(&mut self, value: Value, maybe: Option<&Arc<Reason>>) {
        match (maybe, &mut self.gathered) {
            (None, Gathered::Items(items)) => items.push(value),
            (Some(reason), _) => self.open(&Arc::clone(reason)),
            _ => {}
        }
    }

    /// Adds an entry. Fails with the key when it is certainly there twice.
    pub(super) fn insert(
        &mut self,
        key: Key,
        value: Value,
        span: Option<Span>,
        keeps_name: bool,
        maybe: Option<&Arc<Reason>>,
    ) -> Result<(), Arc<str>> {
        match (key, &mut self.gathered) {
            (Key::Known(key), Gathered::Entries(entries)) => {
                let entry = Entry { value, span, maybe: None };
                match (maybe, entries.get(&key).map(|other| other.maybe.clone())) {
                    (None, Some(None)) => return Err(key),
                    (None, None) => {
                        entries.insert(key, entry);
                    }
                    // One of the two is certainly there; both would be an error.
                    (None, Some(Some(_))) => {
                        entries.insert(key, entry);
                    }
                    (Some(_), Some(None)) => {}
                    (Some(reason), _) => {
                        if !keeps_name {
                            self.renamed.insert(Arc::clone(&key));
                        }
                        insert_perhaps(entries, key, &entry, reason);
                    }
                }
            }
            (Key::OneOf(keys, reason), Gathered::Entries(entries)) => {
                let entry = Entry { value, span, maybe: None };
                for key in keys {
                    if entries.get(&key).is_none_or(|other| other.maybe.is_some()) {
                        self.renamed.insert(Arc::clone(&key));
                        insert_perhaps(entries, key, &entry, &reason);
                    }
                }
            }
            (Key::Unknown(reason), Gathered::Entries(_)) => {
                self.any_key = true;
                self.open(&reason);
            }
            (Key::Known(key), Gathered::Groups(groups)) => {
                let is_new = !groups.contains_key(&key);
                let group = groups.entry(key).or_default();
                group.span = group.span.or(span);
                match maybe {
                    None => {
                        group.items.push(value);
                        group.maybe = None;
                    }
                    Some(reason) => {
                        group.open.get_or_insert_with(|| Arc::clone(reason));
                        if is_new {
                            group.maybe = Some(Arc::clone(reason));
                        }
                    }
                }
            }
            (Key::OneOf(keys, reason), Gathered::Groups(groups)) => {
                for key in keys {
                    let is_new = !groups.contains_key(&key);
                    let group = groups.entry(key).or_default();
                    group.open.get_or_insert_with(|| Arc::clone(&reason));
                    if is_new {
                        group.maybe = Some(Arc::clone(&reason));
                    }
                }
            }
            (Key::Unknown(reason), Gathered::Groups(groups)) => {
                for group in groups.values_mut() {
                    group.open.get_or_insert_with(|| Arc::clone(&reason));
                }
                self.open(&reason);
            }
            (_, Gathered::Items(_)) => {}
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Value {
        let open = self.open;
        let object = |entries| {
            Data::Object(Arc::new(Object {
                entries,
                open: open.clone(),
                kind: ObjectKind::Object,
                ..Object::default()
            }))
        };
        let data = match self.gathered {
            Gathered::Items(items) => Data::List(Arc::new(List { items, open, kind: ListKind::Tuple })),
            Gathered::Entries(mut entries) => {
                if let Some(reason) = open.as_ref() {
                    // Where an entry is not there, one that is not listed may have its name, unless the names are those
                    // of the collection.
                    for (key, entry) in entries.iter_mut().filter(|(_, entry)| entry.maybe.is_some()) {
                        if self.any_key || self.renamed.contains(key) {
                            *entry = widened(entry, reason);
                        }
                    }
                }
                object(entries)
            }
            Gathered::Groups(groups) => {
                let entries = groups.into_iter().map(|(key, group)| {
                    // An element under a key that is not known may belong to any group.
                    let list =
                        List { items: group.items, open: group.open.or_else(|| open.clone()), kind: ListKind::Tuple };
                    let value = Value::new(Data::List(Arc::new(list)));
                    (key, Entry { value, span: group.span, maybe: group.maybe })
                });
                object(entries.collect())
            }
        };
        Value::new(data).with_sensitive(self.is_sensitive)
    }
}
