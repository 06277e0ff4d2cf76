//! The clusters of an estate and their pools.
//!
//! Knows: which pools belong to which cluster, and whether the range of pods has a block for each node. Does not know:
//! subnets.

use rustc_hash::FxHashMap;

use super::room::Site;
use super::{Cluster, Estate, Pool, Room, RoomKind, conflict, origin, v4};
use crate::model::{Resource, ResourceId};
use crate::planning::capacity::PodRange;
use crate::planning::limits::MOST_KUBENET_NODES;
use crate::planning::{Bounds, NetworkModel, Planned};

/// The resources of the estate's clusters and pools.
pub(super) struct Known {
    pub clusters: Vec<ResourceId>,
    /// The index of each pool in the estate.
    pub pools: FxHashMap<ResourceId, usize>,
}

/// Adds clusters and pools.
pub(super) fn add(estate: &mut Estate, planned: &Planned<'_>) -> Known {
    let mut known = Known { clusters: Vec::new(), pools: FxHashMap::default() };
    let mut indices: FxHashMap<ResourceId, usize> = FxHashMap::default();
    let is_made = |resource: &&Resource| resource.is_judged() && !resource.is_patch();
    let resources = || planned.model().resources().iter();
    for resource in resources().filter(|resource| resource.kind.name == "cluster").filter(is_made) {
        add_cluster(estate, planned, &mut known, &mut indices, resource.id);
    }
    for resource in resources().filter(|resource| resource.kind.name == "pool").filter(is_made) {
        let cluster = planned.cluster_of_pool(resource.id);
        // One that is only read takes part when this code adds pools to it.
        let cluster = cluster.map(|id| match indices.get(&id) {
            Some(index) => *index,
            None => add_cluster(estate, planned, &mut known, &mut indices, id),
        });
        known.pools.insert(resource.id, estate.pools.len());
        estate.pools.push(Pool {
            name: planned.shown_name(resource.id),
            origin: origin(planned, resource.id),
            cluster,
            id: resource.id,
            numbers: planned.pool_numbers(resource.id),
        });
    }
    known
}

fn add_cluster(
    estate: &mut Estate,
    planned: &Planned<'_>,
    known: &mut Known,
    indices: &mut FxHashMap<ResourceId, usize>,
    id: ResourceId,
) -> usize {
    let index = estate.clusters.len();
    indices.insert(id, index);
    known.clusters.push(id);
    estate.clusters.push(Cluster {
        name: planned.shown_name(id),
        origin: origin(planned, id),
        models: Vec::new(),
        services: planned.ranges_of_cluster(id, "services"),
        pods: planned.ranges_of_cluster(id, "pods"),
        pod_range: None,
        networks: Vec::new(),
        conflicts: Vec::new(),
        assumptions: planned.cluster_assumptions(id),
    });
    index
}

/// Adds what depends on networks: models, room for pods, conflicts.
pub(super) fn finish(estate: &mut Estate, planned: &Planned<'_>, known: &Known) {
    for index in 0..estate.clusters.len() {
        let pools: Vec<usize> =
            (0..estate.pools.len()).filter(|pool| estate.pools[*pool].cluster == Some(index)).collect();
        let mut models: Vec<NetworkModel> = Vec::new();
        for model in pools.iter().flat_map(|pool| &estate.pools[*pool].numbers.models) {
            if !models.contains(model) {
                models.push(*model);
            }
        }
        let room = pod_range(estate, planned, known.clusters[index], index, &pools, &models);
        let networks: Vec<&super::Network> =
            estate.clusters[index].networks.iter().map(|network| &estate.networks[*network]).collect();
        let conflicts = conflict::of_cluster(&estate.clusters[index], &networks, planned.facts());
        let cluster = &mut estate.clusters[index];
        cluster.models = models;
        cluster.pod_range = room;
        cluster.conflicts = conflicts;
    }
}

/// The room of nodes in the range of pods, where pods have one of their own.
fn pod_range(
    estate: &Estate,
    planned: &Planned<'_>,
    id: ResourceId,
    index: usize,
    pools: &[usize],
    models: &[NetworkModel],
) -> Option<Room> {
    if pools.is_empty() || !models.iter().any(|model| model.has_pod_range()) {
        return None;
    }
    let ranges = &estate.clusters[index].pods;
    let range = v4(ranges).next();
    let blocks = range.map_or(Bounds::UNKNOWN, |range| Bounds::exactly(PodRange::new(range).blocks));
    let routes = blocks.map(|blocks| blocks.min(MOST_KUBENET_NODES));
    let capacity = match models {
        [NetworkModel::Kubenet] => routes,
        _ if models.contains(&NetworkModel::Kubenet) => blocks.or(routes),
        _ => blocks,
    };
    let is_certain = models.iter().all(|model| model.has_pod_range());
    let provisions = planned.provisions(id);
    let site = Site {
        kind: RoomKind::PodRange,
        capacity,
        capacity_reason: ranges.open.clone().filter(|_| range.is_none()),
        pools: pools.iter().map(|pool| (*pool, is_certain)).collect(),
        open: provisions
            .then(|| "AKS may add nodes by itself".into())
            .or_else(|| planned.follow(id, "pools").open.map(|reason| reason.text.clone())),
        used: 0,
        is_limited_by_routes: models == [NetworkModel::Kubenet] && capacity != blocks,
    };
    Some(Room::new(planned, &estate.pools, site, estate.growth))
}
