//! The ranges of a cluster, and those around it.

use std::net::IpAddr;

use super::Planned;
use super::derived::{Derived, Reader};
use super::subnets::{cluster_ranges, ranges};
use crate::document::Value;
use crate::model::ResourceId;
use crate::planning::Range;
use crate::planning::overlap::{Place, Placed, overlapping};
use crate::planning::service::{Judgement, Role, dns_address_error, judge_place, reserved_overlaps};

/// The network that AKS makes when it is given none (AKS release notes 2022-02-24).
const MANAGED_NETWORK: &str = "10.224.0.0/12";

/// The most overlaps that a message names.
const NAMED: usize = 3;

/// A range with the words for it, and the reads it came from.
struct Found {
    placed: Placed,
    name: String,
    source: (ResourceId, &'static str),
}

/// All ranges that a cluster's must not share addresses with.
struct Surroundings {
    found: Vec<Found>,
    is_open: bool,
}

impl Surroundings {
    fn read(
        &mut self,
        reader: &mut Reader<'_, '_>,
        source: (ResourceId, &'static str),
        place: Place,
        name: impl Fn(Range) -> String,
    ) {
        let (ranges, is_open) = ranges(reader, source.0, source.1);
        self.take(ranges, is_open, source, place, name);
    }

    fn take(
        &mut self,
        ranges: Vec<Range>,
        is_open: bool,
        source: (ResourceId, &'static str),
        place: Place,
        name: impl Fn(Range) -> String,
    ) {
        self.is_open |= is_open;
        let placed = ranges.into_iter().map(|range| Placed { range, place });
        self.found.extend(placed.map(|placed| Found { placed, name: name(placed.range), source }));
    }
}

fn own_ranges(reader: &mut Reader<'_, '_>, cluster: ResourceId) -> Surroundings {
    let mut all = Surroundings { found: Vec::new(), is_open: false };
    for (of, place) in [("services", Place::Services), ("pods", Place::Pods)] {
        let (ranges, is_open, property) = cluster_ranges(reader, cluster, of);
        all.take(ranges, is_open, (cluster, property), place, |range| format!("the range of {of} {range}"));
    }
    all
}

/// The subnets and peered networks around the pools of a cluster.
fn surroundings(reader: &mut Reader<'_, '_>, cluster: ResourceId) -> Surroundings {
    let mut all = own_ranges(reader, cluster);
    let pools = reader.linked(cluster, "pools");
    all.is_open |= pools.open.is_some();
    let (mut subnets, mut networks) = (Vec::new(), Vec::new());
    let mut has_own_network = false;
    for pool in pools.resources {
        if reader.is_set(pool, "vnetSubnetID") != Some(false) {
            has_own_network = true;
            let linked = reader.linked(pool, "subnet");
            // An id that is written out leads out of the code; what lies around it is not known.
            all.is_open |= linked.open.is_some() || linked.resources.is_empty();
            if linked.open.is_none() && linked.resources.is_empty() {
                reader.value(pool, "vnetSubnetID");
            }
            for subnet in linked.resources {
                add(&mut subnets, subnet);
                let network = reader.linked(subnet, "virtualNetwork");
                all.is_open |= network.open.is_some();
                network.resources.into_iter().for_each(|network| add(&mut networks, network));
            }
        }
    }
    for network in networks {
        let inside = reader.linked(network, "subnets");
        all.is_open |= inside.open.is_some();
        inside.resources.into_iter().for_each(|subnet| add(&mut subnets, subnet));
        for peering in reader.planned.behind(network, "peerings") {
            for remote in reader.linked(peering, "remoteVirtualNetwork").resources {
                let name = reader.planned.label(remote);
                all.read(reader, (remote, "addressSpace.addressPrefixes"), Place::Remote, |range| {
                    format!("the peered network `{name}` {range}")
                });
            }
        }
    }
    for subnet in subnets {
        let name = reader.planned.label(subnet);
        all.read(reader, (subnet, "addressPrefixes"), Place::Subnet, |range| format!("the subnet `{name}` {range}"));
    }
    if !has_own_network
        && !all.is_open
        && let Ok(range) = Range::parse(MANAGED_NETWORK)
    {
        let placed = Placed { range, place: Place::Subnet };
        let name = format!("the network {range} that AKS makes");
        all.found.push(Found { placed, name, source: (cluster, "networkProfile.serviceCidr") });
    }
    all
}

fn add(list: &mut Vec<ResourceId>, one: ResourceId) {
    if !list.contains(&one) {
        list.push(one);
    }
}

pub(super) fn overlap(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let all = surroundings(&mut reader, cluster);
    let placed: Vec<Placed> = all.found.iter().map(|found| found.placed).collect();
    let is_own = |index: &usize| matches!(placed[*index].place, Place::Pods | Place::Services);
    let pairs: Vec<(usize, usize)> = overlapping(&placed).into_iter().filter(|(a, b)| is_own(a) || is_own(b)).collect();
    if !pairs.is_empty() {
        reader.forget();
        for index in pairs.iter().flat_map(|(a, b)| [*a, *b]) {
            let (resource, property) = all.found[index].source;
            reader.value(resource, property);
        }
        let named = pairs.iter().map(|(a, b)| format!("{} and {}", all.found[*a].name, all.found[*b].name));
        return reader.says(Value::string(joined(named)));
    }
    if all.is_open {
        return reader.unknown("not all ranges around the cluster are known");
    }
    reader.says(Value::null())
}

pub(super) fn reserved(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut all = own_ranges(&mut reader, cluster);
    for subnet in planned.subnets_of(cluster, "subnet") {
        let name = planned.label(subnet);
        all.read(&mut reader, (subnet, "addressPrefixes"), Place::Subnet, |range| {
            format!("the subnet `{name}` {range}")
        });
        for network in planned.behind(subnet, "virtualNetwork") {
            let name = planned.label(network);
            all.read(&mut reader, (network, "addressSpace.addressPrefixes"), Place::Network, |range| {
                format!("the network `{name}` {range}")
            });
        }
    }
    let wrong: Vec<(&Found, String)> = all.found.iter().filter_map(|found| Some((found, misplaced(found)?))).collect();
    if !wrong.is_empty() {
        reader.forget();
        for (found, _) in &wrong {
            reader.value(found.source.0, found.source.1);
        }
        return reader.says(Value::string(joined(wrong.into_iter().map(|(_, text)| text))));
    }
    if all.is_open {
        return reader.unknown("not all ranges of the cluster are known");
    }
    reader.says(Value::null())
}

/// Why a range may not lie where it does.
fn misplaced(found: &Found) -> Option<String> {
    let role = match found.placed.place {
        Place::Services => Role::Service,
        Place::Pods => Role::Pod,
        Place::Network | Place::Remote => Role::Network,
        Place::Subnet => Role::Subnet,
    };
    let range = found.placed.range;
    if judge_place(role, range) != Judgement::Invalid {
        return None;
    }
    let reserved = reserved_overlaps(role, range);
    Some(match reserved.as_slice() {
        [] => format!("{} lies outside the private networks", found.name),
        reserved => format!("{} shares addresses with {}", found.name, reserved.join(" and ")),
    })
}

pub(super) fn dns_error(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let (services, is_open) = ranges(&mut reader, cluster, "networkProfile.serviceCidr");
    let address = reader.value(cluster, "networkProfile.dnsServiceIP");
    let Some(text) = address.as_str() else {
        if address.is_null() && !is_open {
            return reader.says(Value::null());
        }
        return reader.unknown("the address is not known");
    };
    let Ok(address) = text.trim().parse::<IpAddr>() else {
        return reader.says(Value::string(format!("`{}` is no IP address", clipped(text))));
    };
    match services.first() {
        Some(range) => {
            let error = dns_address_error(*range, address).map_or_else(Value::null, Value::string);
            reader.says(error)
        }
        None if is_open => reader.unknown("the range of services is not known"),
        None => reader.says(Value::null()),
    }
}

/// The parts in one sentence, not too many of them.
fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.collect();
    let more = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    parts.join("; ")
}

fn clipped(text: &str) -> String {
    text.chars().take(60).collect()
}
