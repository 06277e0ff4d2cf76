//! Which clusters a role assignment makes stronger, through which of their identities, and how far the role reaches.
//!
//! Knows: how identities are named by reference, and what ids say about scopes. Does not know: which roles matter.

use std::sync::Arc;

use super::Model;
use super::address::resource_type;
use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::Resource;
use super::table::{Kind, kind, kinds};
use super::walk::{each, undecided};
use crate::document::{Cause, Data, Language, Reason, Reference, Unknown, Value};

/// Which identity of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Principal {
    Kubelet,
    ControlPlane,
}

impl Model {
    /// The clusters whose identity of this sort is the principal of a role assignment.
    pub(super) fn clusters_of(&self, assignment: &Resource, which: Principal, clusters: &'static Kind) -> Resolved {
        let principal = assignment.kind.property("principalId");
        let principal = principal.map_or_else(Value::null, |property| self.read(assignment, property, DEEPEST).value);
        let members = match &principal.data {
            Data::OneOf(members) => &members[..],
            _ => std::slice::from_ref(&principal),
        };
        let mut found = Resolved::default();
        for member in members {
            found.merge(self.clusters_by(assignment.document, member, which, clusters));
        }
        found.resources.sort_unstable();
        found.resources.dedup();
        if members.len() > 1 && !found.resources.is_empty() {
            found.open.get_or_insert_with(|| undecided(&principal));
            found.resources.clear();
        }
        found
    }

    /// The clusters one of whose identities, those of add-ons included, gets the permissions of an access policy.
    pub(super) fn clusters_with(&self, policy: &Resource, clusters: &'static Kind) -> Resolved {
        let principal = policy.kind.property("objectId");
        let principal = principal.map_or_else(Value::null, |property| self.read(policy, property, DEEPEST).value);
        let own = || {
            let in_document = |found: &&Resource| found.document == policy.document;
            self.resources.iter().filter(in_document).filter(|found| std::ptr::eq(found.kind, clusters))
        };
        let mut found = match &principal.data {
            Data::Unknown(_) => self.resolve(policy.document, clusters, &principal),
            Data::OneOf(_) => Resolved { open: Some(undecided(&principal)), ..Resolved::default() },
            _ => Resolved::default(),
        };
        if let (true, None, Some(identities)) = (found.resources.is_empty(), &found.open, kind("managedIdentity")) {
            let named = self.resolve(policy.document, identities, &principal).resources;
            let uses = |cluster: &&Resource| {
                !named.is_empty() && self.identities(cluster, identities).resources.iter().any(|id| named.contains(id))
            };
            found.resources = own().filter(uses).map(|cluster| cluster.id).collect();
        }
        // Nobody's identity can be meant where there is no cluster.
        found.open = found.open.filter(|_| own().next().is_some());
        found
    }

    fn clusters_by(&self, document: usize, principal: &Value, which: Principal, clusters: &'static Kind) -> Resolved {
        let Data::Unknown(unknown) = &principal.data else { return Resolved::default() };
        let in_document =
            || self.resources.iter().filter(|found| found.document == document && std::ptr::eq(found.kind, clusters));
        let Some(reference) = &unknown.reference else {
            // Nobody's identity can be meant where there is no cluster.
            let open = in_document().next().map(|_| Arc::clone(&unknown.reason));
            return Resolved { open, ..Resolved::default() };
        };
        if !which.may_be(reference) {
            return self.by_identity(document, principal, which, in_document());
        }
        let direct = self.resolve(document, clusters, principal);
        if direct.resources.is_empty() && direct.open.is_none() {
            return self.by_identity(document, principal, which, in_document());
        }
        direct
    }

