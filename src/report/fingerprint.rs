//! Names a finding so that it is recognised after its lines have moved.
//!
//! Knows hashing. Does not know where a finding lies, beyond its file.

use sha2::{Digest, Sha256};

use crate::model::address_without_keys;

/// 32 hexadecimal digits over the parts of an identity, each delimited so that no two lists of parts collide.
#[must_use]
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    digest[..16].iter().fold(String::with_capacity(32), |mut out, byte| {
        for nibble in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(u32::from(nibble), 16));
        }
        out
    })
}

/// An address without the modules it lies in and without instance keys: `azurerm_x.y`, `data.azurerm_x.y`, `aks`.
#[must_use]
pub fn local_address(address: &str) -> String {
    let bare = address_without_keys(address);
    let mut rest = bare.as_str();
    while let Some((_, behind)) = rest.strip_prefix("module.").and_then(|call| call.split_once('.')) {
        rest = behind;
    }
    // Names that only deployment knows hold slashes of their own.
    let end = rest.find('[').unwrap_or(rest.len());
    rest[..end].rfind('/').map_or(rest, |at| &rest[at + 1..]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, local_address};

    #[test]
    fn addresses_lose_keys_and_modules() {
        let address = "module.a[\"x].\\\"y\"].module.b[0].azurerm_kubernetes_cluster.this[\"k\"]";
        assert_eq!(local_address(address), "azurerm_kubernetes_cluster.this");
        assert_eq!(local_address("testDeployment/aks[0]::pools[*]"), "aks::pools");
        assert_eq!(local_address("a/b/[concat('x/', parameters('y'))]"), "[concat('x/', parameters('y'))]");
    }

    #[test]
    fn fingerprints_are_sha256_over_delimited_parts() {
        // `printf '\1\0\0\0\0\0\0\0a' | sha256sum`
        assert_eq!(fingerprint(&["a"]), "ae6121c88ba555f64c3d812123eb799d");
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
    }
}
