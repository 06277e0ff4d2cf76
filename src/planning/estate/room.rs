//! A place where the nodes of pools find room: a subnet of nodes, a subnet of pods, a range of pods.
//!
//! Knows: sums, headroom, the smallest size that fits, and the verdict. Does not know: where the place lies.

use std::sync::Arc;

use super::{Growth, Pool};
use crate::planning::capacity::{Fit, PodRange, smallest_static_subnet};
use crate::planning::network_model::BATCH;
use crate::planning::{Bounds, MOST_NODES_PER_POOL, NetworkModel, Planned, smallest_subnet};

/// What kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomKind {
    /// A subnet of nodes.
    Nodes,
    /// A subnet of pods.
    Pods,
    /// A range of pods outside the network: a /24 for each node.
    PodRange,
}

/// What is to be said about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is room, for an upgrade of all pools at full size too.
    Fits,
    /// There is room for the nodes, not for all pods they may hold.
    FitsNotFull,
    /// An upgrade at full size fails, whether AKS accepts the rest or not.
    NoUpgradeRoom,
    /// AKS refuses it.
    DoesNotFit,
    /// Not decided.
    Undecided,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::FitsNotFull => "fits, but not every node full of pods",
            Self::NoUpgradeRoom => "no room to upgrade",
            Self::DoesNotFit => "does not fit",
            Self::Undecided => "undecided",
        }
    }

    /// For programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::FitsNotFull => "fits_not_full",
            Self::NoUpgradeRoom => "no_upgrade_room",
            Self::DoesNotFit => "does_not_fit",
            Self::Undecided => "undecided",
        }
    }

    /// Whether the plan fails.
    #[must_use]
    pub fn fails(self) -> bool {
        matches!(self, Self::NoUpgradeRoom | Self::DoesNotFit)
    }
}

/// What one pool takes of a place.
#[derive(Debug, Clone)]
pub struct Share {
    /// The index of the pool in the estate.
    pub pool: usize,
    /// It may also lie elsewhere.
    pub is_certain: bool,
    /// What a node takes: at least, in a subnet of pods.
    pub per_node: Bounds,
    /// What a node full of pods takes, in a subnet of pods.
    pub per_full_node: Option<Bounds>,
    /// What it takes when it is made.
    pub now: Bounds,
    /// What it takes at its largest.
    pub largest: Bounds,
    /// What it takes while it is upgraded at its largest.
    pub upgrade: Bounds,
    /// The same with every node full of pods, in a subnet of pods.
    pub full: Option<Bounds>,
    /// How many nodes more than now find room beside what the others take now; none where that is not known.
    pub headroom: Option<u64>,
    /// The most nodes with which it can still be upgraded, the others at their largest; none where that is not known.
    pub safe_nodes: Option<u64>,
}

/// A place with the pools in it.
#[derive(Debug)]
pub struct Room {
    /// What kind of place.
    pub kind: RoomKind,
    /// What may be given away: addresses, or blocks of /24 in a range of pods.
    pub capacity: Bounds,
    /// The pools.
    pub shares: Vec<Share>,
    /// Addresses of private endpoints.
    pub endpoints: Bounds,
    /// Addresses that are taken by what is not in the code, as facts from outside tell.
    pub used_by_others: u64,
    /// What all take when they are made.
    pub now: Bounds,
    /// What AKS counts: every pool at its largest.
    pub largest: Bounds,
    /// What is needed while all pools are upgraded at their largest.
    pub upgrade: Bounds,
    /// The same with every node full of pods, in a subnet of pods.
    pub full: Option<Bounds>,
    /// The longest prefix with room for everything; none where that is not known, or nothing is large enough.
    pub smallest: Option<u8>,
    /// The same with all pools grown by the factor asked for.
    pub smallest_grown: Option<u8>,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict of the code alone, where settings are tried out and it is another.
    pub was: Option<Verdict>,
    /// Why it is not decided, or sums are not exactly known.
    pub reasons: Vec<Arc<str>>,
    /// Nothing limits what AKS itself may add, or pools may be missing.
    pub is_open: bool,
    /// Its capacity is that of a route table.
    pub is_limited_by_routes: bool,
}

