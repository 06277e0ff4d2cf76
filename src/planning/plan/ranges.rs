//! The ranges of a cluster, and those around it.
//!
//! Knows: which ranges a cluster's own must keep clear of, and naming those that it does not. Does not know: where a
//! range may lie at all.

use std::net::IpAddr;

use rustc_hash::FxHashSet;

use super::Planned;
use super::derived::{Derived, Reader};
use super::places::{Of, Place as Where, known, place};
use super::subnets::{cluster_ranges, ranges};
use crate::document::Value;
use crate::model::{Facts, How, ResourceId};
use crate::planning::Range;
use crate::planning::facts::{FactPlace, KnownNetwork};
use crate::planning::overlap::{Place, may_share};

/// The network that AKS makes when it is given none (AKS release notes 2022-02-24).
const MANAGED_NETWORK: &str = "10.224.0.0/12";

/// The most ranges that a message names.
pub(super) const NAMED: usize = 3;

/// A range with the words for it, and the read it came from, where it is one of the code.
pub(super) struct Found {
    pub range: Range,
    pub place: Place,
    pub name: String,
    pub source: Option<(ResourceId, &'static str)>,
}

/// All ranges that a cluster's must not share addresses with.
pub(super) struct Surroundings {
    pub found: Vec<Found>,
    pub is_open: bool,
}

impl Surroundings {
    pub fn read(
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
        let found = ranges.into_iter().map(|range| Found { range, place, name: name(range), source: Some(source) });
        self.found.extend(found);
    }

