//! Reading the model: properties, links, fields, keys.

use std::rc::Rc;
use std::sync::Arc;

use super::read::{Aspect, Read, ReadId, Subject, Told};
use super::term::{Data, Item, Items, Support, Term, extend};
use super::{Evaluated, Evaluator, Key};
use crate::document::{self, Cause, Entry, ListKind, Object, Reason, Unknown, Value};
use crate::model::table::{Link, LinkRule, Property, PropertyType};
use crate::model::{Derivation, Ground, How, ResourceId};
use crate::source::Span;
use smallvec::smallvec;

/// The most resources at the other end of an undecided link that are told apart.
const MAX_LINKED: usize = 8;

/// What a value is expected to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Bool,
    Number,
    Text,
    Texts,
    Map,
    Object,
    Objects,
}

impl Expected {
    fn of(ty: PropertyType) -> Self {
        match ty {
            PropertyType::Bool => Self::Bool,
            PropertyType::Number => Self::Number,
            PropertyType::String => Self::Text,
            PropertyType::StringList => Self::Texts,
            PropertyType::StringMap => Self::Map,
            PropertyType::Object => Self::Object,
            PropertyType::ObjectList => Self::Objects,
        }
    }

    /// What the elements of such a value are expected to be.
    fn element(self) -> Self {
        if self == Self::Objects { Self::Object } else { Self::Text }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Bool => "a bool",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Texts => "a list of strings",
            Self::Map => "a map",
            Self::Object => "an object",
            Self::Objects => "a list of objects",
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of addresses are far below 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}

/// The address of a row: rows are static, so it is their identity.
fn address<T>(row: &'static T) -> usize {
    std::ptr::from_ref(row) as usize
}

impl Evaluator<'_> {
    pub(super) fn property(&mut self, subject: Term, property: &'static Property) -> Evaluated<Term> {
        let Data::Resource(resource) = subject.data else { return Ok(passed_on(subject)) };
        match self.facts.derivation(resource, property) {
            Some(derivation) => self.computed(resource, property, &derivation),
            None => Ok(self.read(resource, property)),
        }
    }

    /// A computed property: what it rests on is the evidence.
    fn computed(
        &mut self,
        resource: ResourceId,
        property: &'static Property,
        derivation: &Derivation,
    ) -> Evaluated<Term> {
        let grounds = self.grounds(&derivation.grounds)?;
        let open = self.grounds(&derivation.vague)?;
        let term = self.read(resource, property);
        let support = |own: Support, others: Support| if others.is_empty() { own } else { others };
        Ok(match (term.data, derivation.bounds) {
            (Data::Unknown { .. }, Some((least, most))) => {
                let most = most.map_or(f64::INFINITY, number);
                let open: Rc<[ReadId]> = support(term.support.clone(), open).as_slice().into();
                Term::new(Data::Between(number(least), most, open), support(term.support, grounds))
            }
            (data @ (Data::Unknown { .. } | Data::OneOf(_)), _) => Term::new(data, support(term.support, open)),
            (data, _) => Term::new(data, support(term.support, grounds)),
        })
    }

    fn grounds(&mut self, grounds: &[Ground]) -> Evaluated<Support> {
        self.spend(grounds.len())?;
        let mut support = Support::new();
        for ground in grounds {
            match *ground {
                Ground::Property(resource, property) => extend(&mut support, &self.read(resource, property).support),
                Ground::Link(resource, link) => {
                    let term = self.link(Term::new(Data::Resource(resource), Support::new()), link)?;
                    match term.data {
                        Data::Made(items) => extend(&mut support, items.open.as_ref().unwrap_or(&items.base)),
                        _ => extend(&mut support, &term.support),
                    }
                }
            }
        }
        Ok(support)
    }

