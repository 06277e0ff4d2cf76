//! Numbers and sentences that the formats share.

use crate::planning::estate::{Conflict, Estate, Network, NetworkKind, Origin, Room, RoomKind, Share, Subnet, Verdict};
use crate::planning::plan::{Assumption, Ranges};
use crate::planning::{Bounds, Range};

use super::Site;
use crate::report::visible::clip;

/// The most pools that a sentence multiplies out.
const MULTIPLIED: usize = 8;
/// The longest name where there is little room.
const SHORT: usize = 32;

/// What the last columns of the tables of pools mean.
pub(super) const COLUMNS_MEAN: &str = "more nodes: how many more than now find room beside what the others take now; safe max: \
     the most nodes with which the pool can still be upgraded, the others at their largest";

/// A number with its thousands apart.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count: `12`, `3-10`, `3+`.
pub(super) fn count(bounds: Bounds) -> String {
    match (bounds.exact(), bounds.most) {
        (Some(exact), _) => number(exact),
        (None, Some(most)) => format!("{}-{}", number(bounds.least), number(most)),
        (None, None) if bounds.least == 0 => "?".to_owned(),
        (None, None) => format!("{}+", number(bounds.least)),
    }
}

/// A number that may not be known.
pub(super) fn known(known: Option<u64>) -> String {
    known.map_or_else(|| "?".to_owned(), number)
}

/// A count of things.
pub(super) fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{} {thing}s", number(count as u64)) }
}

/// Ranges, or that they are not known.
pub(super) fn ranges(ranges: &Ranges) -> String {
    let mut known: Vec<String> = ranges.known.iter().map(Range::to_string).collect();
    if ranges.open.is_some() || known.is_empty() {
        known.push(if known.is_empty() { "?" } else { "…" }.to_owned());
    }
    known.join(", ")
}

/// What a range of a cluster is, for a reader who never wrote it.
pub(super) fn origin_of(ranges: &Ranges) -> &'static str {
    if ranges.is_default { "default, not written" } else { "" }
}

/// A root with its environment.
pub(super) fn site_name((root, environment): &Site) -> String {
    match environment {
        Some(environment) => format!("{root} [{environment}]"),
        None => root.to_string(),
    }
}

/// What kind of network it is, where that is not plain.
pub(super) fn network_note(network: &Network) -> Option<&'static str> {
    match network.kind {
        NetworkKind::Declared => None,
        NetworkKind::Existing => Some("only read here"),
        NetworkKind::Managed => Some("no subnet is written"),
        NetworkKind::Outside => Some("not in this code"),
    }
}

/// What can be given away of a place.
pub(super) fn capacity(room: &Room) -> String {
    match room.kind {
        RoomKind::Nodes | RoomKind::Pods if room.capacity == Bounds::UNKNOWN => "its size is not known".to_owned(),
        RoomKind::Nodes | RoomKind::Pods => format!("{} usable addresses", count(room.capacity)),
        RoomKind::PodRange if room.is_limited_by_routes => {
            format!("{} nodes: a route table has no more routes", count(room.capacity))
        }
        RoomKind::PodRange if room.capacity == Bounds::UNKNOWN => "its size is not known".to_owned(),
        RoomKind::PodRange => format!("{} blocks of /24, one for each node", count(room.capacity)),
    }
}

/// What a place needs.
pub(super) fn needs(room: &Room) -> String {
    let upgrade = format!("{} while all are upgraded", count(room.upgrade));
    let start = format!("{} now, {} at the largest", count(room.now), count(room.largest));
    match room.full {
        Some(full) if full != room.upgrade => {
            format!("at least {start}, {upgrade}; {} then when every node is full of pods", count(full))
        }
        _ => format!("{start}, {upgrade}"),
    }
}

