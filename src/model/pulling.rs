//! Which registries a cluster pulls images from, through which of its identities.
//!
//! Knows: how Azure ties identities, roles and registries together. Does not know: how any of them is written.

use std::sync::Arc;

use super::address::leads_to;
use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::{Resource, Source};
use super::roles;
use super::table::{Kind, kind};
use super::walk::undecided;
use super::{Model, ResourceId};
use crate::document::{Cause, Data, Mode, Reason, Value};

/// Roles that let an identity pull images.
const PULLING: [&str; 3] = ["AcrPull", "AcrPush", "Container Registry Repository Reader"];

/// Roles that let it do more, pulling included. Source: Azure documentation, container-registry-rbac-built-in-roles-overview.
const PULLING_TOO: [&str; 5] = [
    "Owner",
    "Contributor",
    "Reader",
    "Container Registry Repository Writer",
    "Container Registry Repository Contributor",
];

impl Model {
    /// The user-assigned identities of a cluster.
    pub(super) fn identities(&self, cluster: &Resource, target: &'static Kind) -> Resolved {
        let mut found = self.forward_by(cluster, "identityProfile.kubeletidentity.resourceId", target);
        found.merge(self.assigned_identities(cluster, target));
        found
    }

    /// The user-assigned identities of a cluster's control plane.
    pub(super) fn assigned_identities(&self, cluster: &Resource, target: &'static Kind) -> Resolved {
        let mut found = Resolved::default();
        let assigned = cluster.kind.property("identity.userAssignedIdentities");
        let assigned = assigned.map_or_else(Value::null, |property| self.read(cluster, property, DEEPEST).value);
        match &assigned.data {
            Data::List(list) => {
                for item in &list.items {
                    found.merge(self.resolve(cluster.document, target, item));
                }
                found.open = found.open.or_else(|| list.open.clone());
            }
            Data::Null => {}
            _ => found.open = Some(undecided(&assigned)),
        }
        found
    }

    /// The registries that a cluster's identities may pull from, and the one its nodes start from.
    pub(super) fn registries(&self, cluster: &Resource, target: &'static Kind) -> Resolved {
        let mut found = self.forward_by(cluster, "bootstrapProfile.containerRegistryId", target);
        let (Some(assignments), Some(identity)) = (kind("roleAssignment"), kind("managedIdentity")) else {
            return found;
        };
        let own = self.identities(cluster, identity).resources;
        let assignments = self.resources.iter().filter(|resource| {
            resource.document == cluster.document
                && std::ptr::eq(resource.kind, assignments)
                && resource.mode != Mode::Existing
        });
        for assignment in assignments {
            let read = |name| {
                let property = assignment.kind.property(name);
                property.map_or_else(Value::null, |property| self.read(assignment, property, DEEPEST).value)
            };
            let role = read("roleDefinitionName");
            if role.as_str().is_some_and(|role| !PULLING.contains(&role)) {
                continue;
            }
            let principal = read("principalId");
            let is_own = match &principal.data {
                Data::Unknown(unknown) => match &unknown.reference {
                    Some(reference) if leads_to(&reference.address, &cluster.address) => true,
                    Some(_) if self.resolve(cluster.document, cluster.kind, &principal).resources == [cluster.id] => {
                        true
                    }
                    Some(_) => {
                        let resolved = self.resolve(cluster.document, identity, &principal);
                        resolved.resources.iter().any(|id| own.contains(id))
                    }
                    None => {
                        found.open.get_or_insert(Arc::clone(&unknown.reason));
                        false
                    }
                },
                _ => false,
            };
            if !is_own {
                continue;
            }
            let registry = self.resolve(cluster.document, target, &read("scope"));
            match (role.as_str(), self.doubt(assignment, cluster.id)) {
                (Some(_), None) => found.merge(registry),
                (None, _) if !registry.resources.is_empty() => {
                    found.open.get_or_insert_with(|| undecided(&role));
                }
                (Some(_), Some(reason)) => {
                    found.open.get_or_insert(reason);
                }
                (None, _) => {}
            }
        }
        found
    }

