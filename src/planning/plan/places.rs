//! Where the nodes or the pods of a pool lie: in a subnet of the code, in one of which only the id is written, in a
//! network that AKS makes.
//!
//! Knows: adding up the pools of a subnet whichever of these it is. Does not know: what a pool takes.

use std::collections::BTreeMap;

use super::Planned;
use super::derived::{Derived, Reader};
use super::subnets::{node_addresses, pod_addresses, private_endpoint};
use crate::document::Value;
use crate::model::ResourceId;
use crate::planning::facts::{KnownNetwork, KnownSubnet};
use crate::planning::{Bounds, usable_in};

/// What lies in a subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Nodes,
    Pods,
}

impl Of {
    pub fn link(self) -> &'static str {
        match self {
            Self::Nodes => "subnet",
            Self::Pods => "podSubnet",
        }
    }

    pub fn property(self) -> &'static str {
        match self {
            Self::Nodes => "vnetSubnetID",
            Self::Pods => "podSubnetID",
        }
    }
}

/// Where something lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A subnet of the model.
    Declared(ResourceId),
    /// A subnet outside the code, by its id in small letters.
    Written(String),
    /// Nowhere that anybody wrote.
    Unset,
    /// Not known.
    Unknown,
}

/// Pools by the ids of the subnets that they name.
pub(super) type PoolsById = BTreeMap<(Of, String), Vec<ResourceId>>;

/// Where the nodes or pods of a pool lie.
pub(super) fn place(reader: &mut Reader<'_, '_>, pool: ResourceId, of: Of) -> Place {
    if reader.is_set(pool, of.property()) == Some(false) {
        return Place::Unset;
    }
    let linked = reader.linked(pool, of.link());
    match (&linked.resources[..], written_id(reader.planned, pool, of)) {
        ([subnet], _) => Place::Declared(*subnet),
        ([], Some(id)) => Place::Written(id),
        _ => {
            reader.value(pool, of.property());
            Place::Unknown
        }
    }
}

fn written_id(planned: &Planned<'_>, pool: ResourceId, of: Of) -> Option<String> {
    let value = planned.peek(pool, of.property());
    let id = value.as_str()?.to_ascii_lowercase();
    crate::planning::facts::split_id(&id).is_some().then_some(id)
}

/// The pools of a model by the ids that they name.
pub(super) fn pools_by_id(planned: &Planned<'_>) -> PoolsById {
    let mut pools = PoolsById::new();
    for resource in planned.model().resources().iter().filter(|one| one.kind.name == "pool" && one.is_judged()) {
        for of in [Of::Nodes, Of::Pods] {
            if let Some(id) = written_id(planned, resource.id, of) {
                pools.entry((of, id)).or_default().push(resource.id);
            }
        }
    }
    pools
}

/// The addresses of the subnet that the nodes (or pods) of a pool lie in.
pub(super) fn addresses(planned: &Planned<'_>, pool: ResourceId, of: Of) -> Derived {
    let mut reader = Reader::new(planned);
    let bounds = match place(&mut reader, pool, of) {
        Place::Declared(subnet) => {
            let name = if of == Of::Nodes { "usableAddresses" } else { "usablePodAddresses" };
            let bounds = reader.derived(subnet, name).bounds();
            // The range is what one would change, so it comes first.
            reader.found(pool, of.link());
            bounds
        }
        Place::Written(id) => {
            let known = planned.facts().subnet_with_id(&id);
            if known.is_none() {
                reader.value(pool, of.property());
                reader.invalid(of.property(), "the subnet is not declared in the scanned code".to_owned());
            }
            known.map_or(Bounds::UNKNOWN, |(_, subnet)| Bounds::exactly(usable_in(&subnet.ranges)))
        }
        Place::Unset => return reader.says(Value::null()),
        Place::Unknown => Bounds::UNKNOWN,
    };
    reader.count(bounds)
}

/// How much of a subnet is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// What AKS counts when it accepts the pools; for pods the least that nodes hold.
    Accepted,
    /// The same while all pools are upgraded.
    Upgrading,
    /// Pods while all pools are upgraded and every node is full.
    Full,
}

/// The addresses that all pools take in the subnet that the nodes (or pods) of this one lie in.
pub(super) fn required(planned: &Planned<'_>, pool: ResourceId, of: Of, demand: Demand) -> Derived {
    let mut reader = Reader::new(planned);
    let bounds = match place(&mut reader, pool, of) {
        Place::Declared(subnet) => reader.derived(subnet, subnet_property(of, demand)).bounds(),
        Place::Written(id) => {
            let mut sum = Bounds::exactly(planned.facts().subnet_with_id(&id).map_or(0, |(_, subnet)| subnet.used));
            for other in planned.pools_by_id().get(&(of, id)).cloned().unwrap_or_default() {
                sum = sum.plus(taken(&mut reader, other, of, demand));
            }
            sum
        }
        Place::Unset => return reader.says(Value::null()),
        // It takes at least what it takes itself.
        Place::Unknown => Bounds { most: None, ..taken(&mut reader, pool, of, demand) },
    };
    reader.count(bounds)
}

fn subnet_property(of: Of, demand: Demand) -> &'static str {
    match (of, demand) {
        (Of::Nodes, Demand::Accepted) => "requiredAddresses",
        (Of::Nodes, _) => "upgradeAddresses",
        (Of::Pods, Demand::Accepted) => "requiredPodAddresses",
        (Of::Pods, Demand::Upgrading) => "upgradePodAddresses",
        (Of::Pods, Demand::Full) => "fullPodAddresses",
    }
}

/// What one pool takes in its subnet.
pub(super) fn taken(reader: &mut Reader<'_, '_>, pool: ResourceId, of: Of, demand: Demand) -> Bounds {
    match of {
        Of::Nodes => {
            let (nodes, _) = node_addresses(reader, pool, demand != Demand::Accepted);
            nodes.plus(private_endpoint(reader, pool))
        }
        Of::Pods => pod_addresses(reader, pool, demand),
    }
}

/// What is known from outside of the subnet that a pool lies in.
pub(super) fn known<'m>(planned: &Planned<'m>, place: &Place) -> Option<(&'m KnownNetwork, &'m KnownSubnet)> {
    match place {
        Place::Declared(subnet) => planned.known_subnet(*subnet),
        Place::Written(id) => planned.facts().subnet_with_id(id),
        Place::Unset | Place::Unknown => None,
    }
}

impl<'m> Planned<'m> {
    /// The facts about a subnet that the code only reads, by its names.
    pub(in crate::planning) fn known_subnet(&self, subnet: ResourceId) -> Option<(&'m KnownNetwork, &'m KnownSubnet)> {
        if self.facts().networks().is_empty() {
            return None;
        }
        let network = self.model().parent_name_of(subnet)?;
        self.facts().subnet_named(&network, &self.label(subnet))
    }
}
