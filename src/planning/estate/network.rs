//! The networks of an estate: which subnets lie in them, which pools in those.
//!
//! Knows: placing pools that name a subnet, one that is nowhere in the code, or none. Does not know: sums.

use std::net::IpAddr;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cluster::Known;
use super::room::Site;
use super::told::{given, known_or};
use super::{
    Estate, MANAGED_NETWORK, Network, NetworkKind, Origin, Peer, Room, RoomKind, Subnet, conflict, gaps, origin,
};
use crate::model::{Resource, ResourceId};
use crate::planning::dedicated::service_of;
use crate::planning::plan::Ranges;
use crate::planning::{Bounds, Planned, RESERVED_ADDRESSES, Range};

/// What stands for the name of a network or subnet that nobody knows.
const NAMELESS: &str = "(not known)";

/// What a network is found by.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Resource(ResourceId),
    /// AKS makes it for a cluster.
    Managed(usize),
    /// Nowhere in the code: by root, environment and what names it.
    Outside(Arc<str>, Option<Arc<str>>, String),
}

/// What a subnet is found by.
#[derive(PartialEq, Eq, Hash)]
enum Place {
    Resource(ResourceId),
    Named(usize, String),
}

/// A subnet with the pools in it, before they are added up.
pub(super) struct Draft {
    pub network: usize,
    pub subnet: Subnet,
    pub id: Option<ResourceId>,
    nodes: Vec<(usize, bool)>,
    pods: Vec<(usize, bool)>,
    nodes_open: Option<Arc<str>>,
    pods_open: Option<Arc<str>>,
    /// Addresses taken by what is not in the code.
    pub used: u64,
}

impl Draft {
    /// A subnet without pools that no declaration of the code makes.
    pub fn nowhere(network: usize, name: &str, origin: &Origin, ranges: Ranges, is_existing: bool) -> Self {
        let subnet = Subnet {
            name: name.to_owned(),
            origin: Origin { address: String::new(), ..origin.clone() },
            ranges,
            is_existing,
            purpose: None,
            nodes: None,
            pods: None,
        };
        let (nodes, pods) = (Vec::new(), Vec::new());
        Self { network, subnet, id: None, nodes, pods, nodes_open: None, pods_open: None, used: 0 }
    }
}

pub(super) struct Builder<'e, 'p, 'm> {
    pub estate: &'e mut Estate,
    pub planned: &'p Planned<'m>,
    known: &'p Known,
    networks: FxHashMap<Key, usize>,
    places: FxHashMap<Place, usize>,
    pub drafts: Vec<Draft>,
}

/// Adds networks with their subnets.
pub(super) fn add(estate: &mut Estate, planned: &Planned<'_>, known: &Known) {
    let mut builder = Builder {
        estate,
        planned,
        known,
        networks: FxHashMap::default(),
        places: FxHashMap::default(),
        drafts: Vec::new(),
    };
    builder.add_declared();
    builder.place_others();
    builder.add_told();
    builder.finish();
}

