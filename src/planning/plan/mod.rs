//! Plans of the clusters, pools and subnets of a model, as properties that policies can ask for.
//!
//! Knows: how settings add up to addresses. Does not know: policies, or how a plan is shown.

mod clusters;
mod dedicated;
mod derived;
mod dual_stack;
mod elsewhere;
mod invalid;
mod misplaced;
mod networks;
mod numbers;
mod outbound;
mod places;
mod pools;
mod ranges;
mod rows;
mod sentences;
mod subnets;
mod survey;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock, RwLock};

use rustc_hash::FxHashMap;

pub use rows::{is_derived, properties, property};
pub use survey::{Assumption, PoolNumbers, Ranges};

use self::derived::{Answer, Derived};
use self::elsewhere::Declared;
use self::places::{Demand, Of, PoolsById};
use crate::document::{Cause, Reason, Value};
use crate::model::table::{Kind, Link, Property};
use crate::model::{Derivation, Fact, Facts, How, Linked, Model, ResourceId};
use crate::planning::facts::NetworkFacts;
use crate::planning::{Bounds, Changes};
use crate::source::Span;

/// A model with the properties that planning adds.
#[derive(Debug)]
pub struct Planned<'m> {
    model: &'m Model,
    facts: &'m NetworkFacts,
    /// Settings that are tried out.
    changes: Changes,
    /// Answers, computed when first asked for: a subnet is asked for by each of its pools.
    known: RwLock<FxHashMap<(ResourceId, &'static str), Arc<Derived>>>,
    pools_by_id: OnceLock<PoolsById>,
    declared: OnceLock<Declared>,
}

impl<'m> Planned<'m> {
    /// Plans for a model.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        Self::with_facts(model, NetworkFacts::NONE)
    }

    /// Plans for a model with what is known from outside the code.
    #[must_use]
    pub fn with_facts(model: &'m Model, facts: &'m NetworkFacts) -> Self {
        let changes = Changes::default();
        let (known, pools_by_id, declared) = (RwLock::default(), OnceLock::new(), OnceLock::new());
        Self { model, facts, changes, known, pools_by_id, declared }
    }

    /// The same as if some settings were others.
    #[must_use]
    pub fn changed(self, changes: Changes) -> Self {
        Self { changes, ..Self::with_facts(self.model, self.facts) }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// What is known from outside the code.
    pub(in crate::planning) fn facts(&self) -> &'m NetworkFacts {
        self.facts
    }

    fn pools_by_id(&self) -> &PoolsById {
        self.pools_by_id.get_or_init(|| places::pools_by_id(self))
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
            ("pool", "surgeNodes") => pools::surge_nodes(self, resource),
            ("pool", "nodeSubnetAddresses") => places::addresses(self, resource, Of::Nodes),
            ("pool", "nodeSubnetRequired") => places::required(self, resource, Of::Nodes, Demand::Accepted),
            ("pool", "nodeSubnetUpgrading") => places::required(self, resource, Of::Nodes, Demand::Upgrading),
            ("pool", "podSubnetAddresses") => places::addresses(self, resource, Of::Pods),
            ("pool", "podSubnetRequired") => places::required(self, resource, Of::Pods, Demand::Accepted),
            ("pool", "podSubnetUpgrading") => places::required(self, resource, Of::Pods, Demand::Upgrading),
            ("pool", "podSubnetFull") => places::required(self, resource, Of::Pods, Demand::Full),
            ("pool", _) => invalid::count(self, resource),
            ("subnet", "usableAddresses") => subnets::usable(self, resource),
            ("subnet", "requiredAddresses") => subnets::required(self, resource, false),
            ("subnet", "upgradeAddresses") => subnets::required(self, resource, true),
            ("subnet", "usablePodAddresses") => subnets::usable_for_pods(self, resource),
            ("subnet", "requiredPodAddresses") => subnets::required_for_pods(self, resource, Demand::Accepted),
            ("subnet", "upgradePodAddresses") => subnets::required_for_pods(self, resource, Demand::Upgrading),
            ("subnet", "fullPodAddresses") => subnets::required_for_pods(self, resource, Demand::Full),
            ("subnet", "invalidRange") => invalid::subnet_range(self, resource),
            ("subnet", _) => networks::outside(self, resource),
            ("virtualNetwork", "invalidRange") => invalid::network_range(self, resource),
            ("virtualNetwork", _) => networks::subnet_overlap(self, resource),
            ("virtualNetworkPeering", _) => networks::peering_overlap(self, resource),
            ("applicationGateway", _) => dedicated::application_gateway(self, resource),
            (_, "maximumNodes" | "surgeNodes") => clusters::sum(self, resource, name),
            (_, "overlayNodeCapacity") => clusters::overlay_capacity(self, resource),
            (_, "sharesOneNetwork") => clusters::shares_one_network(self, resource),
            (_, "rangeOverlap") => ranges::overlap(self, resource),
            (_, "rangeInNetwork") => ranges::in_network(self, resource),
            (_, "reservedRange") => misplaced::reserved(self, resource),
            (_, "publicRange") => misplaced::public(self, resource),
            (_, "dnsServiceIPError") => misplaced::dns_error(self, resource),
            (_, "dualStackError") => dual_stack::error(self, resource),
            (_, "invalidRange") => invalid::cluster_range(self, resource),
            (_, "apiServerSubnetError") => dedicated::api_server(self, resource),
            (_, "outboundNodes") => outbound::nodes(self, resource),
            (_, "outboundPorts") => outbound::ports(self, resource),
            (_, "outboundArithmetic") => outbound::arithmetic(self, resource),
            (_, "nodeArithmetic") => sentences::nodes(self, resource),
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