    /// The clusters that use the user-assigned identity that is named.
    fn by_identity<'a>(
        &self,
        document: usize,
        principal: &Value,
        which: Principal,
        clusters: impl Iterator<Item = &'a Resource>,
    ) -> Resolved {
        let Some(identities) = kind("managedIdentity") else { return Resolved::default() };
        let named = self.resolve(document, identities, principal).resources;
        let mut found = Resolved::default();
        if named.is_empty() {
            return found;
        }
        for cluster in clusters {
            let own = match which {
                Principal::Kubelet => {
                    self.forward_by(cluster, "identityProfile.kubeletidentity.resourceId", identities)
                }
                Principal::ControlPlane => self.assigned_identities(cluster, identities),
            };
            if own.resources.iter().any(|id| named.contains(id)) {
                found.resources.push(cluster.id);
            }
        }
        found
    }

    /// `User`, `Group` or `ServicePrincipal`, where the reference tells.
    pub(super) fn principal_type(&self, document: usize, principal: &Value) -> Value {
        each(principal, |principal| {
            let Data::Unknown(unknown) = &principal.data else {
                return Value::unknown_set(Reason::new(
                    Cause::Deployed,
                    "principalType",
                    "an id does not tell what sort of principal it is",
                ));
            };
            let address = unknown.reference.as_ref().map_or("", |reference| &reference.address);
            let is_identity = || {
                let kinds = ["cluster", "managedIdentity"].into_iter().filter_map(kind);
                kinds.into_iter().any(|kind| !self.resolve(document, kind, principal).resources.is_empty())
            };
            let sort = match resource_type(address).unwrap_or_default() {
                "azuread_group" => "Group",
                "azuread_user" => "User",
                "azuread_service_principal" | "azurerm_user_assigned_identity" => "ServicePrincipal",
                _ if is_identity() => "ServicePrincipal",
                _ => return Value::unknown_set(Arc::clone(&unknown.reason)).with_trail(principal.trail.clone()),
            };
            Value::string(sort).with_trail(principal.trail.clone())
        })
    }

    /// How far a scope reaches: `managementGroup`, `subscription`, `resourceGroup` or `resource`.
    pub(super) fn scope_level(&self, document: usize, scope: &Value) -> Value {
        each(scope, |scope| match &scope.data {
            Data::Null => Value::unknown_set(Reason::new(
                Cause::Deployed,
                "scope",
                "without a scope the role holds for whatever the template is deployed to",
            )),
            Data::String(text) => {
                let level = level_of(text).unwrap_or("resource");
                Value::string(level).with_trail(scope.trail.clone())
            }
            Data::Object(object) => match object.computed.as_ref() {
                Some(unknown) => self.level_by(document, unknown, scope),
                None => Value::string("resource").with_trail(scope.trail.clone()),
            },
            Data::Unknown(unknown) => self.level_by(document, unknown, scope),
            _ => scope.clone(),
        })
    }

    fn level_by(&self, document: usize, unknown: &Unknown, scope: &Value) -> Value {
        let not_told = || Value::unknown_set(Arc::clone(&unknown.reason)).with_trail(scope.trail.clone());
        let Some(reference) = &unknown.reference else { return not_told() };
        let level = if reference.address.is_empty() {
            level_of(&reference.path)
        } else {
            let is_declared = || {
                let of_kind = |kind: &&'static Kind| !self.resolve(document, kind, scope).resources.is_empty();
                kinds().iter().find(|kind| of_kind(kind)).map(|kind| match kind.name {
                    "resourceGroup" => "resourceGroup",
                    _ => "resource",
                })
            };
            match resource_type(&reference.address) {
                Some("azurerm_subscription") => Some("subscription"),
                Some("azurerm_resource_group") => Some("resourceGroup"),
                Some("azurerm_management_group") => Some("managementGroup"),
                Some("azurerm_client_config") => None,
                Some(terraform) if terraform.starts_with("azurerm_") && reference.path.ends_with("id") => {
                    Some("resource")
                }
                // A symbol in Bicep's `scope` is a resource; wider scopes are functions.
                _ if self.languages.get(document) != Some(&Language::Terraform) && &*reference.path == "id" => {
                    Some("resource")
                }
                _ => is_declared(),
            }
        };
        level.map_or_else(not_told, |level| Value::string(level).with_trail(scope.trail.clone()))
    }
}

impl Principal {
    /// Whether an attribute of a cluster, or an output of a module, may be the principal id of this identity.
    fn may_be(self, reference: &Reference) -> bool {
        let path = reference.path.to_ascii_lowercase();
        let path = path.strip_prefix("properties.").unwrap_or(&path);
        let is_kubelet = path.contains("kubelet");
        let is_addon = ["addon", "oms_agent", "secret_identity", "secrets_provider", "ingress_application", "aci_"]
            .iter()
            .any(|name| path.contains(name));
        match self {
            Self::Kubelet => is_kubelet,
            Self::ControlPlane => !is_kubelet && !is_addon && !path.is_empty(),
        }
    }
}

/// What an id reaches; `None` where it is no id.
fn level_of(id: &str) -> Option<&'static str> {
    let id = id.trim_end_matches('/').to_ascii_lowercase();
    if id.is_empty() {
        return Some("managementGroup");
    }
    let mut segments = id.strip_prefix('/')?.split('/');
    let (first, count) = (segments.next()?, segments.clone().count() + 1);
    match (first, count) {
        ("subscriptions", 2) => Some("subscription"),
        ("subscriptions", 4) if segments.nth(1) == Some("resourcegroups") => Some("resourceGroup"),
        ("providers", 4) if segments.next() == Some("microsoft.management") => Some("managementGroup"),
        _ => Some("resource"),
    }
}

#[cfg(test)]
mod tests {
    use super::level_of;

    #[test]
    fn ids_tell_how_far_they_reach() {
        for (id, level) in [
            ("/", "managementGroup"),
            ("/providers/Microsoft.Management/managementGroups/platform", "managementGroup"),
            ("/subscriptions/s", "subscription"),
            ("/subscriptions/s/", "subscription"),
            ("/subscriptions/s/resourceGroups/g", "resourceGroup"),
            ("/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c", "resource"),
        ] {
            assert_eq!(level_of(id), Some(level), "{id}");
        }
        assert_eq!(level_of("Microsoft.ContainerService/managedClusters/c"), None);
    }
}
