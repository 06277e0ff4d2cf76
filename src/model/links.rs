//! Finds the resources at the other end of a link.
//!
//! Knows: references, ids, names, and what belongs to what. Does not know: what a link is asked for.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::address::{azure_id, keyless, leads_to, resource_type};
use super::read::DEEPEST;
use super::resource::Resource;
use super::table::{Home, Kind, Link, LinkRule, kind};
use super::walk::undecided;
use super::{Linked, Model, ResourceId};
use crate::document::{Cause, Data, Existence, Mode, Reason, Reference, Value};

/// What a value that names a resource leads to.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub resources: Vec<ResourceId>,
    /// Why it may lead to a resource in the scanned code that is not in `resources`.
    pub open: Option<Arc<Reason>>,
    /// It leads to a resource of the kind, but outside the scanned code.
    pub outside: Option<Arc<Reason>>,
}

/// Which resources lead to which by one link.
#[derive(Debug, Default)]
pub(super) struct Reverse {
    sources: HashMap<ResourceId, Linked>,
    /// Documents with a resource that may lead anywhere.
    open: BTreeMap<usize, Arc<Reason>>,
}

/// Kinds that modules add to a resource they are given; what belongs to it otherwise stands beside it.
const ADDED_BY_OTHERS: [&str; 2] = ["diagnosticSetting", "roleAssignment"];

