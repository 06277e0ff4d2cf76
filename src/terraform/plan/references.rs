//! What an expression of a plan's configuration refers to, through module calls and outputs.
//!
//! Knows: that a plan lists what an expression speaks of, the longest reference first, and nothing of its text. Does not
//! know: whether an expression is one reference alone; it is taken for one where nothing else can be meant.

use std::sync::Arc;

use super::configuration::{Configuration, calls, joined, split};
use crate::document::{Data, MAX_ORIGINS, Origins, Reason, Reference, Unknown, Value};
use crate::formats::json::Node;

/// How many modules a reference is followed through.
const MAX_DEPTH: u32 = 32;

/// The most references that are followed for one expression.
const MAX_STEPS: u32 = 256;

/// Names of what no declaration is.
const OPAQUE: [&str; 7] = ["local", "each", "count", "path", "terraform", "tofu", "self"];

/// Attributes that may name a resource of any type.
const ANY_TARGET: [&str; 6] =
    ["scope", "parent_id", "resource_id", "target_resource_id", "private_connection_resource_id", "resource_ids"];

/// Where an expression stands: the module call it lies in.
#[derive(Debug, Clone)]
pub struct Site {
    /// Absolute address of the module's instance, empty for the root: `module.aks["a"]`.
    pub address: String,
    /// The call names on the way there, joined by dots.
    pub path: String,
}

impl Site {
    /// The module that a resource lies in.
    pub fn of(address: &str) -> Self {
        let inner = calls(address).last().map(|call| (*call).to_owned()).unwrap_or_default();
        Self { path: split(address).0, address: inner }
    }

    fn absolute(&self, name: &str) -> String {
        if self.address.is_empty() { name.to_owned() } else { format!("{}.{name}", self.address) }
    }

    /// The caller, and the name of the call here.
    fn caller(&self) -> Option<(Self, String)> {
        let (path, name) = match self.path.rsplit_once('.') {
            Some((path, name)) => (path, name),
            None if self.path.is_empty() => return None,
            None => ("", self.path.as_str()),
        };
        let all = calls(&self.address);
        let address = all.len().checked_sub(2).and_then(|index| all.get(index)).copied().unwrap_or_default();
        Some((Self { address: address.to_owned(), path: path.to_owned() }, name.to_owned()))
    }
}

/// What an expression refers to.
#[derive(Debug, Default)]
struct Found {
    references: Vec<Reference>,
    /// Something is in it that is no attribute of a declaration.
    is_mixed: bool,
    steps: u32,
}

/// The value of an expression that is known only after the apply, in an attribute of this name.
pub fn unknown(
    configuration: &Configuration<'_>,
    site: &Site,
    expression: Option<&Node>,
    name: &str,
    reason: &Arc<Reason>,
) -> Value {
    let mut found = Found::default();
    if let Some(expression) = expression {
        follow(configuration, site, expression, &mut found, 0);
    }
    let mut value =
        Unknown { reason: Arc::clone(reason), not_null: expression.is_some(), reference: None, origins: None };
    match &found.references[..] {
        [only] if !found.is_mixed && is_alone(only, name) => value.reference = Some(Arc::new(only.clone())),
        [] => {}
        many => {
            let references = many.iter().take(MAX_ORIGINS).cloned().map(Arc::new).collect();
            value.origins = Some(Arc::new(Origins { references, sketch: None }));
        }
    }
    Value::new(Data::Unknown(value))
}

fn follow(configuration: &Configuration<'_>, site: &Site, expression: &Node, found: &mut Found, depth: u32) {
    let names: Vec<&str> =
        expression.get("references").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str).collect();
    for (index, name) in names.iter().enumerate() {
        found.steps += 1;
        if depth > MAX_DEPTH || found.steps > MAX_STEPS {
            found.is_mixed = true;
            return;
        }
        // The shorter forms of a reference stand behind it.
        if names[..index].iter().any(|longer| is_start(name, longer)) {
            continue;
        }
        one(configuration, site, name, found, depth);
    }
}