/// A place before its pools are added up.
pub(super) struct Site {
    pub kind: RoomKind,
    pub capacity: Bounds,
    /// Why the capacity is not known.
    pub capacity_reason: Option<Arc<str>>,
    /// Indices of the pools, and whether each certainly lies there.
    pub pools: Vec<(usize, bool)>,
    /// Why there may be other pools, or more nodes.
    pub open: Option<Arc<str>>,
    pub is_limited_by_routes: bool,
    /// Addresses taken by what is not in the code.
    pub used: u64,
}

impl Room {
    /// What is left while all pools are upgraded at their largest; none where that is not known, or nothing is.
    #[must_use]
    pub fn free(&self) -> Option<Bounds> {
        self.left(self.full.unwrap_or(self.upgrade))
    }

    /// What is left beside something.
    #[must_use]
    pub fn left(&self, taken: Bounds) -> Option<Bounds> {
        let (room, most) = (self.capacity, taken.most?);
        let least = room.least.saturating_sub(most);
        Some(Bounds { least, most: room.most.map(|room| room.saturating_sub(taken.least)) })
    }

    pub(super) fn new(planned: &Planned<'_>, pools: &[Pool], site: Site, growth: Option<Growth>) -> Self {
        let mut shares: Vec<Share> =
            site.pools.iter().map(|(pool, is_certain)| share(site.kind, *pool, &pools[*pool], *is_certain)).collect();
        let endpoints = match site.kind {
            RoomKind::Nodes => site.pools.iter().fold(Bounds::ZERO, |sum, (pool, is_certain)| {
                let endpoint = pools[*pool].numbers.endpoint;
                sum.plus(if *is_certain { endpoint } else { Bounds::ZERO.or(endpoint) })
            }),
            RoomKind::Pods | RoomKind::PodRange => Bounds::ZERO,
        };
        let is_open = site.open.is_some();
        let fixed = endpoints.plus(Bounds::exactly(site.used));
        let sum = |of: &dyn Fn(&Share) -> Bounds| {
            let mut sum = shares.iter().fold(fixed, |sum, share| sum.plus(of(share)));
            if is_open {
                sum.most = None;
            }
            sum
        };
        let (now, largest, upgrade) =
            (sum(&|share| share.now), sum(&|share| share.largest), sum(&|share| share.upgrade));
        let full = (site.kind == RoomKind::Pods).then(|| sum(&|share| share.full.unwrap_or(share.upgrade)));
        let needed = full.unwrap_or(upgrade);
        for share in &mut shares {
            let pool = &pools[share.pool];
            share.headroom = headroom(share, pool, now, site.capacity);
            share.safe_nodes = safe_nodes(planned, share, pool, needed, site.capacity);
        }
        let is_static = |share: &Share| pools[share.pool].numbers.models.contains(&NetworkModel::PodSubnetStatic);
        let has_blocks = site.kind == RoomKind::Pods && shares.iter().any(is_static);
        let smallest = |needed: Bounds| smallest(site.kind, needed, has_blocks);
        let smallest_grown = growth.and_then(|growth| {
            let grown =
                shares.iter().fold(fixed, |sum, share| sum.plus(grown(planned, share, &pools[share.pool], growth)));
            (!is_open).then(|| smallest(grown)).flatten()
        });
        let verdict = verdict(largest, upgrade, full, site.capacity);
        let mut reasons: Vec<Arc<str>> = Vec::new();
        if [now, largest, needed].iter().any(|sum| sum.exact().is_none()) || verdict == Verdict::Undecided {
            let of_pools = site.pools.iter().flat_map(|(pool, _)| &pools[*pool].numbers.unknown);
            for reason in site.capacity_reason.iter().chain(&site.open).chain(of_pools) {
                if !reasons.contains(reason) {
                    reasons.push(Arc::clone(reason));
                }
            }
        }
        Self {
            kind: site.kind,
            capacity: site.capacity,
            smallest: smallest(needed),
            endpoints,
            used_by_others: site.used,
            now,
            largest,
            upgrade,
            full,
            smallest_grown,
            verdict,
            was: None,
            reasons,
            is_open,
            is_limited_by_routes: site.is_limited_by_routes,
            shares,
        }
    }
}