/// Roles that let an identity pull images.
const PULLING: [&str; 3] = ["AcrPull", "AcrPush", "Container Registry Repository Reader"];

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

    /// The resources of a kind whose link leads to this one.
    pub(super) fn leading_to(&self, source: &'static Kind, link: &'static Link, target: ResourceId) -> Linked {
        let reverse = self.reverse(source, link);
        let mut linked = reverse.sources.get(&target).cloned().unwrap_or_default();
        if linked.open.is_none()
            && let Some(resource) = self.resource(target)
        {
            let inline = self.open_lists.get(&(target, source.name)).filter(|_| is_parent(link));
            let handed_over = || {
                let key = (resource.document, keyless(&resource.address));
                self.handed_over.get(&key).filter(|_| ADDED_BY_OTHERS.contains(&source.name))
            };
            linked.open = inline.or_else(|| reverse.open.get(&resource.document)).or_else(handed_over).cloned();
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
            if let (true, Some(reason)) = (resolved.resources.is_empty(), resolved.open) {
                reverse.open.entry(resource.document).or_insert(reason);
            }
        }
        reverse
    }

    /// Why a source may not be there while its target is.
    fn doubt(&self, source: &Resource, target: ResourceId) -> Option<Arc<Reason>> {
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
            LinkRule::Computed("registries") => self.registries(resource, target),
            LinkRule::Computed(_) | LinkRule::Reverse(_) => Resolved::default(),
        }
    }

    fn forward_by(&self, resource: &Resource, name: &str, target: &'static Kind) -> Resolved {
        let Some(property) = resource.kind.property(name) else { return Resolved::default() };
        let fact = self.read(resource, property, DEEPEST);
        self.resolve(resource.document, target, &fact.value)
    }

    fn forward_to_parent(&self, resource: &Resource, target: &'static Kind) -> Resolved {
        let resolved = self.forward_by(resource, "parent", target);
        if !resolved.resources.is_empty() || resolved.open.is_some() || resolved.outside.is_some() {
            return resolved;
        }
        // ARM writes the parent into the name: `cluster/pool`.
        let Some(name) = resource.kind.property("name") else { return resolved };
        let name = self.read(resource, name, DEEPEST).value;
        match name.as_str().and_then(|name| name.rsplit_once('/')) {
            Some((parent, _)) => self.by_name(resource.document, target, parent.rsplit('/').next().unwrap_or(parent)),
            None => resolved,
        }
    }

    pub(super) fn is_of(&self, id: ResourceId, kind: &'static Kind) -> bool {
        self.resource(id).is_some_and(|resource| std::ptr::eq(resource.kind, kind))
    }

    /// Finds the resources of a kind that a value names, by reference, id or name.
    pub(super) fn resolve(&self, document: usize, target: &'static Kind, value: &Value) -> Resolved {
        match &value.data {
            Data::String(text) => self.by_text(document, target, text),
            Data::Unknown(unknown) => match &unknown.reference {
                Some(reference) => self.by_reference(document, target, reference, &unknown.reason),
                None => self.by_origin(document, target, value, &unknown.reason),
            },
            Data::Object(object) => {
                let reference =
                    object.computed.as_ref().and_then(|unknown| Some((unknown, unknown.reference.as_ref()?)));
                match (reference, object.get("id")) {
                    (Some((unknown, reference)), _) => self.by_reference(document, target, reference, &unknown.reason),
                    (None, Some(id)) if id.value.as_object().is_none() => self.resolve(document, target, &id.value),
                    _ => Resolved::default(),
                }
            }
            Data::OneOf(members) => self.resolve_any(document, target, value, members),
            Data::Null | Data::Bool(_) | Data::Number(_) | Data::List(_) => Resolved::default(),
        }
    }

    fn resolve_any(&self, document: usize, target: &'static Kind, value: &Value, members: &[Value]) -> Resolved {
        let plain = members.iter().filter(|member| !matches!(member.data, Data::OneOf(_)));
        let mut all: Vec<Resolved> = plain.map(|member| self.resolve(document, target, member)).collect();
        let Some(first) = all.pop() else { return Resolved::default() };
        let same =
            |other: &Resolved| other.resources == first.resources && other.open.is_none() && other.outside.is_none();
        if same(&first) && all.iter().all(same) {
            return first;
        }
        let mut resources: Vec<ResourceId> = all.into_iter().flat_map(|resolved| resolved.resources).collect();
        resources.extend(first.resources);
        Resolved { resources, open: Some(undecided(value)), outside: None }
    }

    fn by_reference(
        &self,
        document: usize,
        target: &'static Kind,
        reference: &Reference,
        reason: &Arc<Reason>,
    ) -> Resolved {
        let declared = self.declared_at(document, &reference.address);
        if declared.is_empty() {
            if let Some(resolved) = self.by_output(document, target, reference, reason) {
                return resolved;
            }
            let could = resource_type(&reference.address).is_none_or(|found| may_declare(target, found));
            return Resolved { open: could.then(|| Arc::clone(reason)), ..Resolved::default() };
        }
        let of_kind = declared.iter().copied().filter(|id| self.is_of(*id, target));
        let (inline, whole): (Vec<_>, Vec<_>) =
            of_kind.partition(|id| self.resource(*id).is_some_and(|resource| resource.path.is_some()));
        if !whole.is_empty() {
            return Resolved { resources: whole, ..Resolved::default() };
        }
        let at = |id: &ResourceId| {
            let path = self.resource(*id).and_then(|resource| resource.path.clone()).unwrap_or_default();
            reference.path.strip_prefix(&*path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if let Some(exact) = inline.iter().copied().find(at) {
            return Resolved { resources: vec![exact], ..Resolved::default() };
        }
        // Some element of that list, or another attribute of what is around it.
        let is_element = inline.iter().any(|id| {
            let path = self.resource(*id).and_then(|resource| resource.path.clone()).unwrap_or_default();
            let name = path.split('[').next().unwrap_or_default();
            reference.path.split(['[', '.']).next() == Some(name)
        });
        Resolved { open: is_element.then(|| Arc::clone(reason)), ..Resolved::default() }
    }

    /// The resources declared at an address, in all instances that it may mean.
    fn declared_at(&self, document: usize, address: &str) -> Vec<ResourceId> {
        let ids = self.addresses.get(&(document, keyless(address)));
        let ids = ids.map(Vec::as_slice).unwrap_or_default();
        let leads = |id: &ResourceId| self.resource(*id).is_some_and(|resource| leads_to(address, &resource.address));
        ids.iter().copied().filter(leads).collect()
    }

    fn by_text(&self, document: usize, target: &'static Kind, text: &str) -> Resolved {
        if !text.contains('/') {
            return self.by_name(document, target, text);
        }
        let Some(id) = azure_id(text) else { return Resolved::default() };
        let is_type = |home: &Home| matches!(home, Home::Arm { resource_type } if resource_type.eq_ignore_ascii_case(&id.resource_type));
        let (Some(name), true) = (id.names.last(), target.homes.iter().any(is_type)) else {
            return Resolved::default();
        };
        let mut resolved = self.by_name(document, target, name);
        if let [.., parent, _] = &id.names[..] {
            resolved.resources.retain(|id| self.may_have_parent(*id, parent));
            if resolved.resources.is_empty() && resolved.open.is_none() {
                resolved.outside.get_or_insert_with(|| outside(text));
            }
        }
        resolved
    }

    /// Whether a resource's parent may have this name: it has, or its name is not known.
    fn may_have_parent(&self, id: ResourceId, parent: &str) -> bool {
        let Some(resource) = self.resource(id) else { return false };
        let holder = resource.enclosing.and_then(|enclosing| self.resource(enclosing));
        let value = match holder {
            Some(holder) => holder.kind.property("name").map(|name| self.read(holder, name, DEEPEST).value),
            None => resource.kind.property("parent").map(|property| self.read(resource, property, DEEPEST).value),
        };
        let Some(value) = value else { return true };
        let Some(text) = value.as_str() else { return true };
        text.rsplit('/').next().unwrap_or(text).eq_ignore_ascii_case(parent)
    }

    fn by_name(&self, document: usize, target: &'static Kind, name: &str) -> Resolved {
        if let Some(named) = self.names.get(&(target.name, name.to_ascii_lowercase())) {
            let in_document = |wanted: usize| {
                let here = |id: &ResourceId| self.resource(*id).is_some_and(|resource| resource.document == wanted);
                named.iter().copied().filter(here).collect::<Vec<_>>()
            };
            let mut resources = in_document(document);
            if resources.is_empty()
                && let Some(first) = named.first().and_then(|id| self.resource(*id))
            {
                resources = in_document(first.document);
            }
            return Resolved { resources, ..Resolved::default() };
        }
        let nameless = self.nameless.get(&(document, target.name)).and_then(|ids| ids.first());
        let open = nameless.and_then(|id| self.name_of(*id)).map(|name| undecided(&name));
        Resolved { resources: Vec::new(), outside: open.is_none().then(|| outside(name)), open }
    }

    /// An unknown name or id that is the very value a resource has for its name.
    fn by_origin(&self, document: usize, target: &'static Kind, value: &Value, reason: &Arc<Reason>) -> Resolved {
        if value.trail.literal.is_some() {
            let nameless = self.nameless.get(&(document, target.name)).map(Vec::as_slice).unwrap_or_default();
            let is_same = |id: &&ResourceId| {
                let name = self.name_of(**id);
                name.is_some_and(|name| name.trail.literal == value.trail.literal && name.same(value))
            };
            let resources: Vec<ResourceId> = nameless.iter().filter(is_same).copied().collect();
            if !resources.is_empty() {
                return Resolved { resources, ..Resolved::default() };
            }
        }
        Resolved { open: Some(Arc::clone(reason)), ..Resolved::default() }
    }

    pub(super) fn name_of(&self, id: ResourceId) -> Option<Value> {
        let resource = self.resource(id)?;
        let property = resource.kind.property("name")?;
        Some(self.read(resource, property, DEEPEST).value)
    }

    /// The user-assigned identities of a cluster.
    fn identities(&self, cluster: &Resource, target: &'static Kind) -> Resolved {
        let mut found = self.forward_by(cluster, "identityProfile.kubeletidentity.resourceId", target);
        let assigned = cluster.kind.property("identity.userAssignedIdentities");
        let assigned = assigned.map_or_else(Value::null, |property| self.read(cluster, property, DEEPEST).value);
        match &assigned.data {
            Data::List(list) => {
                for item in &list.items {
                    merge(&mut found, self.resolve(cluster.document, target, item));
                }
                found.open = found.open.or_else(|| list.open.clone());
            }
            Data::Null => {}
            _ => found.open = found.open.or_else(|| Some(undecided(&assigned))),
        }
        found
    }

    /// The registries that a cluster's identities may pull from, and the one its nodes start from.
    fn registries(&self, cluster: &Resource, target: &'static Kind) -> Resolved {
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
                (Some(_), None) => merge(&mut found, registry),
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

    /// Makes the indexes of addresses and names anew.
    pub(super) fn index(&mut self) {
        self.addresses.clear();
        self.names.clear();
        self.nameless.clear();
        for resource in &self.resources {
            let address = (resource.document, keyless(&resource.address));
            self.addresses.entry(address).or_default().push(resource.id);
        }
        let mut names: HashMap<(&'static str, String), Vec<ResourceId>> = HashMap::new();
        let mut nameless: HashMap<(usize, &'static str), Vec<ResourceId>> = HashMap::new();
        for resource in &self.resources {
            let Some(name) = self.name_of(resource.id).filter(|name| !name.is_null()) else { continue };
            let Some(text) = name.as_str() else {
                nameless.entry((resource.document, resource.kind.name)).or_default().push(resource.id);
                continue;
            };
            let text = text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase();
            names.entry((resource.kind.name, text)).or_default().push(resource.id);
        }
        (self.names, self.nameless) = (names, nameless);
        if let Ok(mut known) = self.reverse.write() {
            known.clear();
        }
    }
}

fn merge(found: &mut Resolved, other: Resolved) {
    found.resources.extend(other.resources);
    found.open = found.open.take().or(other.open);
    found.outside = found.outside.take().or(other.outside);
}

/// Links to what a resource belongs to; a module may create settings of its cluster beside its pools.
fn is_parent(link: &Link) -> bool {
    matches!(link.rule, LinkRule::Computed("parent") | LinkRule::Property("scope"))
}

/// Whether a Terraform type may declare resources of a kind.
fn may_declare(kind: &Kind, terraform_type: &str) -> bool {
    terraform_type.starts_with("azapi_")
        || kind.homes.iter().any(|home| {
            matches!(home, Home::Azurerm { resource_type } | Home::AzurermBlock { resource_type, .. }
                if *resource_type == terraform_type)
        })
}

fn outside(name: &str) -> Arc<Reason> {
    Arc::new(Reason::new(Cause::Deployed, name, format!("`{name}` is not declared in the scanned code")))
}
