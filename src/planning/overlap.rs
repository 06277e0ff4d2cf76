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
    let order = in_order(ranges.iter().map(|placed| placed.range));
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

/// Each range, by index, with the smallest one before it that holds it, the smaller index first, in order. That there are no
/// such pairs means that all lie apart; with every pair there would be more than anybody reads.
#[must_use]
pub fn colliding(ranges: &[Range]) -> Vec<(usize, usize)> {
    let mut enclosing: Vec<usize> = Vec::new();
    let mut pairs = Vec::new();
    for index in in_order(ranges.iter().copied()) {
        while enclosing.last().is_some_and(|outer| !ranges[*outer].contains(ranges[index])) {
            enclosing.pop();
        }
        pairs.extend(enclosing.last().map(|outer| (index.min(*outer), index.max(*outer))));
        enclosing.push(index);
    }
    pairs.sort_unstable();
    pairs
}

/// A range of each side, by index, that share addresses.
#[must_use]
pub fn crossing(one: &[Range], other: &[Range]) -> Option<(usize, usize)> {
    let all: Vec<Range> = one.iter().chain(other).copied().collect();
    // Of each side the outermost range that is still open: whatever begins in it lies in it.
    let mut open: [Option<usize>; 2] = [None, None];
    for index in in_order(all.iter().copied()) {
        let side = usize::from(index >= one.len());
        if let Some(outer) = open[1 - side].filter(|outer| all[*outer].contains(all[index])) {
            let (a, b) = (index.min(outer), index.max(outer));
            return Some((a, b - one.len()));
        }
        if open[side].is_none_or(|outer| !all[outer].contains(all[index])) {
            open[side] = Some(index);
        }
    }
    None
}

/// The indexes in the order of their beginnings, larger ranges first.
fn in_order(ranges: impl Iterator<Item = Range>) -> Vec<usize> {
    let ranges: Vec<Range> = ranges.collect();
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|index| (!ranges[*index].is_v4(), first(ranges[*index]), ranges[*index].prefix()));
    order
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

    use super::{Place, Placed, colliding, crossing, may_share, overlapping};
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

        #[test]
        fn what_lies_apart_collides_with_nothing(ranges in prop::collection::vec(placed(), 0..12)) {
            let ranges: Vec<Range> = ranges.into_iter().map(|placed| placed.range).collect();
            let pairs = colliding(&ranges);
            let overlap = |a: usize, b: usize| ranges[a].overlaps(ranges[b]);
            prop_assert!(pairs.iter().all(|(a, b)| a < b && overlap(*a, *b)));
            for a in 0..ranges.len() {
                let has_other = (0..ranges.len()).any(|b| a != b && overlap(a, b));
                let is_named = pairs.iter().any(|(one, other)| *one == a || *other == a);
                prop_assert_eq!(has_other, is_named);
            }
        }

        #[test]
        fn sides_cross_where_some_pair_does(
            one in prop::collection::vec(placed(), 0..8),
            other in prop::collection::vec(placed(), 0..8),
        ) {
            let ranges = |side: Vec<Placed>| side.into_iter().map(|placed| placed.range).collect::<Vec<_>>();
            let (one, other) = (ranges(one), ranges(other));
            let found = crossing(&one, &other);
            prop_assert!(found.is_none_or(|(a, b)| one[a].overlaps(other[b])));
            let expected = one.iter().any(|a| other.iter().any(|b| a.overlaps(*b)));
            prop_assert_eq!(found.is_some(), expected);
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
