//! One pool: its network model, its nodes at the largest, its extra nodes.

use super::Planned;
use super::derived::{Derived, Reader};
use super::numbers::{count, is_text, texts, truth};
use crate::document::{Cause, Data, Reason, Value};
use crate::model::{Facts, How, ResourceId};
use crate::planning::network_model::POD_LIMITS;
use crate::planning::{Bounds, DEFAULT_SURGE, MOST_NODES_PER_POOL, NetworkModel, Surge};

/// The names that pages use.
pub(super) fn name_of(model: NetworkModel) -> &'static str {
    match model {
        NetworkModel::Kubenet => "kubenet",
        NetworkModel::NodeSubnet => "node-subnet",
        NetworkModel::Overlay => "overlay",
        NetworkModel::PodSubnetDynamic => "pod-subnet",
        NetworkModel::PodSubnetStatic => "pod-subnet-blocks",
        NetworkModel::None => "none",
    }
}

/// The cluster of a pool, where it is one that is known.
pub(super) fn cluster_of(reader: &mut Reader<'_, '_>, pool: ResourceId) -> Option<ResourceId> {
    let linked = reader.linked(pool, "cluster");
    match (linked.resources.as_slice(), linked.open) {
        ([cluster], None) => Some(*cluster),
        _ => None,
    }
}

/// The network models a pool may have.
pub(super) fn models(reader: &mut Reader<'_, '_>, pool: ResourceId) -> Vec<NetworkModel> {
    let Some(cluster) = cluster_of(reader, pool) else { return NetworkModel::ALL.to_vec() };
    let plugin = reader.fact(cluster, "networkProfile.networkPlugin");
    let mut found = Vec::new();
    let mut add = |model| {
        if !found.contains(&model) {
            found.push(model);
        }
    };
    let Some(plugins) = texts(&plugin.value) else {
        if matches!(plugin.how, How::Silent(_)) {
            // Nobody chose: it is one of two, whatever the documentation says.
            return vec![NetworkModel::Kubenet, NetworkModel::Overlay];
        }
        return NetworkModel::ALL.to_vec();
    };
    for plugin in plugins {
        match plugin {
            Some(name) if name.eq_ignore_ascii_case("kubenet") => add(NetworkModel::Kubenet),
            Some(name) if name.eq_ignore_ascii_case("none") => add(NetworkModel::None),
            _ => {
                let mode = reader.value(cluster, "networkProfile.networkPluginMode");
                let is_overlay = is_text(&mode, "overlay");
                if is_overlay != Some(false) {
                    add(NetworkModel::Overlay);
                }
                if is_overlay != Some(true) {
                    azure_models(reader, pool).into_iter().for_each(&mut add);
                }
            }
        }
    }
    found
}

/// Azure CNI without overlay.
fn azure_models(reader: &mut Reader<'_, '_>, pool: ResourceId) -> Vec<NetworkModel> {
    let mut found = Vec::new();
    let has_pod_subnet = reader.is_set(pool, "podSubnetID");
    if has_pod_subnet != Some(true) {
        found.push(NetworkModel::NodeSubnet);
    }
    if has_pod_subnet != Some(false) {
        let mode = reader.value(pool, "podIPAllocationMode");
        let is_static = is_text(&mode, "StaticBlock");
        if is_static != Some(true) {
            found.push(NetworkModel::PodSubnetDynamic);
        }
        if is_static != Some(false) {
            found.push(NetworkModel::PodSubnetStatic);
        }
    }
    found
}

/// The most pods on a node of a pool with this network model.
pub(super) fn max_pods(reader: &mut Reader<'_, '_>, pool: ResourceId, model: NetworkModel) -> Bounds {
    let fact = reader.fact(pool, "maxPods");
    let limits = Bounds::between(POD_LIMITS.0, POD_LIMITS.1);
    if matches!(fact.how, How::Silent(_)) {
        return match model {
            // Microsoft's pages disagree between 110 and 250.
            NetworkModel::PodSubnetDynamic | NetworkModel::PodSubnetStatic => Bounds::between(110, 250),
            model => Bounds::exactly(model.default_max_pods()),
        };
    }
    match count(&fact.value) {
        Ok(Some(bounds)) if bounds.most.is_some() => bounds,
        Ok(_) => limits,
        Err(text) => {
            reader.invalid("maxPods", text);
            limits
        }
    }
}

pub(super) fn network_model(planned: &Planned<'_>, pool: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let models = models(&mut reader, pool);
    let reason = reader.reason().unwrap_or_else(|| {
        Reason::new(Cause::Undocumented, "networkPlugin", "the network model is not decided").into()
    });
    reader.says(Value::one_of(models.into_iter().map(|model| Value::string(name_of(model))), &reason))
}

/// A count that may be left to Azure: within what a pool may have.
fn nodes(reader: &mut Reader<'_, '_>, pool: ResourceId, name: &str) -> Bounds {
    let limits = Bounds::between(0, MOST_NODES_PER_POOL);
    let value = reader.value(pool, name);
    match count(&value) {
        Ok(Some(bounds)) if bounds.most.is_some() => bounds,
        Ok(Some(bounds)) => Bounds { most: limits.most, ..bounds },
        Ok(None) => limits,
        Err(text) => {
            reader.invalid(name, text);
            limits
        }
    }
}

