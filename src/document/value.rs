//! The tree of values that every language yields.
//!
//! A value is known, unknown with a reason, or absent (null); it always knows which literal decided it. Lists and
//! objects are cheap to clone and may be *open*: "there may be more elements than these, and this is why".

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Number, Reason, Trail, Unknown};
use crate::source::Span;

/// The most alternatives a [`Data::OneOf`] holds; with more the value becomes unknown.
pub const MAX_ALTERNATIVES: usize = 8;

/// A value with its origin.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where the deciding literal stands and which way it came.
    pub trail: Trail,
    /// Must never be shown: sensitive variable, `sensitive()`, `@secure()` or a typed secret sink.
    pub sensitive: bool,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Data {
    /// Null: as an attribute, the same as not written.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    String(Arc<str>),
    /// A list, tuple or set, or the blocks of one type.
    List(Arc<List>),
    /// An object or map, or the body of a block.
    Object(Arc<Object>),
    /// A value we cannot compute, and why.
    Unknown(Unknown),
    /// One of at most [`MAX_ALTERNATIVES`] values, for instance both branches of an undecided conditional. Never
    /// nested, at least two, no two equal.
    OneOf(Arc<Alternatives>),
}

/// The members of a [`Data::OneOf`]. Made by [`Value::one_of`] alone; reads like a slice.
#[derive(Debug, Clone)]
pub struct Alternatives {
    members: Vec<Value>,
    reason: Arc<Reason>,
}

impl Alternatives {
    /// Why it is not decided which one it is.
    #[must_use]
    pub fn reason(&self) -> &Arc<Reason> {
        &self.reason
    }
}

impl std::ops::Deref for Alternatives {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.members
    }
}

/// Which kind of sequence a list is. Languages without the distinction use [`ListKind::Tuple`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListKind {
    /// Elements of any types, as written.
    #[default]
    Tuple,
    /// All elements of one type.
    List,
    /// No order, no duplicates; kept sorted.
    Set,
    /// The nested blocks of one type, in source order.
    Blocks,
}

/// A sequence of values.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// The elements known to be there.
    pub items: Vec<Value>,
    /// Why there may be more elements than `items`.
    pub open: Option<Arc<Reason>>,
    /// Which kind of sequence.
    pub kind: ListKind,
}

/// Which kind of mapping an object is. Languages without the distinction use [`ObjectKind::Object`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ObjectKind {
    /// Named attributes of any types.
    #[default]
    Object,
    /// Keys with values of one type.
    Map,
    /// The body of a block or resource.
    Block,
}

/// A mapping from names to values.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// The entries by name.
    pub entries: BTreeMap<Arc<str>, Entry>,
    /// Why there may be more entries than these; a missing key is then unknown, not absent.
    pub open: Option<Arc<Reason>>,
    /// The keys of entries whose key is not known, where that much is told: the ids of resources. The object is then
    /// open too, for the reason of the first of them if for no other.
    pub unknown_keys: Vec<Unknown>,
    /// Which kind of mapping.
    pub kind: ObjectKind,
    /// For a reference to a declaration: what an attribute that is not written there is (computed by the platform,
    /// read from what is deployed). Its reference names the declaration.
    pub computed: Option<Arc<Unknown>>,
}

/// One entry of an [`Object`].
#[derive(Debug, Clone)]
pub struct Entry {
    /// The value.
    pub value: Value,
    /// Where the whole entry is written (`name = expression`, or a block's header), if it is.
    pub span: Option<Span>,
    /// Set when the entry may also not be there, and why.
    pub maybe: Option<Arc<Reason>>,
}

impl Value {
    /// A value with no known origin.
    #[must_use]
    pub fn new(data: Data) -> Self {
        Self { data, trail: Trail::default(), sensitive: false }
    }

    /// Null without an origin.
    #[must_use]
    pub fn null() -> Self {
        Self::new(Data::Null)
    }

