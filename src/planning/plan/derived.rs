//! A computed answer with what it rests on.
//!
//! Knows: collecting the facts that were read on the way, and which of them are not known. Does not know: what is computed.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Planned;
use super::numbers::is_set;
use super::rows;
use crate::document::{Cause, Data, Reason, Value};
use crate::model::{Fact, Facts, Ground, How, Linked, ResourceId};
use crate::planning::Bounds;

/// What a computed property is.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Count(Bounds),
    Value(Value),
}

/// An answer with its grounds.
#[derive(Debug, Clone)]
pub(super) struct Derived {
    pub answer: Answer,
    /// Everything it rests on, in the order of reading.
    pub grounds: Vec<Ground>,
    /// What of it is not known.
    pub vague: Vec<Ground>,
    /// Why, for the first of them.
    pub reason: Option<Arc<Reason>>,
}

impl Derived {
    /// The count; nothing is known of what is no count.
    pub fn bounds(&self) -> Bounds {
        match self.answer {
            Answer::Count(bounds) => bounds,
            Answer::Value(_) => Bounds::UNKNOWN,
        }
    }
}

/// Reads facts and remembers them.
pub(super) struct Reader<'p, 'm> {
    pub planned: &'p Planned<'m>,
    grounds: Grounds,
    vague: Grounds,
    reason: Option<Arc<Reason>>,
}

/// Grounds in order, each once. There may be as many as a network has subnets.
#[derive(Default)]
struct Grounds {
    list: Vec<Ground>,
    /// The same ones, kept as soon as looking through the list would take long.
    seen: FxHashSet<(ResourceId, *const u8)>,
}

impl Grounds {
    const FEW: usize = 16;

    fn push(&mut self, ground: Ground) {
        if self.list.len() < Self::FEW {
            if !self.list.contains(&ground) {
                self.list.push(ground);
            }
            return;
        }
        if self.seen.is_empty() {
            self.seen.extend(self.list.iter().map(key));
        }
        if self.seen.insert(key(&ground)) {
            self.list.push(ground);
        }
    }
}

/// Rows of the table are told apart by where they lie.
fn key(ground: &Ground) -> (ResourceId, *const u8) {
    match ground {
        Ground::Property(resource, property) => (*resource, std::ptr::from_ref(*property).cast()),
        Ground::Link(resource, link) => (*resource, std::ptr::from_ref(*link).cast()),
    }
}

impl<'p, 'm> Reader<'p, 'm> {
    pub fn new(planned: &'p Planned<'m>) -> Self {
        Self { planned, grounds: Grounds::default(), vague: Grounds::default(), reason: None }
    }

    /// A property of a resource; absent where the kind has none of that name.
    pub fn fact(&mut self, resource: ResourceId, name: &str) -> Fact {
        let property = self.planned.kind(resource).property(name);
        let Some(property) = property else {
            let span = self.planned.header(resource);
            return Fact { value: Value::null(), span, spelling: name.to_owned().into(), how: How::Absent };
        };
        let fact = self.planned.property(resource, property);
        let ground = Ground::Property(resource, property);
        // What is absent says nothing.
        if !fact.value.is_null() {
            self.grounds.push(ground);
        }
        if let Some(reason) = reason_of(&fact.value) {
            self.vague.push(ground);
            self.reason.get_or_insert(reason);
        }
        fact
    }

    pub fn value(&mut self, resource: ResourceId, name: &str) -> Value {
        self.fact(resource, name).value
    }

    /// Whether a property is set; none where that is not known. What it is set to does not count.
    pub fn is_set(&mut self, resource: ResourceId, name: &str) -> Option<bool> {
        let answer = is_set(&self.planned.peek(resource, name));
        if answer.is_none() {
            self.value(resource, name);
        }
        answer
    }