    fn read(&mut self, resource: ResourceId, property: &'static Property) -> Term {
        let key = (resource, address(property));
        let fact =
            Rc::clone(self.properties.entry(key).or_insert_with(|| Rc::new(self.facts.property(resource, property))));
        let id = match self.read_ids.get(&key) {
            Some(id) => *id,
            None => {
                let id = self.reads.push(Read {
                    resource,
                    subject: Subject::Property(fact.spelling.clone()),
                    aspect: Aspect::Value,
                    told: Told::Fact(Rc::clone(&fact)),
                    span: fact.span,
                    how: fact.how,
                    is_sensitive: fact.value.sensitive,
                });
                self.read_ids.insert(key, id);
                id
            }
        };
        let expected = Expected::of(property.ty);
        if let document::Data::OneOf(alternatives) = &fact.value.data {
            if let Some(chosen) = self.pinned(key).and_then(|pin| alternatives.get(pin)) {
                return self.term(chosen, id, expected);
            }
            self.offer(id, key, alternatives.len());
        }
        self.term(&fact.value, id, expected)
    }

    /// Where a link is written: the property that holds the other resource's id.
    fn link_place(&self, resource: ResourceId, link: &'static Link) -> Span {
        let property = match link.rule {
            LinkRule::Property(name) => self.facts.kind(resource).property(name),
            _ => None,
        };
        property.map_or_else(|| self.facts.header(resource), |property| self.facts.property(resource, property).span)
    }

    pub(super) fn link(&mut self, subject: Term, link: &'static Link) -> Evaluated<Term> {
        let Data::Resource(resource) = subject.data else { return Ok(passed_on(subject)) };
        let key = (resource, address(link));
        let linked = Rc::clone(self.links.entry(key).or_insert_with(|| Rc::new(self.facts.linked(resource, link))));
        self.spend(linked.resources.len())?;
        let found = linked.resources.len();
        let is_undecided = !link.is_list && found > 1;
        let id = match self.read_ids.get(&key) {
            Some(id) => *id,
            None => {
                let reason =
                    || Arc::new(Reason::new(Cause::Condition, link.name, "which of several it is is not decided"));
                let id = self.reads.push(Read {
                    resource,
                    subject: Subject::Link(link, found),
                    aspect: if is_undecided { Aspect::Maybe(reason()) } else { Aspect::Value },
                    told: Told::Nothing,
                    span: self.link_place(resource, link),
                    how: if found == 0 { How::Absent } else { How::Written },
                    is_sensitive: false,
                });
                self.read_ids.insert(key, id);
                id
            }
        };
        let open = linked.open.as_ref().map(|reason| smallvec![self.aspect(id, Aspect::Open(Arc::clone(reason)))]);
        if link.is_list {
            let items = linked.resources.iter().map(|&resource| Item {
                term: Term::new(Data::Resource(resource), Support::new()),
                is_maybe: false,
                presence: Support::new(),
            });
            let items = Items { items: items.collect(), open, base: smallvec![id] };
            return Ok(Term::new(Data::Made(Rc::new(items)), smallvec![id]));
        }
        Ok(match (open, linked.resources.as_slice()) {
            // The one found need not be the one meant.
            (Some(open), found) => Term::new(Data::Unknown { is_set: !found.is_empty() }, open),
            (None, []) => Term::new(Data::Absent, smallvec![id]),
            (None, [only]) => Term::new(Data::Resource(*only), smallvec![id]),
            (None, several) => match self.pinned(key).and_then(|pin| several.get(pin)) {
                Some(&chosen) => Term::new(Data::Resource(chosen), smallvec![id]),
                None if found > MAX_LINKED => Term::unknown(smallvec![id]),
                None => {
                    self.offer(id, key, found);
                    Term::new(Data::OneOf(several.iter().map(|&one| Data::Resource(one)).collect()), smallvec![id])
                }
            },
        })
    }

    pub(super) fn field(&mut self, subject: Term, property: &'static Property, path: &str) -> Term {
        let Data::Object(object, of) = &subject.data else { return passed_on(subject) };
        let expected = Expected::of(property.ty);
        if let Some(entry) = object.get(path) {
            return self.entry(entry, *of, path, expected);
        }
        let Some((first, rest)) = path.split_once('.') else {
            return self.missing(object, *of, path);
        };
        match object.get(first) {
            Some(entry) => {
                let inner = self.entry(entry, *of, first, Expected::Object);
                match &inner.data {
                    Data::Object(..) => self.field(inner, property, rest),
                    _ => passed_on(inner),
                }
            }
            None => self.missing(object, *of, path),
        }
    }