    fn tell(&mut self, range: Range, place: Place, what: &str, fact: &FactPlace) {
        let name = format!("{what} {range} ({fact})");
        self.found.push(Found { range, place, name, source: None });
    }
}

/// The ranges of a cluster's services and pods; a default is said to be one.
pub(super) fn own_ranges(reader: &mut Reader<'_, '_>, cluster: ResourceId) -> Surroundings {
    let mut all = Surroundings { found: Vec::new(), is_open: false };
    for (of, place) in [("services", Place::Services), ("pods", Place::Pods)] {
        let (ranges, is_open, property) = cluster_ranges(reader, cluster, of);
        let is_silent = matches!(reader.fact(cluster, property).how, How::Silent(_));
        let default = if is_silent { " (the default: nobody wrote it)" } else { "" };
        all.take(ranges, is_open, (cluster, property), place, |range| format!("the range of {of} {range}{default}"));
    }
    all
}

/// The subnets and peered networks around the pools of a cluster.
pub(super) fn surroundings(reader: &mut Reader<'_, '_>, cluster: ResourceId) -> Surroundings {
    let mut all = own_ranges(reader, cluster);
    let pools = reader.linked(cluster, "pools");
    all.is_open |= pools.open.is_some();
    let (mut subnets, mut networks, mut told) = (Vec::new(), Vec::new(), Vec::new());
    let mut has_own_network = false;
    for pool in pools.resources {
        for of in [Of::Nodes, Of::Pods] {
            let at = place(reader, pool, of);
            has_own_network |= at != Where::Unset;
            let known = known(reader.planned, &at).map(|(network, _)| network);
            // An id that is written out leads out of the code; what lies around it is not known.
            all.is_open |= known.is_none() && matches!(at, Where::Written(_) | Where::Unknown);
            told.extend(known);
            if let Where::Declared(subnet) = at {
                let subnet = reader.planned.declaration(subnet);
                subnets.push(subnet);
                let network = reader.linked(subnet, "virtualNetwork");
                all.is_open |= network.open.is_some() && known.is_none();
                let declaration = |network| reader.planned.declaration(network);
                network.resources.into_iter().map(declaration).for_each(|network| add(&mut networks, network));
            }
        }
    }
    for network in networks {
        around(reader, network, &mut all, &mut subnets);
    }
    let mut seen = FxHashSet::default();
    subnets.retain(|subnet| seen.insert(*subnet));
    for subnet in subnets {
        let name = reader.planned.label(subnet);
        // What facts tell of a subnet that is only read stands with its network.
        if reader.planned.known_subnet(subnet).is_none() {
            let source = (subnet, "addressPrefixes");
            let matched = match reader.planned.stand_together(cluster, subnet) {
                true => String::new(),
                false => reader.planned.matched(cluster, subnet),
            };
            all.read(reader, source, Place::Subnet, |range| format!("the subnet `{name}` {range}{matched}"));
        }
    }
    outside(reader.planned, &told, &mut all);
    if !has_own_network
        && !all.is_open
        && let Ok(range) = Range::parse(MANAGED_NETWORK)
    {
        let name = format!("the network {range} that AKS makes");
        all.found.push(Found { range, place: Place::Subnet, name, source: None });
    }
    all
}

/// A network of the code: its space, its subnets, what it is peered with.
fn around(reader: &mut Reader<'_, '_>, network: ResourceId, all: &mut Surroundings, subnets: &mut Vec<ResourceId>) {
    let inside = reader.linked(network, "subnets");
    all.is_open |= inside.open.is_some();
    subnets.extend(inside.resources);
    let name = reader.planned.label(network);
    // The space alone decides nothing about overlaps, so that it is not known leaves nothing open.
    let mut space = Reader::new(reader.planned);
    let (ranges, _) = ranges(&mut space, network, "addressSpace.addressPrefixes");
    let source = (network, "addressSpace.addressPrefixes");
    all.take(ranges, false, source, Place::Network, |range| format!("the network `{name}` {range}"));
    for peering in reader.planned.behind(network, "peerings") {
        let remotes = reader.linked(peering, "remoteVirtualNetwork");
        for remote in remotes.resources {
            let remote = reader.planned.declaration(remote);
            let name = reader.planned.label(remote);
            all.read(reader, (remote, "addressSpace.addressPrefixes"), Place::Remote, |range| {
                format!("the peered network `{name}` {range}")
            });
        }
    }
}

/// What facts tell: the cluster's own networks, and ranges that are taken elsewhere.
fn outside(planned: &Planned<'_>, own: &[&KnownNetwork], all: &mut Surroundings) {
    let mut seen: Vec<&KnownNetwork> = Vec::new();
    for network in own {
        if seen.iter().any(|other| std::ptr::eq(*other, *network)) {
            continue;
        }
        seen.push(network);
        for range in &network.ranges {
            all.tell(*range, Place::Network, &format!("the network `{}`", network.name), &network.place);
        }
        for subnet in &network.subnets {
            for range in &subnet.ranges {
                all.tell(*range, Place::Subnet, &format!("the subnet `{}`", subnet.name), &subnet.place);
            }
        }
    }
    for known in planned.facts().ranges() {
        all.tell(known.range, Place::Remote, &format!("the range `{}`", known.name), &known.place);
    }
}

pub(super) fn add(list: &mut Vec<ResourceId>, one: ResourceId) {
    if !list.contains(&one) {
        list.push(one);
    }
}

/// The ranges that are a cluster's own, and the others.
fn is_own(found: &Found) -> bool {
    matches!(found.place, Place::Pods | Place::Services)
}

/// The subnets around a cluster that lie where facts from outside say that others are. There are few such facts.
fn subnets_taken(all: &Surroundings) -> Vec<(&Found, &Found)> {
    let told: Vec<&Found> = all.found.iter().filter(|one| one.place == Place::Remote && one.source.is_none()).collect();
    let subnets = all.found.iter().filter(|one| one.place == Place::Subnet && one.source.is_some());
    let taken = |subnet: &Found| told.iter().find(|told| told.range.overlaps(subnet.range)).copied();
    subnets.filter_map(|subnet| Some((subnet, taken(subnet)?))).collect()
}

/// What of its surroundings a range of a cluster's own collides with. There are at most four of a cluster's own, so that
/// this is one walk over the others.
fn collisions(all: &Surroundings, is_bad: impl Fn(&Found, &Found) -> bool) -> Vec<(&Found, &Found)> {
    let mut pairs = Vec::new();
    for (at, one) in all.found.iter().enumerate().filter(|(_, found)| is_own(found)) {
        let others = all.found.iter().enumerate().filter(|(other, found)| !is_own(found) || *other > at);
        pairs.extend(others.filter(|(_, other)| is_bad(one, other)).map(|(_, other)| (one, other)));
    }
    pairs
}

fn collide(one: &Found, other: &Found) -> bool {
    // Inside the space of the network, but in none of its subnets, AKS allows it.
    other.place != Place::Network && !may_share(one.place, other.place) && one.range.overlaps(other.range)
}

/// What an answer says about these pairs, resting on nothing else.
fn say(mut reader: Reader<'_, '_>, pairs: &[(&Found, &Found)]) -> Derived {
    reader.forget();
    for found in pairs.iter().flat_map(|(one, other)| [*one, *other]) {
        if let Some((resource, property)) = found.source {
            reader.value(resource, property);
        }
    }
    let named = pairs.iter().map(|(one, other)| format!("{} and {}", one.name, other.name));
    reader.says(Value::string(joined(named)))
}

pub(super) fn overlap(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let all = surroundings(&mut reader, cluster);
    let mut pairs = collisions(&all, collide);
    pairs.extend(subnets_taken(&all));
    if !pairs.is_empty() {
        return say(reader, &pairs);
    }
    if all.is_open {
        return reader.unknown("not all ranges around the cluster are known");
    }
    reader.says(Value::null())
}

/// Ranges of the cluster inside the space of its network, where no subnet lies yet.
pub(super) fn in_network(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let all = surroundings(&mut reader, cluster);
    let taken: Vec<&Found> = collisions(&all, collide).into_iter().map(|(one, _)| one).collect();
    let is_taken = |found: &Found| taken.iter().any(|other| std::ptr::eq(*other, found));
    let mut pairs = collisions(&all, |one, other| other.place == Place::Network && one.range.overlaps(other.range));
    pairs.retain(|(one, _)| !is_taken(one));
    if !pairs.is_empty() {
        return say(reader, &pairs);
    }
    reader.forget();
    // Whether a subnet lies there too is the matter of overlaps; here only the space counts.
    let open = spaces_not_known(&mut reader, cluster) || own_ranges(&mut reader, cluster).is_open;
    if open {
        return reader.unknown("not all address spaces around the cluster are known");
    }
    reader.says(Value::null())
}

fn spaces_not_known(reader: &mut Reader<'_, '_>, cluster: ResourceId) -> bool {
    let mut is_open = false;
    for pool in reader.linked(cluster, "pools").resources {
        let at = place(reader, pool, Of::Nodes);
        if known(reader.planned, &at).is_some() {
            continue;
        }
        match at {
            Where::Unset => {}
            Where::Declared(subnet) => {
                let networks = reader.linked(reader.planned.declaration(subnet), "virtualNetwork");
                is_open |= networks.open.is_some() || networks.resources.is_empty();
                for network in networks.resources {
                    let space = ranges(reader, network, "addressSpace.addressPrefixes");
                    is_open |= space.1 || space.0.is_empty();
                }
            }
            Where::Written(_) | Where::Unknown => is_open = true,
        }
    }
    is_open
}

/// The parts in one sentence, not too many of them.
pub(super) fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.collect();
    let more = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    parts.join("; ")
}

/// A text of the code, not too much of it.
pub(super) fn clipped(text: &str) -> String {
    text.chars().take(60).collect()
}

/// An address, for what must be one.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse().ok()
}

impl Planned<'_> {
    /// How the author spells a property.
    pub(super) fn spelling(&self, resource: ResourceId, name: &str) -> String {
        let property = self.kind(resource).property(name);
        let spelling = property.map(|property| self.property(resource, property).spelling.to_string());
        spelling.unwrap_or_else(|| name.to_owned())
    }
}
