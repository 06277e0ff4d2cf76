//! Finds the resources at the other end of a link.
//!
//! Knows: what belongs to what, both ways. Does not know: how a value names a resource.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::address::keyless;
use super::principals::Principal;
use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::{Resource, Source};
use super::table::{Kind, Link, LinkRule, Property, kind};
use super::walk::undecided;
use super::{Linked, Model, ResourceId};
use crate::document::{Cause, Data, Existence, Language, Mode, Reason};

/// Which resources lead to which by one link.
#[derive(Debug, Default)]
pub(super) struct Reverse {
    sources: HashMap<ResourceId, Linked>,
    /// Documents with a resource that may lead anywhere.
    open: BTreeMap<usize, Arc<Reason>>,
}

/// Kinds that modules add to a resource they are given; what belongs to it otherwise stands beside it.
const ADDED_BY_OTHERS: [&str; 12] = [
    "diagnosticSetting",
    "roleAssignment",
    "dataCollectionRuleAssociation",
    "deploymentSafeguard",
    "privateEndpoint",
    "lock",
    "policyAssignment",
    "backupInstance",
    "virtualNetworkPeering",
    "bastion",
    "trafficControllerSecurityPolicy",
    "frontDoorSecurityPolicy",
];

/// Kinds that registry modules create beside their resource without a table telling it.
const NOT_TOLD: [&str; 4] = ["privateEndpoint", "lock", "registryReplication", "accessPolicy"];

impl Model {
    /// The resources at the other end.
    pub(super) fn follow(&self, resource: &Resource, link: &'static Link) -> Linked {
        if let LinkRule::Reverse(name) = link.rule {
            let Some((source, link)) = kind(link.target).and_then(|kind| Some((kind, kind.link(name)?))) else {
                return Linked::default();
            };
            return self.leading_to(source, link, resource.id);
        }
        let resolved = self.forward(resource, link);
        let mut resources = resolved.resources;
        resources.sort_unstable();
        resources.dedup();
        Linked { resources, open: resolved.open.or(resolved.outside) }
    }

    /// Whether a property names resources of the scanned code, whatever else is not known.
    pub(super) fn leads_to_one(&self, resource: &Resource, property: &Property) -> bool {
        let is_by = |link: &&Link| matches!(link.rule, LinkRule::Property(name) if name == property.name);
        let link = resource.kind.links.iter().find(is_by);
        link.is_some_and(|link| {
            let linked = self.follow(resource, link);
            linked.open.is_none() && !linked.resources.is_empty()
        })
    }

    /// The resources of a kind whose link leads to this one.
    pub(super) fn leading_to(&self, source: &'static Kind, link: &'static Link, target: ResourceId) -> Linked {
        let reverse = self.reverse(source, link);
        let mut linked = reverse.sources.get(&target).cloned().unwrap_or_default();
        if linked.open.is_none()
            && let Some(resource) = self.resource(target)
        {
            let inline = self.open_lists.get(&(target, source.name)).filter(|_| is_parent(link));
            let handed_over = || {
                // Of what a module creates, others are given outputs of its call.
                let call = resource.calls.last().filter(|_| matches!(resource.source, Source::Module(_)));
                let names = call.map(|call| &call.address).into_iter().chain([&resource.address]);
                let mut reasons = names.filter_map(|name| self.handed_over.get(&(resource.document, keyless(name))));
                reasons.next().filter(|_| ADDED_BY_OTHERS.contains(&source.name))
            };
            let open = inline.or_else(|| reverse.open.get(&resource.document)).or_else(handed_over);
            let open = open.or_else(|| self.incomplete.get(&resource.document)).cloned();
            linked.open = open.or_else(|| not_told(resource, source));
        }
        linked
    }

    fn reverse(&self, source: &'static Kind, link: &'static Link) -> Arc<Reverse> {
        let key = (source.name, link.name);
        if let Ok(known) = self.reverse.read()
            && let Some(reverse) = known.get(&key)
        {
            return Arc::clone(reverse);
        }
        let reverse = Arc::new(self.compute_reverse(source, link));
        if let Ok(mut known) = self.reverse.write() {
            known.insert(key, Arc::clone(&reverse));
        }
        reverse
    }

    fn compute_reverse(&self, source: &'static Kind, link: &'static Link) -> Reverse {
        let mut reverse = Reverse::default();
        let of_kind = self.resources.iter().filter(|resource| std::ptr::eq(resource.kind, source));
        for resource in of_kind.filter(|resource| resource.mode != Mode::Existing) {
            let resolved = self.forward(resource, link);
            for target in &resolved.resources {
                let linked = reverse.sources.entry(*target).or_default();
                match self.doubt(resource, *target).or_else(|| resolved.open.clone()) {
                    Some(reason) => {
                        linked.open.get_or_insert(reason);
                    }
                    None => linked.resources.push(resource.id),
                }
            }
            let is_read = |id: &ResourceId| self.resource(*id).is_some_and(|target| target.mode == Mode::Existing);
            if let (true, Some(reason)) = (resolved.resources.iter().all(is_read), resolved.open) {
                reverse.open.entry(resource.document).or_insert(reason);
            }
        }
        reverse
    }

