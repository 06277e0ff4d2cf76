//! The addresses of a network that no subnet has.
//!
//! Knows: intervals of IPv4 addresses and the blocks in them. Does not know: networks or subnets.

use std::net::{IpAddr, Ipv4Addr};

use crate::planning::Range;

/// Addresses that nothing has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first.
    pub first: Ipv4Addr,
    /// The last.
    pub last: Ipv4Addr,
    /// The prefix and first address of the largest block in them.
    pub largest: Range,
}

impl Gap {
    /// How many there are.
    #[must_use]
    pub fn addresses(self) -> u64 {
        u64::from(self.last.to_bits() - self.first.to_bits()) + 1
    }
}

/// The first address of an IPv4 range and the one behind its last.
#[must_use]
pub fn interval(range: Range) -> Option<(u64, u64)> {
    match range.first() {
        IpAddr::V4(first) => {
            let first = u64::from(first.to_bits());
            Some((first, first + range.addresses()))
        }
        IpAddr::V6(_) => None,
    }
}

/// What of the outer ranges none of the taken ones holds, in order. Ranges of IPv6 have none.
#[must_use]
pub fn gaps(outer: &[Range], taken: &[Range]) -> Vec<Gap> {
    let mut taken: Vec<(u64, u64)> = taken.iter().filter_map(|range| interval(*range)).collect();
    taken.sort_unstable();
    let mut outer: Vec<(u64, u64)> = outer.iter().filter_map(|range| interval(*range)).collect();
    outer.sort_unstable();
    let mut found = Vec::new();
    let mut taken = taken.into_iter().peekable();
    // Everything before it is taken, or in no range.
    let mut cursor = 0;
    for (first, end) in outer {
        cursor = cursor.max(first);
        while let Some((start, stop)) = taken.next_if(|(start, _)| *start < end) {
            if start > cursor {
                found.extend(gap(cursor, start));
            }
            cursor = cursor.max(stop);
        }
        if cursor < end {
            found.extend(gap(cursor, end));
            cursor = end;
        }
    }
    found
}

fn gap(first: u64, end: u64) -> Option<Gap> {
    let address = |bits: u64| u32::try_from(bits).ok().map(Ipv4Addr::from_bits);
    Some(Gap { first: address(first)?, last: address(end - 1)?, largest: largest(first, end)? })
}

/// The largest block between two addresses, the first of those that are as large.
fn largest(first: u64, end: u64) -> Option<Range> {
    (0..=32u8).find_map(|prefix| {
        let size = 1u64 << (32 - u32::from(prefix));
        let start = first.div_ceil(size) * size;
        let start = u32::try_from(start).ok().filter(|start| u64::from(*start) + size <= end)?;
        Range::parse(&format!("{}/{prefix}", Ipv4Addr::from_bits(start))).ok()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{gaps, interval};
    use crate::planning::Range;

    fn range(text: &str) -> Range {
        Range::parse(text).unwrap()
    }

    fn shown(outer: &[&str], taken: &[&str]) -> Vec<String> {
        let ranges = |texts: &[&str]| texts.iter().map(|text| range(text)).collect::<Vec<_>>();
        let found = gaps(&ranges(outer), &ranges(taken));
        found.iter().map(|gap| format!("{}-{} {}", gap.first, gap.last, gap.largest)).collect()
    }

    #[test]
    fn what_is_left_is_found() {
        assert_eq!(shown(&["10.0.0.0/24"], &[]), ["10.0.0.0-10.0.0.255 10.0.0.0/24"]);
        assert_eq!(shown(&["10.0.0.0/24"], &["10.0.0.0/24"]), [""; 0]);
        assert_eq!(
            shown(&["10.0.0.0/16"], &["10.0.1.0/24", "10.0.4.0/22"]),
            [
                "10.0.0.0-10.0.0.255 10.0.0.0/24",
                "10.0.2.0-10.0.3.255 10.0.2.0/23",
                "10.0.8.0-10.0.255.255 10.0.128.0/17"
            ]
        );
        assert_eq!(shown(&["0.0.0.0/0"], &["0.0.0.0/1"]), ["128.0.0.0-255.255.255.255 128.0.0.0/1"]);
        assert_eq!(shown(&["10.0.0.0/8"], &["10.0.0.0/7"]), [""; 0]);
        assert_eq!(shown(&["fd00::/64"], &["10.0.0.0/8"]), [""; 0]);
    }

    proptest! {
        #[test]
        fn gaps_and_subnets_make_up_the_network(blocks in prop::collection::vec((0u32..256, 24u8..=32), 0..12)) {
            let taken: Vec<Range> = (blocks.iter())
                .map(|(host, prefix)| range(&format!("10.0.0.{}/{prefix}", host & (u32::MAX << (32 - u32::from(*prefix))))))
                .collect();
            let found = gaps(&[range("10.0.0.0/24")], &taken);
            for host in 0..256u64 {
                let address = (10 << 24) + host;
                let is_taken = taken.iter().any(|range| interval(*range).is_some_and(|(a, b)| a <= address && address < b));
                let holding = found.iter().filter(|gap| {
                    u64::from(gap.first.to_bits()) <= address && address <= u64::from(gap.last.to_bits())
                });
                prop_assert_eq!(holding.count(), usize::from(!is_taken));
            }
            for gap in &found {
                prop_assert!(gap.largest.addresses() <= gap.addresses());
                prop_assert!(gap.addresses() < 4 * gap.largest.addresses());
            }
        }
    }
}
