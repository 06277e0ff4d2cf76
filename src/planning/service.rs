//! What AKS demands of the ranges of services and pods, and of the address of the DNS service.
//!
//! Knows: sizes, reserved and forbidden ranges. Does not know: the model.

use std::net::IpAddr;

use super::Range;

/// Ranges that AKS uses inside, closed to services, pods and the cluster's network (AKS documentation,
/// concepts-network-cni-overview).
pub const RESERVED_BY_AKS: [&str; 4] = ["169.254.0.0/16", "192.0.2.0/24", "172.30.0.0/16", "172.31.0.0/16"];

/// Ranges that no virtual network may have (Azure documentation, virtual-networks-faq).
pub const FORBIDDEN_IN_NETWORKS: [&str; 5] =
    ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"];

const PRIVATE: [&str; 5] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

/// What a range is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Addresses of services.
    Service,
    /// Addresses of pods.
    Pod,
    /// A virtual network.
    Network,
    /// A subnet of one.
    Subnet,
}

/// What is to be said about something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judgement {
    /// Nothing.
    Valid,
    /// It works, and is not supported or not advised.
    Warn,
    /// It is refused.
    Invalid,
}

/// The reserved ranges that a range has addresses in common with.
#[must_use]
pub fn reserved_overlaps(role: Role, range: Range) -> Vec<&'static str> {
    let mut overlaps: Vec<&'static str> = RESERVED_BY_AKS.to_vec();
    if matches!(role, Role::Network | Role::Subnet) {
        overlaps.extend(FORBIDDEN_IN_NETWORKS.iter().filter(|forbidden| !RESERVED_BY_AKS.contains(forbidden)));
    }
    overlaps.retain(|text| Range::parse(text).is_ok_and(|reserved| reserved.overlaps(range)));
    overlaps
}

/// Whether a range lies in RFC 1918, RFC 6598 or RFC 4193 networks.
#[must_use]
pub fn is_private(range: Range) -> bool {
    PRIVATE.iter().any(|text| Range::parse(text).is_ok_and(|private| private.contains(range)))
}

/// What is to be said about where a range lies.
#[must_use]
pub fn judge_place(role: Role, range: Range) -> Judgement {
    if !reserved_overlaps(role, range).is_empty() {
        return Judgement::Invalid;
    }
    match role {
        _ if is_private(range) => Judgement::Valid,
        // Blocked since the AKS release of 2023-10-01.
        Role::Service => Judgement::Invalid,
        // Not supported, and not blocked (AKS documentation, concepts-network-azure-cni-overlay).
        Role::Pod => Judgement::Warn,
        // Some organisations own their addresses.
        Role::Network | Role::Subnet => Judgement::Valid,
    }
}

/// What is to be said about the size of the range of services: "smaller than /12", which the API server takes as well;
/// for IPv6 no larger than /108 (AKS documentation, concepts-network-ip-address-planning and configure-dual-stack).
#[must_use]
pub fn judge_service_size(range: Range) -> Judgement {
    match (range.is_v4(), range.prefix()) {
        (true, 0..12) | (false, 0..108) => Judgement::Invalid,
        (true, 12) => Judgement::Warn,
        _ => Judgement::Valid,
    }
}

/// Why an address cannot be that of the DNS service, fit to stand behind "because".
#[must_use]
pub fn dns_address_error(range: Range, address: IpAddr) -> Option<String> {
    if !range.contains_address(address) {
        return Some(format!("{address} does not lie in {range}"));
    }
    let offset = match (address, range.first()) {
        (IpAddr::V4(address), IpAddr::V4(first)) => u128::from(address.to_bits() - first.to_bits()),
        (IpAddr::V6(address), IpAddr::V6(first)) => address.to_bits() - first.to_bits(),
        _ => return Some(format!("{address} does not lie in {range}")),
    };
    match offset {
        0 => Some(format!("{address} is the address of the network {range} itself")),
        1 => Some(format!("{address} is the first address of {range}, which the API server takes")),
        _ => None,
    }
}

/// Whether the range of pods may become another while the cluster lives: overlay, Linux only, IPv4, and the old one lies in
/// the new (AKS documentation, azure-cni-overlay-pod-expand).
#[must_use]
pub fn may_expand(old: Range, new: Range) -> bool {
    old.is_v4() && new.contains(old)
}

#[cfg(test)]
mod tests {
    use super::{Judgement, Range, Role, dns_address_error, is_private, judge_place, judge_service_size, may_expand};

    fn range(text: &str) -> Range {
        Range::parse(text).unwrap()
    }

    #[test]
    fn places_and_sizes_are_judged() {
        assert_eq!(judge_place(Role::Service, range("8.8.0.0/16")), Judgement::Invalid);
        assert_eq!(judge_place(Role::Pod, range("20.0.0.0/16")), Judgement::Warn);
        assert_eq!(judge_place(Role::Network, range("20.0.0.0/16")), Judgement::Valid);
        assert_eq!(judge_place(Role::Network, range("127.0.0.0/8")), Judgement::Invalid);
        assert_eq!(judge_place(Role::Pod, range("0.0.0.0/0")), Judgement::Invalid);
        assert!(is_private(range("fd00::/64")) && !is_private(range("172.32.0.0/16")));
        for (text, judgement) in [
            ("10.0.0.0/11", Judgement::Invalid),
            ("10.0.0.0/12", Judgement::Warn),
            ("10.0.0.0/13", Judgement::Valid),
            ("fd00::/107", Judgement::Invalid),
            ("fd00::/108", Judgement::Valid),
        ] {
            // 10.0.0.0/11 and /12 have no bits behind their prefixes.
            assert_eq!(judge_service_size(range(text)), judgement, "{text}");
        }
        assert!(may_expand(range("10.244.0.0/16"), range("10.244.0.0/15")));
        assert!(!may_expand(range("10.244.0.0/16"), range("10.244.0.0/17")));
    }

    #[test]
    fn the_dns_address_is_a_later_one_of_the_range() {
        let error = |address: &str| dns_address_error(range("10.0.0.0/16"), address.parse().unwrap());
        assert_eq!(error("10.0.0.10"), None);
        assert_eq!(error("10.0.0.2"), None);
        assert!(error("10.0.0.1").unwrap().contains("which the API server takes"));
        assert!(error("10.0.0.0").unwrap().contains("itself"));
        assert!(error("10.1.0.10").unwrap().contains("does not lie in"));
        assert!(error("fd00::a").unwrap().contains("does not lie in"));
    }
}