pub(super) fn maximum_nodes(planned: &Planned<'_>, pool: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let grouping = reader.value(pool, "type");
    let of_machines = match is_text(&grouping, "VirtualMachines") {
        Some(false) => None,
        _ => Some(machines(&mut reader, pool)),
    };
    if let Some(bounds) = of_machines
        && is_text(&grouping, "VirtualMachines") == Some(true)
    {
        return reader.count(bounds);
    }
    // How machines are grouped says nothing about how many there are.
    if of_machines.is_none() {
        reader.forget();
    }
    // The number comes first, as that is what one would change.
    let bounds = match truth(&planned.peek(pool, "enableAutoScaling")) {
        Some(true) => nodes(&mut reader, pool, "maxCount"),
        Some(false) => nodes(&mut reader, pool, "count"),
        None => {
            reader.value(pool, "enableAutoScaling");
            nodes(&mut reader, pool, "maxCount").or(nodes(&mut reader, pool, "count"))
        }
    };
    reader.value(pool, "enableAutoScaling");
    reader.count(of_machines.map_or(bounds, |machines| machines.or(bounds)))
}

/// Pools of single machines: every profile of their scale added up.
fn machines(reader: &mut Reader<'_, '_>, pool: ResourceId) -> Bounds {
    let mut sum = Bounds::ZERO;
    for (list, field) in
        [("virtualMachinesProfile.scale.manual", "count"), ("virtualMachinesProfile.scale.autoscale", "maxCount")]
    {
        let value = reader.value(pool, list);
        match &value.data {
            Data::Null => {}
            Data::List(items) => {
                for item in &items.items {
                    let entry = item.as_object().and_then(|object| object.get(field));
                    let bounds = entry.map(|entry| count(&entry.value));
                    sum = sum.plus(match bounds {
                        Some(Ok(Some(bounds))) => bounds,
                        _ => Bounds::UNKNOWN,
                    });
                }
                if items.open.is_some() {
                    sum.most = None;
                }
            }
            _ => sum.most = None,
        }
    }
    sum
}

pub(super) fn surge_nodes(planned: &Planned<'_>, pool: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let nodes = reader.derived(pool, "maximumNodes").bounds();
    let surge = surge(&mut reader, pool, nodes);
    reader.count(surge)
}

/// The extra nodes of a pool of this size.
pub(super) fn surge(reader: &mut Reader<'_, '_>, pool: ResourceId, nodes: Bounds) -> Bounds {
    let of = |surge: Surge| nodes.map(|nodes| surge.nodes(nodes));
    let fact = reader.fact(pool, "upgradeSettings.maxSurge");
    if !matches!(fact.how, How::Written) && !matches!(fact.value.data, Data::Unknown(_)) {
        let unavailable = reader.value(pool, "upgradeSettings.maxUnavailable");
        let none = matches!(texts(&unavailable).as_deref(), Some([None | Some("0" | "0%")]));
        let is_spot = is_text(&reader.value(pool, "scaleSetPriority"), "Spot") != Some(false);
        if none && !is_spot {
            return of(DEFAULT_SURGE);
        }
        let is_azurerm = reader.planned.is_azurerm(pool);
        // azurerm sends "0" for the one that is not written.
        if is_azurerm && texts(&unavailable).is_some_and(|all| all.iter().all(Option::is_some)) && !none {
            return Bounds::ZERO;
        }
        return Bounds::ZERO.or(of(DEFAULT_SURGE));
    }
    let Some(all) = texts(&fact.value) else { return Bounds::ZERO.or(nodes) };
    let mut bounds: Option<Bounds> = None;
    for text in all {
        let one = match text.map(Surge::parse) {
            None => of(DEFAULT_SURGE),
            Some(Ok(surge)) => of(surge),
            Some(Err(text)) => {
                reader.invalid("maxSurge", text);
                Bounds::ZERO.or(nodes)
            }
        };
        bounds = Some(bounds.map_or(one, |bounds| bounds.or(one)));
    }
    bounds.unwrap_or(Bounds::ZERO)
}

impl Planned<'_> {
    /// Whether the azurerm provider reads the declaration.
    fn is_azurerm(&self, resource: ResourceId) -> bool {
        self.model.resource(resource).is_some_and(|resource| resource.type_name.starts_with("azurerm_"))
    }

    /// Whether it is the first pool of its cluster, written inside it: its subnet holds the private endpoint.
    pub(super) fn is_first_pool(&self, pool: ResourceId) -> bool {
        let path = self.model.resource(pool).and_then(|resource| resource.path.as_deref());
        path.is_some_and(|path| path == "default_node_pool" || path.ends_with("agentPoolProfiles[0]"))
    }

    /// The pool's name, else its address.
    pub(super) fn label(&self, resource: ResourceId) -> String {
        let name = self.kind(resource).property("name").map(|name| self.property(resource, name).value);
        match name.as_ref().and_then(Value::as_str) {
            Some(name) => name.rsplit('/').next().unwrap_or(name).to_owned(),
            None => self.model.resource(resource).map(|resource| resource.label()).unwrap_or_default(),
        }
    }
}
