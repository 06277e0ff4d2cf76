//! What lies in a scope, and what stands beside a resource in the same code.
//!
//! Knows: that what is given to a subscription or a group holds for all below it. Does not know: what is given.

use std::sync::Arc;

use super::derive::id_text;
use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::{Resource, Source};
use super::table::{Kind, kind};
use super::walk::{Keys, each, undecided, walk};
use super::{Model, ResourceId};
use crate::document::{Cause, Data, Language, Mode, Reason, Value};

/// Built-in policies and initiatives about what pods may do: whoever assigns one of them decides on the others.
/// Source: Azure documentation, policy-reference of AKS.
const ABOUT_PODS: [&str; 9] = [
    // Initiatives: baseline, restricted, deployment safeguards.
    "a8640138-9b0a-4a28-b8cb-1666c838647d",
    "42b8ef37-b724-4e24-bbc8-7a7708edfe00",
    "c047ea8e-9c78-49b2-958b-37e56d291a44",
    // Policies: privileged containers, escalation of privileges, namespaces of the host, its network, paths of the host,
    // capabilities.
    "95edb821-ddaf-4404-9732-666045e056b4",
    "1c6e92c9-99f0-4e55-9cf2-0c234dc48f99",
    "47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8",
    "82985f06-dc18-4a48-bc1c-b9f4f0098cfe",
    "098fc59e-46c7-4d99-9b16-64990e543d75",
    "c26596ff-4d70-4e6a-9a30-c2506bd2f80c",
];

impl Model {
    /// The resources of a kind that the same code creates.
    pub(super) fn beside(&self, resource: &Resource, target: &'static Kind) -> Resolved {
        let mut found = Resolved::default();
        for other in self.created(resource.document, target) {
            match self.doubt(other, resource.id) {
                Some(reason) => {
                    found.open.get_or_insert(reason);
                }
                None => found.resources.push(other.id),
            }
        }
        found
    }

    /// The plans of Defender that the same code chooses. Where it chooses none, somebody else may have.
    pub(super) fn defender_plans(&self, resource: &Resource, target: &'static Kind) -> Resolved {
        let mut found = self.beside(resource, target);
        if found.resources.is_empty() {
            found.open.get_or_insert_with(|| elsewhere(resource, "plans of Defender are often chosen elsewhere"));
        }
        found
    }

    /// The policies that the same code assigns to a cluster. Where none of them is about what pods may do, somebody else
    /// may have assigned one.
    pub(super) fn policy_assignments(&self, cluster: &Resource) -> Resolved {
        let Some((kind, link)) = kind("policyAssignment").and_then(|kind| Some((kind, kind.link("clusters")?))) else {
            return Resolved::default();
        };
        let linked = self.leading_to(kind, link, cluster.id);
        let mut found = Resolved { resources: linked.resources, open: linked.open, outside: None };
        let is_about_pods = |id: &ResourceId| {
            let assignment = self.resource(*id).zip(kind.property("policyDefinitionName"));
            let name = assignment.map(|(assignment, property)| self.read(assignment, property, DEEPEST).value);
            let name = name.as_ref().and_then(Value::as_str);
            name.is_some_and(|name| ABOUT_PODS.iter().any(|about| about.eq_ignore_ascii_case(name)))
        };
        if !found.resources.iter().any(is_about_pods) {
            found.open.get_or_insert_with(|| elsewhere(cluster, "policies are often assigned elsewhere"));
        }
        found
    }

    /// The name of the built-in policy or initiative that an id leads to. What others are about stands in their rules, which
    /// are not read.
    pub(super) fn policy_name(&self, document: usize, definition: &Value) -> Value {
        each(definition, |value| {
            let custom = || {
                let text = "what a policy of your own is about is not read";
                Value::unknown_set(Reason::new(Cause::Undocumented, "policyDefinitionId", text))
            };
            let definition = kind("policyDefinition").and_then(|kind| self.declared(document, kind, value));
            let name = match (definition, id_text(value)) {
                (Some(definition), _) if definition.mode != Mode::Existing => custom(),
                (Some(definition), _) => self.name_of(definition.id).unwrap_or_else(|| value.clone()),
                (None, Some(id)) => match id.rsplit('/').next().filter(|_| is_built_in(id)) {
                    Some(name) => Value::string(name),
                    None => custom(),
                },
                (None, None) => return value.clone(),
            };
            name.with_trail(value.trail.clone())
        })
    }

