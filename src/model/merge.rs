//! Children that declare what is also written inside their parent: an `agentPools` resource with the name of an inline
//! pool is that pool, deployed once more.
//!
//! Knows: that Azure deploys the child later, so that what it writes counts. Does not know: any kind.

use std::collections::HashMap;

use super::build::Builder;
use super::resource::{Patch, Resource, Source};
use super::table::{Home, LinkRule};
use super::{Model, ResourceId};
use crate::document::{Existence, Mode, Value};

impl Builder {
    /// Makes one resource of a child and what is written inside its parent under the same name.
    pub fn merge_children(&mut self) {
        let pairs = self.model.children_written_twice();
        if pairs.is_empty() {
            return;
        }
        for (child, inline) in &pairs {
            let child = self.model.resources[child.0 as usize].clone();
            let Source::Arm(body) = child.source else { continue };
            let inline = &mut self.model.resources[inline.0 as usize];
            if matches!(child.existence, Existence::Always) {
                inline.existence = Existence::Always;
            }
            inline.patches.push(Patch { body, existence: child.existence });
            inline.aliases.push(child.address);
        }
        let gone: HashMap<ResourceId, ResourceId> = pairs.into_iter().collect();
        self.remove(&gone);
        self.model.index();
    }

    /// Takes resources out; what names them names what they are now part of.
    fn remove(&mut self, gone: &HashMap<ResourceId, ResourceId>) {
        let mut ids = Vec::with_capacity(self.model.resources.len());
        let mut next = 0;
        for resource in &self.model.resources {
            ids.push(ResourceId(next));
            next += u32::from(!gone.contains_key(&resource.id));
        }
        let renumbered = |id: ResourceId| {
            let id = gone.get(&id).copied().unwrap_or(id);
            ids.get(id.0 as usize).copied().unwrap_or(id)
        };
        self.model.resources.retain(|resource| !gone.contains_key(&resource.id));
        for resource in &mut self.model.resources {
            resource.id = renumbered(resource.id);
            resource.enclosing = resource.enclosing.map(renumbered);
        }
        let lists = std::mem::take(&mut self.model.open_lists);
        self.model.open_lists =
            lists.into_iter().map(|((id, kind), reason)| ((renumbered(id), kind), reason)).collect();
        for call in self.model.module_calls.values_mut().flatten() {
            call.resources.iter_mut().for_each(|id| *id = renumbered(*id));
        }
    }
}

impl Model {
    /// Children, each with what is written inside their parent under the same name.
    fn children_written_twice(&self) -> Vec<(ResourceId, ResourceId)> {
        let is_candidate = |resource: &&Resource| {
            resource.mode == Mode::Managed
                && matches!(resource.source, Source::Arm(_))
                && resource.kind.homes.iter().any(|home| matches!(home, Home::ArmList { .. }))
        };
        let (inline, whole): (Vec<_>, Vec<_>) =
            self.resources.iter().filter(is_candidate).partition(|resource| resource.path.is_some());
        let mut written = HashMap::new();
        for resource in inline {
            if let (Some(enclosing), Some(name)) = (resource.enclosing, self.own_name(resource)) {
                written.entry((enclosing, resource.kind.name, name)).or_insert(resource.id);
            }
        }
        if written.is_empty() {
            return Vec::new();
        }
        let twin = |child: &Resource| {
            let inline = written.get(&(self.parent_of(child)?, child.kind.name, self.own_name(child)?))?;
            Some((child.id, *inline))
        };
        whole.into_iter().filter_map(twin).collect()
    }

    /// The one resource of a child's kind and name in what `parent` leads to: `parent_id` and `name` of
    /// `azapi_update_resource` stand for `resource_id`.
    pub(super) fn named_child(&self, child: &Resource, parent: &Value, name: &Value) -> Option<ResourceId> {
        let name = name.as_str()?.to_ascii_lowercase();
        let named = self.resources.iter().filter(|resource| {
            let is_of_kind = resource.document == child.document && resource.kind.name == child.kind.name;
            is_of_kind && resource.mode == Mode::Managed && self.own_name(resource).is_some_and(|own| own == name)
        });
        let is_inside = |resource: &&Resource| {
            let Some(outer) = self.parent_of(resource) else { return false };
            let kind = self.resources[outer.0 as usize].kind;
            self.resolve(child.document, kind, parent).resources[..] == [outer]
        };
        let mut inside = named.filter(is_inside);
        let first = inside.next()?;
        inside.next().is_none().then_some(first.id)
    }

    /// The resource that another one is a part of.
    fn parent_of(&self, resource: &Resource) -> Option<ResourceId> {
        if resource.enclosing.is_some() {
            return resource.enclosing;
        }
        let link = resource.kind.links.iter().find(|link| matches!(link.rule, LinkRule::Computed("parent")))?;
        let linked = self.follow(resource, link);
        let ([parent], None) = (&linked.resources[..], &linked.open) else { return None };
        Some(*parent)
    }

    /// The last part of a resource's name in small letters, where it is known.
    fn own_name(&self, resource: &Resource) -> Option<String> {
        let name = self.name_of(resource.id)?;
        let text = name.as_str()?;
        Some(text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase())
    }
}
