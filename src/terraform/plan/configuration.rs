//! The configuration inside a plan: which expressions stand where, without their text.
//!
//! Knows: modules, their calls, outputs and resources, and the provider of each. Does not know: local values, which
//! plans do not tell.

use rustc_hash::FxHashMap;

use super::content::text;
use crate::document::{Version, VersionRange, Versions};
use crate::formats::json::{Kind, Node};

/// How deep module calls may be nested; deeper ones are not read.
const MAX_DEPTH: usize = 64;

/// The configuration of a plan: modules by the names of their calls, joined by dots.
#[derive(Default)]
pub struct Configuration<'n> {
    modules: FxHashMap<String, Module<'n>>,
    providers: &'n [(crate::formats::json::Text, Node)],
}

/// One module as it is called from one place.
#[derive(Default)]
pub struct Module<'n> {
    /// Resources by address inside the module, without instance keys.
    pub resources: FxHashMap<&'n str, &'n Node>,
    /// Outputs by name.
    pub outputs: &'n [(crate::formats::json::Text, Node)],
    /// Calls by name.
    pub calls: FxHashMap<&'n str, &'n Node>,
    /// Input variables.
    pub variables: Option<&'n Node>,
}

impl<'n> Configuration<'n> {
    /// The configuration in a plan; an empty one where there is none.
    pub fn of(node: Option<&'n Node>) -> Self {
        let mut configuration = Self::default();
        let Some(node) = node else { return configuration };
        configuration.providers = node.get("provider_config").map(Node::members).unwrap_or_default();
        let root = node.get("root_module");
        let mut queue: Vec<(String, &Node, usize)> = root.map(|root| (String::new(), root, 0)).into_iter().collect();
        while let Some((path, module, depth)) = queue.pop() {
            let mut read = Module {
                outputs: module.get("outputs").map(Node::members).unwrap_or_default(),
                variables: module.get("variables"),
                ..Module::default()
            };
            for resource in module.get("resources").map(Node::items).unwrap_or_default() {
                read.resources.insert(text(resource, "address"), resource);
            }
            for (name, call) in module.get("module_calls").map(Node::members).unwrap_or_default() {
                read.calls.insert(&name.text, call);
                if let Some(module) = call.get("module").filter(|_| depth < MAX_DEPTH) {
                    queue.push((joined(&path, &name.text), module, depth + 1));
                }
            }
            configuration.modules.insert(path, read);
        }
        configuration
    }

    /// The module at this path of call names.
    pub fn module(&self, path: &str) -> Option<&Module<'n>> {
        self.modules.get(path)
    }

    /// The configuration of the resource at this absolute address.
    pub fn resource(&self, address: &str) -> Option<&'n Node> {
        let (module, local) = split(address);
        self.module(&module)?.resources.get(&*local).copied()
    }

    /// The configurations of providers: their keys and what is written.
    pub fn providers(&self) -> impl Iterator<Item = (&'n str, &'n Node)> + use<'n> {
        self.providers.iter().map(|(key, node)| (key.text.as_str(), node))
    }

    /// What the configuration says of the versions of a resource's provider, in its module or a calling one.
    pub fn versions(&self, address: &str, provider: &str) -> Versions {
        let own = self.resource(address).map(|node| text(node, "provider_config_key")).unwrap_or_default();
        let fits = |key: &str, node: &Node| key == own || !provider.is_empty() && text(node, "full_name") == provider;
        let mut versions = Versions::unstated();
        for (_, node) in self.providers().filter(|(key, node)| fits(key, node)) {
            let constraint = text(node, "version_constraint");
            if constraint.is_empty() {
                continue;
            }
            let stated = VersionRange::from_constraint(constraint);
            let from = versions.range.from.max(stated.from);
            let until = versions.range.until.min(stated.until);
            if from < until {
                let range = VersionRange { from, until };
                versions = Versions { range, source: Some("the plan"), text: constraint.into(), span: None };
            }
        }
        versions
    }
}

