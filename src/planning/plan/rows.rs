//! The properties that planning adds to the kinds of the table. Static data only.

use crate::model::table::{Kind, Property, PropertyType, kind};

const fn row(ty: PropertyType, name: &'static str, doc: &'static str) -> Property {
    Property { name, ty, doc, azurerm: &[], arm: &[], since_api: None, silence: &[] }
}

const fn count(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::Number, name, doc)
}

const fn text(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::String, name, doc)
}

static CLUSTER: [Property; 19] = [
    count("maximumNodes", "Its nodes with every pool at its largest."),
    count("surgeNodes", "Extra nodes while all pools are upgraded at their largest."),
    count("overlayNodeCapacity", "The nodes its range of pods has room for: a /24 each (overlay and kubenet)."),
    count("outboundNodes", "The nodes that the source ports written for each suffice for; absent when none are."),
    count("outboundPorts", "Source ports of one node, every pool at its largest; absent where nothing limits them."),
    row(PropertyType::Bool, "sharesOneNetwork", "All its subnets of nodes and pods lie in one virtual network."),
    text("rangeOverlap", "The ranges of the cluster that share addresses with others; absent when none does."),
    text("rangeInNetwork", "Its ranges in the space of its network but in no subnet; absent when none lies there."),
    text("reservedRange", "The ranges that lie where AKS does not allow them; absent when none does."),
    text("publicRange", "The ranges of pods outside the private networks; absent when there are none."),
    text("invalidRange", "Its values that are no ranges, or ranges of no use; absent when there are none."),
    text("dnsServiceIPError", "Why the address of the DNS service cannot be used; absent when it can."),
    text("dualStackError", "Why its families of addresses do not go with the rest; absent when they do."),
    text("apiServerSubnetError", "Why the subnet of its API server does not serve; absent when it does."),
    text("nodeSubnetArithmetic", "What its subnets of nodes have and need, in numbers."),
    text("podSubnetArithmetic", "What its subnets of pods have and need, in numbers."),
    text("upgradeArithmetic", "What subnets, the range of pods and scale sets have and an upgrade needs."),
    text("outboundArithmetic", "The source ports that its nodes have, in numbers."),
    text("nodeArithmetic", "Its nodes, pool by pool."),
];

static POOL: [Property; 11] = [
    text("networkModel", "node-subnet, overlay, kubenet, pod-subnet, pod-subnet-blocks or none."),
    count("maximumNodes", "Its nodes at the largest: the autoscaler's upper bound, else the count."),
    count("surgeNodes", "Extra nodes while it is upgraded at its largest."),
    count("nodeSubnetAddresses", "Addresses of the subnet that its nodes lie in, wherever that is declared."),
    count("nodeSubnetRequired", "Addresses that AKS counts in that subnet, for all pools in it."),
    count("nodeSubnetUpgrading", "The same while all pools are upgraded."),
    count("podSubnetAddresses", "Addresses for pods of the subnet that its pods lie in."),
    count("podSubnetRequired", "The least addresses that nodes hold in that subnet, for all pools in it."),
    count("podSubnetUpgrading", "The same while all pools are upgraded."),
    count("podSubnetFull", "The same while every node is full of pods."),
    text("invalidCount", "Its numbers that no pool can have; absent when there are none."),
];

static SUBNET: [Property; 9] = [
    count("usableAddresses", "Its IPv4 addresses without those that Azure keeps."),
    count("requiredAddresses", "Addresses that AKS counts for the nodes in it, every pool at its largest."),
    count("upgradeAddresses", "The same while all pools are upgraded."),
    count("usablePodAddresses", "Its addresses that can be given to pods: for static allocation whole blocks."),
    count("requiredPodAddresses", "The least addresses that the nodes with pods in it hold."),
    count("upgradePodAddresses", "The same while all pools are upgraded."),
    count("fullPodAddresses", "The same while every node is full of pods."),
    text("invalidRange", "Its values that are no ranges, or none of a subnet; absent when there are none."),
    text("outsideNetwork", "Its ranges outside the space of its network; absent when there are none."),
];

static VIRTUAL_NETWORK: [Property; 2] = [
    text("invalidRange", "Its values that are no ranges, or none of a network; absent when there are none."),
    text("subnetOverlap", "Its subnets that share addresses; absent when none do."),
];

static PEERING: [Property; 1] =
    [text("spaceOverlap", "The addresses that both networks have; absent when there are none.")];

static APPLICATION_GATEWAY: [Property; 1] =
    [text("subnetError", "Why the subnet of the gateway does not serve; absent when it does.")];

/// The properties that planning adds to a kind.
#[must_use]
pub fn properties(of: &Kind) -> &'static [Property] {
    // Only the table's own kinds: tests of policies have others of the same names.
    if !kind(of.name).is_some_and(|own| std::ptr::eq(own, of)) {
        return &[];
    }
    match of.name {
        "cluster" => &CLUSTER,
        "pool" => &POOL,
        "subnet" => &SUBNET,
        "virtualNetwork" => &VIRTUAL_NETWORK,
        "virtualNetworkPeering" => &PEERING,
        "applicationGateway" => &APPLICATION_GATEWAY,
        _ => &[],
    }
}

/// The property of this name that planning adds to a kind.
#[must_use]
pub fn property(of: &Kind, name: &str) -> Option<&'static Property> {
    properties(of).iter().find(|property| property.name == name)
}

/// Whether planning computes this property.
#[must_use]
pub fn is_derived(property: &Property) -> bool {
    [&CLUSTER[..], &POOL, &SUBNET, &VIRTUAL_NETWORK, &PEERING, &APPLICATION_GATEWAY]
        .iter()
        .any(|rows| rows.as_ptr_range().contains(&std::ptr::from_ref(property)))
}

#[cfg(test)]
mod tests {
    use super::properties;
    use crate::model::table::kinds;

    #[test]
    fn no_name_is_taken() {
        let mut count = 0;
        for kind in kinds() {
            for property in properties(kind) {
                count += 1;
                let is_taken = |name: &str| name.split(['.', '[']).next() == Some(property.name);
                assert!(!kind.properties.iter().any(|other| is_taken(other.name)), "{}", property.name);
                assert!(kind.link(property.name).is_none(), "{}", property.name);
                let same = properties(kind).iter().filter(|other| other.name == property.name);
                assert_eq!(same.count(), 1);
            }
        }
        assert_eq!(count, 43);
    }
}
