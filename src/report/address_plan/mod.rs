//! The address plan of an estate, one file per format.
//!
//! Knows: how a plan is shown. Does not know: how it was computed.

mod across;
mod json;
mod markdown;
mod svg;
mod text;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use json::json;
pub use markdown::markdown;
pub use svg::svg;
pub use text::{TextPlanOptions, text};

use crate::planning::estate::{Cluster, Conflict, Estate, Network, NetworkKind, Origin, Room};
use crate::planning::plan::Ranges;

/// A root in one of its environments.
type Site = (Arc<str>, Option<Arc<str>>);

fn site(origin: &Origin) -> Site {
    (Arc::clone(&origin.root), origin.environment.clone())
}

/// The roots with anything to show, in order.
fn sites(estate: &Estate) -> Vec<Site> {
    let networks = estate.networks.iter().filter(|network| is_shown(network)).map(|network| site(&network.origin));
    let clusters = estate.clusters.iter().map(|cluster| site(&cluster.origin));
    networks.chain(clusters).collect::<BTreeSet<Site>>().into_iter().collect()
}

/// The networks of a root, in the order of the code.
fn networks_of<'e>(estate: &'e Estate, wanted: &Site) -> Vec<&'e Network> {
    estate.networks.iter().filter(|network| is_shown(network) && site(&network.origin) == *wanted).collect()
}

/// The clusters of a root, in the order of the code.
fn clusters_of<'e>(estate: &'e Estate, wanted: &Site) -> Vec<&'e Cluster> {
    estate.clusters.iter().filter(|cluster| site(&cluster.origin) == *wanted).collect()
}

/// A network that the code only names, and that nothing lies in, says nothing.
fn is_shown(network: &Network) -> bool {
    network.kind == NetworkKind::Declared || !network.subnets.is_empty()
}

/// A place where pools find room or not, with what it is called.
struct Place<'e> {
    name: &'e str,
    ranges: &'e Ranges,
    room: &'e Room,
}

/// The places of all networks and clusters that are shown, root by root.
fn places(estate: &Estate) -> Vec<Place<'_>> {
    let mut all = Vec::new();
    for site in sites(estate) {
        for subnet in networks_of(estate, &site).into_iter().flat_map(|network| &network.subnets) {
            let rooms = subnet.nodes.iter().chain(&subnet.pods);
            all.extend(rooms.map(|room| Place { name: &subnet.name, ranges: &subnet.ranges, room }));
        }
        for cluster in clusters_of(estate, &site) {
            let room = cluster.pod_range.iter();
            all.extend(room.map(|room| Place { name: &cluster.name, ranges: &cluster.pods, room }));
        }
    }
    all
}

/// The conflicts, what is refused first.
fn conflicts_of(estate: &Estate) -> Vec<&Conflict> {
    let mut all: Vec<&Conflict> = estate.conflicts().collect();
    all.sort_by_key(|conflict| !conflict.is_refused);
    all
}