    pub(super) fn key(&mut self, subject: Term, key: &Term) -> Term {
        let Data::Object(object, of) = &subject.data else { return passed_on(subject) };
        let Data::Text(name) = &key.data else {
            return match key.data {
                Data::Absent => Term::new(Data::Absent, key.support.clone()),
                _ => Term::unknown(key.support.clone()),
            };
        };
        match map_entry(object, name) {
            Some((name, entry)) => {
                let name = Arc::clone(name);
                self.entry(entry, *of, &name, Expected::Text)
            }
            None => self.missing(object, *of, name),
        }
    }

    /// Whether a map has a key.
    pub(super) fn has_key(&mut self, object: &Object, of: ReadId, name: &str) -> Term {
        match map_entry(object, name) {
            Some((_, Entry { maybe: None, value, .. })) if value.is_certainly_set() => Term::bool(true, smallvec![of]),
            Some((_, Entry { maybe: None, value, .. })) if value.is_null() => Term::bool(false, smallvec![of]),
            Some((name, entry)) => {
                let name = Arc::clone(name);
                let support = self.entry(entry, of, &name, Expected::Text).support;
                Term::unknown(support)
            }
            None => {
                let missing = self.missing(object, of, name);
                if missing.is_unknown() { missing } else { Term::bool(false, smallvec![of]) }
            }
        }
    }

    /// An element of a list that the model told.
    pub(super) fn element(
        &mut self,
        value: &Value,
        of: ReadId,
        index: usize,
        kind: ListKind,
        expected: Expected,
    ) -> Term {
        let parent = self.reads.get(of);
        // An element is shown at its own place where that is part of what the property's author wrote.
        let own = value.trail.literal.filter(|literal| {
            parent.span.contains(*literal) || kind == ListKind::Blocks && literal.file == parent.span.file
        });
        let read = Read {
            resource: parent.resource,
            subject: Subject::Element(of, index),
            aspect: Aspect::Value,
            told: Told::Part(value.clone(), value.trail.within(&parent.trail())),
            span: own.unwrap_or(parent.span),
            how: parent.how,
            is_sensitive: parent.is_sensitive || value.sensitive,
        };
        let id = self.reads.push(read);
        self.term(value, id, expected)
    }

    fn entry(&mut self, entry: &Entry, of: ReadId, name: &str, expected: Expected) -> Term {
        let parent = self.reads.get(of);
        let own = entry.value.trail.literal.filter(|literal| parent.span.contains(*literal));
        let read = Read {
            resource: parent.resource,
            subject: Subject::Field(of, name.into()),
            aspect: Aspect::Value,
            told: Told::Part(entry.value.clone(), entry.value.trail.within(&parent.trail())),
            span: entry.span.or(own).unwrap_or(parent.span),
            how: parent.how,
            is_sensitive: parent.is_sensitive || entry.value.sensitive,
        };
        let id = self.reads.push(read);
        let term = self.term(&entry.value, id, expected);
        let Some(reason) = &entry.maybe else { return term };
        let maybe = self.aspect(id, Aspect::Maybe(Arc::clone(reason)));
        match term.data {
            Data::Absent => term,
            Data::Unknown { .. } => Term::unknown(smallvec![maybe]),
            Data::OneOf(_) => Term::unknown(smallvec![maybe]),
            data => Term::new(Data::OneOf([data, Data::Absent].into()), smallvec![maybe]),
        }
    }

    /// What an entry is that an object does not have.
    fn missing(&mut self, object: &Object, of: ReadId, name: &str) -> Term {
        let parent = self.reads.get(of).clone();
        let (value, how, data) = if let Some(computed) = &object.computed {
            let data = Data::Unknown { is_set: computed.not_null };
            (Value::new(document::Data::Unknown(Unknown::clone(computed))), parent.how, data)
        } else if let Some(reason) = &object.open {
            (Value::unknown(Arc::clone(reason)), parent.how, Data::Unknown { is_set: false })
        } else {
            (Value::null(), How::Absent, Data::Absent)
        };
        let subject = Subject::Field(of, name.into());
        let told = Told::Part(value, parent.trail());
        let id = self.reads.push(Read { subject, aspect: Aspect::Value, told, how, ..parent });
        Term::new(data, smallvec![id])
    }

