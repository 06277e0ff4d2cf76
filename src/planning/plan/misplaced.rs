//! Ranges that lie where AKS does not take or not support them, and the address of the DNS service.

use super::Planned;
use super::derived::{Derived, Reader};
use super::ranges::{Found, Surroundings, address, clipped, joined, own_ranges};
use super::subnets::cluster_ranges;
use crate::document::Value;
use crate::model::ResourceId;
use crate::planning::overlap::Place;
use crate::planning::service::{
    FORBIDDEN_IN_NETWORKS, Judgement, Role, dns_address_error, judge_place, reserved_overlaps,
};

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
    answer(reader, &all, misplaced)
}

/// Ranges of pods in public space, which works and is not supported.
pub(super) fn public(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut all = own_ranges(&mut reader, cluster);
    all.found.retain(|found| found.place == Place::Pods);
    answer(reader, &all, |found| {
        let is_public = judge_place(Role::Pod, found.range) == Judgement::Warn;
        is_public.then(|| format!("{} lies outside the private networks", found.name))
    })
}

fn answer(mut reader: Reader<'_, '_>, all: &Surroundings, why: impl Fn(&Found) -> Option<String>) -> Derived {
    let wrong: Vec<(&Found, String)> = all.found.iter().filter_map(|found| Some((found, why(found)?))).collect();
    if !wrong.is_empty() {
        reader.forget();
        for (found, _) in &wrong {
            if let Some((resource, property)) = found.source {
                reader.value(resource, property);
            }
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
    let role = match found.place {
        Place::Services => Role::Service,
        Place::Pods => Role::Pod,
        Place::Network | Place::Remote => Role::Network,
        Place::Subnet => Role::Subnet,
    };
    if judge_place(role, found.range) != Judgement::Invalid {
        return None;
    }
    let mut reserved = reserved_overlaps(role, found.range);
    if matches!(role, Role::Network | Role::Subnet) {
        // What no network may have is said about the network itself.
        reserved.retain(|range| !FORBIDDEN_IN_NETWORKS.contains(range));
        if reserved.is_empty() {
            return None;
        }
    }
    Some(match reserved.as_slice() {
        [] => format!("{} lies outside the private networks", found.name),
        reserved => format!("{} shares addresses with {}", found.name, reserved.join(" and ")),
    })
}

pub(super) fn dns_error(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let (services, is_open, _) = cluster_ranges(&mut reader, cluster, "services");
    let written = reader.value(cluster, "networkProfile.dnsServiceIP");
    let Some(text) = written.as_str() else {
        if written.is_null() && !is_open {
            return reader.says(Value::null());
        }
        return reader.unknown("the address is not known");
    };
    let Some(address) = address(text) else {
        return reader.says(Value::string(format!("`{}` is no IP address", clipped(text))));
    };
    // With two families it is an address of either range.
    let errors: Option<Vec<String>> = services.iter().map(|range| dns_address_error(*range, address)).collect();
    match errors {
        Some(errors) if !errors.is_empty() && !is_open => {
            let same = services.iter().position(|range| range.is_v4() == address.is_ipv4()).unwrap_or_default();
            reader.says(Value::string(errors[same].clone()))
        }
        _ if is_open => reader.unknown("the range of services is not known"),
        _ => reader.says(Value::null()),
    }
}
