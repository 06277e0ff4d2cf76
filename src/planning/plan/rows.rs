//! The properties that planning adds to the kinds of the table. Static data only.

use crate::model::table::{Kind, Property, PropertyType, kind};

const fn row(ty: PropertyType, name: &'static str, doc: &'static str) -> Property {
    Property { name, ty, doc, azurerm: &[], arm: &[], silence: &[] }
}

const fn count(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::Number, name, doc)
}

const fn text(name: &'static str, doc: &'static str) -> Property {
    row(PropertyType::String, name, doc)
}

static CLUSTER: [Property; 10] = [
    count("maximumNodes", "Its nodes with every pool at its largest."),
    count("surgeNodes", "Extra nodes while all pools are upgraded at their largest."),
    count("overlayNodeCapacity", "The nodes its range of pods has room for: a /24 each (overlay and kubenet)."),
    row(PropertyType::Bool, "sharesOneNetwork", "All its subnets of nodes and pods lie in one virtual network."),
    text("rangeOverlap", "The ranges of the cluster that share addresses with others; absent when none does."),
    text("reservedRange", "The ranges that lie where AKS does not allow them; absent when none does."),
    text("dnsServiceIPError", "Why the address of the DNS service cannot be used; absent when it can."),
    text("nodeSubnetArithmetic", "What its subnets of nodes have and need, in numbers."),
    text("podSubnetArithmetic", "What its subnets of pods have and need, in numbers."),
    text("upgradeArithmetic", "What subnets of nodes, the range of pods and scale sets have and an upgrade needs."),
];

static POOL: [Property; 3] = [
    text("networkModel", "node-subnet, overlay, kubenet, pod-subnet, pod-subnet-blocks or none."),
    count("maximumNodes", "Its nodes at the largest: the autoscaler's upper bound, else the count."),
    count("surgeNodes", "Extra nodes while it is upgraded at its largest."),
];

static SUBNET: [Property; 6] = [
    count("usableAddresses", "Its IPv4 addresses without those that Azure keeps."),
    count("requiredAddresses", "Addresses that AKS counts for the nodes in it, every pool at its largest."),
    count("upgradeAddresses", "The same while all pools are upgraded."),
    count("usablePodAddresses", "Its addresses that can be given to pods: for static allocation whole blocks."),
    count("requiredPodAddresses", "The least addresses that the nodes with pods in it hold, extra nodes included."),
    count("fullPodAddresses", "The addresses they hold when every node is full of pods."),
];

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
    [&CLUSTER[..], &POOL, &SUBNET].into_iter().flatten().any(|row| std::ptr::eq(row, property))
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
        assert_eq!(count, 19);
    }
}