/// The sum, multiplied out.
pub(super) fn arithmetic(estate: &Estate, room: &Room) -> String {
    let mut parts: Vec<String> = room.shares.iter().take(MULTIPLIED).map(|share| part(estate, room, share)).collect();
    let more = room.shares.len().saturating_sub(MULTIPLIED);
    if more > 0 {
        parts.push(counted(more, "more pool"));
    }
    match room.endpoints.exact() {
        Some(0) => {}
        Some(1) => parts.push("1 private endpoint".to_owned()),
        _ => parts.push(format!("{} private endpoints", count(room.endpoints))),
    }
    if room.used_by_others > 0 {
        parts.push(format!("{} taken by others", number(room.used_by_others)));
    }
    if room.is_open {
        parts.push("what is not known".to_owned());
    }
    let full = room.full.filter(|full| *full != room.upgrade);
    let full = full.map(|full| format!(", {} when every node is full of pods", count(full))).unwrap_or_default();
    let of = if room.capacity == Bounds::UNKNOWN { "an unknown number".to_owned() } else { count(room.capacity) };
    format!("{} = {}{full}, of {of}", parts.join(" + "), count(room.upgrade))
}

fn part(estate: &Estate, room: &Room, share: &Share) -> String {
    let pool = &estate.pools[share.pool];
    let numbers = &pool.numbers;
    let nodes =
        format!("{} ({} + {} extra)", pool_name(estate, room, share), count(numbers.most), count(numbers.surge));
    match (room.kind, share.per_node.exact()) {
        (RoomKind::PodRange, _) | (_, Some(1)) => nodes,
        (RoomKind::Nodes, Some(each)) => format!("{nodes} × (1 + {} pods)", number(each - 1)),
        _ => format!("{nodes} × {}", count(share.per_node)),
    }
}

/// How a pool's extra nodes are set: ` (33%)`.
pub(super) fn surge(estate: &Estate, share: &Share) -> String {
    let numbers = &estate.pools[share.pool].numbers;
    let rule = numbers.surge_rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
    format!("{}{rule}", count(numbers.surge))
}

/// The sizes that would do.
pub(super) fn sizes(estate: &Estate, room: &Room) -> String {
    let what = if room.kind == RoomKind::PodRange { "range" } else { "subnet" };
    let size = |prefix: Option<u8>| prefix.map_or_else(|| "not known".to_owned(), |prefix| format!("/{prefix}"));
    let mut text = format!("smallest {what} with room for all of it: {}", size(room.smallest));
    if let Some(growth) = estate.growth {
        text.push_str(&format!("; grown {growth}: {}", size(room.smallest_grown)));
    }
    text
}

/// What had to be assumed about the pools of a place, said once for all that share it.
pub(super) fn assumptions(estate: &Estate, room: &Room) -> Vec<String> {
    let mut all: Vec<(&Assumption, Vec<String>)> = Vec::new();
    let mut elsewhere = Vec::new();
    for share in &room.shares {
        let pool = &estate.pools[share.pool];
        // Where a node takes one address, it does not matter how many pods it has.
        let matters = |one: &&Assumption| room.kind != RoomKind::PodRange || !one.says.contains("pods a node");
        for one in pool.numbers.assumptions.iter().filter(matters) {
            match all.iter_mut().find(|(known, _)| *known == one) {
                Some((_, pools)) => pools.push(pool_name(estate, room, share)),
                None => all.push((one, vec![pool_name(estate, room, share)])),
            }
        }
        if !share.is_certain {
            elsewhere.push(pool_name(estate, room, share));
        }
    }
    let mut sentences: Vec<String> = (all.into_iter())
        .map(|(one, pools)| match &one.setting {
            Some(setting) => format!("`{setting}` of {} is not written: {}", listed(&pools), one.says),
            None => format!("{} {}", listed(&pools), one.says),
        })
        .collect();
    if !elsewhere.is_empty() {
        sentences.push(format!("{} may lie elsewhere", listed(&elsewhere)));
    }
    sentences
}

