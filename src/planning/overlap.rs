//! Ranges that must not share an address.
//!
//! Knows: which pairs matter, and finding them without comparing all with all. Does not know: the model.

use std::net::IpAddr;

use super::Range;

/// What a range is, as far as overlaps go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A virtual network; its own subnets lie in it.
    Network,
    /// A subnet of the cluster's network.
    Subnet,
    /// A network that is reached from the cluster's: peered, on premises.
    Remote,
    /// The pods of a cluster.
    Pods,
    /// The services of a cluster.
    Services,
}

/// A range with what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The addresses.
    pub range: Range,
    /// What they are for.
    pub place: Place,
}

/// Whether two ranges may share addresses: a network with its subnets, pods or services of two clusters.
#[must_use]
pub fn may_share(a: Place, b: Place) -> bool {
    matches!(
        (a, b),
        (Place::Network, Place::Subnet)
            | (Place::Subnet, Place::Network)
            | (Place::Pods, Place::Pods)
            | (Place::Services, Place::Services)
    )
}

/// The pairs, by index, that share addresses and must not: each once, the smaller index first, in order.
///
/// Ranges are nested or apart, so a walk in order of their beginnings meets for each one exactly those that hold it:
/// time grows with the ranges and with the overlaps among them.
#[must_use]
pub fn overlapping(ranges: &[Placed]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    let key = |index: &usize| {
        let range = ranges[*index].range;
        (!range.is_v4(), first(range), range.prefix())
    };
    order.sort_by_key(key);
    let mut enclosing: Vec<usize> = Vec::new();
    let mut pairs = Vec::new();
    for index in order {
        let one = ranges[index];
        while enclosing.last().is_some_and(|outer| !ranges[*outer].range.contains(one.range)) {
            enclosing.pop();
        }
        let bad = enclosing.iter().filter(|outer| !may_share(ranges[**outer].place, one.place));
        pairs.extend(bad.map(|outer| (index.min(*outer), index.max(*outer))));
        enclosing.push(index);
    }
    pairs.sort_unstable();
    pairs
}

fn first(range: Range) -> u128 {
    match range.first() {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Place, Placed, may_share, overlapping};
    use crate::planning::Range;

    fn placed() -> impl Strategy<Value = Placed> {
        let places = [Place::Network, Place::Subnet, Place::Remote, Place::Pods, Place::Services];
        (0u32..64, 26u8..=32, prop::sample::select(places.to_vec())).prop_map(|(host, prefix, place)| {
            let first = host & (u32::MAX << (32 - u32::from(prefix)));
            let text = format!("10.0.0.{first}/{prefix}");
            Placed { range: Range::parse(&text).unwrap(), place }
        })
    }

    proptest! {
        #[test]
        fn every_pair_is_found_once(ranges in prop::collection::vec(placed(), 0..12)) {
            let mut expected = Vec::new();
            for a in 0..ranges.len() {
                for b in a + 1..ranges.len() {
                    let is_bad = !may_share(ranges[a].place, ranges[b].place);
                    if is_bad && ranges[a].range.overlaps(ranges[b].range) {
                        expected.push((a, b));
                    }
                }
            }
            prop_assert_eq!(overlapping(&ranges), expected);
        }
    }

    #[test]
    fn many_ranges_that_lie_apart_are_no_work() {
        let ranges: Vec<Placed> = (0..=255u32)
            .flat_map(|a| (0..=255u32).map(move |b| (a, b)))
            .map(|(a, b)| Placed { range: Range::parse(&format!("10.{a}.{b}.0/24")).unwrap(), place: Place::Remote })
            .collect();
        assert_eq!(overlapping(&ranges), []);
    }
}
