//! The plan for programs; `schemas/addresses.schema.json` describes it.
//!
//! Knows the shape that others rely on. Does not know how a plan came to be.

use serde::Serialize;

use super::is_shown;
use super::words::{arithmetic, assumptions};
use crate::planning::estate::{Cluster, Conflict, Estate, Gap, Network, NetworkKind, Room, RoomKind, Share, Subnet};
use crate::planning::{Bounds, NetworkModel, plan};
use crate::report::safe_json;
use crate::report::shown::Shown;
use crate::source::Sources;

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    what_if: Vec<String>,
    growth: Option<String>,
    fails: bool,
    networks: Vec<NetworkRow>,
    clusters: Vec<ClusterRow>,
}

#[derive(Serialize)]
struct NetworkRow {
    root: String,
    environment: Option<String>,
    address: Option<String>,
    name: String,
    kind: &'static str,
    ranges: RangesRow,
    addresses: u64,
    free_addresses: u64,
    peers: Vec<PeerRow>,
    clusters: Vec<String>,
    subnets: Vec<SubnetRow>,
    gaps: Vec<GapRow>,
    open_because: Option<String>,
    conflicts: Vec<ConflictRow>,
}

#[derive(Serialize)]
struct RangesRow {
    known: Vec<String>,
    is_default: bool,
    open_because: Option<String>,
}

#[derive(Serialize)]
struct PeerRow {
    name: String,
    ranges: RangesRow,
}

#[derive(Serialize)]
struct SubnetRow {
    address: Option<String>,
    name: String,
    ranges: RangesRow,
    is_existing: bool,
    purpose: Option<String>,
    nodes: Option<RoomRow>,
    pods: Option<RoomRow>,
}

#[derive(Serialize)]
struct GapRow {
    first: String,
    last: String,
    addresses: u64,
    largest_block: String,
}

#[derive(Serialize)]
struct ConflictRow {
    kind: &'static str,
    is_refused: bool,
    text: String,
    ranges: Vec<String>,
}

#[derive(Serialize)]
struct ClusterRow {
    root: String,
    environment: Option<String>,
    address: Option<String>,
    name: String,
    models: Vec<&'static str>,
    services: RangesRow,
    pods: RangesRow,
    pod_range: Option<RoomRow>,
    conflicts: Vec<ConflictRow>,
    assumptions: Vec<String>,
}

#[derive(Serialize)]
struct RoomRow {
    unit: &'static str,
    capacity: BoundsRow,
    is_limited_by_routes: bool,
    now: BoundsRow,
    largest: BoundsRow,
    upgrade: BoundsRow,
    full_of_pods: Option<BoundsRow>,
    free: Option<BoundsRow>,
    private_endpoints: BoundsRow,
    used_by_others: u64,
    verdict: &'static str,
    verdict_without_what_if: Option<&'static str>,
    smallest_prefix: Option<u8>,
    smallest_prefix_grown: Option<u8>,
    arithmetic: String,
    because: Vec<String>,
    assumptions: Vec<String>,
    pools: Vec<ShareRow>,
}

#[derive(Serialize)]
struct ShareRow {
    pool: String,
    cluster: Option<String>,
    address: Option<String>,
    is_certain: bool,
    models: Vec<&'static str>,
    is_autoscaled: Option<bool>,
    nodes_now: BoundsRow,
    nodes_largest: BoundsRow,
    nodes_extra: BoundsRow,
    max_surge: Option<String>,
    max_pods: BoundsRow,
    per_node: BoundsRow,
    per_full_node: Option<BoundsRow>,
    now: BoundsRow,
    largest: BoundsRow,
    upgrade: BoundsRow,
    full_of_pods: Option<BoundsRow>,
    more_nodes: Option<u64>,
    safe_max_count: Option<u64>,
}

#[derive(Serialize)]
struct BoundsRow {
    least: u64,
    most: Option<u64>,
}

impl From<Bounds> for BoundsRow {
    fn from(bounds: Bounds) -> Self {
        Self { least: bounds.least, most: bounds.most }
    }
}

/// The plan as JSON.
#[must_use]
pub fn json(estate: &Estate, sources: &Sources) -> String {
    let rows = Rows { estate, shown: Shown::new(sources) };
    safe_json::to_string(&Document {
        schema_version: 1,
        what_if: rows.texts(&estate.tried),
        growth: estate.growth.map(|growth| growth.to_string()),
        fails: estate.fails(),
        networks: estate
            .networks
            .iter()
            .filter(|network| is_shown(network))
            .map(|network| rows.network(network))
            .collect(),
        clusters: estate.clusters.iter().map(|cluster| rows.cluster(cluster)).collect(),
    })
}

struct Rows<'e> {
    estate: &'e Estate,
    shown: Shown<'e>,
}

