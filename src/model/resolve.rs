//! Finds the resource that a value names.
//!
//! Knows: references, ids, names. Does not know: what the resource is to whoever names it.

use std::collections::HashMap;
use std::sync::Arc;

use super::address::{azure_id, keyless, leads_to, resource_type};
use super::read::DEEPEST;
use super::resource::Resource;
use super::table::{Home, Kind};
use super::walk::undecided;
use super::{Model, ResourceId};
use crate::document::{Cause, Data, Language, Reason, Reference, Value};

/// What a value that names a resource leads to.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub resources: Vec<ResourceId>,
    /// Why it may lead to a resource in the scanned code that is not in `resources`.
    pub open: Option<Arc<Reason>>,
    /// It leads to a resource of the kind, but outside the scanned code.
    pub outside: Option<Arc<Reason>>,
}

impl Model {
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
        if reference.address.is_empty() {
            let mut resolved = self.by_text(document, target, &reference.path);
            // The type is told, the name is not: `Microsoft.KeyVault/vaults/?`.
            if reference.path.ends_with("/?") && resolved.outside.take().is_some() {
                resolved.open.get_or_insert_with(|| Arc::clone(reason));
            }
            return resolved;
        }
        let declared = self.declared_at(document, &reference.address);
        let is_group =
            |id: &ResourceId| self.resource(*id).is_some_and(|resource| resource.kind.name == "resourceGroup");
        if let (Some(behind), true) = (reference.path.strip_prefix("id"), declared.iter().all(is_group))
            && behind.starts_with('/')
            && behind.to_ascii_lowercase().contains("/providers/")
        {
            // Behind the id of a group or a subscription the rest of the id tells the name.
            let mut resolved = self.by_text(document, target, behind);
            if resolved.resources.is_empty() && resolved.outside.is_none() {
                resolved.open.get_or_insert_with(|| Arc::clone(reason));
            }
            return resolved;
        }
        if declared.is_empty() {
            if let Some(resolved) = self.by_output(document, target, reference, reason) {
                return resolved;
            }
            let could = self.may_lead_to(document, target, reference);
            return Resolved { open: could.then(|| Arc::clone(reason)), ..Resolved::default() };
        }
        if let Some(behind) = reference.path.strip_prefix("id/") {
            return self.by_child(document, target, &declared, behind);
        }
        let of_kind = declared.iter().copied().filter(|id| self.is_of(*id, target));
        let is_inline = |resource: &Resource| {
            resource.path.is_some() && !resource.aliases.iter().any(|alias| leads_to(&reference.address, alias))
        };
        let (inline, whole): (Vec<_>, Vec<_>) = of_kind.partition(|id| self.resource(*id).is_some_and(is_inline));
        if !whole.is_empty() {
            return self.deployed(whole);
        }
        let path = match reference.path.split_once('.') {
            // azapi gives what Azure answers as an output.
            Some((first, rest)) if first.eq_ignore_ascii_case("properties") || first == "output" => rest,
            _ => &*reference.path,
        };
        let at = |id: &ResourceId| {
            let own = self.resource(*id).and_then(|resource| resource.path.clone()).unwrap_or_default();
            let rest =
                path.get(..own.len()).filter(|start| start.eq_ignore_ascii_case(&own)).map(|_| &path[own.len()..]);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if let Some(exact) = inline.iter().copied().find(at) {
            return Resolved { resources: vec![exact], ..Resolved::default() };
        }
        // Some element of that list, or another attribute of what is around it.
        let is_element = inline.iter().any(|id| {
            let path = self.resource(*id).and_then(|resource| resource.path.clone()).unwrap_or_default();
            let name = path.split('[').next().unwrap_or_default();
            path.split(['[', '.']).next().is_some_and(|first| first.eq_ignore_ascii_case(name))
        });
        Resolved { open: is_element.then(|| Arc::clone(reason)), ..Resolved::default() }
    }

