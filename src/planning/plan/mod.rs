//! Plans of the clusters, pools and subnets of a model, as properties that policies can ask for.
//!
//! Knows: how settings add up to addresses. Does not know: policies, or how a plan is shown.

mod clusters;
mod derived;
mod numbers;
mod pools;
mod ranges;
mod rows;
mod sentences;
mod subnets;
mod survey;
#[cfg(test)]
mod tests;

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

pub use rows::{is_derived, properties, property};
pub use survey::{Assumption, PoolNumbers, Ranges};

use self::derived::{Answer, Derived};
use crate::document::{Cause, Reason, Value};
use crate::model::table::{Kind, Link, Property};
use crate::model::{Derivation, Fact, Facts, How, Linked, Model, ResourceId};
use crate::planning::{Bounds, Changes};
use crate::source::Span;

/// A model with the properties that planning adds.
#[derive(Debug)]
pub struct Planned<'m> {
    model: &'m Model,
    /// Settings that are tried out.
    changes: Changes,
    /// Answers, computed when first asked for: a subnet is asked for by each of its pools.
    known: RwLock<FxHashMap<(ResourceId, &'static str), Arc<Derived>>>,
}

impl<'m> Planned<'m> {
    /// Plans for a model.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        Self::with_changes(model, Changes::default())
    }

    /// Plans for a model as if some settings were others.
    #[must_use]
    pub fn with_changes(model: &'m Model, changes: Changes) -> Self {
        Self { model, changes, known: RwLock::default() }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    fn derived(&self, resource: ResourceId, property: &'static Property) -> Option<Arc<Derived>> {
        if !is_derived(property) {
            return None;
        }
        let key = (resource, property.name);
        if let Ok(known) = self.known.read()
            && let Some(derived) = known.get(&key)
        {
            return Some(Arc::clone(derived));
        }
        let derived = Arc::new(self.compute(resource, property.name));
        if let Ok(mut known) = self.known.write() {
            known.insert(key, Arc::clone(&derived));
        }
        Some(derived)
    }

    fn compute(&self, resource: ResourceId, name: &str) -> Derived {
        match (self.kind(resource).name, name) {
            ("pool", "networkModel") => pools::network_model(self, resource),
            ("pool", "maximumNodes") => pools::maximum_nodes(self, resource),
            ("pool", _) => pools::surge_nodes(self, resource),
            ("subnet", "usableAddresses") => subnets::usable(self, resource),
            ("subnet", "requiredAddresses") => subnets::required(self, resource, false),
            ("subnet", "upgradeAddresses") => subnets::required(self, resource, true),
            ("subnet", "usablePodAddresses") => subnets::usable_for_pods(self, resource),
            ("subnet", "requiredPodAddresses") => subnets::required_for_pods(self, resource, false),
            ("subnet", _) => subnets::required_for_pods(self, resource, true),
            (_, "maximumNodes" | "surgeNodes") => clusters::sum(self, resource, name),
            (_, "overlayNodeCapacity") => clusters::overlay_capacity(self, resource),
            (_, "sharesOneNetwork") => clusters::shares_one_network(self, resource),
            (_, "rangeOverlap") => ranges::overlap(self, resource),
            (_, "reservedRange") => ranges::reserved(self, resource),
            (_, "dnsServiceIPError") => ranges::dns_error(self, resource),
            (_, "nodeSubnetArithmetic") => sentences::node_subnets(self, resource),
            (_, "podSubnetArithmetic") => sentences::pod_subnets(self, resource),
            _ => sentences::upgrade(self, resource),
        }
    }
}

impl Facts for Planned<'_> {
    fn kind(&self, resource: ResourceId) -> &'static Kind {
        self.model.kind(resource)
    }

    fn property(&self, resource: ResourceId, property: &'static Property) -> Fact {
        let Some(derived) = self.derived(resource, property) else {
            let changed = self.changes.fact(resource, property, self.header(resource));
            return changed.unwrap_or_else(|| self.model.property(resource, property));
        };
        let value = match &derived.answer {
            Answer::Value(value) => value.clone(),
            Answer::Count(bounds) => match bounds.exact() {
                Some(number) => number_value(number),
                None => Value::unknown_set(derived.reason.clone().unwrap_or_else(|| Arc::new(not_limited()))),
            },
        };
        Fact { value, span: self.header(resource), spelling: property.name.into(), how: How::Written }
    }

    fn linked(&self, resource: ResourceId, link: &'static Link) -> Linked {
        self.model.linked(resource, link)
    }

    fn header(&self, resource: ResourceId) -> Span {
        self.model.header(resource)
    }

    fn derivation(&self, resource: ResourceId, property: &'static Property) -> Option<Derivation> {
        let derived = self.derived(resource, property)?;
        let bounds = match derived.answer {
            Answer::Count(Bounds { least, most }) => Some((least, most)),
            Answer::Value(_) => None,
        };
        Some(Derivation { bounds, grounds: derived.grounds.clone(), vague: derived.vague.clone() })
    }
}

fn number_value(number: u64) -> Value {
    Value::number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn not_limited() -> Reason {
    Reason::new(Cause::Undocumented, "", "nothing in the code limits it")
}
