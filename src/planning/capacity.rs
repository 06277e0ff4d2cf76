//! Whether nodes and pods find room: in the subnet of nodes, in the range of pods, in the subnet of pods.
//!
//! Knows: what AKS checks when it accepts a pool, and what it needs in an upgrade. Does not know: the model.
//!
//! AKS counts every pool at its largest (`max_count` under the autoscaler) and no extra nodes when it accepts it; the extra
//! nodes of an upgrade are needed when the upgrade runs (AKS issues 456 and 3686; troubleshooting page
//! insufficientsubnetsize-error-advanced-networking).

use super::network_model::{BATCH, addresses_in_use, blocks, static_blocks, usable_blocks};
use super::{Bounds, NetworkModel, Range, Surge, smallest_range, smallest_subnet, usable_addresses};

/// Pool sizes with what they take per node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSize {
    /// The nodes at the largest.
    pub nodes: Bounds,
    /// The extra nodes during an upgrade.
    pub surge: Bounds,
    /// The most pods on a node.
    pub max_pods: Bounds,
}

impl PoolSize {
    /// A pool that is wholly known.
    #[must_use]
    pub fn known(nodes: u64, surge: Surge, max_pods: u64) -> Self {
        Self {
            nodes: Bounds::exactly(nodes),
            surge: Bounds::exactly(surge.nodes(nodes)),
            max_pods: Bounds::exactly(max_pods),
        }
    }

    /// Nodes while an upgrade runs.
    #[must_use]
    pub fn upgrading(self) -> Bounds {
        self.nodes.plus(self.surge)
    }

    /// Addresses it takes in the subnet of its nodes: when it is accepted, and while an upgrade runs.
    #[must_use]
    pub fn node_subnet(self, model: NetworkModel) -> (Bounds, Bounds) {
        let per_node = self.max_pods.map(|pods| model.node_subnet_addresses(pods));
        (self.nodes.times(per_node), self.upgrading().times(per_node))
    }
}

/// What fits and what does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// There is room, for an upgrade too.
    Fits,
    /// AKS accepts it, but an upgrade at full size fails.
    NoUpgradeHeadroom,
    /// AKS refuses it.
    DoesNotFit,
    /// Not decided.
    Unknown,
}

impl Fit {
    /// From what is needed when AKS accepts it, what an upgrade needs, and the room there is.
    #[must_use]
    pub fn new(accepted: Bounds, upgrading: Bounds, room: Bounds) -> Self {
        match (accepted.fits_in(room), upgrading.fits_in(room)) {
            (Some(false), _) => Self::DoesNotFit,
            (_, Some(true)) => Self::Fits,
            (Some(true), Some(false)) => Self::NoUpgradeHeadroom,
            _ => Self::Unknown,
        }
    }
}

/// What a node subnet needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeSubnetPlan {
    /// Addresses AKS counts when it accepts the pools.
    pub required: Bounds,
    /// Addresses while all pools are upgraded at full size.
    pub upgrading: Bounds,
}

impl NodeSubnetPlan {
    /// Pools that share a subnet, and what else takes addresses there.
    #[must_use]
    pub fn new(pools: impl IntoIterator<Item = (NetworkModel, PoolSize)>, others: u64) -> Self {
        let mut plan = Self { required: Bounds::exactly(others), upgrading: Bounds::exactly(others) };
        for (model, pool) in pools {
            let (required, upgrading) = pool.node_subnet(model);
            plan.required = plan.required.plus(required);
            plan.upgrading = plan.upgrading.plus(upgrading);
        }
        plan
    }

    /// Whether it fits into so many usable addresses.
    #[must_use]
    pub fn fit(self, usable: Bounds) -> Fit {
        Fit::new(self.required, self.upgrading, usable)
    }
}

/// The most nodes with so many addresses each in a subnet of this prefix, extra nodes kept free.
#[must_use]
pub fn most_nodes(prefix: u8, per_node: u64, surge: u64) -> u64 {
    (usable_addresses(prefix).unwrap_or(0) / per_node.max(1)).saturating_sub(surge)
}

