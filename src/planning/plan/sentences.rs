//! Plans in numbers, for messages.

use super::Planned;
use super::derived::{Derived, Reader};
use super::places::{Of, Place, known, place};
use super::subnets::{addresses_per_node, cluster_ranges, pod_addresses_per_node, private_endpoint, ranges};
use crate::document::Value;
use crate::model::{How, ResourceId};
use crate::planning::capacity::{PodRange, suggestion};
use crate::planning::limits::MOST_NODES;
use crate::planning::{Bounds, MOST_NODES_PER_POOL};

/// The most pools and subnets that a sentence names.
const NAMED: usize = 4;

/// A count in words.
pub(super) fn say(bounds: Bounds) -> String {
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

/// The pools of a cluster, one for each place that they lie in, with that place.
fn places(planned: &Planned<'_>, cluster: ResourceId, of: Of) -> Vec<(ResourceId, Place)> {
    let mut reader = Reader::new(planned);
    let mut found: Vec<(ResourceId, Place)> = Vec::new();
    for pool in planned.behind(cluster, "pools") {
        let at = place(&mut reader, pool, of);
        if matches!(at, Place::Declared(_) | Place::Written(_)) && !found.iter().any(|(_, other)| *other == at) {
            found.push((pool, at));
        }
    }
    found
}

/// All pools in a place, of other clusters too, and whether there may be more.
fn pools_in(planned: &Planned<'_>, at: &Place, of: Of) -> (Vec<ResourceId>, bool) {
    match at {
        Place::Declared(subnet) => {
            let link = if of == Of::Nodes { "pools" } else { "podPools" };
            let linked = super::subnets::pools_in(&mut Reader::new(planned), *subnet, link);
            (linked.resources, linked.open.is_some())
        }
        Place::Written(id) => (planned.pools_by_id().get(&(of, id.clone())).cloned().unwrap_or_default(), false),
        Place::Unset | Place::Unknown => (Vec::new(), true),
    }
}

/// The subnets of a cluster's nodes: those that are too small, else all.
pub(super) fn node_subnets(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut sentences = Sentences::default();
    for (pool, at) in places(planned, cluster, Of::Nodes) {
        let usable = reader.derived(pool, "nodeSubnetAddresses").bounds();
        let required = reader.derived(pool, "nodeSubnetRequired").bounds();
        let upgrading = reader.derived(pool, "nodeSubnetUpgrading").bounds();
        let (name, usable_said) = (named(planned, cluster, &at), say(usable));
        let is_refused = required.fits_in(usable) == Some(false);
        let what = match is_refused {
            true => format!("AKS counts {} and refuses the pools: {}", say(required), node_parts(planned, &at, false)),
            false => {
                format!("{} are needed while pools are upgraded: {}", say(upgrading), node_parts(planned, &at, true))
            }
        };
        let fits = if is_refused { Some(false) } else { upgrading.fits_in(usable) };
        let sentence = format!("{name} has {usable_said} usable addresses; {what}{}", room(upgrading));
        sentences.add(fits, sentence);
    }
    says(reader, sentences)
}

fn room(needed: Bounds) -> String {
    suggestion(needed).map(|prefix| format!("; a /{prefix} has room, for upgrades too")).unwrap_or_default()
}

/// The pools of a node subnet, multiplied out.
fn node_parts(planned: &Planned<'_>, at: &Place, is_upgrading: bool) -> String {
    let mut reader = Reader::new(planned);
    let mut parts = Vec::new();
    let (pools, is_open) = pools_in(planned, at, Of::Nodes);
    for pool in pools {
        let nodes = nodes_said(&mut reader, pool, is_upgrading);
        let per_node = addresses_per_node(&mut reader, pool);
        let per_node = match per_node.exact() {
            Some(1) => "1".to_owned(),
            Some(number) => format!("(1 + {} pods{})", number - 1, default_pods(&mut reader, pool)),
            None => format!("({})", say(per_node)),
        };
        parts.push(format!("`{}` {nodes} × {per_node}", planned.label(pool)));
        if private_endpoint(&mut reader, pool).exact() == Some(1) {
            parts.push("1 for the private endpoint of the API server".to_owned());
        }
    }
    finished(planned, at, parts, is_open)
}

/// The nodes of a pool, with its extra ones where an upgrade is meant.
fn nodes_said(reader: &mut Reader<'_, '_>, pool: ResourceId, is_upgrading: bool) -> String {
    let nodes = reader.derived(pool, "maximumNodes").bounds();
    if !is_upgrading {
        return format!("{} nodes", say(nodes));
    }
    let surge = reader.derived(pool, "surgeNodes").bounds();
    let fact = reader.fact(pool, "upgradeSettings.maxSurge");
    let why = match (fact.how, fact.value.as_str()) {
        (How::Written, Some(text)) if text.len() <= 10 => format!(", {text}"),
        (How::Written, _) => String::new(),
        _ if surge == Bounds::ZERO => String::new(),
        _ => ", 10% by default".to_owned(),
    };
    format!("({} nodes + {} extra{why})", say(nodes), say(surge))
}

/// That nobody wrote how many pods a node takes.
fn default_pods(reader: &mut Reader<'_, '_>, pool: ResourceId) -> &'static str {
    match reader.fact(pool, "maxPods").how {
        How::Silent(_) => " by default",
        How::Written | How::Absent => "",
    }
}

