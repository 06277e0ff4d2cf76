//! Which registries a cluster pulls images from, through which of its identities.
//!
//! Knows: how Azure ties identities, roles and registries together. Does not know: how any of them is written.

use std::sync::Arc;

use super::Model;
use super::address::leads_to;
use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::Resource;
use super::table::{Kind, kind};
use super::walk::undecided;
use crate::document::{Data, Mode, Value};

/// Roles that let an identity pull images.
const PULLING: [&str; 3] = ["AcrPull", "AcrPush", "Container Registry Repository Reader"];

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
}