/// Names in a row: `a`, `b` and `c`.
fn listed(names: &[String]) -> String {
    let mut quoted: Vec<String> = names.iter().take(MULTIPLIED).map(|name| format!("`{name}`")).collect();
    if names.len() > MULTIPLIED {
        quoted.push(format!("{} more", names.len() - MULTIPLIED));
    }
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What a subnet is, in the map.
pub(super) fn subnet_note(estate: &Estate, subnet: &Subnet) -> String {
    let pools = |room: &Option<Room>, what: &str| room.as_ref().map(|room| pools_of(estate, room, what));
    let existing = subnet.is_existing.then(|| "only read here".to_owned());
    let parts = [pools(&subnet.nodes, "nodes"), pools(&subnet.pods, "pods"), subnet.purpose.clone(), existing];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Nodes of 3 pools of `a` and `b`.
fn pools_of(estate: &Estate, room: &Room, what: &str) -> String {
    let mut clusters: Vec<usize> = room.shares.iter().filter_map(|share| estate.pools[share.pool].cluster).collect();
    clusters.sort_unstable();
    clusters.dedup();
    let whose = match clusters[..] {
        [] => String::new(),
        [one] => format!(" of {}", cluster_name(estate, one)),
        [one, other] => format!(" of {} and {}", cluster_name(estate, one), cluster_name(estate, other)),
        _ => format!(" of {}", counted(clusters.len(), "cluster")),
    };
    format!("{what} of {}{whose}", counted(room.shares.len(), "pool"))
}

/// How a conflict weighs.
pub(super) fn weight(conflict: &Conflict) -> &'static str {
    if conflict.is_refused { "refused" } else { "not advised" }
}

/// The totals in one line.
pub(super) fn closing(estate: &Estate) -> String {
    let networks = estate.networks.iter().filter(|network| super::is_shown(network)).count();
    let mut text = format!("{}, {}", counted(networks, "network"), counted(estate.clusters.len(), "cluster"));
    let verdicts =
        [Verdict::Fits, Verdict::FitsNotFull, Verdict::NoUpgradeRoom, Verdict::DoesNotFit, Verdict::Undecided];
    let rooms: Vec<String> = (verdicts.into_iter())
        .filter_map(|verdict| {
            let count = estate.rooms().filter(|room| room.verdict == verdict).count();
            (count > 0).then(|| format!("{count} {}", verdict.text()))
        })
        .collect();
    if !rooms.is_empty() {
        text.push_str(&format!("; room for pools: {}", rooms.join("; ")));
    }
    let refused = estate.conflicts().filter(|conflict| conflict.is_refused).count();
    if refused > 0 {
        text.push_str(&format!("; {} of ranges", counted(refused, "conflict")));
    }
    text
}

/// What a bar shows, in units of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bar {
    /// Where the place ends.
    pub end: u64,
    /// What is taken now.
    pub now: u64,
    /// What is taken at the largest; no less than now.
    pub largest: u64,
    /// What is taken then while all are upgraded, or full of pods; no less than that.
    pub needed: u64,
    /// What may be taken, within the place, where that is not exactly known; no less than that.
    pub perhaps: u64,
}

impl Bar {
    /// The bar of a place whose size is known. What is certainly taken is drawn as taken.
    pub fn new(room: &Room) -> Option<Self> {
        let end = room.capacity.exact()?;
        let needed = room.full.unwrap_or(room.upgrade);
        let largest = room.largest.least.max(room.now.least);
        let certain = needed.least.max(largest);
        let perhaps = needed.most.unwrap_or(end).min(end).max(certain);
        Some(Self { end, now: room.now.least, largest, needed: certain, perhaps })
    }

    /// What the whole width stands for.
    pub fn scale(self) -> u64 {
        self.end.max(self.needed).max(1)
    }
}

/// A pool's name among those of a place: with its cluster, where they belong to several.
pub(super) fn pool_name(estate: &Estate, room: &Room, share: &Share) -> String {
    let cluster = |share: &Share| estate.pools[share.pool].cluster;
    let is_one = room.shares.iter().all(|other| cluster(other) == cluster(share));
    let pool = &estate.pools[share.pool];
    let name = short(&pool.name, &pool.origin);
    match cluster(share) {
        Some(cluster) if !is_one => format!("{}/{name}", cluster_name(estate, cluster)),
        _ => name,
    }
}

/// A cluster's name where there is little room.
fn cluster_name(estate: &Estate, index: usize) -> String {
    short(&estate.clusters[index].name, &estate.clusters[index].origin)
}

/// A name where there is little room. An address that stands for one that is not known differs at its end.
fn short(name: &str, origin: &Origin) -> String {
    let length = name.chars().count();
    if name != origin.address || length <= SHORT {
        return clip(name, SHORT).into_owned();
    }
    format!("…{}", name.chars().skip(length - SHORT + 1).collect::<String>())
}

/// The address of what has a name of its own, behind it.
pub(super) fn address_note(name: &str, origin: &Origin) -> String {
    if origin.address.is_empty() || origin.address == name { String::new() } else { format!("  {}", origin.address) }
}
