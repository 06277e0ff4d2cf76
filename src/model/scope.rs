//! What lies in a scope, and what stands beside a resource in the same code.
//!
//! Knows: that what is given to a subscription or a group holds for all below it. Does not know: what is given.

use std::sync::Arc;

use super::Model;
use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::{Resource, Source};
use super::table::{Kind, kind};
use super::walk::{Keys, undecided, walk};
use crate::document::{Cause, Data, Language, Mode, Reason, Value};

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

    /// The policies that the same code assigns to a cluster. Where it assigns none, somebody else may have.
    pub(super) fn policy_assignments(&self, cluster: &Resource) -> Resolved {
        let Some((kind, link)) = kind("policyAssignment").and_then(|kind| Some((kind, kind.link("clusters")?))) else {
            return Resolved::default();
        };
        let linked = self.leading_to(kind, link, cluster.id);
        let mut found = Resolved { resources: linked.resources, open: linked.open, outside: None };
        if found.resources.is_empty() {
            found.open.get_or_insert_with(|| elsewhere(cluster, "policies are often assigned elsewhere"));
        }
        found
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
                    match is_in_group(other, &scope) {
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

/// Whether a resource is in the resource group of this id or reference, where both are told in the same way.
fn is_in_group(resource: &Resource, group: &Value) -> Option<bool> {
    let Source::Azurerm(azurerm) = &resource.source else { return None };
    let own = walk(&azurerm.body, "resource_group_name", Keys::Exact).value;
    let reference = |value: &Value| {
        let reference = value.as_unknown()?.reference.as_ref()?;
        (!reference.address.is_empty()).then(|| Arc::clone(&reference.address))
    };
    match (&own.data, &group.data) {
        (Data::String(name), Data::String(id)) => {
            let last = id.trim_end_matches('/').rsplit('/').next()?;
            Some(last.eq_ignore_ascii_case(name))
        }
        // Two groups may be one in truth, but hardly ever are; the same one is.
        _ => (reference(&own)? == reference(group)?).then_some(true),
    }
}

fn group_not_known(source: &Resource) -> Arc<Reason> {
    let text = "it is not known what lies in the resource group it holds for";
    Arc::new(Reason::new(Cause::Deployed, Arc::clone(&source.address), text).at(source.header))
}

fn elsewhere(resource: &Resource, text: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::Deployed, Arc::clone(&resource.address), text).at(resource.header))
}
