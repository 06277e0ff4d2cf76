//! One cluster: its nodes, its range of pods, its networks.

use super::Planned;
use super::derived::{Derived, Reader};
use super::subnets::{adds_nodes, cluster_ranges};
use crate::document::{Data, Value};
use crate::model::{Facts, ResourceId};
use crate::planning::Bounds;
use crate::planning::capacity::PodRange;

/// A count of its pools, added up.
pub(super) fn sum(planned: &Planned<'_>, cluster: ResourceId, name: &str) -> Derived {
    let mut reader = Reader::new(planned);
    let pools = reader.linked(cluster, "pools");
    let mut sum = Bounds::ZERO;
    for pool in &pools.resources {
        sum = sum.plus(reader.derived(*pool, name).bounds());
    }
    if pools.open.is_some() || adds_nodes(&mut reader, cluster) {
        sum.most = None;
    }
    reader.count(sum)
}

/// The nodes its range of pods has room for.
pub(super) fn overlay_capacity(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let (ranges, is_open, _) = cluster_ranges(&mut reader, cluster, "pods");
    let range = ranges.into_iter().find(|range| range.is_v4());
    match range {
        Some(range) => reader.count(Bounds::exactly(PodRange::new(range).blocks)),
        None if is_open => reader.count(Bounds::UNKNOWN),
        None => reader.says(Value::null()),
    }
}

/// Which network a subnet lies in.
#[derive(PartialEq)]
enum Network {
    Declared(ResourceId),
    /// By the id written out, up to the name of the network.
    Named(String),
}

/// Whether the subnets of its nodes and pods lie in one network.
pub(super) fn shares_one_network(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let pools = reader.linked(cluster, "pools");
    let mut is_open = pools.open.is_some();
    let mut first: Option<Network> = None;
    for pool in &pools.resources {
        for (property, link) in [("vnetSubnetID", "subnet"), ("podSubnetID", "podSubnet")] {
            if reader.is_set(*pool, property) == Some(false) {
                continue;
            }
            let Some(network) = network(&mut reader, *pool, link, property) else {
                is_open = true;
                continue;
            };
            match &first {
                None => first = Some(network),
                Some(first) if *first == network => {}
                Some(Network::Declared(one)) if matches!(network, Network::Declared(_)) => {
                    // Two that are only read may be one.
                    let Network::Declared(other) = network else { continue };
                    if planned.is_judged(*one) && planned.is_judged(other) {
                        return reader.says(Value::bool(false));
                    }
                    is_open = true;
                }
                Some(Network::Named(_)) if matches!(network, Network::Named(_)) => {
                    return reader.says(Value::bool(false));
                }
                Some(_) => is_open = true,
            }
        }
    }
    if is_open {
        return reader.unknown("it is not known which networks the subnets lie in");
    }
    reader.says(Value::bool(true))
}

fn network(reader: &mut Reader<'_, '_>, pool: ResourceId, link: &str, property: &str) -> Option<Network> {
    if let [subnet] = reader.linked(pool, link).resources[..] {
        let planned = reader.planned;
        let networks = reader.linked(planned.declaration(subnet), "virtualNetwork");
        if let ([network], None) = (&networks.resources[..], networks.open) {
            reader.found(pool, link);
            return Some(Network::Declared(planned.declaration(*network)));
        }
        return None;
    }
    match &reader.value(pool, property).data {
        Data::String(text) => {
            let lower = text.to_ascii_lowercase();
            lower.split_once("/subnets/").map(|(network, _)| Network::Named(network.to_owned()))
        }
        _ => None,
    }
}

impl Planned<'_> {
    pub(super) fn is_judged(&self, resource: ResourceId) -> bool {
        self.model.resource(resource).is_some_and(crate::model::Resource::is_judged)
    }

    /// The subnets of its nodes (or of its pods) that are known, in order, each once.
    pub(super) fn subnets_of(&self, cluster: ResourceId, link: &str) -> Vec<ResourceId> {
        let mut reader = Reader::new(self);
        let mut subnets = Vec::new();
        for pool in reader.linked(cluster, "pools").resources {
            if let [subnet] = reader.linked(pool, link).resources[..] {
                super::ranges::add(&mut subnets, self.declaration(subnet));
            }
        }
        subnets
    }

    /// The links of a resource to others, without remembering them.
    pub(super) fn behind(&self, resource: ResourceId, link: &str) -> Vec<ResourceId> {
        let link = self.kind(resource).link(link);
        link.map(|link| self.linked(resource, link).resources).unwrap_or_default()
    }
}
