//! One subnet: what it has, and what the pools in it take.

use super::Planned;
use super::derived::{Derived, Reader};
use super::numbers::{is_text, truth};
use super::places::Demand;
use super::pools::{cluster_of, max_pods, models};
use crate::document::{Data, Value};
use crate::model::{Facts, How, Linked, ResourceId};
use crate::planning::network_model::{BATCH, addresses_in_use, blocks, static_blocks, usable_blocks};
use crate::planning::{Bounds, NetworkModel, RESERVED_ADDRESSES, Range};

/// The IPv4 ranges a list of texts holds, and whether there may be others.
pub(super) fn ranges(reader: &mut Reader<'_, '_>, resource: ResourceId, name: &str) -> (Vec<Range>, bool) {
    // What the code reads by name it may declare somewhere else.
    let value = reader.value(reader.planned.declaration(resource), name);
    let mut found = Vec::new();
    let is_open = collect(reader, &value, &mut found);
    (found, is_open)
}

/// The pools in a subnet, those of its declaration elsewhere too.
pub(super) fn pools_in(reader: &mut Reader<'_, '_>, subnet: ResourceId, link: &str) -> Linked {
    let mut pools = reader.linked(subnet, link);
    if let Some(declaration) = reader.planned.elsewhere(subnet) {
        let others = reader.linked(declaration, link);
        pools.resources.extend(others.resources);
        pools.open = pools.open.or(others.open);
    }
    pools
}

/// The ranges of a cluster's services or pods: `networkProfile.podCidr`, or the list of the same name where that is
/// written; and which of the two it is.
pub(super) fn cluster_ranges(
    reader: &mut Reader<'_, '_>,
    cluster: ResourceId,
    name: &str,
) -> (Vec<Range>, bool, &'static str) {
    let (one, list) = match name {
        "pods" => ("networkProfile.podCidr", "networkProfile.podCidrs"),
        _ => ("networkProfile.serviceCidr", "networkProfile.serviceCidrs"),
    };
    let chosen = if reader.planned.is_written(cluster, list) { list } else { one };
    let (found, is_open) = ranges(reader, cluster, chosen);
    (found, is_open, chosen)
}

fn collect(reader: &mut Reader<'_, '_>, value: &Value, found: &mut Vec<Range>) -> bool {
    match &value.data {
        Data::Null => false,
        Data::String(text) => match Range::parse(text) {
            Ok(range) => {
                found.push(range);
                false
            }
            Err(text) => {
                reader.invalid("address range", text);
                true
            }
        },
        Data::List(list) => {
            let mut is_open = list.open.is_some();
            for item in &list.items {
                is_open |= collect(reader, item, found);
            }
            is_open
        }
        _ => true,
    }
}

/// What each IPv4 range of a subnet adds up to.
fn sum_of_ranges(planned: &Planned<'_>, subnet: ResourceId, of: impl Fn(Range) -> Bounds) -> Derived {
    let mut reader = Reader::new(planned);
    let declaration = planned.declaration(subnet);
    let (ranges, is_open) = ranges(&mut reader, declaration, "addressPrefixes");
    let mut sum = Bounds::ZERO;
    for range in ranges.into_iter().filter(|range| range.is_v4()) {
        sum = sum.plus(of(range));
    }
    if (is_open || sum == Bounds::ZERO)
        && let Some((_, known)) = planned.known_subnet(subnet)
    {
        let ranges = known.ranges.iter().filter(|range| range.is_v4());
        let sum = ranges.fold(Bounds::ZERO, |sum, range| sum.plus(of(*range)));
        return Reader::new(planned).count(sum);
    }
    // A subnet without ranges gets them from a pool of addresses, or from somewhere else than this code.
    if is_open || sum == Bounds::ZERO {
        let pool = planned.peek(declaration, "ipamPoolPrefixAllocations");
        reader.point(declaration, "addressPrefixes");
        let text = match pool.is_null() {
            true => "the range of the subnet is not in the scanned code",
            false => "the subnet takes its range from a pool of addresses",
        };
        reader.invalid("addressPrefixes", text.to_owned());
        sum.most = None;
    }
    reader.count(sum)
}

pub(super) fn usable(planned: &Planned<'_>, subnet: ResourceId) -> Derived {
    sum_of_ranges(planned, subnet, |range| Bounds::exactly(range.addresses().saturating_sub(RESERVED_ADDRESSES)))
}