/// The most nodes of a pool such that it can still be upgraded: addresses for `nodes + surge(nodes)` are there.
#[must_use]
pub fn most_upgradable_nodes(addresses: u64, per_node: u64, surge: Surge) -> u64 {
    let slots = addresses / per_node.max(1);
    // Extra nodes never fall with the size of the pool, so the last size that fits is found by halving.
    let (mut low, mut high) = (0, slots);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if middle.saturating_add(surge.nodes(middle)) <= slots { low = middle } else { high = middle - 1 }
    }
    low
}

/// What the range of pods holds where each node takes a /24 of it (overlay, kubenet): nothing is kept back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PodRange {
    /// The /24 blocks in it: the most nodes, extra ones included.
    pub blocks: u64,
    /// Its addresses.
    pub addresses: u64,
}

impl PodRange {
    /// The range of pods.
    #[must_use]
    pub fn new(range: Range) -> Self {
        Self { blocks: blocks(range.prefix(), 24), addresses: range.addresses() }
    }

    /// Whether so many nodes, and extra ones, find a block.
    #[must_use]
    pub fn fit(self, nodes: Bounds, surge: Bounds) -> Fit {
        Fit::new(nodes, nodes.plus(surge), Bounds::exactly(self.blocks))
    }

    /// The addresses that so many nodes take.
    #[must_use]
    pub fn required(nodes: u64) -> u64 {
        nodes.saturating_mul(256)
    }

    /// The longest prefix of a range for so many nodes.
    #[must_use]
    pub fn smallest(nodes: u64) -> Option<u8> {
        smallest_range(Self::required(nodes))
    }
}

/// What a pod subnet with dynamic allocation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DynamicPlan {
    /// One batch for each node.
    pub least: Bounds,
    /// Every node full of pods.
    pub most: Bounds,
}

impl DynamicPlan {
    /// So many nodes, extra ones included, with so many pods each.
    #[must_use]
    pub fn new(nodes: Bounds, max_pods: Bounds) -> Self {
        Self { least: nodes.times(Bounds::exactly(BATCH)), most: nodes.times(max_pods.map(addresses_in_use)) }
    }
}

/// The /28 blocks that nodes with static allocation need.
#[must_use]
pub fn static_blocks_needed(nodes: Bounds, max_pods: Bounds) -> Bounds {
    nodes.times(max_pods.map(static_blocks))
}

/// The longest prefix of a pod subnet with so many blocks that may be given away.
#[must_use]
pub fn smallest_static_subnet(blocks: u64) -> Option<u8> {
    (0..=28u8).rev().find(|prefix| usable_blocks(*prefix) >= blocks)
}

