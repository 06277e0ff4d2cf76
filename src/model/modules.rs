//! Calls of registry modules in the model: their resources, what is written and silent there, their outputs.
//!
//! Knows: how the tables of registry modules join the other sources of properties. Does not know: any module.

use std::sync::Arc;

use super::address::{keyless, leads_to, resource_type};
use super::build::{Builder, Site};
use super::derive::Derived;
use super::read::Written;
use super::registry::{AZURE_DECIDES, Expansion, ModuleInstance, RegistryModule, expand, find, resolve};
use super::resolve::Resolved;
use super::resource::{Resource, Source};
use super::silence::Silent;
use super::table::{Column, Kind, Property, SilentValue, kind};
use super::walk::or_else;
use super::{Fact, How, Model, ResourceId};
use crate::document::{Call, Cause, Data, Mode, Reason, Reference, Value, Version, VersionRange};

/// A call of a registry module.
#[derive(Debug, Clone)]
pub(super) struct ModuleCall {
    address: Arc<str>,
    module: &'static RegistryModule,
    pub(super) resources: Vec<ResourceId>,
}

impl Builder {
    /// Adds what a call stands for, where a table knows the module.
    pub fn add_module(&mut self, site: &Site<'_>) {
        let declaration = site.declaration;
        let Some(module) = find(&declaration.type_name) else { return self.hand_over(site) };
        let Expansion { instances, open } = expand(module, declaration);
        let mut calls = declaration.calls.to_vec();
        if calls.last().is_none_or(|last| last.address != declaration.address) {
            calls.push(Call { address: Arc::clone(&declaration.address), header: declaration.header });
        }
        let calls: Arc<[Call]> = calls.into();
        let mut resources: Vec<ResourceId> = Vec::with_capacity(instances.len());
        for instance in instances {
            let Some(kind) = kind(instance.resource.kind) else { continue };
            let parent = instance.parent.as_ref().and_then(|parent| self.whole_at(&resources, parent));
            let mut resource = self.resource(site, kind, Source::Module(Box::new(instance.clone())));
            resource.mode = Mode::Managed;
            resource.type_name = match module.is_bicep() {
                true => parent
                    .filter(|_| !instance.resource.inline.is_empty())
                    .map_or(kind, |id| self.model.resource(id).map_or(kind, |parent| parent.kind))
                    .arm_type()
                    .unwrap_or_default()
                    .into(),
                false => resource_type(&instance.address).unwrap_or(&declaration.type_name).into(),
            };
            resource.path = (!instance.resource.inline.is_empty())
                .then(|| instance.resource.inline.replace("{index}", &instance.position.to_string()).into());
            resource.header = instance.element_span.unwrap_or(instance.header);
            resource.address = instance.address;
            resource.existence = instance.existence;
            resource.calls = Arc::clone(&calls);
            // A setting observes its cluster; it does not lie in it.
            resource.enclosing = parent.filter(|_| kind.property("scope").is_none());
            resources.push(self.push_resource(resource));
        }
        for (kind, reason) in open {
            let holders = module.resources.iter().filter(|resource| resource.kind == kind);
            for parent in holders.filter_map(|resource| resource.parent) {
                let address = format!("{}{}{parent}", declaration.address, module.separator());
                if let Some(parent) = self.whole_at(&resources, &address) {
                    self.model.open_lists.entry((parent, kind)).or_insert_with(|| Arc::clone(&reason));
                }
            }
        }
        let key = (site.index, keyless(&declaration.address));
        let call = ModuleCall { address: Arc::clone(&declaration.address), module, resources };
        self.model.module_calls.entry(key).or_default().push(call);
    }

    /// A module that is not on disk may add to whatever its call refers to: a diagnostic setting, a role assignment.
    fn hand_over(&mut self, site: &Site<'_>) {
        let declaration = site.declaration;
        self.model.unseen_calls.insert((site.index, keyless(&declaration.address)));
        if is_self_contained(&declaration.type_name) {
            return;
        }
        let mut addresses = Vec::new();
        references(&declaration.body, &mut addresses, MOST_NESTED);
        for address in addresses.into_iter().filter(|address| !address.is_empty()) {
            let text = format!("the module \"{}\" gets it and is not on disk", declaration.type_name);
            let reason = Reason::new(Cause::MissingModule, Arc::clone(&declaration.address), text);
            let key = (site.index, keyless(&address));
            self.model.handed_over.entry(key).or_insert_with(|| Arc::new(reason.at(declaration.header)));
        }
    }

    fn whole_at(&self, among: &[ResourceId], address: &str) -> Option<ResourceId> {
        let is_it = |id: &ResourceId| {
            let resource = self.model.resource(*id);
            resource.is_some_and(|resource| resource.path.is_none() && *resource.address == *address)
        };
        among.iter().copied().find(is_it)
    }
}

/// The API versions that Bicep's modules use; the oldest of them has 2023-07-02-preview.
const PASSED_ON: VersionRange = VersionRange::from(Version(2023, 8, 1));