pub(super) fn usable_for_pods(planned: &Planned<'_>, subnet: ResourceId) -> Derived {
    let pools = planned.behind(subnet, "podPools");
    let is_static = |pool: &ResourceId| is_text(&planned.peek(*pool, "podIPAllocationMode"), "StaticBlock");
    // One allocation mode for each subnet.
    if pools.iter().all(|pool| is_static(pool) == Some(false)) {
        return usable(planned, subnet);
    }
    let blocks = sum_of_ranges(planned, subnet, |range| {
        let certain = usable_blocks(range.prefix()).saturating_mul(BATCH);
        Bounds::between(certain, blocks(range.prefix(), 28).saturating_mul(BATCH))
    });
    let mut reader = Reader::new(planned);
    reader.adopt(&blocks);
    for pool in &pools {
        reader.value(*pool, "podIPAllocationMode");
    }
    let is_certain = pools.iter().all(|pool| is_static(pool) == Some(true));
    let bounds = if is_certain { blocks.bounds() } else { blocks.bounds().or(usable(planned, subnet).bounds()) };
    reader.count(bounds)
}

/// The addresses the nodes in a subnet take, with or without the extra ones of an upgrade.
pub(super) fn required(planned: &Planned<'_>, subnet: ResourceId, is_upgrading: bool) -> Derived {
    let mut reader = Reader::new(planned);
    let pools = pools_in(&mut reader, subnet, "pools");
    let mut sum = Bounds::exactly(planned.used_by_others(subnet));
    for pool in &pools.resources {
        let (taken, _) = node_addresses(&mut reader, *pool, is_upgrading);
        sum = sum.plus(if is_only_there(&mut reader, *pool, "subnet") { taken } else { Bounds::ZERO.or(taken) });
        let endpoint = private_endpoint(&mut reader, *pool);
        sum = sum.plus(endpoint);
    }
    if pools.open.is_some() || is_provisioned(&mut reader, &pools.resources) {
        sum.most = None;
    }
    reader.count(sum)
}

/// The addresses of a pool's nodes in their subnet, and those of one node.
pub(super) fn node_addresses(reader: &mut Reader<'_, '_>, pool: ResourceId, is_upgrading: bool) -> (Bounds, Bounds) {
    let mut nodes = reader.derived(pool, "maximumNodes").bounds();
    if is_upgrading {
        nodes = nodes.plus(reader.derived(pool, "surgeNodes").bounds());
    }
    let per_node = addresses_per_node(reader, pool);
    (nodes.times(per_node), per_node)
}

/// The addresses of the node subnet that one node takes.
pub(super) fn addresses_per_node(reader: &mut Reader<'_, '_>, pool: ResourceId) -> Bounds {
    let models = models(reader, pool);
    let is_flat = |model: &NetworkModel| *model == NetworkModel::NodeSubnet;
    if !models.iter().any(is_flat) {
        return Bounds::exactly(1);
    }
    let flat = max_pods(reader, pool, NetworkModel::NodeSubnet)
        .map(|pods| NetworkModel::NodeSubnet.node_subnet_addresses(pods));
    if models.iter().all(is_flat) { flat } else { flat.or(Bounds::exactly(1)) }
}

/// Whether the link of a pool leads to one subnet alone.
fn is_only_there(reader: &mut Reader<'_, '_>, pool: ResourceId, link: &str) -> bool {
    reader.linked(pool, link).resources.len() == 1
}

/// The private endpoint of a private cluster: one address in the subnet of the first pool, unless the API server stands
/// in the network itself.
pub(super) fn private_endpoint(reader: &mut Reader<'_, '_>, pool: ResourceId) -> Bounds {
    if !reader.planned.is_first_pool(pool) {
        return Bounds::ZERO;
    }
    let Some(cluster) = cluster_of(reader, pool) else { return Bounds::between(0, 1) };
    let is_private = truth(&reader.planned.peek(cluster, "apiServerAccessProfile.enablePrivateCluster"));
    if is_private == Some(false) {
        return Bounds::ZERO;
    }
    reader.value(cluster, "apiServerAccessProfile.enablePrivateCluster");
    let is_integrated = truth(&reader.planned.peek(cluster, "apiServerAccessProfile.enableVnetIntegration"));
    match (is_private, is_integrated) {
        (_, Some(true)) => Bounds::ZERO,
        (Some(true), Some(false)) => Bounds::exactly(1),
        _ => {
            reader.value(cluster, "apiServerAccessProfile.enableVnetIntegration");
            Bounds::between(0, 1)
        }
    }
}

