//! Ranges of IP addresses, as far as conditions need them.
//!
//! Knows: CIDR notation and bare addresses of both families. Does not know: subnets, pools or planning.

use std::net::IpAddr;

/// A range of addresses of one family. Bits behind the prefix do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AddressRange {
    /// The first address; the 32 bits of IPv4 stand in the low end.
    first: u128,
    /// The prefix length.
    length: u8,
    /// 32 or 128.
    bits: u8,
}

impl AddressRange {
    /// `0.0.0.0/0`.
    pub const ANY_V4: Self = Self { first: 0, length: 0, bits: 32 };

    /// Reads `10.0.0.0/8`, `fd00::/8` or an address alone, which is a range of one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let (value, bits) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let length = match length {
            None => bits,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
        };
        (length <= bits).then(|| Self { first: value & Self::mask(length, bits), length, bits })
    }

    /// The prefix length.
    pub fn length(self) -> u8 {
        self.length
    }

    /// Whether every address of `inner` lies in this range.
    pub fn contains(self, inner: Self) -> bool {
        self.bits == inner.bits
            && self.length <= inner.length
            && inner.first & Self::mask(self.length, self.bits) == self.first
    }

    /// Whether it lies in the private networks of RFC 1918 and RFC 4193.
    pub fn is_private(self) -> bool {
        let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
        private.into_iter().filter_map(Self::parse).any(|network| network.contains(self))
    }

    fn mask(length: u8, bits: u8) -> u128 {
        let all = if bits == 128 { u128::MAX } else { u128::from(u32::MAX) };
        let host = u32::from(bits - length);
        all & u128::MAX.checked_shl(host).unwrap_or(0)
    }

    fn last(self) -> u128 {
        let all = if self.bits == 128 { u128::MAX } else { u128::from(u32::MAX) };
        self.first | (all & !Self::mask(self.length, self.bits))
    }
}

/// Whether the text means every address: a range as wide as `/0`, or what network rules call so (`*`, `Any`,
/// `Internet`). A bare `0.0.0.0` is one address that nobody has.
pub(super) fn is_any_address(text: &str) -> bool {
    let text = text.trim();
    ["*", "any", "internet"].iter().any(|name| text.eq_ignore_ascii_case(name))
        || AddressRange::parse(text).is_some_and(|range| range.length == 0)
}

/// Whether the ranges together cover every address of a family.
pub(super) fn cover_any_address(ranges: &[AddressRange]) -> bool {
    [32, 128].into_iter().any(|bits| {
        let mut ranges: Vec<_> = ranges.iter().filter(|range| range.bits == bits).collect();
        ranges.sort_by_key(|range| range.first);
        let all = AddressRange { first: 0, length: 0, bits }.last();
        // The first address that nothing seen so far covers.
        let mut next = 0u128;
        for range in ranges {
            if range.first > next {
                return false;
            }
            if range.last() == all {
                return true;
            }
            next = next.max(range.last() + 1);
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::{AddressRange, cover_any_address, is_any_address};

    #[test]
    fn ranges_are_read_and_compared() {
        let range = |text| AddressRange::parse(text).unwrap();
        assert!(range("10.0.0.0/8").contains(range("10.255.0.1")));
        assert!(!range("10.0.0.0/8").contains(range("11.0.0.0/8")));
        assert!(!range("10.0.0.0/16").contains(range("10.0.0.0/8")));
        assert!(range("::/0").contains(range("fd00::1/64")));
        assert!(!range("0.0.0.0/0").contains(range("::1")));
        assert_eq!(range("10.1.2.3/8"), range("10.0.0.0/8"));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "010.0.0.0/8", "10.0.0.0/+8", "10.0.0.0/", "::/129", "a"] {
            assert_eq!(AddressRange::parse(wrong), None, "{wrong}");
        }
        assert!(range("172.31.0.0/16").is_private() && range("fd12::/48").is_private());
        assert!(!range("172.32.0.0/16").is_private() && !range("10.0.0.0/7").is_private());
    }

    #[test]
    fn any_address_is_any_address() {
        for any in ["0.0.0.0/0", "::/0", "10.0.0.0/0", "*", "Internet", " 0.0.0.0/0 "] {
            assert!(is_any_address(any), "{any}");
        }
        for some in ["0.0.0.0", "0.0.0.0/32", "0.0.0.0/1", "::1", "nonsense", ""] {
            assert!(!is_any_address(some), "{some}");
        }
    }

    #[test]
    fn halves_cover_the_whole() {
        let cover = |texts: &[&str]| {
            cover_any_address(&texts.iter().map(|text| AddressRange::parse(text).unwrap()).collect::<Vec<_>>())
        };
        assert!(cover(&["128.0.0.0/1", "0.0.0.0/1"]));
        assert!(cover(&["0.0.0.0/0"]) && cover(&["::/0", "1.2.3.4"]));
        assert!(cover(&["8000::/1", "::/1"]));
        assert!(cover(&["0.0.0.0/2", "10.0.0.0/8", "64.0.0.0/2", "128.0.0.0/1"]));
        assert!(!cover(&["0.0.0.0/1"]) && !cover(&["128.0.0.0/1"]) && !cover(&[]));
        assert!(!cover(&["0.0.0.0/1", "128.0.0.0/2"]) && !cover(&["0.0.0.0/1", "8000::/1"]));
    }
}
