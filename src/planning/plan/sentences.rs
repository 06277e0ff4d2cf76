//! Plans in numbers, for messages.

use super::Planned;
use super::derived::{Derived, Reader};
use super::subnets::{addresses_per_node, cluster_ranges, pod_addresses_per_node, private_endpoint, ranges};
use crate::document::Value;
use crate::model::ResourceId;
use crate::planning::capacity::{PodRange, suggestion};
use crate::planning::{Bounds, MOST_NODES_PER_POOL};

/// The most pools and subnets that a sentence names.
const NAMED: usize = 4;

/// A count in words.
fn say(bounds: Bounds) -> String {
    match (bounds.exact(), bounds.most) {
        (Some(number), _) => number.to_string(),
        (None, Some(most)) => format!("{} to {most}", bounds.least),
        (None, None) => format!("at least {}", bounds.least),
    }
}

/// Sentences about what lacks room, and about what does not.
#[derive(Default)]
struct Sentences {
    short: Vec<String>,
    others: Vec<String>,
}

impl Sentences {
    fn add(&mut self, fits: Option<bool>, sentence: String) {
        if fits == Some(false) { self.short.push(sentence) } else { self.others.push(sentence) }
    }

    /// What lacks room, else everything.
    fn chosen(self) -> Vec<String> {
        if self.short.is_empty() { self.others } else { self.short }
    }
}

/// The subnets of a cluster's nodes: those that are too small, else all.
pub(super) fn node_subnets(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut sentences = Sentences::default();
    add_node_subnets(&mut reader, cluster, &mut sentences);
    says(reader, sentences)
}

fn add_node_subnets(reader: &mut Reader<'_, '_>, cluster: ResourceId, sentences: &mut Sentences) {
    let planned = reader.planned;
    for subnet in planned.subnets_of(cluster, "subnet") {
        let usable = reader.derived(subnet, "usableAddresses").bounds();
        let required = reader.derived(subnet, "requiredAddresses").bounds();
        let upgrading = reader.derived(subnet, "upgradeAddresses").bounds();
        let parts = parts(planned, subnet);
        let needs = match required.fits_in(usable) {
            Some(false) => format!("AKS counts {} and refuses the pools", say(required)),
            _ => format!("AKS counts {}, and {} are needed while pools are upgraded", say(required), say(upgrading)),
        };
        let room = suggestion(upgrading).map(|prefix| format!("; a /{prefix} has room")).unwrap_or_default();
        let sentence =
            format!("{} has {} usable addresses; {needs}: {parts}{room}", named(planned, subnet), say(usable));
        sentences.add(upgrading.fits_in(usable), sentence);
    }
}

/// The pools of a node subnet, multiplied out.
fn parts(planned: &Planned<'_>, subnet: ResourceId) -> String {
    let mut reader = Reader::new(planned);
    let mut parts = Vec::new();
    let pools = reader.linked(subnet, "pools");
    for pool in &pools.resources {
        let nodes = reader.derived(*pool, "maximumNodes").bounds();
        let surge = reader.derived(*pool, "surgeNodes").bounds();
        let per_node = addresses_per_node(&mut reader, *pool);
        let label = planned.label(*pool);
        let per_node = match per_node.exact() {
            Some(1) => "1".to_owned(),
            Some(number) => format!("(1 + {} pods)", number - 1),
            None => format!("({})", say(per_node)),
        };
        parts.push(format!("`{label}` ({} + {} extra nodes) × {per_node}", say(nodes), say(surge)));
        if private_endpoint(&mut reader, *pool).exact() == Some(1) {
            parts.push("1 for the private endpoint of the API server".to_owned());
        }
    }
    let open = pools.open.map(|_| " and perhaps other pools").unwrap_or_default();
    format!("{}{open}", listed(parts, " + "))
}