/// Whether AKS itself may add nodes.
pub(super) fn is_provisioned(reader: &mut Reader<'_, '_>, pools: &[ResourceId]) -> bool {
    let mut is_provisioned = false;
    let mut seen = Vec::new();
    for pool in pools {
        let Some(cluster) = cluster_of(reader, *pool).filter(|cluster| !seen.contains(cluster)) else { continue };
        seen.push(cluster);
        is_provisioned |= adds_nodes(reader, cluster);
    }
    is_provisioned
}

/// Whether AKS makes nodes for a cluster by itself (node auto-provisioning).
pub(super) fn adds_nodes(reader: &mut Reader<'_, '_>, cluster: ResourceId) -> bool {
    let mode = reader.planned.peek(cluster, "nodeProvisioningProfile.mode");
    if is_text(&mode, "Auto") == Some(false) {
        return false;
    }
    reader.value(cluster, "nodeProvisioningProfile.mode");
    if is_text(&mode, "Auto") == Some(true) {
        reader.invalid("node auto-provisioning", "AKS makes as many nodes as pods need".to_owned());
    }
    true
}

/// The addresses that nodes with pods in a subnet hold.
pub(super) fn required_for_pods(planned: &Planned<'_>, subnet: ResourceId, demand: Demand) -> Derived {
    let mut reader = Reader::new(planned);
    let pools = pools_in(&mut reader, subnet, "podPools");
    let mut sum = Bounds::exactly(planned.used_by_others(subnet));
    for pool in &pools.resources {
        let taken = pod_addresses(&mut reader, *pool, demand);
        sum = sum.plus(if is_only_there(&mut reader, *pool, "podSubnet") { taken } else { Bounds::ZERO.or(taken) });
    }
    if pools.open.is_some() || is_provisioned(&mut reader, &pools.resources) {
        sum.most = None;
    }
    reader.count(sum)
}

/// The addresses of the pod subnet that the nodes of one pool hold.
pub(super) fn pod_addresses(reader: &mut Reader<'_, '_>, pool: ResourceId, demand: Demand) -> Bounds {
    let mut nodes = reader.derived(pool, "maximumNodes").bounds();
    if demand != Demand::Accepted {
        nodes = nodes.plus(reader.derived(pool, "surgeNodes").bounds());
    }
    nodes.times(pod_addresses_per_node(reader, pool, demand == Demand::Full))
}

/// The addresses of the pod subnet that one node holds.
pub(super) fn pod_addresses_per_node(reader: &mut Reader<'_, '_>, pool: ResourceId, is_full: bool) -> Bounds {
    let models = models(reader, pool);
    let mut bounds: Option<Bounds> = None;
    for model in models {
        let one = match model {
            NetworkModel::PodSubnetDynamic if is_full => max_pods(reader, pool, model).map(addresses_in_use),
            NetworkModel::PodSubnetDynamic => Bounds::exactly(BATCH),
            NetworkModel::PodSubnetStatic => max_pods(reader, pool, model).map(|pods| static_blocks(pods) * BATCH),
            _ => Bounds::ZERO,
        };
        bounds = Some(bounds.map_or(one, |bounds| bounds.or(one)));
    }
    bounds.unwrap_or(Bounds::ZERO)
}

impl Planned<'_> {
    /// Whether somebody wrote the list itself; one that only repeats the single range counts as that.
    fn is_written(&self, resource: ResourceId, name: &str) -> bool {
        let property = self.kind(resource).property(name);
        property.is_some_and(|property| matches!(self.property(resource, property).how, How::Written))
    }

    /// Addresses of a subnet that are taken by what is not in the code, as facts from outside tell.
    pub(in crate::planning) fn used_by_others(&self, subnet: ResourceId) -> u64 {
        self.known_subnet(subnet).map_or(0, |(_, known)| known.used)
    }

    /// A property that is only evidence if it matters.
    pub(super) fn peek(&self, resource: ResourceId, name: &str) -> Value {
        let property = self.kind(resource).property(name);
        property.map_or_else(Value::null, |property| self.property(resource, property).value)
    }
}
