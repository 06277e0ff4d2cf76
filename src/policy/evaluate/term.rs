//! What an expression yields while it is evaluated.

use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;

use super::access::Expected;
use super::read::ReadId;
use crate::document::{List, Object};
use crate::model::ResourceId;

/// The most alternatives that are told apart.
const MAX_ALTERNATIVES: usize = 8;

/// The facts that a result rests on, in the order of evaluation.
pub(super) type Support = SmallVec<[ReadId; 4]>;

/// A result with its support.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub data: Data,
    pub support: Support,
}

/// What a result is.
#[derive(Debug, Clone)]
pub(super) enum Data {
    Absent,
    Bool(bool),
    Number(f64),
    /// A computed number between two, both included; what leaves it open.
    Between(f64, f64, Rc<[ReadId]>),
    /// A whole number that is this or larger: the size of a list that may hold more.
    AtLeast(f64),
    Text(Arc<str>),
    /// A list as the model tells it; its elements are looked at when they are needed.
    Told(Arc<List>, ReadId, Expected),
    /// A list that was made here.
    Made(Rc<Items>),
    /// A map, or an object in a list.
    Object(Arc<Object>, ReadId),
    Resource(ResourceId),
    /// Not known; whether it is certainly not absent.
    Unknown {
        is_set: bool,
    },
    /// One of these, never nested, never unknown.
    OneOf(Rc<[Data]>),
}

/// The elements of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    pub items: Vec<Item>,
    /// What says that there may be more.
    pub open: Option<Support>,
    /// What the list rests on: the list itself, and what kept elements out.
    pub base: Support,
}

/// An element of a list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub term: Term,
    /// It may not be there.
    pub is_maybe: bool,
    /// What decides, or leaves open, that it is there.
    pub presence: Support,
}

impl Term {
    pub fn new(data: Data, support: Support) -> Self {
        Self { data, support }
    }

    pub fn bool(value: bool, support: Support) -> Self {
        Self::new(Data::Bool(value), support)
    }

    pub fn unknown(support: Support) -> Self {
        Self::new(Data::Unknown { is_set: false }, support)
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self.data, Data::Unknown { .. })
    }
}

impl Data {
    /// Whether two results are the same value. Only plain values are compared; others never are.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            #[expect(clippy::float_cmp, reason = "the same computation gives the same bits")]
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Resource(a), Self::Resource(b)) => a == b,
            (Self::Told(a, ..), Self::Told(b, ..)) => Arc::ptr_eq(a, b),
            (Self::Object(a, _), Self::Object(b, _)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// Appends what is not there yet.
pub(super) fn extend(support: &mut Support, more: &[ReadId]) {
    // Long supports only come from long lists, whose elements are all different.
    if support.len() > 64 {
        support.extend_from_slice(more);
        return;
    }
    for read in more {
        if !support.contains(read) {
            support.push(*read);
        }
    }
}

/// Both supports, the first first.
pub(super) fn union(mut a: Support, b: &[ReadId]) -> Support {
    extend(&mut a, b);
    a
}

/// What is left when a result was computed for each of several alternatives. `origin` is what leaves it open which.
pub(super) fn join(results: Vec<Term>, origin: &Support) -> Term {
    let mut unknown: Option<Support> = None;
    let mut is_set = true;
    let mut different: Vec<Data> = Vec::new();
    let mut support = Support::new();
    for result in results {
        let alternatives = match &result.data {
            Data::OneOf(alternatives) => alternatives.to_vec(),
            data => vec![data.clone()],
        };
        for data in alternatives {
            match data {
                Data::Unknown { is_set: set } => {
                    is_set &= set;
                    extend(unknown.get_or_insert_with(|| origin.clone()), &result.support);
                }
                data => {
                    is_set &= !matches!(data, Data::Absent);
                    if !different.iter().any(|other| other.same(&data)) {
                        different.push(data);
                    }
                }
            }
        }
        extend(&mut support, &result.support);
    }
    if let Some(support) = unknown {
        return Term::new(Data::Unknown { is_set }, support);
    }
    let is_condition =
        different.iter().any(|data| matches!(data, Data::Bool(_) | Data::AtLeast(_) | Data::Between(..)));
    match different.len() {
        1 => Term::new(different.swap_remove(0), support),
        2..=MAX_ALTERNATIVES if !is_condition => Term::new(Data::OneOf(different.into()), origin.clone()),
        _ => Term::new(Data::Unknown { is_set }, origin.clone()),
    }
}