    /// Why a source may not be there while its target is.
    pub(super) fn doubt(&self, source: &Resource, target: ResourceId) -> Option<Arc<Reason>> {
        let Existence::Maybe(reason) = &source.existence else { return None };
        let same = self.resource(target).is_some_and(|target| target.existence == source.existence);
        (!same).then(|| Arc::clone(reason))
    }

    /// What a link other than a reverse one leads to.
    fn forward(&self, resource: &Resource, link: &'static Link) -> Resolved {
        let Some(target) = kind(link.target) else { return Resolved::default() };
        match link.rule {
            LinkRule::Property(name) => self.forward_by(resource, name, target),
            LinkRule::Computed("parent") => match resource.enclosing {
                Some(enclosing) if self.is_of(enclosing, target) => {
                    Resolved { resources: vec![enclosing], ..Resolved::default() }
                }
                Some(_) => Resolved::default(),
                None => self.forward_to_parent(resource, target),
            },
            LinkRule::Computed("identities") => self.identities(resource, target),
            LinkRule::Computed("kubeletOf") => self.clusters_of(resource, Principal::Kubelet, target),
            LinkRule::Computed("controlPlaneOf") => self.clusters_of(resource, Principal::ControlPlane, target),
            LinkRule::Computed("credentials") => self.credentials_of(resource, target),
            LinkRule::Computed("identityOf") => self.clusters_with(resource, target),
            LinkRule::Computed("registries") => self.registries(resource, target),
            LinkRule::Computed("pullAssignments") => self.pull_assignments(resource),
            LinkRule::Computed("beside") => self.beside(resource, target),
            LinkRule::Computed("inScope") => self.in_scope(resource, target),
            LinkRule::Computed("policyAssignments") => self.policy_assignments(resource),
            LinkRule::Computed("defenderPlans") => self.defender_plans(resource, target),
            LinkRule::Computed("kmsKeyVault") => self.kms_key_vault(resource, target),
            LinkRule::Computed("securedDomains") => self.secured_domains(resource, target),
            LinkRule::Computed("inFront") => self.in_front(resource, target),
            LinkRule::Computed(_) | LinkRule::Reverse(_) => Resolved::default(),
        }
    }

    pub(super) fn forward_by(&self, resource: &Resource, name: &str, target: &'static Kind) -> Resolved {
        let Some(property) = resource.kind.property(name) else { return Resolved::default() };
        let value = self.read(resource, property, DEEPEST).value;
        let Data::List(list) = &value.data else { return self.resolve(resource.document, target, &value) };
        let mut found = Resolved::default();
        for item in &list.items {
            found.merge(self.resolve(resource.document, target, item));
        }
        found.open = found.open.or_else(|| list.open.clone());
        found
    }

    fn forward_to_parent(&self, resource: &Resource, target: &'static Kind) -> Resolved {
        let resolved = self.forward_by(resource, "parent", target);
        if !resolved.resources.is_empty() || resolved.open.is_some() || resolved.outside.is_some() {
            return resolved;
        }
        // ARM writes the parent into the name: `cluster/pool`.
        let Some(name) = resource.kind.property("name") else { return resolved };
        let name = self.present(resource, name, DEEPEST).value;
        match &name.data {
            Data::String(text) => match text.rsplit_once('/') {
                Some((parent, _)) => {
                    self.by_name(resource.document, target, parent.rsplit('/').next().unwrap_or(parent))
                }
                None => resolved,
            },
            Data::Unknown(_) | Data::OneOf(_) if resource.language != Language::Terraform => {
                Resolved { open: Some(undecided(&name)), ..resolved }
            }
            _ => resolved,
        }
    }

    pub(super) fn is_of(&self, id: ResourceId, kind: &'static Kind) -> bool {
        self.resource(id).is_some_and(|resource| std::ptr::eq(resource.kind, kind))
    }
}

/// Why a registry module may have created what its table does not tell.
fn not_told(resource: &Resource, source: &'static Kind) -> Option<Arc<Reason>> {
    let Source::Module(_) = &resource.source else { return None };
    NOT_TOLD.contains(&source.name).then(|| {
        let text = "the module that creates it may create more beside it";
        Arc::new(Reason::new(Cause::MissingModule, Arc::clone(&resource.address), text).at(resource.header))
    })
}

/// Links to what a resource belongs to; a module may create settings of its cluster beside its pools.
fn is_parent(link: &Link) -> bool {
    matches!(link.rule, LinkRule::Computed("parent") | LinkRule::Property("scope"))
}