/// The version of a provider by its source address in the lock file.
pub fn locked(locks: &[(String, Version)], provider: &str) -> Option<Versions> {
    let name = provider.rsplit('/').next().unwrap_or_default();
    let is_it = |address: &str| {
        address.eq_ignore_ascii_case(provider)
            // Versions that examples assume.
            || address.strip_prefix("assumed/").is_some_and(|rest| rest.starts_with(&format!("{name}/")))
    };
    let (_, version) = locks.iter().find(|(address, _)| !name.is_empty() && is_it(address))?;
    Some(Versions::exactly(*version, ".terraform.lock.hcl"))
}

/// A path of call names, one longer.
pub fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The call names and the address inside the module, both without instance keys: `module.a["x"].t.n[0]` gives `a` and
/// `t.n`.
pub fn split(address: &str) -> (String, String) {
    let plain = keyless(address);
    let mut path = String::new();
    let mut rest = plain.as_str();
    while let Some((name, behind)) = rest.strip_prefix("module.").and_then(|rest| rest.split_once('.')) {
        path = joined(&path, name);
        rest = behind;
    }
    (path, rest.to_owned())
}

/// The addresses of the module calls that an address lies in, outermost first, with their keys.
pub fn calls(address: &str) -> Vec<&str> {
    let mut calls = Vec::new();
    let mut at = 0;
    while address[at..].starts_with("module.") {
        let Some(end) = step_end(address, at + "module.".len()) else { break };
        calls.push(&address[..end]);
        at = end + 1;
        if at >= address.len() || !address.is_char_boundary(at) {
            break;
        }
    }
    calls
}

/// The address without instance keys.
pub fn keyless(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut at = 0;
    while at < address.len() {
        match key_end(address, at) {
            Some(end) => at = end,
            None => {
                let Some(character) = address[at..].chars().next() else { break };
                out.push(character);
                at += character.len_utf8();
            }
        }
    }
    out
}

/// Where the name that starts at `at`, with its key, ends: at a dot or at the end.
fn step_end(address: &str, mut at: usize) -> Option<usize> {
    loop {
        match address.as_bytes().get(at) {
            None | Some(b'.') => return Some(at),
            Some(b'[') => at = key_end(address, at)?,
            Some(_) => at += 1,
        }
    }
}

/// Where a key that opens at `at` ends; none where none opens there.
fn key_end(address: &str, at: usize) -> Option<usize> {
    let bytes = address.as_bytes();
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let (mut quoted, mut at) = (false, at + 1);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b']' if !quoted => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    // A key that never ends: everything behind belongs to it.
    Some(address.len())
}

/// Whether a node of the configuration is an expression, rather than the body of a block.
pub fn is_expression(node: &Node) -> bool {
    matches!(node.kind, Kind::Object(_)) && (node.get("references").is_some() || node.get("constant_value").is_some())
}

#[cfg(test)]
mod tests {
    use super::{calls, keyless, split};

    #[test]
    fn addresses_are_taken_apart() {
        assert_eq!(keyless("module.a[\"x.]\"].azurerm_x.y[0]"), "module.a.azurerm_x.y");
        assert_eq!(split("module.a[\"x.module.b\"].module.c.data.t.n[\"é\"]"), ("a.c".into(), "data.t.n".into()));
        assert_eq!(split("t.n"), (String::new(), "t.n".into()));
        assert_eq!(calls("module.a[\"x.y\"].module.c[1].t.n"), ["module.a[\"x.y\"]", "module.a[\"x.y\"].module.c[1]"]);
        assert_eq!(calls("t.n[0]"), [""; 0]);
    }

    #[test]
    fn broken_addresses_end() {
        for address in ["module.", "module.a[", "module.a[\"", "[[[", "module.é[\"\\", "module.a[0]é.t", "t.n[\\]"] {
            let _ = (keyless(address), split(address), calls(address));
        }
    }
}
