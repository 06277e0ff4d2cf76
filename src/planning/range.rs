//! Address ranges as Azure takes them: the address is the first of its network.
//!
//! Knows: reading with a reason for what is refused, sizes, overlap. Does not know: what a range is for.

use std::fmt;
use std::net::IpAddr;

use cidr::IpCidr;
use cidr::errors::NetworkParseError;

/// Addresses that Azure keeps in every subnet: the first four and the last (Azure documentation,
/// virtual-networks-faq).
pub const RESERVED_ADDRESSES: u64 = 5;

/// The longest prefix of an IPv4 subnet (Azure documentation, virtual-networks-faq).
pub const LONGEST_SUBNET_PREFIX: u8 = 29;

/// A range of addresses of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range(IpCidr);

impl Range {
    /// Reads `10.0.0.0/16`.
    ///
    /// # Errors
    /// Why it is no range, fit to stand behind "because".
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let Some((address, length)) = text.split_once('/') else {
            return Err(format!("`{text}` has no prefix length: write `/24` or another length behind it"));
        };
        // The parser of the library knows octal and short forms; Azure does not.
        let address: IpAddr = address.parse().map_err(|_| format!("`{address}` is no IP address"))?;
        let is_plain = !length.is_empty() && length.bytes().all(|digit| digit.is_ascii_digit());
        let length = is_plain.then(|| length.parse::<u8>().ok()).flatten();
        let Some(length) = length else { return Err(format!("`{text}` has no valid prefix length")) };
        match IpCidr::new(address, length) {
            Ok(range) => Ok(Self(range)),
            Err(NetworkParseError::InvalidHostPart) => {
                let network = cidr::IpInet::new(address, length).map(|inet| inet.network().to_string());
                let network = network.unwrap_or_default();
                Err(format!("`{text}` has bits behind its prefix: the network is `{network}`"))
            }
            Err(_) => Err(format!("`{text}` has a prefix that is too long")),
        }
    }

    /// The prefix length.
    #[must_use]
    pub fn prefix(self) -> u8 {
        self.0.network_length()
    }

    /// Whether it is one of IPv4.
    #[must_use]
    pub fn is_v4(self) -> bool {
        self.0.is_ipv4()
    }

    /// The first address.
    #[must_use]
    pub fn first(self) -> IpAddr {
        self.0.first_address()
    }

    /// The last address.
    #[must_use]
    pub fn last(self) -> IpAddr {
        self.0.last_address()
    }

    /// Whether both have an address in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Whether every address of the other lies in it.
    #[must_use]
    pub fn contains(self, inner: Self) -> bool {
        self.prefix() <= inner.prefix() && self.0.contains(&inner.first())
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn contains_address(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// How many addresses it has; more than all of IPv4 counts as that.
    #[must_use]
    pub fn addresses(self) -> u64 {
        let bits = if self.is_v4() { 32 } else { 128 } - u32::from(self.prefix());
        1 << bits.min(32)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first(), self.prefix())
    }
}

/// The addresses of an IPv4 subnet that may be given away; none where no subnet has that prefix.
#[must_use]
pub fn usable_addresses(prefix: u8) -> Option<u64> {
    (prefix <= LONGEST_SUBNET_PREFIX).then(|| (1 << (32 - u32::from(prefix))) - RESERVED_ADDRESSES)
}

/// The IPv4 addresses of a subnet with these ranges that may be given away.
#[must_use]
pub fn usable_in(ranges: &[Range]) -> u64 {
    let of = |range: &Range| range.addresses().saturating_sub(RESERVED_ADDRESSES);
    ranges.iter().filter(|range| range.is_v4()).map(of).fold(0, u64::saturating_add)
}

/// The longest prefix of an IPv4 subnet with room for so many addresses; none where no IPv4 network has it.
#[must_use]
pub fn smallest_subnet(addresses: u64) -> Option<u8> {
    (0..=LONGEST_SUBNET_PREFIX).rev().find(|prefix| usable_addresses(*prefix).is_some_and(|usable| usable >= addresses))
}

/// The longest prefix with so many addresses, none kept back.
#[must_use]
pub fn smallest_range(addresses: u64) -> Option<u8> {
    (0..=32u8).rev().find(|prefix| 1u64 << (32 - u32::from(*prefix)) >= addresses)
}

#[cfg(test)]
mod tests {
    use super::{Range, smallest_range, smallest_subnet, usable_addresses};

    #[test]
    fn what_is_refused_has_a_reason() {
        for (text, reason) in [
            ("10.0.0.1/16", "`10.0.0.1/16` has bits behind its prefix: the network is `10.0.0.0/16`"),
            ("10.0.0.0", "`10.0.0.0` has no prefix length: write `/24` or another length behind it"),
            ("010.0.0.0/8", "`010.0.0.0` is no IP address"),
            ("10.0.0/8", "`10.0.0` is no IP address"),
            ("10.0.0.0/33", "`10.0.0.0/33` has a prefix that is too long"),
            ("10.0.0.0/+8", "`10.0.0.0/+8` has no valid prefix length"),
            ("10.0.0.0/", "`10.0.0.0/` has no valid prefix length"),
            ("10.0.0.0/999", "`10.0.0.0/999` has no valid prefix length"),
            ("fd00::1/64", "`fd00::1/64` has bits behind its prefix: the network is `fd00::/64`"),
            ("abc/8", "`abc` is no IP address"),
        ] {
            assert_eq!(Range::parse(text).unwrap_err(), reason);
        }
    }

    #[test]
    fn ranges_overlap_when_one_holds_the_other() {
        let range = |text| Range::parse(text).unwrap();
        assert!(range("10.0.0.0/8").overlaps(range("10.200.0.0/16")));
        assert!(range("10.200.0.0/16").overlaps(range("10.0.0.0/8")));
        assert!(!range("10.0.0.0/24").overlaps(range("10.0.1.0/24")));
        assert!(range("0.0.0.0/0").overlaps(range("255.255.255.255/32")));
        assert!(!range("::/0").overlaps(range("0.0.0.0/0")));
        assert!(range("10.0.0.0/8").contains(range("10.0.0.0/8")));
        assert!(!range("10.0.0.0/9").contains(range("10.0.0.0/8")));
        assert_eq!(range("0.0.0.0/0").addresses(), 1 << 32);
        assert_eq!(range("::/0").addresses(), 1 << 32);
        assert_eq!(range("10.0.0.0/32").addresses(), 1);
    }

    #[test]
    fn a_subnet_that_fits_is_the_smallest_that_does() {
        for addresses in 0..70_000 {
            let prefix = smallest_subnet(addresses).unwrap();
            assert!(usable_addresses(prefix).unwrap() >= addresses);
            assert!(usable_addresses(prefix + 1).is_none_or(|smaller| smaller < addresses), "{addresses}");
            let prefix = smallest_range(addresses.max(1)).unwrap();
            assert!(1 << (32 - u32::from(prefix)) >= addresses);
        }
        assert_eq!(usable_addresses(30), None);
        assert_eq!(usable_addresses(0), Some((1 << 32) - 5));
        assert_eq!(smallest_subnet(u64::MAX), None);
        assert_eq!(smallest_range(u64::MAX), None);
    }
}
