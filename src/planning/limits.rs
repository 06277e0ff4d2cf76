//! Limits of AKS that do not depend on addresses.
//!
//! Knows: numbers of nodes, pods and back ends. Does not know: the model.

use super::network_model::POD_LIMITS;
use super::{NetworkModel, Surge};

pub use super::surge::MOST_NODES_PER_POOL;

/// The most nodes of a kubenet cluster: a route table has 400 routes (AKS documentation, configure-kubenet).
pub const MOST_KUBENET_NODES: u64 = 400;

/// The most nodes of a cluster, at which an upgrade is blocked (AKS documentation,
/// best-practices-performance-scale-large).
pub const MOST_NODES: u64 = 5_000;

/// The most back ends of a load balancer's front end (AKS documentation, best-practices-performance-scale-large).
pub const MOST_BACKENDS: u64 = 10_000;

/// The pods a pool must have room for (AKS release notes 2019-10-28).
pub const LEAST_PODS_PER_POOL: u64 = 30;

/// The most nodes of a cluster with this network.
#[must_use]
pub fn most_nodes(model: NetworkModel) -> u64 {
    if model == NetworkModel::Kubenet { MOST_KUBENET_NODES } else { MOST_NODES }
}

/// Whether AKS takes so many pods a node: within its limits, and thirty in the pool.
#[must_use]
pub fn accepts_max_pods(max_pods: u64, nodes: u64) -> bool {
    (POD_LIMITS.0..=POD_LIMITS.1).contains(&max_pods) && max_pods.saturating_mul(nodes) >= LEAST_PODS_PER_POOL
}

/// The nodes of a pool while it is upgraded; beyond [`MOST_NODES_PER_POOL`] the upgrade does not begin.
#[must_use]
pub fn nodes_during_upgrade(nodes: u64, surge: Surge) -> u64 {
    nodes.saturating_add(surge.nodes(nodes))
}

/// The back ends that services take at a load balancer.
#[must_use]
pub fn backends(services: u64, ports: u64, nodes: u64) -> u64 {
    services.saturating_mul(ports).saturating_mul(nodes)
}
