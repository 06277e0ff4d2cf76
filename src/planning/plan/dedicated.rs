//! Subnets that belong to one service: the API server of clusters, application gateways.

use super::Planned;
use super::derived::{Derived, Reader};
use super::numbers::{count, is_text};
use super::places::{Of, Place, place};
use super::ranges::joined;
use super::subnets::ranges;
use crate::document::{Data, Value};
use crate::model::ResourceId;
use crate::planning::dedicated::{
    API_SERVER_ADDRESSES, API_SERVER_DELEGATION, API_SERVER_PREFIX, Service, api_server_prefix,
    application_gateway as gateway_addresses, takes_api_servers,
};
use crate::planning::{Bounds, RESERVED_ADDRESSES};

/// The most instances of a gateway that scales by itself and says no more (Azure documentation,
/// application-gateway-autoscaling-zone-redundant).
const SCALED_INSTANCES: u64 = 10;

/// Texts about what is wrong, with the facts that say so.
#[derive(Default)]
struct Wrong(Vec<(Option<(ResourceId, &'static str)>, String)>);

impl Wrong {
    fn add(&mut self, source: Option<(ResourceId, &'static str)>, text: String) {
        self.0.push((source, text));
    }

    fn answer(self, mut reader: Reader<'_, '_>, is_open: bool, unknown: &str) -> Derived {
        if !self.0.is_empty() {
            reader.forget();
            for (resource, property) in self.0.iter().filter_map(|(source, _)| *source) {
                reader.point(resource, property);
            }
            return reader.says(Value::string(joined(self.0.into_iter().map(|(_, text)| text))));
        }
        if is_open { reader.unknown(unknown) } else { reader.says(Value::null()) }
    }
}

/// Why the subnet of a cluster's API server does not serve.
pub(super) fn api_server(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    if reader.is_set(cluster, "apiServerAccessProfile.subnetId") == Some(false) {
        return reader.says(Value::null());
    }
    let linked = reader.linked(cluster, "apiServerSubnet");
    let ([subnet], None) = (&linked.resources[..], &linked.open) else {
        reader.value(cluster, "apiServerAccessProfile.subnetId");
        reader.invalid("subnetId", "the subnet is not declared in the scanned code".to_owned());
        return reader.unknown("the subnet is not declared in the scanned code");
    };
    let (subnet, mut wrong) = (planned.declaration(*subnet), Wrong::default());
    let label = planned.label(subnet);
    let mut is_open = size_of_api_servers(&mut reader, subnet, &label, &mut wrong);
    is_open |= delegation(&mut reader, subnet, &label, API_SERVER_DELEGATION, &mut wrong);
    let pools = reader.linked(subnet, "pools");
    is_open |= pools.open.is_some();
    for pool in pools.resources.iter().take(1) {
        let text = format!("`{label}` holds the nodes of `{}` as well", planned.label(*pool));
        wrong.add(Some((*pool, "vnetSubnetID")), text);
    }
    is_open |= other_network(&mut reader, cluster, subnet, &label, &mut wrong);
    wrong.answer(reader, is_open, "not everything about the subnet is known")
}

/// Nine addresses for each cluster, and a /28 in any case.
fn size_of_api_servers(reader: &mut Reader<'_, '_>, subnet: ResourceId, label: &str, wrong: &mut Wrong) -> bool {
    let (ranges, is_open) = ranges(reader, subnet, "addressPrefixes");
    let clusters = reader.linked(subnet, "apiServerClusters");
    let number = u64::try_from(clusters.resources.len()).unwrap_or(u64::MAX).max(1);
    let Some(range) = ranges.iter().filter(|range| range.is_v4()).min_by_key(|range| range.prefix()) else {
        return true;
    };
    if takes_api_servers(range.prefix(), number) {
        // Other clusters may stand in it too.
        return is_open || clusters.open.is_some();
    }
    if is_open {
        return true;
    }
    let usable = range.addresses().saturating_sub(RESERVED_ADDRESSES);
    let needed = number.saturating_mul(API_SERVER_ADDRESSES);
    let room = api_server_prefix(number).unwrap_or(API_SERVER_PREFIX);
    let text = format!(
        "`{label}` {range} has {usable} usable addresses, and {number} {} {API_SERVER_ADDRESSES} each = {needed}; a /{room} \
         has room",
        if number == 1 { "cluster takes" } else { "clusters take" }
    );
    wrong.add(Some((subnet, "addressPrefixes")), text);
    false
}

/// Whether a subnet is delegated to a service.
fn delegation(reader: &mut Reader<'_, '_>, subnet: ResourceId, label: &str, service: &str, wrong: &mut Wrong) -> bool {
    let value = reader.value(subnet, "delegations");
    let delegated = |item: &Value| {
        let name = item.as_object().and_then(|object| object.get("serviceName"));
        name.map_or(Some(false), |name| is_text(&name.value, service))
    };
    let (answers, is_open): (Vec<Option<bool>>, bool) = match &value.data {
        Data::Null => (Vec::new(), false),
        Data::List(list) => (list.items.iter().map(delegated).collect(), list.open.is_some()),
        _ => (Vec::new(), true),
    };
    if answers.contains(&Some(true)) {
        return false;
    }
    if is_open || answers.contains(&None) {
        return true;
    }
    wrong.add(Some((subnet, "delegations")), format!("`{label}` is not delegated to {service}"));
    false
}

/// Nodes and API server lie in the same network.
fn other_network(
    reader: &mut Reader<'_, '_>,
    cluster: ResourceId,
    subnet: ResourceId,
    label: &str,
    wrong: &mut Wrong,
) -> bool {
    let network = |reader: &mut Reader<'_, '_>, subnet: ResourceId| {
        let linked = reader.linked(subnet, "virtualNetwork");
        match (&linked.resources[..], &linked.open) {
            ([network], None) => Some(reader.planned.declaration(*network)),
            _ => None,
        }
    };
    let own = network(reader, subnet);
    let mut is_open = false;
    for pool in reader.linked(cluster, "pools").resources {
        let Place::Declared(nodes) = place(reader, pool, Of::Nodes) else { continue };
        let nodes = reader.planned.declaration(nodes);
        let (Some(own), Some(other)) = (own, network(reader, nodes)) else {
            is_open = true;
            continue;
        };
        if own == other {
            continue;
        }
        // Two that are only read may be one.
        if !reader.planned.is_judged(own) || !reader.planned.is_judged(other) {
            is_open = true;
            continue;
        }
        let (one, other) = (reader.planned.label(own), reader.planned.label(other));
        let text = format!("`{label}` lies in the network `{one}`, and nodes lie in `{other}`");
        wrong.add(Some((cluster, "apiServerAccessProfile.subnetId")), text);
        return false;
    }
    is_open
}

/// Why the subnet of an application gateway does not serve.
pub(super) fn application_gateway(planned: &Planned<'_>, gateway: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let linked = reader.linked(gateway, "subnet");
    let ([subnet], None) = (&linked.resources[..], &linked.open) else {
        reader.value(gateway, "gatewayIPConfigurations.subnet.id");
        reader.invalid("subnet", "the subnet is not declared in the scanned code".to_owned());
        return reader.unknown("the subnet is not declared in the scanned code");
    };
    let (subnet, mut wrong) = (*subnet, Wrong::default());
    let label = planned.label(subnet);
    let (ranges, mut is_open) = ranges(&mut reader, subnet, "addressPrefixes");
    let (mut needed, mut parts) = (Bounds::ZERO, Vec::new());
    let gateways = reader.linked(subnet, "applicationGateways");
    for one in &gateways.resources {
        let instances = instances(&mut reader, *one);
        let frontends = private_frontends(&mut reader, *one);
        needed = needed.plus(instances).plus(frontends);
        parts.push(format!(
            "`{}` {} instances + {} private front ends",
            planned.label(*one),
            said(instances),
            said(frontends)
        ));
    }
    let range = ranges.iter().filter(|range| range.is_v4()).min_by_key(|range| range.prefix());
    match range {
        Some(range) if !is_open => {
            let (least, room) = gateway_addresses(needed.least, 0);
            if least > range.addresses() {
                let room = room.map(|room| format!("; a /{room} has room")).unwrap_or_default();
                let text = format!(
                    "`{label}` {range} has {} addresses, of which Azure keeps {RESERVED_ADDRESSES}, and the gateways take {}: \
                     {}{room}",
                    range.addresses(),
                    said(needed),
                    parts.join(", ")
                );
                wrong.add(Some((subnet, "addressPrefixes")), text);
            } else {
                let most = needed.most.map(|most| gateway_addresses(most, 0).0);
                is_open |= most.is_none_or(|most| most > range.addresses()) || gateways.open.is_some();
            }
        }
        _ => is_open = true,
    }
    for (link, property) in [("pools", "vnetSubnetID"), ("podPools", "podSubnetID")] {
        let pools = reader.linked(subnet, link);
        is_open |= pools.open.is_some();
        for pool in pools.resources.iter().take(1) {
            let text =
                format!("`{label}` holds the pool `{}` as well, and must hold gateways alone", planned.label(*pool));
            wrong.add(Some((*pool, property)), text);
        }
    }
    wrong.answer(reader, is_open, "not everything about the subnet is known")
}

/// The instances of a gateway at its largest.
fn instances(reader: &mut Reader<'_, '_>, gateway: ResourceId) -> Bounds {
    let is_v1 = matches!(
        reader.planned.peek(gateway, "sku.tier").as_str(),
        Some(tier) if tier.eq_ignore_ascii_case("Standard") || tier.eq_ignore_ascii_case("WAF")
    );
    let service = if is_v1 { Service::ApplicationGatewayV1 } else { Service::ApplicationGateway };
    let limit = Bounds::between(1, service.most_instances().unwrap_or(u64::MAX));
    let known = |reader: &mut Reader<'_, '_>, property: &str| match count(&reader.value(gateway, property)) {
        Ok(Some(bounds)) if bounds.most.is_some() => Some(bounds),
        Ok(None) => None,
        _ => Some(limit),
    };
    let scaled = reader.planned.peek(gateway, "autoscaleConfiguration");
    match &scaled.data {
        Data::Null => known(reader, "sku.capacity").unwrap_or(Bounds::between(1, 2)),
        Data::Object(_) => {
            known(reader, "autoscaleConfiguration.maxCapacity").unwrap_or(Bounds::exactly(SCALED_INSTANCES))
        }
        _ => limit,
    }
}

/// Its front ends with an address of the subnet.
fn private_frontends(reader: &mut Reader<'_, '_>, gateway: ResourceId) -> Bounds {
    let value = reader.value(gateway, "frontendIPConfigurations");
    let Data::List(list) = &value.data else {
        return if value.is_null() { Bounds::ZERO } else { Bounds::between(0, 1) };
    };
    let mut sum = Bounds::ZERO;
    for item in &list.items {
        let subnet = item.as_object().and_then(|object| object.get("subnet.id"));
        sum = sum.plus(match subnet.map(|subnet| subnet.value.is_null()) {
            None | Some(true) => Bounds::ZERO,
            Some(false) if subnet.is_some_and(|subnet| subnet.value.is_certainly_set()) => Bounds::exactly(1),
            Some(false) => Bounds::between(0, 1),
        });
    }
    // A gateway has one private front end at most.
    let most = if list.open.is_some() { Some(1) } else { sum.most.map(|most| most.min(1)) };
    Bounds { least: sum.least.min(1), most }
}

fn said(bounds: Bounds) -> String {
    super::sentences::say(bounds)
}