    /// The resources behind a link.
    pub fn linked(&mut self, resource: ResourceId, name: &str) -> Linked {
        let Some(link) = self.planned.kind(resource).link(name) else { return Linked::default() };
        let linked = self.planned.linked(resource, link);
        if let Some(reason) = &linked.open {
            let ground = Ground::Link(resource, link);
            self.grounds.push(ground);
            self.vague.push(ground);
            self.reason.get_or_insert_with(|| Arc::clone(reason));
        }
        linked
    }

    /// Remembers what a link leads to.
    pub fn found(&mut self, resource: ResourceId, name: &str) {
        if let Some(link) = self.planned.kind(resource).link(name) {
            self.grounds.push(Ground::Link(resource, link));
        }
    }

    /// Remembers a property as what decided, even where it is absent.
    pub fn point(&mut self, resource: ResourceId, name: &str) {
        if let Some(property) = self.planned.kind(resource).property(name) {
            self.grounds.push(Ground::Property(resource, property));
        }
    }

    /// Another computed property; what it rests on, this one rests on too.
    pub fn derived(&mut self, resource: ResourceId, name: &str) -> Arc<Derived> {
        let row = rows::property(self.planned.kind(resource), name);
        let Some(derived) = row.and_then(|row| self.planned.derived(resource, row)) else {
            return Arc::new(Reader::new(self.planned).unknown("it is not computed"));
        };
        self.adopt(&derived);
        derived
    }

    /// Takes over what another answer rests on.
    pub fn adopt(&mut self, derived: &Derived) {
        derived.grounds.iter().for_each(|ground| self.grounds.push(*ground));
        derived.vague.iter().for_each(|ground| self.vague.push(*ground));
        if let Some(reason) = &derived.reason {
            self.reason.get_or_insert_with(|| Arc::clone(reason));
        }
    }

    /// Remembers that the last fact read cannot be used.
    pub fn invalid(&mut self, subject: &str, text: String) {
        let reason = || Arc::new(Reason::new(Cause::Invalid, subject, text));
        self.reason.get_or_insert_with(reason);
        if let Some(ground) = self.grounds.list.last().copied() {
            self.vague.push(ground);
        }
    }

    pub fn count(self, bounds: Bounds) -> Derived {
        self.answer(Answer::Count(bounds))
    }

    pub fn says(self, value: Value) -> Derived {
        self.answer(Answer::Value(value))
    }

    /// A value that depends on what is not known.
    pub fn unknown(self, text: &str) -> Derived {
        let reason = self.reason.clone().unwrap_or_else(|| Arc::new(Reason::new(Cause::Undocumented, "", text)));
        self.says(Value::unknown(reason))
    }

    /// Why the facts that are not known are not, each reason once.
    pub fn reasons(&self) -> Vec<Arc<str>> {
        let mut reasons: Vec<Arc<str>> = Vec::new();
        let first = self.reason.iter().map(Arc::clone);
        let others = self.vague.list.iter().filter_map(|ground| match ground {
            Ground::Property(resource, property) => reason_of(&self.planned.property(*resource, property).value),
            Ground::Link(resource, link) => self.planned.linked(*resource, link).open,
        });
        for reason in first.chain(others) {
            if !reasons.contains(&reason.text) {
                reasons.push(Arc::clone(&reason.text));
            }
        }
        reasons
    }

    pub fn reason(&self) -> Option<Arc<Reason>> {
        self.reason.clone()
    }

    /// Forgets what was read: the answer does not depend on it.
    pub fn forget(&mut self) {
        self.grounds = Grounds::default();
        self.vague = Grounds::default();
        self.reason = None;
    }

    fn answer(self, answer: Answer) -> Derived {
        Derived { answer, grounds: self.grounds.list, vague: self.vague.list, reason: self.reason }
    }
}

/// Why a value, or a part of it, is not known.
fn reason_of(value: &Value) -> Option<Arc<Reason>> {
    match &value.data {
        Data::Unknown(_) | Data::OneOf(_) => value.first_reason(),
        Data::List(list) => list.open.clone().or_else(|| list.items.iter().find_map(reason_of)),
        _ => None,
    }
}
