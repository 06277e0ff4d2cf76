//! Addresses of Terraform declarations and ids of Azure resources.
//!
//! Knows: how instance keys and ids are written. Does not know: which of them exist.

/// One part of an address: a name and the instance key behind it.
type Part<'a> = (&'a str, Option<&'a str>);

/// The parts of an address: `module.aks["a.b"].azurerm_subnet.nodes[0]`. Keys may hold dots and brackets in quotes.
fn parts(address: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut key_start, mut key) = (0, None, None);
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in address.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' if key_start.is_none() => key_start = Some(at),
            b']' => {
                if let Some(from) = key_start {
                    key = Some((from, at));
                }
            }
            b'.' if key_start.is_none() || key.is_some() => {
                parts.push(part(address, start, key_start.unwrap_or(at), key));
                (start, key_start, key) = (at + 1, None, None);
            }
            _ => {}
        }
    }
    parts.push(part(address, start, key_start.unwrap_or(address.len()), key));
    parts
}

fn part(address: &str, start: usize, end: usize, key: Option<(usize, usize)>) -> Part<'_> {
    let key = key.and_then(|(from, to)| address.get(from + 1..to));
    (address.get(start..end).unwrap_or_default(), key)
}

/// The address without instance keys.
pub(super) fn keyless(address: &str) -> String {
    if !address.contains('[') {
        return address.to_owned();
    }
    let names: Vec<&str> = parts(address).into_iter().map(|(name, _)| name).collect();
    names.join(".")
}

/// Whether a reference leads to an address: a key that the reference does not tell fits every instance.
pub(super) fn leads_to(reference: &str, address: &str) -> bool {
    if reference == address {
        return true;
    }
    let (reference, address) = (parts(reference), parts(address));
    reference.len() == address.len()
        && reference.iter().zip(&address).all(|((name, key), (other, other_key))| {
            name == other && (key.is_none() || other_key.is_none() || key == other_key)
        })
}

/// The resource type in an address: `azurerm_subnet` of `module.net.azurerm_subnet.nodes[0]`.
pub(super) fn resource_type(address: &str) -> Option<&str> {
    let mut parts = parts(address).into_iter().map(|(name, _)| name);
    loop {
        match parts.next()? {
            // A module call and its name.
            "module" => {
                parts.next()?;
            }
            "data" => return parts.next(),
            "var" | "local" | "each" | "count" | "path" | "terraform" | "self" => return None,
            name => return Some(name),
        }
    }
}

/// An Azure resource id.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AzureId {
    /// `Microsoft.Network/virtualNetworks/subnets`.
    pub resource_type: String,
    /// The name of each level.
    pub names: Vec<String>,
}

/// Reads an id; the last provider in it counts (extension resources have two).
pub(super) fn azure_id(text: &str) -> Option<AzureId> {
    let lower = text.to_ascii_lowercase();
    let at = lower.rfind("/providers/")?;
    let mut segments = text.get(at + "/providers/".len()..)?.trim_end_matches('/').split('/');
    let mut resource_type = segments.next().filter(|provider| !provider.is_empty())?.to_owned();
    let mut names = Vec::new();
    while let Some(level) = segments.next() {
        resource_type.push('/');
        resource_type.push_str(level);
        names.push(segments.next()?.to_owned());
    }
    (!names.is_empty()).then_some(AzureId { resource_type, names })
}

#[cfg(test)]
mod tests {
    use super::{azure_id, keyless, leads_to, resource_type};

    #[test]
    fn instance_keys_may_hold_anything() {
        let address = r#"module.aks["a.b]"].azurerm_subnet.nodes[0]"#;
        assert_eq!(keyless(address), "module.aks.azurerm_subnet.nodes");
        assert_eq!(resource_type(address), Some("azurerm_subnet"));
        assert!(leads_to("module.aks.azurerm_subnet.nodes", address));
        assert!(leads_to(r#"module.aks["a.b]"].azurerm_subnet.nodes"#, address));
        assert!(!leads_to(r#"module.aks["c"].azurerm_subnet.nodes[0]"#, address));
        assert!(!leads_to("azurerm_subnet.nodes", address));
        assert_eq!(resource_type("data.azurerm_subnet.x"), Some("azurerm_subnet"));
        assert_eq!(resource_type("var.subnet"), None);
        assert_eq!(keyless("a[\"unclosed"), "a");
    }

    #[test]
    fn ids_are_read_from_the_last_provider() {
        let id = azure_id("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s1");
        let id = id.expect("an id");
        assert_eq!(id.resource_type, "Microsoft.Network/virtualNetworks/subnets");
        assert_eq!(id.names, ["v", "s1"]);
        assert_eq!(azure_id("/subscriptions/s/resourceGroups/g"), None);
        assert_eq!(azure_id("/providers/Microsoft.Network/virtualNetworks"), None);
        assert_eq!(azure_id("https://example.org/providers/"), None);
    }
}