    /// The role assignments that let the nodes of a cluster pull images.
    pub(super) fn pull_assignments(&self, cluster: &Resource) -> Resolved {
        let mut found = Resolved::default();
        let Some((kind, link)) = kind("roleAssignment").and_then(|kind| Some((kind, kind.link("kubeletOf")?))) else {
            return found;
        };
        let own = self.leading_to(kind, link, cluster.id);
        found.open = own.open;
        for assignment in self.resources.iter().filter(|resource| {
            resource.document == cluster.document
                && std::ptr::eq(resource.kind, kind)
                && resource.mode != Mode::Existing
        }) {
            let role = self.value_of(assignment, "roleDefinitionName");
            let role = role.as_str();
            if !own.resources.contains(&assignment.id) {
                if role.is_some_and(|role| PULLING.contains(&role)) && self.may_be_for_nodes(assignment, cluster) {
                    found.open.get_or_insert_with(|| {
                        let text = "a role to pull images is given to somebody, who may be the nodes";
                        Arc::new(Reason::new(Cause::Deployed, Arc::clone(&assignment.address), text))
                    });
                }
                continue;
            }
            match role {
                Some(role) if PULLING.contains(&role) || PULLING_TOO.contains(&role) => {
                    found.resources.push(assignment.id);
                }
                Some(role) if roles::id_of(role).is_some() => {}
                _ if self.may_hold_for_registry(assignment) => {
                    found.open.get_or_insert_with(|| {
                        let text = "the nodes have a role of which it is not known what it allows";
                        Arc::new(Reason::new(Cause::Deployed, Arc::clone(&assignment.address), text))
                    });
                }
                _ => {}
            }
        }
        found.open = found.open.or_else(|| self.pulls_by_other_means(cluster));
        found
    }

    fn value_of(&self, resource: &Resource, name: &str) -> Value {
        let property = resource.kind.property(name);
        property.map_or_else(Value::null, |property| self.read(resource, property, DEEPEST).value)
    }

    /// Whether the principal may be the nodes though no reference says so: an id, a group they may be members of, or
    /// the service principal of an older cluster.
    fn may_be_for_nodes(&self, assignment: &Resource, cluster: &Resource) -> bool {
        let is_id = matches!(self.value_of(assignment, "principalId").data, Data::String(_) | Data::OneOf(_));
        let sort = self.value_of(assignment, "principalType");
        match sort.as_str() {
            Some("User") => false,
            Some("Group") => true,
            _ => is_id || !self.value_of(cluster, "servicePrincipalProfile").is_null(),
        }
    }

    fn may_hold_for_registry(&self, assignment: &Resource) -> bool {
        let scope = self.value_of(assignment, "scope");
        let is_registry = |kind| !self.resolve(assignment.document, kind, &scope).resources.is_empty();
        self.value_of(assignment, "scopeLevel").as_str() != Some("resource")
            || kind("registry").is_some_and(is_registry)
    }

    /// Why the nodes may pull though no assignment in the code lets them.
    fn pulls_by_other_means(&self, cluster: &Resource) -> Option<Arc<Reason>> {
        if let Source::Module(_) = &cluster.source {
            let text = "the module that creates the cluster may let its nodes pull";
            return Some(Arc::new(Reason::new(Cause::MissingModule, Arc::clone(&cluster.address), text)));
        }
        let kubelet = self.value_of(cluster, "identityProfile.kubeletidentity.resourceId");
        if kubelet.is_null() {
            return None;
        }
        let named = self.resolve(cluster.document, kind("managedIdentity")?, &kubelet).resources;
        let is_created = |id: &ResourceId| self.resource(*id).is_some_and(|identity| identity.mode != Mode::Existing);
        (named.is_empty() || !named.iter().all(is_created)).then(|| {
            let text = "the identity of the nodes is created elsewhere and may have the role";
            Arc::new(Reason::new(Cause::Deployed, Arc::clone(&cluster.address), text).at(cluster.header))
        })
    }
}
