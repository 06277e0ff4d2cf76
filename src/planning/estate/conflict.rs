//! Ranges that cannot be, or should not: overlaps, reserved ranges, subnets outside their network.
//!
//! Knows: which pairs matter and how they are put. Does not know: where the ranges come from.

use super::{Cluster, Network, v4};
use crate::planning::Range;
use crate::planning::facts::NetworkFacts;
use crate::planning::overlap::{Place, Placed, overlapping};
use crate::planning::service::{Judgement, Role, judge_place, judge_service_size, reserved_overlaps};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictKind {
    /// Two ranges share addresses.
    Overlap,
    /// A subnet does not lie in its network.
    Outside,
    /// A range lies where Azure or AKS does not allow it.
    Reserved,
    /// A range is too large.
    Size,
    /// A range of services or pods lies in the network, in none of its subnets: possible, not advised.
    InNetwork,
}

impl ConflictKind {
    /// For programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Outside => "outside",
            Self::Reserved => "reserved",
            Self::Size => "size",
            Self::InNetwork => "in_network",
        }
    }
}

/// A range with what it is for.
#[derive(Debug, Clone)]
pub struct Side {
    /// In words: the services of `aks`.
    pub what: String,
    /// The range.
    pub range: Range,
}

/// Something wrong about ranges.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// What is wrong.
    pub kind: ConflictKind,
    /// Azure or AKS refuses it; else it is only not advised.
    pub is_refused: bool,
    /// The ranges: one, or two that do not go together.
    pub sides: Vec<Side>,
    /// The sentence.
    pub text: String,
}

impl Conflict {
    fn of(kind: ConflictKind, side: &Side, is_refused: bool, says: &str) -> Self {
        let text = format!("{} {} {says}", side.what, side.range);
        Self { kind, is_refused, sides: vec![side.clone()], text }
    }

    fn overlap(one: &Side, other: &Side) -> Self {
        let text = format!("{} {} and {} {} share addresses", one.what, one.range, other.what, other.range);
        Self { kind: ConflictKind::Overlap, is_refused: true, sides: vec![one.clone(), other.clone()], text }
    }
}

/// Ranges that are compared with one another.
#[derive(Default)]
struct Compared {
    sides: Vec<Side>,
    placed: Vec<Placed>,
}

impl Compared {
    fn add(&mut self, ranges: &[Range], place: Place, what: &str) {
        for range in ranges {
            self.sides.push(Side { what: what.to_owned(), range: *range });
            self.placed.push(Placed { range: *range, place });
        }
    }

    /// The pairs that share addresses and must not, of those that are chosen.
    fn overlaps(&self, is_chosen: impl Fn(Place, Place) -> bool) -> Vec<Conflict> {
        (overlapping(&self.placed).into_iter())
            .filter(|(a, b)| is_chosen(self.placed[*a].place, self.placed[*b].place))
            .map(|(a, b)| Conflict::overlap(&self.sides[a], &self.sides[b]))
            .collect()
    }
}

fn add_surroundings(compared: &mut Compared, network: &Network) {
    for subnet in &network.subnets {
        compared.add(&subnet.ranges.known, Place::Subnet, &format!("the subnet `{}`", subnet.name));
    }
    for peer in &network.peers {
        compared.add(&peer.ranges.known, Place::Remote, &format!("the peered network `{}`", peer.name));
    }
}

/// What is wrong in a network, its clusters aside.
pub(super) fn of_network(network: &Network) -> Vec<Conflict> {
    let mut compared = Compared::default();
    let own = format!("the network `{}`", network.name);
    compared.add(&network.ranges.known, Place::Network, &own);
    add_surroundings(&mut compared, network);
    // A subnet shares with a peered network what its own network shares with it.
    let mut found =
        compared.overlaps(|a, b| !matches!((a, b), (Place::Subnet, Place::Remote) | (Place::Remote, Place::Subnet)));
    for (side, placed) in compared.sides.iter().zip(&compared.placed) {
        if placed.place == Place::Remote {
            continue;
        }
        let role = if placed.place == Place::Network { Role::Network } else { Role::Subnet };
        found.extend(misplaced(side, role));
        let is_outside = placed.place == Place::Subnet
            && !network.ranges.known.is_empty()
            && network.ranges.open.is_none()
            && !network.ranges.known.iter().any(|range| range.contains(side.range));
        if is_outside {
            found.push(Conflict::of(ConflictKind::Outside, side, true, &format!("does not lie in {own}")));
        }
    }
    found
}

/// What is wrong about a cluster's ranges, among its networks.
pub(super) fn of_cluster(cluster: &Cluster, networks: &[&Network], facts: &NetworkFacts) -> Vec<Conflict> {
    let mut compared = Compared::default();
    let default = |is_default: bool| if is_default { " (nobody wrote it: the default)" } else { "" };
    let name = &cluster.name;
    let services = format!("the range of services of `{name}`{}", default(cluster.services.is_default));
    let pods = format!("the range of pods of `{name}`{}", default(cluster.pods.is_default));
    compared.add(&cluster.services.known, Place::Services, &services);
    compared.add(&cluster.pods.known, Place::Pods, &pods);
    let own = compared.sides.len();
    networks.iter().for_each(|network| add_surroundings(&mut compared, network));
    for known in facts.ranges() {
        compared.add(&[known.range], Place::Remote, &format!("the range `{}` ({})", known.name, known.place));
    }
    let is_own = |place: Place| matches!(place, Place::Services | Place::Pods);
    let mut found = compared.overlaps(|a, b| is_own(a) || is_own(b));
    for (index, side) in compared.sides.iter().take(own).enumerate() {
        let is_service = compared.placed[index].place == Place::Services;
        found.extend(misplaced(side, if is_service { Role::Service } else { Role::Pod }));
        if is_service && judge_service_size(side.range) == Judgement::Invalid {
            let limit = if side.range.is_v4() { 12 } else { 108 };
            found.push(Conflict::of(ConflictKind::Size, side, true, &format!("is larger than a /{limit}")));
        }
        let is_overlapping = found.iter().any(|conflict| {
            conflict.kind == ConflictKind::Overlap && conflict.sides.iter().any(|other| other.range == side.range)
        });
        for network in networks.iter().filter(|_| !is_overlapping) {
            if v4(&network.ranges).any(|range| range.overlaps(side.range)) {
                let says = format!(
                    "lies in the network `{}`, in none of its subnets: possible, and not advised",
                    network.name
                );
                found.push(Conflict::of(ConflictKind::InNetwork, side, false, &says));
            }
        }
    }
    found
}

fn misplaced(side: &Side, role: Role) -> Option<Conflict> {
    let is_refused = match judge_place(role, side.range) {
        Judgement::Valid => return None,
        Judgement::Warn => false,
        Judgement::Invalid => true,
    };
    let reserved = reserved_overlaps(role, side.range);
    let says = if reserved.is_empty() {
        "lies outside the private networks".to_owned()
    } else {
        format!("shares addresses with {}, which Azure keeps", reserved.join(" and "))
    };
    Some(Conflict::of(ConflictKind::Reserved, side, is_refused, &says))
}
