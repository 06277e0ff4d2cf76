//! Which key vault holds the key that a cluster encrypts its secrets with.
//!
//! Knows: how a key names its vault: by resource, and by the host of its address. Does not know: what a vault allows.

use super::Model;
use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::Resource;
use super::table::{Kind, kind};
use crate::document::Value;

/// What the addresses of keys begin with, and what follows the vault's name in every cloud of Azure.
const SCHEME: &str = "https://";
const HOST: &str = ".vault.";

impl Model {
    pub(super) fn kms_key_vault(&self, cluster: &Resource, target: &'static Kind) -> Resolved {
        let told = self.forward_by(cluster, "securityProfile.azureKeyVaultKms.keyVaultResourceId", target);
        if !told.resources.is_empty() || told.open.is_some() || told.outside.is_some() {
            return told;
        }
        let key = cluster.kind.property("securityProfile.azureKeyVaultKms.keyId");
        let key = key.map_or_else(Value::null, |property| self.read(cluster, property, DEEPEST).value);
        if let Some(name) = key.as_str().and_then(vault_name) {
            return self.by_name(cluster.document, target, name);
        }
        let Some(keys) = kind("keyVaultKey") else { return told };
        let mut found = self.resolve(cluster.document, keys, &key);
        for key in std::mem::take(&mut found.resources) {
            let vault = self.resource(key).zip(keys.link("keyVault")).map(|(key, link)| self.follow(key, link));
            let vault = vault.unwrap_or_default();
            found.resources.extend(vault.resources);
            found.open = found.open.or(vault.open);
        }
        found
    }
}

/// `kv` of `https://kv.vault.azure.net/keys/etcd/0123`.
fn vault_name(key: &str) -> Option<&str> {
    let rest = key.get(SCHEME.len()..).filter(|_| key.to_ascii_lowercase().starts_with(SCHEME))?;
    let host = rest.split('/').next()?;
    let end = host.to_ascii_lowercase().find(HOST)?;
    host.get(..end)
}

#[cfg(test)]
mod tests {
    use super::vault_name;

    #[test]
    fn the_host_of_a_key_begins_with_the_name_of_its_vault() {
        for (key, name) in [
            ("https://kv.vault.azure.net/keys/etcd/0123", Some("kv")),
            ("HTTPS://KV.VAULT.AZURE.CN/keys/etcd", Some("KV")),
            ("https://hsm.managedhsm.azure.net/keys/etcd", None),
            ("https://example.org/kv.vault.azure.net", None),
            ("/subscriptions/s", None),
        ] {
            assert_eq!(vault_name(key), name, "{key}");
        }
    }
}
