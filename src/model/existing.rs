//! `existing` resources of Bicep and ARM: names of what is deployed, perhaps by the same code in another module.
//!
//! Knows: when such a name is that of a resource the same root deploys. Does not know: references and ids.

use std::sync::Arc;

use super::read::DEEPEST;
use super::resolve::Resolved;
use super::resource::Resource;
use super::walk::undecided;
use super::{Model, ResourceId};
use crate::document::{Language, Mode, Reason};

impl Model {
    /// What `existing` resources are: those of this name that the same code deploys, where it does.
    pub(super) fn deployed(&self, ids: Vec<ResourceId>) -> Resolved {
        let mut resolved = Resolved::default();
        for id in ids {
            let existing = self
                .resource(id)
                .filter(|resource| resource.mode == Mode::Existing && resource.language != Language::Terraform);
            let Some(existing) = existing else {
                resolved.resources.push(id);
                continue;
            };
            let (twins, open) = self.twins(existing);
            if twins.is_empty() {
                resolved.resources.push(id);
                resolved.open = resolved.open.or(open);
            }
            resolved.resources.extend(twins);
        }
        resolved.resources.sort_unstable();
        resolved.resources.dedup();
        resolved
    }

    /// The deployed resources that an `existing` one names, else why some may be.
    fn twins(&self, existing: &Resource) -> (Vec<ResourceId>, Option<Arc<Reason>>) {
        let (document, kind) = (existing.document, existing.kind);
        let Some(name) = self.name_of(existing.id) else { return (Vec::new(), None) };
        let deployed = |id: &ResourceId| {
            self.resource(*id).is_some_and(|other| other.document == document && other.mode != Mode::Existing)
        };
        let nameless = self.nameless.get(&(document, kind.name)).map(Vec::as_slice).unwrap_or_default();
        let mut unnamed = nameless.iter().copied().filter(deployed);
        let Some(text) = name.as_str() else {
            let is_same = |id: &ResourceId| {
                let other = self.name_of(*id);
                let literal = name.trail.literal;
                other.is_some_and(|other| literal.is_some() && other.trail.literal == literal && other.same(&name))
            };
            let twins: Vec<ResourceId> = unnamed.filter(is_same).collect();
            let could = twins.is_empty()
                && self.resources.iter().any(|other| {
                    std::ptr::eq(other.kind, kind) && other.document == document && other.mode != Mode::Existing
                });
            return (twins, could.then(|| undecided(&name)));
        };
        let last = text.rsplit('/').next().unwrap_or(text).to_ascii_lowercase();
        let named = self.names.get(&(kind.name, last)).map(Vec::as_slice).unwrap_or_default();
        let twins: Vec<ResourceId> = (named.iter().copied())
            .filter(deployed)
            .filter(|id| self.resource(*id).is_some_and(|other| self.may_share_parent(existing, other)))
            .collect();
        if !twins.is_empty() {
            return (twins, None);
        }
        let open = unnamed.next().and_then(|id| self.name_of(id)).map(|name| undecided(&name));
        (twins, open)
    }

    /// Whether two resources may lie in the same parent: not where both parents' names are known and differ.
    fn may_share_parent(&self, one: &Resource, other: &Resource) -> bool {
        let parent = |resource: &Resource| self.parent_name(resource).filter(|name| !name.is_empty());
        match (parent(one), parent(other)) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(&other),
            _ => true,
        }
    }

    /// The name of the resource that a resource lies in, such as the network of a subnet, where it is known.
    #[must_use]
    pub fn parent_name_of(&self, id: ResourceId) -> Option<String> {
        self.parent_name(self.resource(id)?).or_else(|| {
            let resource = self.resource(id)?;
            let parent = self.read(resource, resource.kind.property("parent")?, DEEPEST).value;
            let text = parent.as_str()?;
            Some(text.rsplit('/').next().unwrap_or(text).to_owned())
        })
    }

    /// The name of the resource that this one lies in, where it is known.
    pub(super) fn parent_name(&self, resource: &Resource) -> Option<String> {
        let holder = match resource.enclosing {
            Some(enclosing) => Some(enclosing),
            None => {
                let property = resource.kind.property("parent")?;
                let parent = self.read(resource, property, DEEPEST).value;
                let reference = parent.as_unknown().and_then(|unknown| unknown.reference.clone());
                reference.and_then(|reference| self.declared_at(resource.document, &reference.address).first().copied())
            }
        };
        if let Some(holder) = holder {
            let name = self.name_of(holder)?;
            let text = name.as_str()?;
            return Some(text.rsplit('/').next().unwrap_or(text).to_owned());
        }
        let name = self.present(resource, resource.kind.property("name")?, DEEPEST).value;
        let (parent, _) = name.as_str()?.rsplit_once('/')?;
        Some(parent.rsplit('/').next().unwrap_or(parent).to_owned())
    }
}