/// How deep references are looked for in the arguments of a call.
const MOST_NESTED: u32 = 16;

/// Resource modules of the Azure Verified Modules create their own resource and what belongs to it, nothing else
/// (specification, SNFR and BCPRMNFR). Those about authorization are the exception.
fn is_self_contained(source: &str) -> bool {
    let path = source.strip_prefix("br:mcr.microsoft.com/bicep/avm/res/");
    path.is_some_and(|path| !path.starts_with("authorization/"))
}

/// The declarations that a value refers to.
fn references(value: &Value, found: &mut Vec<Arc<str>>, depth: u32) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match &value.data {
        Data::Unknown(unknown) => {
            found.extend(unknown.reference.iter().map(|reference| Arc::clone(&reference.address)))
        }
        Data::List(list) => list.items.iter().for_each(|item| references(item, found, depth)),
        Data::Object(object) => {
            found.extend(
                object.computed.iter().filter_map(|unknown| Some(Arc::clone(&unknown.reference.as_ref()?.address))),
            );
            object.entries.values().for_each(|entry| references(&entry.value, found, depth));
        }
        Data::OneOf(members) => members.iter().for_each(|member| references(member, found, depth)),
        Data::Null | Data::Bool(_) | Data::Number(_) | Data::String(_) => {}
    }
}

/// A property as the call writes it, before silence.
pub(super) fn written(instance: &ModuleInstance, property: &'static Property) -> Written {
    let Fact { value, span, spelling, how } = instance.property(property);
    let is_written = how == How::Written;
    Written {
        value: if is_written { value } else { Value::null() },
        span: is_written.then_some(span),
        nearest: Some(span),
        spelling,
    }
}

/// Whether it tells where a secret stands.
fn is_about_secrets(property: &Property) -> bool {
    let is_about = |name: &str| matches!(name, "secretSource" | "secretSetting" | "keySource");
    property.silence.iter().any(|row| matches!(row.value, SilentValue::Computed(name) if is_about(name)))
}

impl Model {
    /// What it means that the call writes nothing.
    pub(super) fn silent_in_module(
        &self,
        resource: &Resource,
        instance: &ModuleInstance,
        property: &'static Property,
        depth: u8,
    ) -> Silent {
        let fact = instance.property(property);
        match fact.how {
            // Written, and so that it is absent.
            How::Written => Silent { value: Value::null(), row: None },
            // The tables tell no secrets of modules: what is said of them is said of resources.
            How::Absent if is_about_secrets(property) => Silent { value: Value::null(), row: None },
            How::Absent => Silent { value: fact.value, row: None },
            How::Silent(row) => {
                let SilentValue::Computed(name) = row.value else {
                    return Silent { value: fact.value, row: Some(row) };
                };
                if name == AZURE_DECIDES {
                    return self.silent_in(resource, property, depth, Column::Arm, PASSED_ON);
                }
                let value = match self.derive(name, resource, property, depth) {
                    Derived::Is(value) | Derived::Says(value, _) => value,
                    Derived::Perhaps(value, reason) => Value::one_of([value, Value::null()], &reason),
                    Derived::Declines => Value::null(),
                };
                Silent { value: or_else(value, &Value::null()), row: Some(row) }
            }
        }
    }

    /// What an output of a called registry module leads to; none where the address is no such call.
    pub(super) fn by_output(
        &self,
        document: usize,
        target: &'static Kind,
        reference: &Reference,
        reason: &Arc<Reason>,
    ) -> Option<Resolved> {
        let calls = self.module_calls.get(&(document, keyless(&reference.address)))?;
        let mut resolved = Resolved::default();
        let mut is_call = false;
        for call in calls.iter().filter(|call| leads_to(&reference.address, &call.address)) {
            is_call = true;
            let instances = call.resources.iter().filter_map(|id| Some((*id, self.instance(*id)?)));
            let found = resolve(call.module, instances.clone().map(|(_, instance)| instance), &reference.path);
            match found {
                Some(found) => {
                    let is_it = |(_, instance): &(ResourceId, &ModuleInstance)| std::ptr::eq(*instance, found.instance);
                    let id = instances.clone().find(is_it).map(|(id, _)| id);
                    resolved.resources.extend(id.filter(|id| self.is_of(*id, target)));
                }
                // An output that the table does not tell may lead to any resource of the module.
                None => {
                    let could = call.module.resources.iter().any(|resource| resource.kind == target.name);
                    let told = call.module.outputs.iter().any(|output| {
                        output.kind != target.name && reference.path.split(['.', '[']).next() == Some(output.name)
                    });
                    if could && !told {
                        resolved.open.get_or_insert_with(|| Arc::clone(reason));
                    }
                }
            }
        }
        is_call.then_some(resolved)
    }

    fn instance(&self, id: ResourceId) -> Option<&ModuleInstance> {
        match &self.resource(id)?.source {
            Source::Module(instance) => Some(instance),
            _ => None,
        }
    }
}