    /// Whether a reference to what is not among the resources may lead to one of a kind.
    fn may_lead_to(&self, document: usize, target: &'static Kind, reference: &Reference) -> bool {
        if self.languages.get(document) == Some(&Language::Terraform) {
            return resource_type(&reference.address).is_none_or(|found| may_declare(target, found));
        }
        // Resources of other types are not declared to the model; calls of modules that are not on disk are.
        let is_output = reference.path.split(['.', '[']).any(|name| name.eq_ignore_ascii_case("outputs"));
        is_output || self.unseen_calls.contains(&(document, keyless(&reference.address)))
    }

    /// What `/subnets/nodes` behind the id of a resource leads to.
    fn by_child(&self, document: usize, target: &'static Kind, parents: &[ResourceId], behind: &str) -> Resolved {
        let levels: Vec<&str> = behind.split('/').collect();
        let Some(name) = levels.last().filter(|_| levels.len().is_multiple_of(2)) else { return Resolved::default() };
        let below: String = levels.iter().step_by(2).map(|level| format!("/{level}")).collect();
        let of_type = |home: &Home| match home {
            Home::Arm { resource_type } => Some(*resource_type),
            _ => None,
        };
        let is_child = |parent: &Resource| {
            let outer = parent.kind.homes.iter().filter_map(of_type);
            let mut full = outer.map(|outer| format!("{outer}{below}"));
            full.any(|full| target.homes.iter().filter_map(of_type).any(|own| own.eq_ignore_ascii_case(&full)))
        };
        let holders: Vec<&Resource> = parents.iter().filter_map(|id| self.resource(*id)).collect();
        if !holders.iter().any(|parent| is_child(parent)) {
            return Resolved::default();
        }
        let mut resolved = self.by_name(document, target, name);
        let names: Vec<Option<Value>> = holders.iter().map(|parent| self.name_of(parent.id)).collect();
        resolved.resources.retain(|id| {
            let enclosing = self.resource(*id).and_then(|resource| resource.enclosing);
            enclosing.is_some_and(|enclosing| parents.contains(&enclosing))
                || names.iter().any(|name| {
                    let text = name.as_ref().and_then(Value::as_str);
                    text.is_none_or(|text| self.may_have_parent(*id, text.rsplit('/').next().unwrap_or(text)))
                })
        });
        if resolved.resources.is_empty() && resolved.open.is_none() {
            resolved.outside.get_or_insert_with(|| outside(behind));
        }
        resolved
    }

    /// The resources declared at an address, in all instances that it may mean.
    pub(super) fn declared_at(&self, document: usize, address: &str) -> Vec<ResourceId> {
        let ids = self.addresses.get(&(document, keyless(address)));
        let ids = ids.map(Vec::as_slice).unwrap_or_default();
        // The very instance, where it is told, counts alone: there may be hundreds beside it.
        let at = |id: &ResourceId, is_it: &dyn Fn(&str) -> bool| {
            self.resource(*id)
                .is_some_and(|resource| is_it(&resource.address) || resource.aliases.iter().any(|alias| is_it(alias)))
        };
        let exact = |id: &ResourceId| at(id, &|own| own == address);
        if ids.iter().any(exact) {
            return ids.iter().copied().filter(exact).collect();
        }
        let leads = |id: &ResourceId| at(id, &|own| leads_to(address, own));
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
        let own = value.as_str().map(|text| text.rsplit('/').next().unwrap_or(text).to_owned());
        own.or_else(|| self.parent_name(resource)).is_none_or(|own| own.eq_ignore_ascii_case(parent))
    }

    pub(super) fn by_name(&self, document: usize, target: &'static Kind, name: &str) -> Resolved {
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
            return self.deployed(resources);
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

    /// Makes the indexes of addresses and names anew.
    pub(super) fn index(&mut self) {
        self.addresses.clear();
        self.names.clear();
        self.nameless.clear();
        for resource in &self.resources {
            for address in resource.aliases.iter().chain([&resource.address]) {
                self.addresses.entry((resource.document, keyless(address))).or_default().push(resource.id);
            }
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

impl Resolved {
    /// Adds what another value leads to.
    pub fn merge(&mut self, other: Resolved) {
        self.resources.extend(other.resources);
        self.open = self.open.take().or(other.open);
        self.outside = self.outside.take().or(other.outside);
    }
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
