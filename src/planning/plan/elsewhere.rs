//! Subnets and networks that the code only reads, and that it declares somewhere else: in another root, in another module.
//!
//! Knows: matching them by their names, when that leaves no choice. Does not know: subscriptions; whoever is told of a match
//! is told that it rests on names.

use std::collections::BTreeMap;

use super::Planned;
use crate::document::Value;
use crate::model::{Facts, Resource, ResourceId};

/// What the scanned code declares, by names in small letters.
#[derive(Debug, Default)]
pub(super) struct Declared {
    networks: BTreeMap<String, Vec<ResourceId>>,
    /// By the names of network and subnet.
    subnets: BTreeMap<(String, String), Vec<ResourceId>>,
}

const NETWORK: &str = "virtualNetwork";
const SUBNET: &str = "subnet";

impl Planned<'_> {
    /// The declaration of a subnet or a network that the code only reads: the only one of its names in the scanned code, or
    /// one of several that agree in their ranges.
    pub(super) fn elsewhere(&self, resource: ResourceId) -> Option<ResourceId> {
        let one = self.model().resource(resource)?;
        if one.is_judged() || ![NETWORK, SUBNET].contains(&one.kind.name) {
            return None;
        }
        let declared = self.declared.get_or_init(|| self.index());
        let name = self.name_of(one)?;
        let all = match one.kind.name {
            NETWORK => declared.networks.get(&name)?,
            _ => {
                let network = self.model().parent_name_of(resource)?.to_ascii_lowercase();
                declared.subnets.get(&(network, name))?
            }
        };
        let all: Vec<&Resource> = all.iter().filter_map(|id| self.model().resource(*id)).collect();
        let of = |is_it: &dyn Fn(&Resource) -> bool| -> Vec<&Resource> {
            all.iter().copied().filter(|other| is_it(other)).collect()
        };
        // What stands in the same root is nearest, then what is meant for the same environment.
        let nearest =
            [of(&|other| other.document == one.document), of(&|other| other.environment == one.environment), all];
        let candidates = nearest.into_iter().find(|candidates| !candidates.is_empty())?;
        let first = candidates.first()?;
        let agree = candidates.len() == 1 || {
            let ranges = self.written_ranges(first);
            ranges.is_some() && candidates.iter().all(|other| self.written_ranges(other) == ranges)
        };
        agree.then_some(first.id)
    }

    /// The declaration of a subnet or a network, itself where it is declared.
    pub(in crate::planning) fn declaration(&self, resource: ResourceId) -> ResourceId {
        self.elsewhere(resource).unwrap_or(resource)
    }

    /// That something around a cluster is declared in another root, and was found there by its name.
    pub(in crate::planning) fn matched(&self, cluster: ResourceId, declaration: ResourceId) -> String {
        match self.model().resource(declaration) {
            Some(one) if self.stand_together(cluster, declaration) => {
                format!(" (matched by name with `{}`)", one.label())
            }
            Some(one) => format!(" (matched by name with `{}` in {})", one.label(), one.root),
            None => String::new(),
        }
    }

    fn index(&self) -> Declared {
        let mut declared = Declared::default();
        for resource in self.model().resources().iter().filter(|one| one.is_judged() && !one.is_patch()) {
            let Some(name) = [NETWORK, SUBNET].contains(&resource.kind.name).then(|| self.name_of(resource)).flatten()
            else {
                continue;
            };
            if resource.kind.name == NETWORK {
                declared.networks.entry(name).or_default().push(resource.id);
            } else if let Some(network) = self.model().parent_name_of(resource.id) {
                declared.subnets.entry((network.to_ascii_lowercase(), name)).or_default().push(resource.id);
            }
        }
        declared
    }

    /// The last part of a resource's name, in small letters, where it is known.
    fn name_of(&self, resource: &Resource) -> Option<String> {
        let name = self.model().property(resource.id, resource.kind.property("name")?).value;
        let name = name.as_str()?;
        Some(name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase()).filter(|name| !name.is_empty())
    }

    fn written_ranges(&self, resource: &Resource) -> Option<Vec<String>> {
        let name = if resource.kind.name == NETWORK { "addressSpace.addressPrefixes" } else { "addressPrefixes" };
        let value = self.model().property(resource.id, resource.kind.property(name)?).value;
        let list = value.as_list().filter(|list| list.open.is_none() && !list.items.is_empty())?;
        list.items.iter().map(|item: &Value| item.as_str().map(str::to_owned)).collect()
    }
}
