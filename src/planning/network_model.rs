//! How nodes and pods get addresses.
//!
//! Knows: what each network model of AKS takes per node. Does not know: pools or subnets.

/// The addresses a node with dynamic allocation asks for at once (AKS documentation,
/// concepts-network-azure-cni-pod-subnet).
pub const BATCH: u64 = 16;

/// The most addresses a node holds in a pod subnet (azure-container-networking, cns/ipampool).
pub const MOST_ADDRESSES_PER_NODE: u64 = 250;

/// The fewest and the most pods on a node (AKS documentation, concepts-network-ip-address-planning).
pub const POD_LIMITS: (u64, u64) = (10, 250);

/// A network model of AKS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetworkModel {
    /// kubenet: pods have a space of their own, reached through a route table.
    Kubenet,
    /// Azure CNI with pods in the subnet of the nodes.
    NodeSubnet,
    /// Azure CNI Overlay: pods have a space of their own.
    Overlay,
    /// Azure CNI with pods in a subnet of their own, in batches.
    PodSubnetDynamic,
    /// Azure CNI with pods in a subnet of their own, in blocks for the life of a node.
    PodSubnetStatic,
    /// A plugin of your own.
    None,
}

impl NetworkModel {
    /// Every model.
    pub const ALL: [Self; 6] =
        [Self::Kubenet, Self::NodeSubnet, Self::Overlay, Self::PodSubnetDynamic, Self::PodSubnetStatic, Self::None];

    /// Its name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kubenet => "kubenet",
            Self::NodeSubnet => "Azure CNI with pods in the node subnet",
            Self::Overlay => "Azure CNI Overlay",
            Self::PodSubnetDynamic | Self::PodSubnetStatic => "Azure CNI with a pod subnet",
            Self::None => "a network plugin of your own",
        }
    }

    /// The most pods on a node when nobody says (AKS documentation, concepts-network-ip-address-planning). For dynamic
    /// pod subnets Microsoft's pages say 110 and 250: the first is what the newer one says.
    #[must_use]
    pub fn default_max_pods(self) -> u64 {
        match self {
            Self::Kubenet | Self::PodSubnetDynamic | Self::PodSubnetStatic => 110,
            Self::NodeSubnet => 30,
            Self::Overlay | Self::None => 250,
        }
    }

    /// The addresses of the node subnet that a node takes, allocated when it is made.
    #[must_use]
    pub fn node_subnet_addresses(self, max_pods: u64) -> u64 {
        if self == Self::NodeSubnet { max_pods.saturating_add(1) } else { 1 }
    }

    /// Whether pods have a subnet of their own.
    #[must_use]
    pub fn has_pod_subnet(self) -> bool {
        matches!(self, Self::PodSubnetDynamic | Self::PodSubnetStatic)
    }

    /// Whether each node takes a /24 of the pod range.
    #[must_use]
    pub fn has_pod_range(self) -> bool {
        matches!(self, Self::Kubenet | Self::Overlay)
    }
}

/// The addresses of a pod subnet that a node holds while so many are in use: half a batch and more is kept free.
/// `free` is that reserve in addresses.
#[must_use]
pub fn dynamic_addresses(used: u64, batch: u64, free: u64, most: u64) -> u64 {
    let batch = batch.clamp(1, most.max(1));
    let batches = used.saturating_add(free).div_ceil(batch).max(1);
    batches.saturating_mul(batch).min(most)
}

/// [`dynamic_addresses`] with the constants of AKS.
#[must_use]
pub fn addresses_in_use(used: u64) -> u64 {
    dynamic_addresses(used, BATCH, BATCH / 2, MOST_ADDRESSES_PER_NODE)
}

/// The /28 blocks that a node with static allocation takes: its pods and the node's own address in them.
#[must_use]
pub fn static_blocks(max_pods: u64) -> u64 {
    max_pods.saturating_add(1).div_ceil(BATCH)
}

/// The /28 blocks of a subnet that may be given away; the first and the last hold addresses that Azure keeps, and it is
/// not documented whether the rest of them is used.
#[must_use]
pub fn usable_blocks(prefix: u8) -> u64 {
    blocks(prefix, 28).saturating_sub(2)
}

/// The blocks of a length in a range.
#[must_use]
pub fn blocks(prefix: u8, block: u8) -> u64 {
    if prefix > block { 0 } else { 1 << u32::from(block - prefix).min(63) }
}

#[cfg(test)]
mod tests {
    use super::{NetworkModel, addresses_in_use, blocks, dynamic_addresses, static_blocks, usable_blocks};

    /// The cases of azure-container-networking, cns/ipampool/v2/math_test.go.
    #[test]
    fn batches_follow_the_source_code() {
        for (used, addresses) in [(0, 16), (8, 16), (16, 32), (25, 48), (32, 48), (36, 48), (48, 64), (500, 250)] {
            assert_eq!(addresses_in_use(used), addresses, "{used}");
        }
        assert_eq!(dynamic_addresses(0, 100, 50, 30), 30);
        assert_eq!(dynamic_addresses(u64::MAX, 0, 0, u64::MAX), u64::MAX);
    }

    #[test]
    fn more_pods_never_need_fewer_addresses() {
        for model in NetworkModel::ALL {
            for pods in 0..400 {
                assert!(model.node_subnet_addresses(pods) <= model.node_subnet_addresses(pods + 1));
                assert!(addresses_in_use(pods) <= addresses_in_use(pods + 1));
                assert!(static_blocks(pods) <= static_blocks(pods + 1));
            }
        }
    }

    #[test]
    fn blocks_of_a_range() {
        assert_eq!((blocks(16, 24), blocks(24, 24), blocks(25, 24), blocks(0, 24)), (256, 1, 0, 1 << 24));
        assert_eq!((usable_blocks(23), usable_blocks(28), usable_blocks(29)), (30, 0, 0));
    }
}