impl Builder<'_, '_, '_> {
    /// Networks and subnets of the code.
    fn add_declared(&mut self) {
        let resources = self.planned.model().resources();
        for resource in
            resources.iter().filter(|resource| resource.kind.name == "virtualNetwork" && !resource.is_patch())
        {
            self.network_of_resource(resource.id);
        }
        let subnets = resources.iter().filter(|resource| resource.kind.name == "subnet" && !resource.is_patch());
        // What is only read joins its declaration, which is there by then.
        let (declared, read): (Vec<&Resource>, Vec<&Resource>) = subnets.partition(|resource| resource.is_judged());
        declared.into_iter().for_each(|resource| self.add_subnet(resource));
        for resource in read {
            match self.places.get(&Place::Resource(self.planned.declaration(resource.id))) {
                Some(index) => self.join(resource.id, *index),
                None => self.add_subnet(resource),
            }
        }
    }

    /// Adds the pools that reach a subnet through where it is only read.
    fn join(&mut self, read: ResourceId, draft: usize) {
        let nodes = self.placed(&self.planned.follow(read, "pools").resources, "subnet");
        let pods = self.placed(&self.planned.follow(read, "podPools").resources, "podSubnet");
        let Some(draft) = self.drafts.get_mut(draft) else { return };
        for (pool, _) in nodes.iter().chain(&pods) {
            let Some(cluster) = self.estate.pools[*pool].cluster else { continue };
            let matched = draft.id.map(|id| self.planned.matched(self.known.clusters[cluster], id));
            let assumptions = &mut self.estate.clusters[cluster].assumptions;
            let text = format!(
                "the subnet `{}` that is read is the declared one{}",
                draft.subnet.name,
                matched.unwrap_or_default()
            );
            if !assumptions.contains(&text) {
                assumptions.push(text);
            }
        }
        for (own, more) in [(&mut draft.nodes, nodes), (&mut draft.pods, pods)] {
            let known: FxHashSet<usize> = own.iter().map(|(pool, _)| *pool).collect();
            own.extend(more.into_iter().filter(|(pool, _)| !known.contains(pool)));
        }
    }

    fn network_of_resource(&mut self, id: ResourceId) -> usize {
        let id = self.planned.declaration(id);
        let key = Key::Resource(id);
        if let Some(index) = self.networks.get(&key) {
            return *index;
        }
        let planned = self.planned;
        let resource = planned.model().resource(id);
        let is_existing = !resource.is_some_and(Resource::is_judged);
        let mut peers = Vec::new();
        for peering in planned.follow(id, "peerings").resources {
            for remote in planned.follow(peering, "remoteVirtualNetwork").resources {
                let ranges = planned.ranges_of(remote, "addressSpace.addressPrefixes");
                peers.push(Peer { name: planned.shown_name(remote), ranges });
            }
        }
        let network = Network {
            name: planned.shown_name(id),
            origin: origin(planned, id),
            kind: if is_existing { NetworkKind::Existing } else { NetworkKind::Declared },
            ranges: planned.ranges_of(id, "addressSpace.addressPrefixes"),
            peers,
            ..nowhere()
        };
        self.push(key, network)
    }

    fn push(&mut self, key: Key, network: Network) -> usize {
        let index = self.estate.networks.len();
        self.networks.insert(key, index);
        self.estate.networks.push(network);
        index
    }

    /// A network that the code does not declare, by what names it.
    fn outside(&mut self, origin: &Origin, name: Option<&str>) -> usize {
        let name = name.unwrap_or(NAMELESS);
        let short = name.rsplit('/').next().unwrap_or(name);
        let key = Key::Outside(Arc::clone(&origin.root), origin.environment.clone(), short.to_ascii_lowercase());
        if let Some(index) = self.networks.get(&key) {
            return *index;
        }
        let network = Network {
            name: short.to_owned(),
            origin: Origin { address: String::new(), ..origin.clone() },
            kind: NetworkKind::Outside,
            ranges: Ranges { open: Some("it is nowhere in this code".into()), ..Ranges::default() },
            ..nowhere()
        };
        self.push(key, network)
    }

    fn add_subnet(&mut self, resource: &Resource) {
        let planned = self.planned;
        let id = resource.id;
        let origin = origin(planned, id);
        let network = match planned.follow(id, "virtualNetwork").resources[..] {
            [network] => self.network_of_resource(network),
            _ => self.outside(&origin, planned.shown_text(id, "parent").as_deref()),
        };
        let name = planned.shown_name(id);
        let delegations = planned.delegations(id);
        let purpose = match delegations.first() {
            Some(service) => Some(format!("delegated to {service}")),
            None => service_of(&name).map(|service| service.name().to_owned()),
        };
        let subnet = Subnet {
            name,
            origin,
            ranges: known_or(planned.ranges_of(id, "addressPrefixes"), || Some(&planned.known_subnet(id)?.1.ranges)),
            is_existing: !resource.is_judged(),
            purpose,
            nodes: None,
            pods: None,
        };
        let pools = planned.follow(id, "pools");
        let pod_pools = planned.follow(id, "podPools");
        let draft = Draft {
            network,
            subnet,
            id: Some(id),
            nodes: self.placed(&pools.resources, "subnet"),
            pods: self.placed(&pod_pools.resources, "podSubnet"),
            nodes_open: pools.open.map(|reason| Arc::clone(&reason.text)),
            pods_open: pod_pools.open.map(|reason| Arc::clone(&reason.text)),
            used: planned.used_by_others(id),
        };
        self.places.insert(Place::Resource(id), self.drafts.len());
        self.drafts.push(draft);
    }

    /// The pools of the estate among some, and whether the link of each leads to one subnet alone.
    fn placed(&self, pools: &[ResourceId], link: &str) -> Vec<(usize, bool)> {
        let is_certain = |pool: ResourceId| self.planned.follow(pool, link).resources.len() == 1;
        pools.iter().filter_map(|pool| Some((*self.known.pools.get(pool)?, is_certain(*pool)))).collect()
    }

    /// Pools that name no subnet of the code.
    fn place_others(&mut self) {
        for index in 0..self.estate.pools.len() {
            let id = self.estate.pools[index].id;
            if self.planned.follow(id, "subnet").resources.is_empty() {
                let draft = match self.planned.sets(id, "vnetSubnetID") {
                    Some(false) => self.unwritten(index),
                    _ => self.named(index, "vnetSubnetID"),
                };
                self.drafts[draft].nodes.push((index, true));
            }
            let has_pods = self.planned.sets(id, "podSubnetID") != Some(false);
            let takes_pods = self.estate.pools[index].numbers.models.iter().any(|model| model.has_pod_subnet());
            if has_pods && takes_pods && self.planned.follow(id, "podSubnet").resources.is_empty() {
                let draft = self.named(index, "podSubnetID");
                let is_certain = self.estate.pools[index].numbers.models.iter().all(|model| model.has_pod_subnet());
                self.drafts[draft].pods.push((index, is_certain));
            }
        }
    }

    /// The subnet of a pool for which none is written.
    fn unwritten(&mut self, pool: usize) -> usize {
        let (planned, origin) = (self.planned, self.estate.pools[pool].origin.clone());
        let cluster = self.estate.pools[pool].cluster;
        let is_alone = |other: &super::Pool| planned.sets(other.id, "vnetSubnetID") == Some(false);
        let others = || self.estate.pools.iter().filter(|other| other.cluster == cluster);
        let Some(cluster) = cluster.filter(|_| others().all(is_alone)) else {
            let network = self.outside(&origin, None);
            return self.draft(network, NAMELESS, &origin, "no subnet is written for this pool");
        };
        let key = Key::Managed(cluster);
        let network = match self.networks.get(&key) {
            Some(index) => *index,
            None => {
                let cluster = &self.estate.clusters[cluster];
                let network = Network {
                    name: format!("made by AKS for {}", cluster.name),
                    origin: Origin { address: String::new(), ..cluster.origin.clone() },
                    kind: NetworkKind::Managed,
                    ranges: default_ranges(MANAGED_NETWORK.0),
                    ..nowhere()
                };
                self.push(key, network)
            }
        };
        let draft = self.draft(network, "aks-subnet", &origin, "");
        self.drafts[draft].subnet.ranges = default_ranges(MANAGED_NETWORK.1);
        draft
    }

    /// The subnet that a pool names, which is nowhere in the code.
    fn named(&mut self, pool: usize, property: &str) -> usize {
        let (planned, origin) = (self.planned, self.estate.pools[pool].origin.clone());
        let id = self.estate.pools[pool].id;
        let written = planned.shown_text(id, property);
        let Some(text) = written else {
            let network = self.outside(&origin, None);
            let reason = planned.why_unknown(id, property).unwrap_or_else(|| "the subnet is not known".into());
            let name = planned.reference_of(id, property).unwrap_or_else(|| NAMELESS.to_owned());
            // Two that are not known need not be one.
            let key = if name == NAMELESS { format!("{name} {reason}") } else { name.clone() };
            return self.keyed(network, key, &name, &origin, &reason);
        };
        let lower = text.to_ascii_lowercase();
        let (network, subnet) = match lower.find("/subnets/") {
            Some(at) => (Some(&text[..at]), &text[at + "/subnets/".len()..]),
            None => (None, text.as_str()),
        };
        let network = self.outside(&origin, network);
        let draft = self.keyed(network, lower.clone(), subnet, &origin, "the subnet is nowhere in this code");
        if let Some((fact, known)) = planned.facts().subnet_with_id(&text) {
            self.estate.networks[network].ranges = given(&fact.ranges);
            self.drafts[draft].subnet.ranges = given(&known.ranges);
            self.drafts[draft].used = known.used;
        }
        draft
    }

    fn draft(&mut self, network: usize, name: &str, origin: &Origin, reason: &str) -> usize {
        self.keyed(network, name.to_owned(), name, origin, reason)
    }

    fn keyed(&mut self, network: usize, key: String, name: &str, origin: &Origin, reason: &str) -> usize {
        let place = Place::Named(network, key);
        if let Some(index) = self.places.get(&place) {
            return *index;
        }
        let ranges = Ranges { open: (!reason.is_empty()).then(|| reason.into()), ..Ranges::default() };
        let draft = Draft::nowhere(network, name, origin, ranges, !reason.is_empty());
        self.places.insert(place, self.drafts.len());
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    /// Adds up, sorts, and finds gaps and conflicts.
    fn finish(self) {
        let Self { estate, planned, known, drafts, .. } = self;
        for mut draft in drafts {
            let is_nothing = draft.nodes.is_empty() && draft.pods.is_empty();
            if is_nothing && draft.subnet.is_existing && draft.subnet.ranges.known.is_empty() {
                continue;
            }
            for (pool, _) in draft.nodes.iter().chain(&draft.pods) {
                if let Some(cluster) = estate.pools[*pool].cluster {
                    add_once(&mut estate.clusters[cluster].networks, draft.network);
                    add_once(&mut estate.networks[draft.network].clusters, cluster);
                }
            }
            let room = |kind, pools: Vec<(usize, bool)>, open: Option<Arc<str>>, capacity: Bounds| {
                if pools.is_empty() {
                    return None;
                }
                let provisioned = pools.iter().any(|(pool, _)| {
                    estate.pools[*pool].cluster.is_some_and(|cluster| planned.provisions(known.clusters[cluster]))
                });
                let open = open.or_else(|| provisioned.then(|| "AKS may add nodes by itself".into()));
                let capacity_reason = draft.subnet.ranges.open.clone();
                let used = draft.used;
                let site = Site { kind, capacity, capacity_reason, pools, open, is_limited_by_routes: false, used };
                Some(Room::new(planned, &estate.pools, site, estate.growth))
            };
            let usable = usable(&draft.subnet.ranges);
            let for_pods = match draft.id {
                Some(id) if usable != Bounds::UNKNOWN => planned.bounds_of(id, "usablePodAddresses"),
                _ => usable,
            };
            let nodes = room(RoomKind::Nodes, draft.nodes, draft.nodes_open, usable);
            let pods = room(RoomKind::Pods, draft.pods, draft.pods_open, for_pods);
            (draft.subnet.nodes, draft.subnet.pods) = (nodes, pods);
            estate.networks[draft.network].subnets.push(draft.subnet);
        }
        for (key, index) in self.networks {
            if let Key::Resource(id) = key {
                let open = planned.follow(id, "subnets").open;
                estate.networks[index].open = open.map(|reason| Arc::clone(&reason.text));
            }
        }
        for network in &mut estate.networks {
            finish_network(network);
        }
    }
}

