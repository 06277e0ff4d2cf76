//! The addresses of an estate as a network team sees them: networks with their subnets and gaps, clusters with their
//! ranges, and whether the pools find room.
//!
//! Knows: what is shown of a plan, as plain data. Does not know: how it is shown.

mod cluster;
mod conflict;
mod gaps;
mod growth;
mod network;
mod room;
#[cfg(test)]
mod tests;
mod told;

use std::sync::Arc;

pub use conflict::{Conflict, ConflictKind};
pub use gaps::{Gap, interval};
pub use growth::Growth;
pub use room::{Room, RoomKind, Share, Verdict};

use super::plan::{PoolNumbers, Ranges};
use super::{Planned, Range};
use crate::model::ResourceId;

/// The network that AKS makes when it is given none, and the subnet of nodes in it (AKS release notes 2022-02-24).
pub const MANAGED_NETWORK: (&str, &str) = ("10.224.0.0/12", "10.224.0.0/16");

/// Everything about addresses that the code decides.
#[derive(Debug, Default)]
pub struct Estate {
    /// By root, environment and place in the code.
    pub networks: Vec<Network>,
    /// The same.
    pub clusters: Vec<Cluster>,
    /// The pools of the clusters.
    pub pools: Vec<Pool>,
    /// The factor that was asked for.
    pub growth: Option<Growth>,
    /// The settings that are tried out, as they were given; empty where the plan is of the code alone.
    pub tried: Vec<String>,
}

/// Where something is declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The root that was evaluated, as shown.
    pub root: Arc<str>,
    /// The environment, where the root has several.
    pub environment: Option<Arc<str>>,
    /// The address in the root; empty for what no declaration makes.
    pub address: String,
}

/// How a network came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkKind {
    /// The code makes it.
    Declared,
    /// The code only reads it: further subnets may lie in it.
    Existing,
    /// AKS makes it for a cluster.
    Managed,
    /// Subnets or pools name it, and it is nowhere in the code.
    Outside,
}

/// A virtual network.
#[derive(Debug)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub origin: Origin,
    /// How it came to be.
    pub kind: NetworkKind,
    /// Its address space.
    pub ranges: Ranges,
    /// Its subnets, by their first address; those without a known range last.
    pub subnets: Vec<Subnet>,
    /// What no subnet has; as far as is known, where subnets may be missing.
    pub gaps: Vec<Gap>,
    /// Why there may be other subnets.
    pub open: Option<Arc<str>>,
    /// Networks it is peered with.
    pub peers: Vec<Peer>,
    /// Indices of the clusters with nodes or pods in it.
    pub clusters: Vec<usize>,
    /// What in it cannot be, or should not.
    pub conflicts: Vec<Conflict>,
}

impl Network {
    /// The addresses of its IPv4 ranges.
    #[must_use]
    pub fn addresses(&self) -> u64 {
        self.ranges.known.iter().filter(|range| range.is_v4()).map(|range| range.addresses()).sum()
    }

    /// The addresses that no subnet has.
    #[must_use]
    pub fn free(&self) -> u64 {
        self.gaps.iter().map(|gap| gap.addresses()).sum()
    }
}

/// A subnet.
#[derive(Debug)]
pub struct Subnet {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub origin: Origin,
    /// Its ranges.
    pub ranges: Ranges,
    /// The code only reads it.
    pub is_existing: bool,
    /// What it is reserved for: a delegation, or the name that a service demands.
    pub purpose: Option<String>,
    /// How the nodes in it find room.
    pub nodes: Option<Room>,
    /// How the pods in it find room.
    pub pods: Option<Room>,
}

/// A network on the other side of a peering.
#[derive(Debug)]
pub struct Peer {
    /// Its name.
    pub name: String,
    /// Its address space.
    pub ranges: Ranges,
}

/// A cluster.
#[derive(Debug)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub origin: Origin,
    /// The network models of its pools, each once.
    pub models: Vec<super::NetworkModel>,
    /// The addresses of services.
    pub services: Ranges,
    /// The addresses of pods, where they have a space of their own.
    pub pods: Ranges,
    /// How its nodes find room in the range of pods.
    pub pod_range: Option<Room>,
    /// Indices of its networks.
    pub networks: Vec<usize>,
    /// What in its ranges cannot be, or should not.
    pub conflicts: Vec<Conflict>,
    /// What nobody wrote.
    pub assumptions: Vec<String>,
}

/// A pool.
#[derive(Debug)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub origin: Origin,
    /// The index of its cluster; none where that is not known.
    pub cluster: Option<usize>,
    /// Its resource.
    pub id: ResourceId,
    /// Its numbers.
    pub numbers: PoolNumbers,
}

impl Estate {
    /// The estate of a model.
    #[must_use]
    pub fn new(planned: &Planned<'_>, growth: Option<Growth>) -> Self {
        let mut estate = Self { growth, ..Self::default() };
        let clusters = cluster::add(&mut estate, planned);
        network::add(&mut estate, planned, &clusters);
        cluster::finish(&mut estate, planned, &clusters);
        estate
    }

    /// Notes what the verdicts of the code alone are, where settings are tried out that change them.
    pub fn compare(&mut self, plain: &Self) {
        let verdicts: Vec<Verdict> = plain.rooms().map(|room| room.verdict).collect();
        let subnets = self.networks.iter_mut().flat_map(|network| &mut network.subnets);
        let rooms = subnets.flat_map(|subnet| subnet.nodes.iter_mut().chain(&mut subnet.pods));
        let rooms = rooms.chain(self.clusters.iter_mut().filter_map(|cluster| cluster.pod_range.as_mut()));
        // Settings of pools move no pool, so both estates have the same places.
        for (room, was) in rooms.zip(verdicts) {
            room.was = Some(was).filter(|was| *was != room.verdict);
        }
    }

    /// Every place where pools find room or not: those of networks, then those of clusters.
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        let subnets = self.networks.iter().flat_map(|network| &network.subnets);
        let rooms = subnets.flat_map(|subnet| subnet.nodes.iter().chain(&subnet.pods));
        rooms.chain(self.clusters.iter().filter_map(|cluster| cluster.pod_range.as_ref()))
    }

    /// Every conflict.
    pub fn conflicts(&self) -> impl Iterator<Item = &Conflict> {
        let networks = self.networks.iter().flat_map(|network| &network.conflicts);
        networks.chain(self.clusters.iter().flat_map(|cluster| &cluster.conflicts))
    }

    /// Whether AKS or Azure refuse something, or an upgrade has no room.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.rooms().any(|room| room.verdict.fails()) || self.conflicts().any(|conflict| conflict.is_refused)
    }
}

/// The IPv4 ranges among some.
fn v4(ranges: &Ranges) -> impl Iterator<Item = Range> {
    ranges.known.iter().copied().filter(|range| range.is_v4())
}

/// Where a resource is declared.
fn origin(planned: &Planned<'_>, id: ResourceId) -> Origin {
    match planned.model().resource(id) {
        Some(resource) => Origin {
            root: Arc::clone(&resource.root),
            environment: resource.environment.clone(),
            address: resource.label(),
        },
        None => Origin { root: "".into(), environment: None, address: String::new() },
    }
}