fn share(kind: RoomKind, index: usize, pool: &Pool, is_certain: bool) -> Share {
    let numbers = &pool.numbers;
    let (per_node, per_full_node) = match kind {
        RoomKind::Nodes => (numbers.per_node, None),
        RoomKind::Pods => (numbers.pods_per_node.0, Some(numbers.pods_per_node.1)),
        RoomKind::PodRange => (Bounds::exactly(1), None),
    };
    let perhaps = |bounds: Bounds| if is_certain { bounds } else { Bounds::ZERO.or(bounds) };
    let upgrading = numbers.most.plus(numbers.surge);
    Share {
        pool: index,
        is_certain,
        per_node,
        per_full_node,
        now: perhaps(numbers.now.times(per_node)),
        largest: perhaps(numbers.most.times(per_node)),
        upgrade: perhaps(upgrading.times(per_node)),
        full: per_full_node.map(|per_node| perhaps(upgrading.times(per_node))),
        headroom: None,
        safe_nodes: None,
    }
}

/// What a share takes when its pool has grown, extra nodes included.
fn grown(planned: &Planned<'_>, share: &Share, pool: &Pool, growth: Growth) -> Bounds {
    let nodes = pool.numbers.most.map(|nodes| growth.of(nodes));
    let upgrading = nodes.plus(planned.surge_of(pool.id, nodes));
    let taken = upgrading.times(share.per_full_node.unwrap_or(share.per_node));
    if share.is_certain { taken } else { Bounds::ZERO.or(taken) }
}

fn smallest(kind: RoomKind, needed: Bounds, has_blocks: bool) -> Option<u8> {
    let needed = needed.most?;
    match kind {
        RoomKind::Nodes => smallest_subnet(needed),
        RoomKind::Pods if has_blocks => {
            let blocks = smallest_static_subnet(needed.div_ceil(BATCH))?;
            smallest_subnet(needed).map(|prefix| prefix.min(blocks))
        }
        RoomKind::Pods => smallest_subnet(needed),
        RoomKind::PodRange => PodRange::smallest(needed),
    }
}

/// How many more nodes find room now: certainly so many.
fn headroom(share: &Share, pool: &Pool, now: Bounds, capacity: Bounds) -> Option<u64> {
    if !share.is_certain {
        return None;
    }
    let free = known_room(capacity)?.saturating_sub(now.most?);
    let per_node = share.per_full_node.unwrap_or(share.per_node).most?.max(1);
    Some((free / per_node).min(MOST_NODES_PER_POOL.saturating_sub(pool.numbers.now.most?)))
}

/// The most nodes with which the pool can be upgraded while the others are at their largest and upgraded too.
fn safe_nodes(planned: &Planned<'_>, share: &Share, pool: &Pool, needed: Bounds, capacity: Bounds) -> Option<u64> {
    if !share.is_certain {
        return None;
    }
    let own = share.full.unwrap_or(share.upgrade).most?;
    let others = needed.most?.saturating_sub(own);
    let per_node = share.per_full_node.unwrap_or(share.per_node).most?.max(1);
    let slots = (known_room(capacity)?.saturating_sub(others) / per_node).min(MOST_NODES_PER_POOL);
    // Extra nodes never fall with the size of the pool, so the last size that fits is found by halving.
    let (mut low, mut high) = (0, slots);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        let surge = planned.surge_of(pool.id, Bounds::exactly(middle)).most?;
        if middle.saturating_add(surge) <= slots { low = middle } else { high = middle - 1 }
    }
    Some(low)
}

/// What is certainly there; none where nothing is known.
fn known_room(capacity: Bounds) -> Option<u64> {
    (capacity != Bounds::UNKNOWN).then_some(capacity.least)
}

fn verdict(largest: Bounds, upgrade: Bounds, full: Option<Bounds>, capacity: Bounds) -> Verdict {
    match Fit::new(largest, upgrade, capacity) {
        Fit::DoesNotFit => Verdict::DoesNotFit,
        Fit::NoUpgradeHeadroom => Verdict::NoUpgradeRoom,
        Fit::Unknown if upgrade.fits_in(capacity) == Some(false) => Verdict::NoUpgradeRoom,
        Fit::Unknown => Verdict::Undecided,
        Fit::Fits => match full.map(|full| full.fits_in(capacity)) {
            None | Some(Some(true)) => Verdict::Fits,
            Some(Some(false)) => Verdict::FitsNotFull,
            Some(None) => Verdict::Undecided,
        },
    }
}
