//! Addresses of declarations and ids of Azure resources.
//!
//! Knows: how instance keys and ids are written: Terraform's `module.net.azurerm_subnet.nodes["a"]`, Bicep's
//! `net[1]/vnet::nodes`, ARM's name expressions. Does not know: which of them exist.

/// One part of an address, with the separator before it, and the instance key behind it.
type Part<'a> = (&'a str, Option<&'a str>);

/// The key of an instance that nobody can number.
const ANY_KEY: &str = "*";

/// The parts of an address: `module.aks["a.b"].azurerm_subnet.nodes[0]`, `net/vnet::nodes`. Keys in quotes may hold
/// anything; other brackets than those of a key are part of a name, as in ARM's `[parameters('name')]`.
fn parts(address: &str) -> Vec<Part<'_>> {
    let bytes = address.as_bytes();
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'[' if at > start => match key_end(address, at) {
                Some(end) => {
                    parts.push(part(address, (start, at), Some((at + 1, end))));
                    at = (end + 1).min(bytes.len());
                    start = at;
                }
                None => at += 1,
            },
            b'.' | b'/' | b':' if at > start => {
                parts.push(part(address, (start, at), None));
                start = at;
                at += if address[at..].starts_with("::") { 2 } else { 1 };
            }
            _ => at += 1,
        }
    }
    if start < bytes.len() {
        parts.push(part(address, (start, bytes.len()), None));
    }
    parts
}

fn part(address: &str, name: (usize, usize), key: Option<(usize, usize)>) -> Part<'_> {
    (address.get(name.0..name.1).unwrap_or_default(), key.and_then(|(from, to)| address.get(from..to)))
}

/// Where the key that opens at `open` ends, which may be the end of the text; none where it is no key.
fn key_end(address: &str, open: usize) -> Option<usize> {
    let inner = address.get(open + 1..)?;
    if !inner.starts_with('"') {
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let length = if inner.starts_with(ANY_KEY) { ANY_KEY.len() } else { digits };
        let rest = inner[length..].strip_prefix(']')?;
        let is_key = length > 0 && (rest.is_empty() || rest.starts_with(['.', '/', ':']));
        return is_key.then_some(open + 1 + length);
    }
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b']' if !quoted => return Some(open + 1 + at),
            _ => {}
        }
    }
    Some(address.len())
}

/// An address without instance keys: `module.aks["a"].azurerm_x.y[0]` gives `module.aks.azurerm_x.y`, `net[1]/vnet`
/// gives `net/vnet`.
#[must_use]
pub fn keyless(address: &str) -> String {
    if !address.contains('[') {
        return address.to_owned();
    }
    parts(address).into_iter().map(|(name, _)| name).collect()
}

/// Whether a reference leads to an address: a key that the reference does not tell fits every instance.
pub(super) fn leads_to(reference: &str, address: &str) -> bool {
    if reference == address {
        return true;
    }
    let (reference, address) = (parts(reference), parts(address));
    let is_any = |key: &Option<&str>| key.is_none_or(|key| key == ANY_KEY);
    reference.len() == address.len()
        && reference.iter().zip(&address).all(|((name, key), (other, other_key))| {
            name == other && (is_any(key) || is_any(other_key) || key == other_key)
        })
}

/// The resource type in a Terraform address: `azurerm_subnet` of `module.net.azurerm_subnet.nodes[0]`.
pub(super) fn resource_type(address: &str) -> Option<&str> {
    let mut parts = parts(address).into_iter().map(|(name, _)| name.trim_start_matches('.'));
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

/// Reads an id; the last provider in it counts (extension resources have two). An ARM scope may leave out what stands
/// before the provider: `Microsoft.ContainerService/managedClusters/aks`.
pub(super) fn azure_id(text: &str) -> Option<AzureId> {
    let lower = text.to_ascii_lowercase();
    let start = match lower.rfind("/providers/") {
        Some(at) => at + "/providers/".len(),
        None if lower.starts_with("microsoft.") => 0,
        None => return None,
    };
    let mut segments = text.get(start..)?.trim_end_matches('/').split('/');
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
    fn symbolic_names_are_joined_by_slashes_and_colons() {
        assert_eq!(keyless("net[1]/subnets[0]"), "net/subnets");
        assert_eq!(keyless("aks[12]::pool"), "aks::pool");
        assert_eq!(keyless("pools[*]"), "pools");
        assert!(leads_to("net/vnet::nodes", "net[0]/vnet::nodes"));
        assert!(leads_to("pools[*]", "pools[3]"));
        assert!(!leads_to("net[1]/vnet", "net[0]/vnet"));
        assert!(!leads_to("a/b", "a::b"));
        // Names that only deployment knows.
        let name = "[concat(parameters('names')[0], '/x')]";
        assert_eq!(keyless(name), name);
        assert_eq!(keyless("net/[parameters('names')[copyIndex()]]"), "net/[parameters('names')[copyIndex()]]");
        assert_eq!(keyless("[variables('x')][2]"), "[variables('x')]");
        assert!(leads_to("[variables('x')]", "[variables('x')][2]"));
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
        let id = azure_id("Microsoft.ContainerService/managedClusters/aks").expect("a scope");
        assert_eq!(
            (id.resource_type.as_str(), &id.names[..]),
            ("Microsoft.ContainerService/managedClusters", &["aks".to_owned()][..])
        );
        assert_eq!(azure_id("cluster/pool"), None);
    }
}