/// Parts of a sum with what facts from outside add to them.
fn finished(planned: &Planned<'_>, at: &Place, mut parts: Vec<String>, is_open: bool) -> String {
    let more = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    if let Some((_, subnet)) = known(planned, at).filter(|(_, subnet)| subnet.used > 0) {
        parts.push(format!("{} used already ({})", subnet.used, subnet.place));
    }
    let open = if is_open { " and perhaps other pools" } else { "" };
    format!("{}{open}", parts.join(" + "))
}

/// The subnets of a cluster's pods: those that are too small, else all.
pub(super) fn pod_subnets(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut sentences = Sentences::default();
    for (pool, at) in places(planned, cluster, Of::Pods) {
        let usable = reader.derived(pool, "podSubnetAddresses").bounds();
        let least = reader.derived(pool, "podSubnetRequired").bounds();
        let full = reader.derived(pool, "podSubnetFull").bounds();
        let parts = pod_parts(planned, &at, false);
        let sentence = format!(
            "{} has {} usable addresses; its nodes hold {} at least: {parts}; {} with extra nodes, when they are full of pods{}",
            named(planned, cluster, &at),
            say(usable),
            say(least),
            say(full),
            suggestion(full).map(|prefix| format!("; a /{prefix} has room for that")).unwrap_or_default()
        );
        sentences.add(least.fits_in(usable), sentence);
    }
    says(reader, sentences)
}

fn pod_parts(planned: &Planned<'_>, at: &Place, is_upgrading: bool) -> String {
    let mut reader = Reader::new(planned);
    let mut parts = Vec::new();
    let (pools, is_open) = pools_in(planned, at, Of::Pods);
    for pool in pools {
        let nodes = nodes_said(&mut reader, pool, is_upgrading);
        let per_node = pod_addresses_per_node(&mut reader, pool, false);
        parts.push(format!("`{}` {nodes} × {}", planned.label(pool), say(per_node)));
    }
    finished(planned, at, parts, is_open)
}

/// Everything that an upgrade needs room in: what lacks it, else all.
pub(super) fn upgrade(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let mut sentences = Sentences::default();
    add_pod_range(&mut reader, cluster, &mut sentences);
    for (pool, at) in places(planned, cluster, Of::Nodes) {
        let usable = reader.derived(pool, "nodeSubnetAddresses").bounds();
        let upgrading = reader.derived(pool, "nodeSubnetUpgrading").bounds();
        let sentence = format!(
            "{} has {} usable addresses, and {} are needed while pools are upgraded: {}{}",
            named(planned, cluster, &at),
            say(usable),
            say(upgrading),
            node_parts(planned, &at, true),
            room(upgrading)
        );
        sentences.add(upgrading.fits_in(usable), sentence);
    }
    for (pool, at) in places(planned, cluster, Of::Pods) {
        let usable = reader.derived(pool, "podSubnetAddresses").bounds();
        let upgrading = reader.derived(pool, "podSubnetUpgrading").bounds();
        let sentence = format!(
            "{} has {} usable addresses, and nodes hold {} while pools are upgraded: {}{}",
            named(planned, cluster, &at),
            say(usable),
            say(upgrading),
            pod_parts(planned, &at, true),
            room(upgrading)
        );
        sentences.add(upgrading.fits_in(usable), sentence);
    }
    add_limits(&mut reader, cluster, &mut sentences);
    says(reader, sentences)
}