    /// A text without an origin.
    #[must_use]
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        Self::new(Data::String(text.into()))
    }

    /// A truth value without an origin.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::new(Data::Bool(value))
    }

    /// A number without an origin.
    #[must_use]
    pub fn number(value: impl Into<Number>) -> Self {
        Self::new(Data::Number(value.into()))
    }

    /// A closed tuple.
    #[must_use]
    pub fn tuple(items: Vec<Value>) -> Self {
        Self::list(items, ListKind::Tuple)
    }

    /// A closed sequence of this kind.
    #[must_use]
    pub fn list(items: Vec<Value>, kind: ListKind) -> Self {
        Self::new(Data::List(Arc::new(List { items, open: None, kind })))
    }

    /// A closed object from entries without places.
    #[must_use]
    pub fn object(entries: impl IntoIterator<Item = (Arc<str>, Value)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key, Entry::from(value))).collect();
        Self::new(Data::Object(Arc::new(Object { entries, ..Object::default() })))
    }

    /// An unknown value that may also be null.
    #[must_use]
    pub fn unknown(reason: impl Into<Arc<Reason>>) -> Self {
        Self::new(Data::Unknown(Unknown { reason: reason.into(), not_null: false, reference: None, origins: None }))
    }

    /// An unknown value that is certainly not null.
    #[must_use]
    pub fn unknown_set(reason: impl Into<Arc<Reason>>) -> Self {
        Self::new(Data::Unknown(Unknown { reason: reason.into(), not_null: true, reference: None, origins: None }))
    }

    /// One of these values: flattened, equal ones merged, unknown when there are too many alternatives.
    /// `reason` says why it is not decided. An empty list gives an unknown value.
    #[must_use]
    pub fn one_of(values: impl IntoIterator<Item = Value>, reason: &Arc<Reason>) -> Self {
        let mut alternatives: Vec<Value> = Vec::new();
        let (mut sensitive, mut not_null) = (false, true);
        let mut overflow = false;
        for value in values {
            let members = match &value.data {
                Data::OneOf(members) => members.to_vec(),
                _ => vec![value],
            };
            for member in members {
                sensitive |= member.sensitive;
                not_null &= member.is_certainly_set();
                if alternatives.iter().any(|other| other.same(&member)) {
                    continue;
                }
                if alternatives.len() == MAX_ALTERNATIVES {
                    overflow = true;
                } else {
                    alternatives.push(member);
                }
            }
        }
        if overflow || alternatives.is_empty() {
            let mut value = if not_null && overflow {
                Self::unknown_set(Arc::clone(reason))
            } else {
                Self::unknown(Arc::clone(reason))
            };
            value.sensitive = sensitive;
            return value;
        }
        if alternatives.len() == 1 {
            let mut only = alternatives.swap_remove(0);
            only.sensitive |= sensitive;
            return only;
        }
        let mut value =
            Self::new(Data::OneOf(Arc::new(Alternatives { members: alternatives, reason: Arc::clone(reason) })));
        value.sensitive = sensitive;
        value
    }

    /// The same value, decided at this literal.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.trail = Trail::literal(span);
        self
    }

    /// The same value with this trail.
    #[must_use]
    pub fn with_trail(mut self, trail: Trail) -> Self {
        self.trail = trail;
        self
    }

    /// The same value, sensitive if it was or if `sensitive` says so.
    #[must_use]
    pub fn with_sensitive(mut self, sensitive: bool) -> Self {
        self.sensitive |= sensitive;
        self
    }

    /// Whether it is certainly null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Whether it is certainly not null, though perhaps unknown.
    #[must_use]
    pub fn is_certainly_set(&self) -> bool {
        match &self.data {
            Data::Null => false,
            Data::Unknown(unknown) => unknown.not_null,
            Data::OneOf(members) => members.iter().all(Value::is_certainly_set),
            _ => true,
        }
    }

    /// Whether it stands for another declaration or an attribute of one: its place is the reference or the declaration,
    /// and holds nothing of the value itself.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        match &self.data {
            Data::Unknown(unknown) => unknown.reference.is_some(),
            Data::Object(object) => object.computed.is_some(),
            _ => false,
        }
    }

    /// Whether this and everything in it is known, closed and free of alternatives.
    #[must_use]
    pub fn is_wholly_known(&self) -> bool {
        self.first_reason().is_none()
    }

    /// The reason of the first unknown part, in reading order.
    #[must_use]
    pub fn first_reason(&self) -> Option<Arc<Reason>> {
        match &self.data {
            Data::Unknown(unknown) => Some(Arc::clone(&unknown.reason)),
            Data::OneOf(alternatives) => Some(Arc::clone(&alternatives.reason)),
            Data::List(list) => list.items.iter().find_map(Value::first_reason).or_else(|| list.open.clone()),
            Data::Object(object) => (object.entries.values())
                .find_map(|entry| entry.value.first_reason().or_else(|| entry.maybe.clone()))
                .or_else(|| object.open.clone()),
            _ => None,
        }
    }

    /// Its text, when it is a known string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Data::String(text) = &self.data { Some(text) } else { None }
    }

    /// Its truth value, when it is a known boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Data::Bool(value) = self.data { Some(value) } else { None }
    }

    /// Its elements, when it is a list of any kind.
    #[must_use]
    pub fn as_list(&self) -> Option<&Arc<List>> {
        if let Data::List(list) = &self.data { Some(list) } else { None }
    }

    /// Its entries, when it is an object of any kind.
    #[must_use]
    pub fn as_object(&self) -> Option<&Arc<Object>> {
        if let Data::Object(object) = &self.data { Some(object) } else { None }
    }

    /// What it is when unknown.
    #[must_use]
    pub fn as_unknown(&self) -> Option<&Unknown> {
        if let Data::Unknown(unknown) = &self.data { Some(unknown) } else { None }
    }

    /// Structural equality of data alone: origins do not count; two unknown values are the same when their reason,
    /// reference and refinement are.
    #[must_use]
    pub fn same(&self, other: &Value) -> bool {
        match (&self.data, &other.data) {
            (Data::Null, Data::Null) => true,
            (Data::Bool(a), Data::Bool(b)) => a == b,
            (Data::Number(a), Data::Number(b)) => a == b,
            (Data::String(a), Data::String(b)) => a == b,
            (Data::List(a), Data::List(b)) => {
                Arc::ptr_eq(a, b)
                    || a.kind == b.kind
                        && a.open == b.open
                        && a.items.len() == b.items.len()
                        && a.items.iter().zip(&b.items).all(|(a, b)| a.same(b))
            }
            (Data::Object(a), Data::Object(b)) => {
                Arc::ptr_eq(a, b)
                    || a.kind == b.kind
                        && a.open == b.open
                        && a.unknown_keys == b.unknown_keys
                        && a.entries.len() == b.entries.len()
                        && a.entries.iter().zip(&b.entries).all(|((a_key, a), (b_key, b))| {
                            a_key == b_key && a.maybe == b.maybe && a.value.same(&b.value)
                        })
            }
            (Data::Unknown(a), Data::Unknown(b)) => a == b,
            (Data::OneOf(a), Data::OneOf(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.same(b)),
            _ => false,
        }
    }
}

impl Object {
    /// The entry of this name, exactly as spelt.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name)
    }
}

impl From<Value> for Entry {
    fn from(value: Value) -> Self {
        Self { value, span: None, maybe: None }
    }
}
