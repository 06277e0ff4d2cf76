//! What the model answers when asked for a property or a link.

use std::borrow::Cow;
use std::sync::Arc;

use super::table::{Kind, Link, Property, Silence};
use crate::document::{Reason, Value};
use crate::source::Span;

/// Identifies a resource of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId(pub u32);

/// A property's value with what is to be said about it.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Known, unknown or (null) absent. Silence has been applied: a documented default is a known value here. Lists
    /// and objects carry the table's names, whatever the author's spelling.
    pub value: Value,
    /// Where to point: the whole written attribute, else the header of the nearest block that is written.
    pub span: Span,
    /// The author's spelling of the property: `private_cluster_enabled`, `apiServerAccessProfile.enablePrivateCluster`.
    /// For what is not written: how the author would spell it in their language and version.
    pub spelling: Cow<'static, str>,
    /// How it came to be.
    pub how: How,
}

/// How a fact came to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum How {
    /// The author wrote it.
    Written,
    /// Nobody wrote it; this is what silence means.
    Silent(&'static Silence),
    /// Nobody wrote it, and silence means nothing: it is absent.
    Absent,
}

/// The resources at the other end of a link.
#[derive(Debug, Clone, Default)]
pub struct Linked {
    /// The resources found, in source order.
    pub resources: Vec<ResourceId>,
    /// Why there may be others: a reference that is not resolved, a subnet that is only read, a collection that other
    /// code may add to.
    pub open: Option<Arc<Reason>>,
}

/// What a computed property rests on.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// For a count: the least it can be, and the most where something limits it.
    pub bounds: Option<(u64, Option<u64>)>,
    /// The facts that were read to compute it, in order.
    pub grounds: Vec<Ground>,
    /// Those of them that are not known.
    pub vague: Vec<Ground>,
}

/// A fact that a computed property rests on.
#[derive(Debug, Clone, Copy)]
pub enum Ground {
    /// A property of a resource.
    Property(ResourceId, &'static Property),
    /// What a link of a resource leads to; that there may be more behind it.
    Link(ResourceId, &'static Link),
}

impl PartialEq for Ground {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Property(a, x), Self::Property(b, y)) => a == b && std::ptr::eq(*x, *y),
            (Self::Link(a, x), Self::Link(b, y)) => a == b && std::ptr::eq(*x, *y),
            _ => false,
        }
    }
}

/// What a policy may ask. The model implements it; tests of the policy language use tables of their own.
pub trait Facts {
    /// The kind of a resource.
    fn kind(&self, resource: ResourceId) -> &'static Kind;

    /// A property of a resource. Never fails: what cannot be answered is unknown.
    fn property(&self, resource: ResourceId, property: &'static Property) -> Fact;

    /// The resources linked to a resource.
    fn linked(&self, resource: ResourceId, link: &'static Link) -> Linked;

    /// Where to point when there is nothing else to point at: the resource's header.
    fn header(&self, resource: ResourceId) -> Span;

    /// What a computed property rests on; none for a property that is read.
    fn derivation(&self, _resource: ResourceId, _property: &'static Property) -> Option<Derivation> {
        None
    }
}
