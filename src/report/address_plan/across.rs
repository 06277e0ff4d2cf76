//! Ranges that lie across a network: of services and pods of clusters in it or in networks peered with it, and of those
//! networks themselves.
//!
//! Knows: which of them reach into the network. Does not know: how they are shown.

use rustc_hash::FxHashSet;

use super::is_shown;
use crate::planning::Range;
use crate::planning::estate::{Conflict, Estate, Network, Peer};
use crate::planning::plan::Ranges;

/// What a range is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Services,
    Pods,
    Peer,
}

impl Kind {
    /// In words, before `of` and a name.
    pub fn what(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Pods => "pods",
            Self::Peer => "the peered range",
        }
    }
}

/// A range, and whose it is.
#[derive(Debug, Clone)]
pub(super) struct Across {
    pub range: Range,
    pub kind: Kind,
    pub of: Vec<String>,
}

/// The clusters in a network, and in those that are peered with it.
pub(super) fn reaching(estate: &Estate, network: &Network) -> Vec<usize> {
    let is_this = |peer: &Peer| peer.name == network.name && peer.ranges.known == network.ranges.known;
    let near = estate.networks.iter().filter(|other| {
        let is_near =
            other.origin.root == network.origin.root && other.origin.environment == network.origin.environment;
        is_near && is_shown(other) && other.peers.iter().any(is_this)
    });
    let mut found: Vec<usize> = near.chain([network]).flat_map(|network| network.clusters.iter().copied()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The ranges that share addresses with the network or a subnet of it; each once, with everyone whose it is.
pub(super) fn across(estate: &Estate, network: &Network) -> Vec<Across> {
    let own: Vec<Range> = (network.ranges.known.iter())
        .chain(network.subnets.iter().flat_map(|subnet| &subnet.ranges.known))
        .copied()
        .collect();
    let mut all: Vec<Across> = Vec::new();
    let mut add = |given: &Ranges, kind: Kind, of: &str| {
        for range in given.known.iter().filter(|range| own.iter().any(|own| own.overlaps(**range))) {
            match all.iter_mut().find(|known| known.range == *range && known.kind == kind) {
                Some(known) => known.of.push(of.to_owned()),
                None => all.push(Across { range: *range, kind, of: vec![of.to_owned()] }),
            }
        }
    };
    for cluster in reaching(estate, network).into_iter().map(|index| &estate.clusters[index]) {
        add(&cluster.services, Kind::Services, &cluster.name);
        add(&cluster.pods, Kind::Pods, &cluster.name);
    }
    for peer in &network.peers {
        add(&peer.ranges, Kind::Peer, &peer.name);
    }
    all
}

/// The conflicts of a network and of the clusters that reach it.
pub(super) fn conflicts_near<'e>(estate: &'e Estate, network: &'e Network) -> impl Iterator<Item = &'e Conflict> {
    let clusters = reaching(estate, network).into_iter();
    network.conflicts.iter().chain(clusters.flat_map(|index| &estate.clusters[index].conflicts))
}

/// The ranges that take part in something that is refused.
pub(super) fn refused(estate: &Estate, network: &Network) -> FxHashSet<Range> {
    let all = conflicts_near(estate, network).filter(|conflict| conflict.is_refused);
    all.flat_map(|conflict| conflict.sides.iter().map(|side| side.range)).collect()
}
