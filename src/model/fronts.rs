//! What stands between the internet and a cluster, where no id ties them.
//!
//! Knows: how Front Door names the domains it protects; that a gateway in the code may lead to the cluster.
//! Does not know: addresses and names that are resolved when everything runs.

use std::sync::Arc;

use super::Model;
use super::resolve::Resolved;
use super::resource::{Resource, Source};
use super::table::Kind;
use super::walk::{Keys, elements, undecided, walk};
use crate::document::{Cause, Reason, Value};

impl Model {
    /// The domains that a security policy of Front Door stands in front of.
    pub(super) fn secured_domains(&self, policy: &Resource, target: &'static Kind) -> Resolved {
        let (associations, keys, domains, id) = match &policy.source {
            Source::Azurerm(azurerm) => {
                let found = walk(&azurerm.body, "security_policies.firewall.association", Keys::Exact);
                (found.value, Keys::Exact, "domain", "cdn_frontdoor_domain_id")
            }
            Source::Arm(arm) => {
                (arm.find("properties.parameters.associations").value, Keys::IgnoreCase, "domains", "id")
            }
            Source::Module(_) => return Resolved::default(),
        };
        let mut found = Resolved::default();
        for association in parts(&associations, &mut found) {
            for domain in parts(&walk(&association, domains, keys).value, &mut found) {
                let named = if domain.as_object().is_some() { walk(&domain, id, keys).value } else { domain };
                found.merge(self.resolve(policy.document, target, &named));
            }
        }
        found
    }

    /// Nothing that is certain: resources of a kind, anywhere in the scanned code, that may lead to a cluster.
    pub(super) fn in_front(&self, cluster: &Resource, target: &'static Kind) -> Resolved {
        let other = self.resources.iter().find(|other| std::ptr::eq(other.kind, target));
        let open = other.map(|other| {
            let text = format!("nothing in the code tells whether requests to `{}` pass it", cluster.address);
            Arc::new(Reason::new(Cause::Deployed, Arc::clone(&other.address), text).at(other.header))
        });
        Resolved { open: open.or_else(|| self.incomplete.get(&cluster.document).cloned()), ..Resolved::default() }
    }
}

/// The elements of a list; why there may be more is noted.
fn parts(list: &Value, found: &mut Resolved) -> Vec<Value> {
    match elements(list) {
        Some((items, open)) => {
            found.open = found.open.take().or(open);
            items
        }
        None if list.is_null() => Vec::new(),
        None => {
            found.open.get_or_insert_with(|| undecided(list));
            Vec::new()
        }
    }
}