/// The subnets of a cluster's pods: those that are too small, else all.
pub(super) fn pod_subnets(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut sentences = Sentences::default();
    for subnet in planned.subnets_of(cluster, "podSubnet") {
        let usable = reader.derived(subnet, "usablePodAddresses").bounds();
        let least = reader.derived(subnet, "requiredPodAddresses").bounds();
        let full = reader.derived(subnet, "fullPodAddresses").bounds();
        let mut parts = Vec::new();
        for pool in planned.behind(subnet, "podPools") {
            let nodes = reader.derived(pool, "maximumNodes").bounds();
            let surge = reader.derived(pool, "surgeNodes").bounds();
            let per_node = pod_addresses_per_node(&mut reader, pool, false);
            let label = planned.label(pool);
            parts.push(format!("`{label}` ({} + {} extra nodes) × {}", say(nodes), say(surge), say(per_node)));
        }
        let room = suggestion(full).map(|prefix| format!("; a /{prefix} has room")).unwrap_or_default();
        let sentence = format!(
            "{} has {} usable addresses; its nodes hold {} at least and {} when they are full of pods: {}{room}",
            named(planned, subnet),
            say(usable),
            say(least),
            say(full),
            listed(parts, " + ")
        );
        sentences.add(full.fits_in(usable), sentence);
    }
    says(reader, sentences)
}

/// Everything that an upgrade needs room in: what lacks it, else all.
pub(super) fn upgrade(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut sentences = Sentences::default();
    add_pod_range(&mut reader, cluster, &mut sentences);
    add_node_subnets(&mut reader, cluster, &mut sentences);
    for pool in planned.behind(cluster, "pools") {
        let nodes = reader.derived(pool, "maximumNodes").bounds();
        let upgrading = nodes.plus(reader.derived(pool, "surgeNodes").bounds());
        let limit = Bounds::exactly(MOST_NODES_PER_POOL);
        if upgrading.fits_in(limit) == Some(false) {
            let (label, upgrading) = (planned.label(pool), say(upgrading));
            let sentence = format!("`{label}` has {upgrading} nodes, and a scale set takes {MOST_NODES_PER_POOL}");
            sentences.add(Some(false), sentence);
        }
    }
    says(reader, sentences)
}

fn add_pod_range(reader: &mut Reader<'_, '_>, cluster: ResourceId, sentences: &mut Sentences) {
    let (ranges, ..) = cluster_ranges(reader, cluster, "pods");
    let Some(range) = ranges.into_iter().find(|range| range.is_v4()) else { return };
    let nodes = reader.derived(cluster, "maximumNodes").bounds();
    let surge = reader.derived(cluster, "surgeNodes").bounds();
    let blocks = PodRange::new(range).blocks;
    let upgrading = nodes.plus(surge);
    let room = upgrading.most.and_then(PodRange::smallest).map(|prefix| format!("; a /{prefix} has room"));
    let sentence = format!(
        "{range} has {blocks} blocks of /24, one for each node; the pools have {} nodes at their largest, and {} more while \
         they are upgraded{}",
        say(nodes),
        say(surge),
        room.unwrap_or_default()
    );
    sentences.add(upgrading.fits_in(Bounds::exactly(blocks)), sentence);
}

/// A subnet with its ranges.
fn named(planned: &Planned<'_>, subnet: ResourceId) -> String {
    let mut reader = Reader::new(planned);
    let (ranges, _) = ranges(&mut reader, subnet, "addressPrefixes");
    let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    let label = planned.label(subnet);
    if ranges.is_empty() { format!("`{label}`") } else { format!("`{label}` {}", ranges.join(", ")) }
}

fn says(reader: Reader<'_, '_>, sentences: Sentences) -> Derived {
    let sentences = sentences.chosen();
    if sentences.is_empty() {
        return reader.says(Value::null());
    }
    let text = listed(sentences, ". ");
    reader.says(Value::string(text))
}

fn listed(mut parts: Vec<String>, between: &str) -> String {
    let more = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    parts.join(between)
}
