//! What lies in the resource group that AKS makes for the nodes, where everything is AKS's own.
//!
//! Knows: how that group and the security group in it are named, and how code reaches them.
//! Does not know: names that exist only when everything runs.

use super::Model;
use super::address::resource_type;
use super::read::DEEPEST;
use super::resource::{Resource, Source};
use super::table::kind;
use super::walk::{Keys, each, walk};
use crate::document::{Data, Mode, Value};

impl Model {
    /// Whether a resource lies in the resource group of a cluster's nodes.
    pub(super) fn in_node_group(&self, resource: &Resource) -> Value {
        let holder = resource.enclosing.and_then(|enclosing| self.resource(enclosing)).unwrap_or(resource);
        let name = self.name_of(holder.id).filter(|_| resource.kind.name == "networkSecurityGroup");
        let parent = resource.kind.property("parent").map(|parent| self.read(resource, parent, DEEPEST).value);
        if [name, parent].into_iter().flatten().any(|name| name.as_str().is_some_and(is_managed_group)) {
            return Value::bool(true);
        }
        match &holder.source {
            Source::Azurerm(azurerm) => {
                let group = walk(&azurerm.body, "resource_group_name", Keys::Exact).value;
                each(&group, |group| self.is_node_group(resource, group))
            }
            Source::Arm(_) => self.by_parent(resource),
            Source::Module(_) => Value::bool(false),
        }
    }

    /// Whether a resource group is that of a cluster's nodes.
    fn is_node_group(&self, resource: &Resource, group: &Value) -> Value {
        let Data::Unknown(unknown) = &group.data else {
            let name = group.as_str().unwrap_or_default();
            let is_default = name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("mc_"));
            let is_own = || {
                let clusters = self.resources.iter().filter(|other| other.kind.name == "cluster");
                let groups = clusters.filter_map(|cluster| {
                    let property = cluster.kind.property("nodeResourceGroup")?;
                    Some(self.read(cluster, property, DEEPEST).value)
                });
                groups.into_iter().any(|own| own.as_str().is_some_and(|own| own.eq_ignore_ascii_case(name)))
            };
            return Value::bool(is_default || is_own()).with_trail(group.trail.clone());
        };
        let Some(reference) = &unknown.reference else { return group.clone() };
        let of_type = resource_type(&reference.address).unwrap_or_default();
        let clusters = kind("cluster").into_iter().map(|kind| self.resolve(resource.document, kind, group).resources);
        let is_cluster = of_type.starts_with("azurerm_kubernetes_") || clusters.flatten().next().is_some();
        if is_cluster {
            let is_node_group = matches!(&*reference.path, "node_resource_group" | "node_resource_group_name");
            return Value::bool(is_node_group).with_trail(group.trail.clone());
        }
        // What another resource tells is its own group; a module may hand over any.
        if of_type.starts_with("azurerm_") {
            return Value::bool(false).with_trail(group.trail.clone());
        }
        group.clone()
    }

    /// A template deploys into one resource group, which is that of the nodes where its groups are AKS's.
    fn by_parent(&self, resource: &Resource) -> Value {
        let links = resource.kind.links.iter().filter(|link| link.name == "networkSecurityGroup");
        let groups = links.flat_map(|link| self.follow(resource, link).resources);
        let names = groups.filter_map(|group| Some((self.resource(group)?.mode, self.name_of(group)?)));
        for (mode, name) in names {
            match name.as_str() {
                Some(name) if is_managed_group(name) => return Value::bool(true),
                None if mode == Mode::Existing && !name.is_null() => return name,
                _ => {}
            }
        }
        Value::bool(false)
    }
}

/// As AKS names the network security group of the nodes: `aks-agentpool-12345678-nsg`.
fn is_managed_group(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let inner = last.strip_prefix("aks-agentpool-").and_then(|rest| rest.strip_suffix("-nsg"));
    inner.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_managed_group;

    #[test]
    fn groups_of_aks_have_its_names() {
        assert!(is_managed_group("aks-agentpool-28471653-nsg"));
        assert!(!is_managed_group("aks-agentpool-nsg") && !is_managed_group("aks-agentpool-x-nsg"));
        assert!(!is_managed_group("nsg-aks"));
    }
}