fn add_limits(reader: &mut Reader<'_, '_>, cluster: ResourceId, sentences: &mut Sentences) {
    let planned = reader.planned;
    for pool in planned.behind(cluster, "pools") {
        let nodes = reader.derived(pool, "maximumNodes").bounds();
        let upgrading = nodes.plus(reader.derived(pool, "surgeNodes").bounds());
        if upgrading.fits_in(Bounds::exactly(MOST_NODES_PER_POOL)) == Some(false) {
            let (label, nodes) = (planned.label(pool), nodes_said(reader, pool, true));
            let sentence = format!("`{label}` has {nodes}, and a scale set takes {MOST_NODES_PER_POOL}");
            sentences.add(Some(false), sentence);
        }
    }
    let nodes = reader.derived(cluster, "maximumNodes").bounds();
    let surge = reader.derived(cluster, "surgeNodes").bounds();
    if nodes.plus(surge).fits_in(Bounds::exactly(MOST_NODES)) == Some(false) {
        let sentence =
            format!("the cluster has {} nodes and {} extra ones, and may have {MOST_NODES}", say(nodes), say(surge));
        sentences.add(Some(false), sentence);
    }
}

fn add_pod_range(reader: &mut Reader<'_, '_>, cluster: ResourceId, sentences: &mut Sentences) {
    let (ranges, _, property) = cluster_ranges(reader, cluster, "pods");
    let Some(range) = ranges.into_iter().find(|range| range.is_v4()) else { return };
    let is_silent = matches!(reader.fact(cluster, property).how, How::Silent(_));
    let nodes = reader.derived(cluster, "maximumNodes").bounds();
    let surge = reader.derived(cluster, "surgeNodes").bounds();
    let blocks = PodRange::new(range).blocks;
    let upgrading = nodes.plus(surge);
    let room = upgrading.most.and_then(PodRange::smallest).map(|prefix| format!("; a /{prefix} has room"));
    let sentence = format!(
        "the range of pods {range}{} has {blocks} blocks of /24, one for each node; the pools have {} nodes at their largest, \
         and {} more while they are upgraded ({}){}",
        if is_silent { " (the default)" } else { "" },
        say(nodes),
        say(surge),
        pools_of(reader.planned, cluster),
        room.unwrap_or_default()
    );
    sentences.add(upgrading.fits_in(Bounds::exactly(blocks)), sentence);
}

/// The pools of a cluster with their nodes, added up.
pub(super) fn pools_of(planned: &Planned<'_>, cluster: ResourceId) -> String {
    let mut reader = Reader::new(planned);
    let pools = reader.linked(cluster, "pools");
    let parts = (pools.resources.iter())
        .map(|pool| format!("`{}` {}", planned.label(*pool), say(reader.derived(*pool, "maximumNodes").bounds())));
    let parts: Vec<String> = parts.collect();
    let open = if pools.open.is_some() { " and perhaps other pools" } else { "" };
    format!("{}{open}", listed(parts, " + "))
}

/// The nodes of a cluster in numbers.
pub(super) fn nodes(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let nodes = reader.derived(cluster, "maximumNodes").bounds();
    let text = format!("{} = {}", pools_of(planned, cluster), say(nodes));
    reader.says(Value::string(text))
}

/// A subnet with its ranges, and how it was found where that is not plain.
fn named(planned: &Planned<'_>, cluster: ResourceId, at: &Place) -> String {
    let known = known(planned, at);
    let told =
        |ranges: &[crate::planning::Range]| ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match at {
        Place::Declared(subnet) => {
            let (ranges, _) = ranges(&mut Reader::new(planned), *subnet, "addressPrefixes");
            let label = planned.label(*subnet);
            let declaration = planned.declaration(*subnet);
            let matched = match declaration == *subnet && planned.stand_together(cluster, declaration) {
                true => String::new(),
                false => planned.matched(cluster, declaration),
            };
            match known.filter(|_| ranges.is_empty()) {
                Some((_, fact)) => format!("`{label}` {} ({})", told(&fact.ranges), fact.place),
                None if ranges.is_empty() => format!("`{label}`"),
                None => format!("`{label}` {}{}", told(&ranges), matched),
            }
        }
        Place::Written(id) => {
            let label = id.rsplit('/').next().unwrap_or(id);
            match known {
                Some((_, fact)) => format!("`{}` {} ({})", fact.name, told(&fact.ranges), fact.place),
                None => format!("`{label}`"),
            }
        }
        Place::Unset | Place::Unknown => "the subnet".to_owned(),
    }
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