    /// The one resource of a kind that a reference names, also if it is only read.
    fn declared(&self, document: usize, kind: &'static Kind, value: &Value) -> Option<&Resource> {
        let reference = value.as_unknown()?.reference.as_ref().filter(|reference| !reference.address.is_empty())?;
        let mut found = self.declared_at(document, &reference.address).into_iter().filter(|id| self.is_of(*id, kind));
        self.resource(found.next()?).filter(|_| found.next().is_none())
    }

    /// The resources of a kind at a scope or below it.
    pub(super) fn in_scope(&self, source: &Resource, target: &'static Kind) -> Resolved {
        let scope = source.kind.property("scope");
        let scope = scope.map_or_else(Value::null, |property| self.read(source, property, DEEPEST).value);
        let direct = self.resolve(source.document, target, &scope);
        if !direct.resources.is_empty() {
            return direct;
        }
        let level = self.scope_level(source.document, &scope);
        let mut found = Resolved::default();
        match level.as_str() {
            Some("resource") => return direct,
            Some("resourceGroup") => {
                for other in self.created(source.document, target) {
                    match self.is_in_group(other, &scope) {
                        Some(true) => found.resources.push(other.id),
                        Some(false) => {}
                        None => found.open = Some(group_not_known(source)),
                    }
                }
            }
            Some(_) => found.resources.extend(self.created(source.document, target).map(|other| other.id)),
            // What is deployed with a template holds for the group or subscription that the template goes to.
            None if scope.is_null() && source.language != Language::Terraform => {
                for other in self.created(source.document, target) {
                    if calls(other) == calls(source) {
                        found.resources.push(other.id);
                    } else {
                        found.open = Some(group_not_known(source));
                    }
                }
            }
            None => found.open = Some(direct.open.unwrap_or_else(|| undecided(&level))),
        }
        found
    }

    /// Whether a resource is in the resource group of this id or reference, where that can be told.
    fn is_in_group(&self, resource: &Resource, group: &Value) -> Option<bool> {
        let Source::Azurerm(azurerm) = &resource.source else { return None };
        let own = walk(&azurerm.body, "resource_group_name", Keys::Exact).value;
        let declared = kind("resourceGroup").map(|kind| self.resolve(resource.document, kind, group).resources);
        let declared = declared.and_then(|found| self.name_of(*found.first()?));
        let reference = |value: &Value| {
            let reference = value.as_unknown()?.reference.as_ref()?;
            (!reference.address.is_empty()).then(|| Arc::clone(&reference.address))
        };
        let name = match &group.data {
            Data::String(id) => id.trim_end_matches('/').rsplit('/').next(),
            _ => declared.as_ref().and_then(Value::as_str),
        };
        match (own.as_str(), name) {
            (Some(own), Some(name)) => Some(own.eq_ignore_ascii_case(name)),
            // Two groups may be one in truth, but hardly ever are; the same one is.
            _ => (reference(&own)? == reference(group)?).then_some(true),
        }
    }

    fn created(&self, document: usize, kind: &'static Kind) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(move |resource| {
            resource.document == document && std::ptr::eq(resource.kind, kind) && resource.mode != Mode::Existing
        })
    }
}

/// The calls a resource came through, by address.
fn calls(resource: &Resource) -> Vec<&str> {
    resource.calls.iter().map(|call| &*call.address).collect()
}

/// Definitions of Azure's own lie in no subscription and no management group.
fn is_built_in(id: &str) -> bool {
    const BUILT_IN: &str = "/providers/microsoft.authorization/";
    !id.contains('/') || id.get(..BUILT_IN.len()).is_some_and(|start| start.eq_ignore_ascii_case(BUILT_IN))
}

fn group_not_known(source: &Resource) -> Arc<Reason> {
    let text = "it is not known what lies in the resource group it holds for";
    Arc::new(Reason::new(Cause::Deployed, Arc::clone(&source.address), text).at(source.header))
}

fn elsewhere(resource: &Resource, text: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::Deployed, Arc::clone(&resource.address), text).at(resource.header))
}