/// The longest prefix of a subnet for these addresses, where they are known.
#[must_use]
pub fn suggestion(required: Bounds) -> Option<u8> {
    required.most.and_then(smallest_subnet)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Fit, NodeSubnetPlan, PoolSize, most_nodes, most_upgradable_nodes};
    use crate::planning::{Bounds, NetworkModel, Surge, usable_addresses};

    /// Hands out the addresses of a subnet one by one.
    fn brute_force(prefix: u8, pools: &[(u64, u64, u64)]) -> (bool, bool) {
        let mut free = (1u64 << (32 - u32::from(prefix))) - 5;
        let mut take = |nodes: u64, pods: u64| {
            for _ in 0..nodes {
                for _ in 0..=pods {
                    let Some(rest) = free.checked_sub(1) else { return false };
                    free = rest;
                }
            }
            true
        };
        let accepted = pools.iter().all(|(nodes, _, pods)| take(*nodes, *pods));
        let upgrading = accepted && pools.iter().all(|(nodes, surge, pods)| take(*surge.min(nodes), *pods));
        (accepted, upgrading)
    }

    proptest! {
        #[test]
        fn fits_agrees_with_brute_force(
            prefix in 22u8..=29,
            pools in prop::collection::vec((0u64..6, 0u64..4, 10u64..60), 0..4),
        ) {
            let plan = NodeSubnetPlan::new(
                pools.iter().map(|(nodes, surge, pods)| {
                    (NetworkModel::NodeSubnet, PoolSize::known(*nodes, Surge::Nodes(*surge), *pods))
                }),
                0,
            );
            let expected = match brute_force(prefix, &pools) {
                (false, _) => Fit::DoesNotFit,
                (true, false) => Fit::NoUpgradeHeadroom,
                (true, true) => Fit::Fits,
            };
            let usable = Bounds::exactly(usable_addresses(prefix).unwrap());
            prop_assert_eq!(plan.fit(usable), expected);
            // A plan that fits still fits in a larger subnet.
            if expected == Fit::Fits {
                let larger = Bounds::exactly(usable_addresses(prefix - 1).unwrap());
                prop_assert_eq!(plan.fit(larger), Fit::Fits);
            }
        }

        #[test]
        fn more_pods_never_need_fewer_addresses(
            nodes in 0u64..1_000, percent in 0u64..101, pods in 10u64..250, more in 0u64..100, model in 0usize..6,
        ) {
            let model = NetworkModel::ALL[model];
            let surge = Surge::Percent { hundredths: percent * 100 };
            let plan = |pods| NodeSubnetPlan::new([(model, PoolSize::known(nodes, surge, pods))], 0);
            prop_assert!(plan(pods).upgrading.most <= plan(pods + more).upgrading.most);
            prop_assert!(plan(pods).required.most <= plan(pods + more).required.most);
        }

        #[test]
        fn a_pool_split_in_two_needs_no_fewer_addresses(
            first in 0u64..500, second in 0u64..500, percent in 0u64..101, pods in 10u64..250, model in 0usize..6,
        ) {
            let model = NetworkModel::ALL[model];
            let pool = |nodes| (model, PoolSize::known(nodes, Surge::Percent { hundredths: percent * 100 }, pods));
            let whole = NodeSubnetPlan::new([pool(first + second)], 0);
            let split = NodeSubnetPlan::new([pool(first), pool(second)], 0);
            prop_assert_eq!(whole.required, split.required);
            prop_assert!(whole.upgrading.most <= split.upgrading.most);
        }

        #[test]
        fn the_most_nodes_fit_and_one_more_does_not(addresses in 0u64..5_000, per_node in 1u64..120, percent in 0u64..101) {
            let surge = Surge::Percent { hundredths: percent * 100 };
            let most = most_upgradable_nodes(addresses, per_node, surge);
            prop_assert!((most + surge.nodes(most)) * per_node <= addresses);
            prop_assert!((most + 1 + surge.nodes(most + 1)) * per_node > addresses);
        }
    }

    #[test]
    fn what_is_unknown_keeps_what_is_certain() {
        let usable = Bounds::exactly(251);
        let unknown = PoolSize { nodes: Bounds::at_least(1), ..PoolSize::known(1, Surge::Nodes(1), 30) };
        let large = (NetworkModel::NodeSubnet, PoolSize::known(10, Surge::Nodes(1), 30));
        let small = (NetworkModel::NodeSubnet, PoolSize::known(2, Surge::Nodes(1), 30));
        assert_eq!(NodeSubnetPlan::new([large, (NetworkModel::NodeSubnet, unknown)], 0).fit(usable), Fit::DoesNotFit);
        assert_eq!(NodeSubnetPlan::new([small, (NetworkModel::NodeSubnet, unknown)], 0).fit(usable), Fit::Unknown);
        assert_eq!(NodeSubnetPlan::new([small], 0).fit(Bounds::UNKNOWN), Fit::Unknown);
        assert_eq!((most_nodes(24, 31, 0), most_nodes(24, 31, 1), most_nodes(30, 31, 0)), (8, 7, 0));
    }
}