fn finish_network(network: &mut Network) {
    let key = |subnet: &Subnet| {
        let first = subnet.ranges.known.iter().map(|range| (bits(range.first()), range.prefix())).min();
        (first.is_none(), first, subnet.name.clone())
    };
    network.subnets.sort_by_cached_key(key);
    let taken: Vec<Range> = network.subnets.iter().flat_map(|subnet| &subnet.ranges.known).copied().collect();
    network.gaps = gaps::gaps(&network.ranges.known, &taken);
    let missing = network.subnets.iter().find_map(|subnet| subnet.ranges.open.clone());
    let is_read = match network.kind {
        NetworkKind::Existing => true,
        NetworkKind::Outside => !network.ranges.known.is_empty(),
        NetworkKind::Declared | NetworkKind::Managed => false,
    };
    let read = || is_read.then(|| "this code only reads the network, and others may lie in it".into());
    network.open = network.open.take().or(missing).or_else(read);
    network.conflicts = conflict::of_network(network);
}

fn bits(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(address) => (false, u128::from(address.to_bits())),
        IpAddr::V6(address) => (true, address.to_bits()),
    }
}

/// The addresses that may be given away.
fn usable(ranges: &Ranges) -> Bounds {
    let sum = super::v4(ranges).map(|range| range.addresses().saturating_sub(RESERVED_ADDRESSES)).sum();
    if ranges.open.is_some() || sum == 0 { Bounds::at_least(sum) } else { Bounds::exactly(sum) }
}

fn default_ranges(text: &str) -> Ranges {
    Ranges { known: Range::parse(text).into_iter().collect(), open: None, is_default: true }
}

/// A network without anything.
fn nowhere() -> Network {
    Network {
        name: String::new(),
        origin: Origin { root: "".into(), environment: None, address: String::new() },
        kind: NetworkKind::Outside,
        ranges: Ranges::default(),
        subnets: Vec::new(),
        gaps: Vec::new(),
        open: None,
        peers: Vec::new(),
        clusters: Vec::new(),
        conflicts: Vec::new(),
    }
}

fn add_once(list: &mut Vec<usize>, one: usize) {
    if !list.contains(&one) {
        list.push(one);
    }
}
