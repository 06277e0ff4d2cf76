//! Ranges of addresses: `10.0.0.0/16`, `fd00::/8`.
//!
//! Knows: reading and showing them, their masks and hosts. Does not know: what a language computes with them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A range of addresses; host bits are cleared. IPv4 addresses use the low 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    /// The first address.
    pub base: u128,
    /// The length of the prefix, in bits.
    pub length: u32,
    /// Whether it is one of IPv4.
    pub is_v4: bool,
}

impl AddressRange {
    /// Reads `address/length`; bits behind the prefix do not count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        if length.is_empty() || length.len() > 4 || !length.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let length: u32 = length.parse().ok()?;
        let is_v4 = !address.contains(':');
        let base = if is_v4 { parse_v4(address)? } else { address.parse::<Ipv6Addr>().ok()?.to_bits() };
        let range = Self { base, length, is_v4 };
        (length <= range.width()).then(|| Self { base: base & !range.last_host(), ..range })
    }

    /// How many bits an address has.
    #[must_use]
    pub fn width(self) -> u32 {
        if self.is_v4 { 32 } else { 128 }
    }

    /// The number of the last host: all host bits set.
    #[must_use]
    pub fn last_host(self) -> u128 {
        match self.width() - self.length {
            0 => 0,
            bits => u128::MAX >> (128 - bits),
        }
    }

    /// The last address.
    #[must_use]
    pub fn last(self) -> u128 {
        self.base | self.last_host()
    }

    /// The mask: all bits of the prefix set.
    #[must_use]
    pub fn mask(self) -> u128 {
        let all = if self.is_v4 { u128::from(u32::MAX) } else { u128::MAX };
        all & !self.last_host()
    }

    /// The part with a longer (or equal) prefix at this index; none where there is no such part.
    #[must_use]
    pub fn part(self, length: u32, index: u128) -> Option<Self> {
        let bits = length.checked_sub(self.length).filter(|_| length <= self.width())?;
        if bits < 128 && index >= 1 << bits {
            return None;
        }
        let offset = index.checked_shl(self.width() - length).unwrap_or(0);
        Some(Self { base: self.base | offset, length, ..self })
    }

    /// `address/length`.
    #[must_use]
    pub fn show(self) -> String {
        format!("{}/{}", self.show_address(self.base), self.length)
    }

    /// An address of the same kind.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "IPv4 addresses use the low 32 bits")]
    pub fn show_address(self, address: u128) -> String {
        if self.is_v4 { Ipv4Addr::from(address as u32).to_string() } else { show_v6(address) }
    }
}

/// Dotted decimal; leading zeros do not mean octal.
fn parse_v4(text: &str) -> Option<u128> {
    let mut address = 0;
    let mut count = 0;
    for part in text.split('.') {
        if part.is_empty() || part.len() > 10 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        address = address << 8 | u128::from(part.parse::<u8>().ok()?);
        count += 1;
        if count > 4 {
            return None;
        }
    }
    (count == 4).then_some(address)
}

/// RFC 5952 without the dotted form that Rust gives to IPv4-mapped addresses only.
fn show_v6(address: u128) -> String {
    let address = Ipv6Addr::from(address);
    match address.to_ipv4_mapped() {
        Some(mapped) => mapped.to_string(),
        None => address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::AddressRange;

    fn range(text: &str) -> AddressRange {
        AddressRange::parse(text).unwrap()
    }

    #[test]
    fn reads_and_shows_ranges() {
        for (text, shown) in [
            ("10.1.2.3/16", "10.1.0.0/16"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("255.255.255.255/32", "255.255.255.255/32"),
            ("010.0.0.5/024", "10.0.0.0/24"),
            ("fd00:0:0::1/64", "fd00::/64"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(range(text).show(), shown);
        }
    }

    #[test]
    fn refuses_what_is_no_range() {
        for text in [
            "",
            "10.0.0.0",
            "10.0.0/8",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.256/8",
            "1.2.3.4.5/8",
            "fd00::/129",
            "x::/8",
        ] {
            assert_eq!(AddressRange::parse(text), None, "{text}");
        }
    }

    #[test]
    fn knows_masks_hosts_and_parts() {
        let network = range("10.144.0.0/20");
        assert_eq!(network.show_address(network.mask()), "255.255.240.0");
        assert_eq!(network.show_address(network.last()), "10.144.15.255");
        assert_eq!(network.part(24, 15).map(AddressRange::show).as_deref(), Some("10.144.15.0/24"));
        assert_eq!(network.part(24, 16), None);
        assert_eq!(network.part(33, 0), None);
        assert_eq!(network.part(16, 0), None);
        let all = range("::/0");
        assert_eq!(all.show_address(all.mask()), "::");
        assert_eq!(all.part(128, 5).map(AddressRange::show).as_deref(), Some("::5/128"));
        assert_eq!(all.part(128, u128::MAX).map(|part| part.base), Some(u128::MAX));
    }
}