    /// A value of the model as a term of the expected type. What is of another type, and cannot be read as it, is
    /// unknown.
    fn term(&mut self, value: &Value, id: ReadId, expected: Expected) -> Term {
        let support = smallvec![id];
        let data = match (&value.data, expected) {
            (document::Data::Null, _) => Data::Absent,
            (document::Data::Unknown(unknown), _) => Data::Unknown { is_set: unknown.not_null },
            (document::Data::OneOf(alternatives), _) => {
                let terms: Vec<Term> = alternatives.iter().map(|value| self.term(value, id, expected)).collect();
                if terms.iter().any(|term| matches!(term.data, Data::Unknown { .. } | Data::OneOf(_))) {
                    let is_set = terms.iter().all(|term| {
                        !matches!(term.data, Data::Absent | Data::OneOf(_) | Data::Unknown { is_set: false })
                    });
                    Data::Unknown { is_set }
                } else {
                    Data::OneOf(terms.into_iter().map(|term| term.data).collect())
                }
            }
            (document::Data::Bool(value), Expected::Bool) => Data::Bool(*value),
            (document::Data::String(text), Expected::Bool) if &**text == "true" => Data::Bool(true),
            (document::Data::String(text), Expected::Bool) if &**text == "false" => Data::Bool(false),
            (document::Data::Number(number), Expected::Number) => Data::Number(number.to_f64()),
            (document::Data::String(text), Expected::Number) => match document::Number::parse(text) {
                Some(number) => Data::Number(number.to_f64()),
                None => return self.mismatch(id, expected),
            },
            (document::Data::String(text), Expected::Text) => Data::Text(Arc::clone(text)),
            (document::Data::Bool(value), Expected::Text) => Data::Text(value.to_string().into()),
            (document::Data::Number(number), Expected::Text) => Data::Text(number.to_string().into()),
            (document::Data::List(list), Expected::Texts | Expected::Objects) => {
                Data::Told(Arc::clone(list), id, expected.element())
            }
            (document::Data::Object(object), Expected::Map | Expected::Object) => Data::Object(Arc::clone(object), id),
            // A block that may stand once is a list of one.
            (document::Data::List(list), Expected::Object) if list.open.is_none() => match list.items.as_slice() {
                [] => Data::Absent,
                [only] => return self.term(only, id, expected),
                _ => return self.mismatch(id, expected),
            },
            _ => return self.mismatch(id, expected),
        };
        Term::new(data, support)
    }

    fn mismatch(&mut self, id: ReadId, expected: Expected) -> Term {
        let reason = Reason::new(Cause::Invalid, "", format!("it is not {}", expected.name()));
        let id = self.aspect(id, Aspect::Invalid(Arc::new(reason)));
        Term::new(Data::Unknown { is_set: true }, smallvec![id])
    }

    /// Remembers that something has alternatives, which may be tried one by one.
    fn offer(&mut self, id: ReadId, key: Key, count: usize) {
        if !self.choices.iter().any(|(_, offered, _)| *offered == key) {
            self.choices.push((id, key, count));
        }
    }

    fn pinned(&self, key: Key) -> Option<usize> {
        self.pins.iter().find(|(pinned, _)| *pinned == key).map(|&(_, alternative)| alternative)
    }
}

/// A property of what is absent is absent; of what is not known, not known.
fn passed_on(subject: Term) -> Term {
    match subject.data {
        Data::Absent => subject,
        _ => Term::unknown(subject.support),
    }
}

/// Azure compares the names of tags without regard to case.
fn map_entry<'o>(object: &'o Object, name: &str) -> Option<(&'o Arc<str>, &'o Entry)> {
    object.entries.get_key_value(name).or_else(|| object.entries.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)))
}