fn one(configuration: &Configuration<'_>, site: &Site, name: &str, found: &mut Found, depth: u32) {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    match first {
        "var" => {
            let variable = rest.split(['.', '[']).next().unwrap_or_default();
            let argument = site.caller().and_then(|(caller, call)| {
                let call = configuration.module(&caller.path)?.calls.get(call.as_str())?;
                Some((caller, call.get("expressions")?.get(variable)?))
            });
            match argument {
                // What is selected from the argument is not told by the argument alone.
                Some((caller, expression)) => {
                    found.is_mixed |= rest != variable;
                    follow(configuration, &caller, expression, found, depth + 1);
                }
                None => found.is_mixed = true,
            }
        }
        "module" => {
            let (call, rest) = step(rest);
            let (output, selected) = step(rest);
            let plain = call.split('[').next().unwrap_or_default();
            let path = joined(&site.path, plain);
            let inner = configuration.module(&path).map(|module| module.outputs).unwrap_or_default();
            let expression = inner.iter().find(|(key, _)| key.text == output.split('[').next().unwrap_or_default());
            match expression.and_then(|(_, node)| node.get("expression")) {
                Some(expression) if !output.is_empty() => {
                    found.is_mixed |= !selected.is_empty() || output.contains('[');
                    let inside = Site { address: site.absolute(&format!("module.{call}")), path };
                    follow(configuration, &inside, expression, found, depth + 1);
                }
                _ => found.is_mixed = true,
            }
        }
        _ if OPAQUE.contains(&first) => found.is_mixed = true,
        _ => {
            let (data, rest) = if first == "data" { ("data.", rest) } else { ("", name) };
            let (type_name, rest) = step(rest);
            let (own, path) = step(rest);
            if own.is_empty() {
                found.is_mixed = true;
                return;
            }
            let address = site.absolute(&format!("{data}{type_name}.{own}")).into();
            let reference = Reference { address, path: path.into() };
            if !found.references.contains(&reference) {
                found.references.push(reference);
            }
        }
    }
}

/// The first step with its key, and what is behind it.
fn step(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let mut depth = 0_u32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'[' if !quoted => depth += 1,
            b']' if !quoted => depth = depth.saturating_sub(1),
            b'.' if !quoted && depth == 0 => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn is_start(shorter: &str, longer: &str) -> bool {
    longer.strip_prefix(shorter).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// Whether an expression that speaks of one attribute alone can be nothing but that attribute. An id may be the start of
/// what lies in the resource: then the attribute asks for another type than the reference has.
fn is_alone(reference: &Reference, name: &str) -> bool {
    match &*reference.path {
        "" => false,
        "id" => {
            let type_name = split(&reference.address).1;
            let type_name = type_name.strip_prefix("data.").unwrap_or(&type_name);
            let type_name = type_name.split('.').next().unwrap_or_default();
            ANY_TARGET.contains(&name) || asks_for(name, type_name)
        }
        _ => true,
    }
}

/// Whether the last word of what an attribute asks for is that of the type: `vnet_subnet_id` and `azurerm_subnet`.
fn asks_for(name: &str, type_name: &str) -> bool {
    let noun = ["_resource_ids", "_resource_id", "_ids", "_id"].iter().find_map(|end| name.strip_suffix(end));
    let wanted = noun.and_then(|noun| noun.rsplit('_').next());
    wanted.is_some_and(|word| !word.is_empty() && type_name.rsplit('_').next() == Some(word))
}

#[cfg(test)]
mod tests {
    use super::{asks_for, is_start, step};

    #[test]
    fn attributes_ask_for_types() {
        for (name, type_name) in [
            ("vnet_subnet_id", "azurerm_subnet"),
            ("log_analytics_workspace_id", "azurerm_log_analytics_workspace"),
            ("workspace_resource_id", "azurerm_log_analytics_workspace"),
            ("identity_ids", "azurerm_user_assigned_identity"),
            ("kubernetes_cluster_id", "azurerm_kubernetes_cluster"),
        ] {
            assert!(asks_for(name, type_name), "{name}");
        }
        for (name, type_name) in
            [("vnet_subnet_id", "azurerm_virtual_network"), ("key_vault_key_id", "azurerm_key_vault"), ("id", "x")]
        {
            assert!(!asks_for(name, type_name), "{name}");
        }
    }

    #[test]
    fn references_are_taken_apart() {
        assert_eq!(step("azurerm_subnet.nodes[\"a.b\"].id"), ("azurerm_subnet", "nodes[\"a.b\"].id"));
        assert_eq!(step("nodes[\"a.b\"].id"), ("nodes[\"a.b\"]", "id"));
        assert_eq!(step("nodes"), ("nodes", ""));
        assert!(is_start("a.b", "a.b.id") && is_start("a.b", "a.b[0]") && !is_start("a.b", "a.bc.id"));
    }
}