impl Rows<'_> {
    fn text(&self, text: &str) -> String {
        self.shown.text(text)
    }

    fn texts<T: AsRef<str>>(&self, texts: &[T]) -> Vec<String> {
        texts.iter().map(|text| self.text(text.as_ref())).collect()
    }

    /// None for what no declaration makes.
    fn address(&self, address: &str) -> Option<String> {
        (!address.is_empty()).then(|| self.text(address))
    }

    fn network(&self, network: &Network) -> NetworkRow {
        NetworkRow {
            root: self.text(&network.origin.root),
            environment: network.origin.environment.as_deref().map(|name| self.text(name)),
            address: self.address(&network.origin.address),
            name: self.text(&network.name),
            kind: kind(network.kind),
            ranges: self.ranges(&network.ranges),
            addresses: network.addresses(),
            free_addresses: network.free(),
            peers: (network.peers.iter())
                .map(|peer| PeerRow { name: self.text(&peer.name), ranges: self.ranges(&peer.ranges) })
                .collect(),
            clusters: network.clusters.iter().map(|cluster| self.text(&self.estate.clusters[*cluster].name)).collect(),
            subnets: network.subnets.iter().map(|subnet| self.subnet(subnet)).collect(),
            gaps: network.gaps.iter().map(gap).collect(),
            open_because: network.open.as_deref().map(|reason| self.text(reason)),
            conflicts: self.conflicts(&network.conflicts),
        }
    }

    fn ranges(&self, ranges: &plan::Ranges) -> RangesRow {
        RangesRow {
            known: ranges.known.iter().map(ToString::to_string).collect(),
            is_default: ranges.is_default,
            open_because: ranges.open.as_deref().map(|reason| self.text(reason)),
        }
    }

    fn subnet(&self, subnet: &Subnet) -> SubnetRow {
        SubnetRow {
            address: self.address(&subnet.origin.address),
            name: self.text(&subnet.name),
            ranges: self.ranges(&subnet.ranges),
            is_existing: subnet.is_existing,
            purpose: subnet.purpose.as_deref().map(|purpose| self.text(purpose)),
            nodes: subnet.nodes.as_ref().map(|room| self.room(room)),
            pods: subnet.pods.as_ref().map(|room| self.room(room)),
        }
    }

    fn conflicts(&self, conflicts: &[Conflict]) -> Vec<ConflictRow> {
        let row = |conflict: &Conflict| ConflictRow {
            kind: conflict.kind.name(),
            is_refused: conflict.is_refused,
            text: self.text(&conflict.text),
            ranges: conflict.sides.iter().map(|side| side.range.to_string()).collect(),
        };
        conflicts.iter().map(row).collect()
    }

    fn cluster(&self, cluster: &Cluster) -> ClusterRow {
        ClusterRow {
            root: self.text(&cluster.origin.root),
            environment: cluster.origin.environment.as_deref().map(|name| self.text(name)),
            address: self.address(&cluster.origin.address),
            name: self.text(&cluster.name),
            models: cluster.models.iter().map(|model| model_name(*model)).collect(),
            services: self.ranges(&cluster.services),
            pods: self.ranges(&cluster.pods),
            pod_range: cluster.pod_range.as_ref().map(|room| self.room(room)),
            conflicts: self.conflicts(&cluster.conflicts),
            assumptions: self.texts(&cluster.assumptions),
        }
    }

    fn room(&self, room: &Room) -> RoomRow {
        RoomRow {
            unit: match room.kind {
                RoomKind::Nodes | RoomKind::Pods => "addresses",
                RoomKind::PodRange => "blocks_of_24",
            },
            capacity: room.capacity.into(),
            is_limited_by_routes: room.is_limited_by_routes,
            now: room.now.into(),
            largest: room.largest.into(),
            upgrade: room.upgrade.into(),
            full_of_pods: room.full.map(BoundsRow::from),
            free: room.free().map(BoundsRow::from),
            private_endpoints: room.endpoints.into(),
            used_by_others: room.used_by_others,
            verdict: room.verdict.name(),
            verdict_without_what_if: room.was.map(|verdict| verdict.name()),
            smallest_prefix: room.smallest,
            smallest_prefix_grown: room.smallest_grown,
            arithmetic: self.text(&arithmetic(self.estate, room)),
            because: self.texts(&room.reasons),
            assumptions: self.texts(&assumptions(self.estate, room)),
            pools: room.shares.iter().map(|share| self.share(share)).collect(),
        }
    }

    fn share(&self, share: &Share) -> ShareRow {
        let pool = &self.estate.pools[share.pool];
        let numbers = &pool.numbers;
        ShareRow {
            pool: self.text(&pool.name),
            cluster: pool.cluster.map(|cluster| self.text(&self.estate.clusters[cluster].name)),
            address: self.address(&pool.origin.address),
            is_certain: share.is_certain,
            models: numbers.models.iter().map(|model| model_name(*model)).collect(),
            is_autoscaled: numbers.is_autoscaled,
            nodes_now: numbers.now.into(),
            nodes_largest: numbers.most.into(),
            nodes_extra: numbers.surge.into(),
            max_surge: numbers.surge_rule.as_deref().map(|rule| self.text(rule)),
            max_pods: numbers.max_pods.into(),
            per_node: share.per_node.into(),
            per_full_node: share.per_full_node.map(BoundsRow::from),
            now: share.now.into(),
            largest: share.largest.into(),
            upgrade: share.upgrade.into(),
            full_of_pods: share.full.map(BoundsRow::from),
            more_nodes: share.headroom,
            safe_max_count: share.safe_nodes,
        }
    }
}

fn gap(gap: &Gap) -> GapRow {
    GapRow {
        first: gap.first.to_string(),
        last: gap.last.to_string(),
        addresses: gap.addresses(),
        largest_block: gap.largest.to_string(),
    }
}

fn kind(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Declared => "declared",
        NetworkKind::Existing => "existing",
        NetworkKind::Managed => "managed_by_aks",
        NetworkKind::Outside => "not_in_this_code",
    }
}

fn model_name(model: NetworkModel) -> &'static str {
    match model {
        NetworkModel::Kubenet => "kubenet",
        NetworkModel::NodeSubnet => "node_subnet",
        NetworkModel::Overlay => "overlay",
        NetworkModel::PodSubnetDynamic => "pod_subnet_dynamic",
        NetworkModel::PodSubnetStatic => "pod_subnet_static",
        NetworkModel::None => "own_plugin",
    }
}
