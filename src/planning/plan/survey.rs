//! What a plan is made of, read once: pools in numbers, ranges, and what had to be assumed.
//!
//! Knows: which of a pool's numbers are defaults, and why others are not known. Does not know: subnets, sums or verdicts.

use std::borrow::Cow;
use std::sync::Arc;

use super::Planned;
use super::derived::Reader;
use super::numbers::{count, is_text, truth};
use super::pools::{cluster_of, max_pods, models, surge};
use super::subnets::{addresses_per_node, adds_nodes, cluster_ranges, pod_addresses_per_node, private_endpoint};
use crate::document::{Data, Existence, Value};
use crate::model::{Facts, How, Linked, ResourceId};
use crate::planning::network_model::POD_LIMITS;
use crate::planning::{Bounds, DEFAULT_SURGE, MOST_NODES_PER_POOL, NetworkModel, Range};

/// What stands where a sensitive text would.
const SENSITIVE: &str = "(sensitive)";

/// The settings that decide how many addresses a pool takes.
const DECIDING: [&str; 6] =
    ["count", "minCount", "maxCount", "maxPods", "upgradeSettings.maxSurge", "upgradeSettings.maxUnavailable"];

/// A pool in numbers.
#[derive(Debug, Clone)]
pub struct PoolNumbers {
    /// The network models it may have, at least one.
    pub models: Vec<NetworkModel>,
    /// Whether the autoscaler sizes it; none where that is not known.
    pub is_autoscaled: Option<bool>,
    /// Nodes when it is made.
    pub now: Bounds,
    /// Nodes at the largest.
    pub most: Bounds,
    /// Extra nodes while it is upgraded at its largest.
    pub surge: Bounds,
    /// Extra nodes as written or by default: `10%`.
    pub surge_rule: Option<String>,
    /// The most pods on a node.
    pub max_pods: Bounds,
    /// Addresses of the node subnet for each node.
    pub per_node: Bounds,
    /// Addresses of the pod subnet for each node: the least, and when it is full of pods.
    pub pods_per_node: (Bounds, Bounds),
    /// Addresses of the node subnet for the private endpoint of the API server.
    pub endpoint: Bounds,
    /// What nobody wrote.
    pub assumptions: Vec<Assumption>,
    /// Why some of the numbers are not known.
    pub unknown: Vec<Arc<str>>,
}

/// Something about a pool that nobody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// The setting, in the author's spelling; none where it is about the pool itself.
    pub setting: Option<Cow<'static, str>>,
    /// What is taken instead.
    pub says: String,
}

/// Ranges, and whether they are all.
#[derive(Debug, Clone, Default)]
pub struct Ranges {
    /// Those that are known.
    pub known: Vec<Range>,
    /// Why there may be others.
    pub open: Option<Arc<str>>,
    /// Nobody wrote them: they are what AKS takes.
    pub is_default: bool,
}

impl Planned<'_> {
    /// A name fit to be shown: the resource's, else its address.
    #[must_use]
    pub fn shown_name(&self, resource: ResourceId) -> String {
        let value = self.peek(resource, "name");
        match value.as_str() {
            Some(name) if !value.sensitive => name.rsplit('/').next().unwrap_or(name).to_owned(),
            _ => self.model.resource(resource).map(crate::model::Resource::label).unwrap_or_default(),
        }
    }

    /// A text of a resource, where it is known and may be shown.
    #[must_use]
    pub fn shown_text(&self, resource: ResourceId, property: &str) -> Option<String> {
        let value = self.peek(resource, property);
        let text = value.as_str()?;
        Some(if value.sensitive { SENSITIVE } else { text }.to_owned())
    }

    /// The resources behind a link; none where the kind has no such link.
    #[must_use]
    pub fn follow(&self, resource: ResourceId, link: &str) -> Linked {
        self.kind(resource).link(link).map(|link| self.linked(resource, link)).unwrap_or_default()
    }

    /// Whether a property is set; none where that is not known.
    #[must_use]
    pub fn sets(&self, resource: ResourceId, property: &str) -> Option<bool> {
        super::numbers::is_set(&self.peek(resource, property))
    }

    /// Why a property is not known; none where it is.
    #[must_use]
    pub fn why_unknown(&self, resource: ResourceId, property: &str) -> Option<Arc<str>> {
        self.peek(resource, property).first_reason().map(|reason| Arc::clone(&reason.text))
    }

    /// What a property that is not known refers to: `data.azurerm_subnet.nodes`, `var.subnet_id`.
    #[must_use]
    pub fn reference_of(&self, resource: ResourceId, property: &str) -> Option<String> {
        let value = self.peek(resource, property);
        if value.sensitive {
            return None;
        }
        let referred =
            value.as_unknown().and_then(|unknown| unknown.reference.as_ref().map(|to| to.address.to_string()));
        let subject = || value.first_reason().map(|reason| reason.subject.to_string());
        referred.or_else(subject).filter(|name| !name.is_empty())
    }

    /// A count that planning adds to a resource; nothing is known where it adds none of that name.
    #[must_use]
    pub fn bounds_of(&self, resource: ResourceId, property: &str) -> Bounds {
        Reader::new(self).derived(resource, property).bounds()
    }

    /// A number that is set, where it is exactly known.
    #[must_use]
    pub fn number(&self, resource: ResourceId, property: &str) -> Option<u64> {
        count(&self.peek(resource, property)).ok().flatten().and_then(Bounds::exact)
    }

    /// The services that a subnet is delegated to, as far as they are known.
    #[must_use]
    pub fn delegations(&self, subnet: ResourceId) -> Vec<String> {
        let value = self.peek(subnet, "delegations");
        let items = value.as_list().map(|list| list.items.clone()).unwrap_or_default();
        let service = |item: &Value| {
            let entry = item.as_object()?.get("serviceName")?;
            entry.value.as_str().map(str::to_owned)
        };
        items.iter().filter(|item| !is_sensitive(item)).filter_map(service).collect()
    }

    /// The ranges of a subnet or network.
    #[must_use]
    pub fn ranges_of(&self, resource: ResourceId, property: &str) -> Ranges {
        let mut reader = Reader::new(self);
        let (known, is_open) = super::subnets::ranges(&mut reader, resource, property);
        self.finish(reader, known, is_open, resource, property)
    }

    /// The ranges of a cluster's `services` or `pods`.
    #[must_use]
    pub fn ranges_of_cluster(&self, cluster: ResourceId, of: &str) -> Ranges {
        let mut reader = Reader::new(self);
        let (known, is_open, property) = cluster_ranges(&mut reader, cluster, of);
        self.finish(reader, known, is_open, cluster, property)
    }

    fn finish(
        &self,
        reader: Reader<'_, '_>,
        known: Vec<Range>,
        is_open: bool,
        resource: ResourceId,
        property: &str,
    ) -> Ranges {
        let Some(property) = self.kind(resource).property(property) else { return Ranges::default() };
        let fact = self.property(resource, property);
        if is_sensitive(&fact.value) {
            return Ranges { open: Some(sensitive(&fact.spelling)), ..Ranges::default() };
        }
        let reason = reader.reason().map(|reason| Arc::clone(&reason.text));
        let open = is_open.then(|| reason.unwrap_or_else(|| "not all of its ranges are known".into()));
        Ranges { known, open, is_default: matches!(fact.how, How::Silent(_)) }
    }

    /// Extra nodes of a pool of this size, at most.
    #[must_use]
    pub fn surge_of(&self, pool: ResourceId, nodes: Bounds) -> Bounds {
        surge(&mut Reader::new(self), pool, nodes)
    }

    /// Whether AKS makes nodes for a cluster by itself, or may.
    #[must_use]
    pub fn provisions(&self, cluster: ResourceId) -> bool {
        adds_nodes(&mut Reader::new(self), cluster)
    }

    /// A pool in numbers.
    #[must_use]
    pub fn pool_numbers(&self, pool: ResourceId) -> PoolNumbers {
        let mut reader = Reader::new(self);
        let models = models(&mut reader, pool);
        let most = reader.derived(pool, "maximumNodes").bounds();
        let pods = models.iter().map(|model| max_pods(&mut reader, pool, *model)).reduce(Bounds::or);
        let per_node = addresses_per_node(&mut reader, pool);
        let pods_per_node =
            (pod_addresses_per_node(&mut reader, pool, false), pod_addresses_per_node(&mut reader, pool, true));
        let is_autoscaled = truth(&self.peek(pool, "enableAutoScaling"));
        let now = self.nodes_now(pool, is_autoscaled, most);
        // AKS refuses an upper bound below what the pool begins with.
        let is_raised = most.exact().is_none() && most.most.is_none_or(|most| most >= now.least);
        let most = if is_raised { Bounds { least: most.least.max(now.least), ..most } } else { most };
        let surge = surge(&mut reader, pool, most);
        let mut numbers = PoolNumbers {
            models,
            is_autoscaled,
            now,
            most,
            surge,
            surge_rule: self.surge_rule(pool),
            max_pods: pods.unwrap_or(Bounds::UNKNOWN),
            per_node,
            pods_per_node,
            endpoint: private_endpoint(&mut reader, pool),
            assumptions: Vec::new(),
            unknown: reader.reasons(),
        };
        numbers.assumptions = self.assumptions(pool, &numbers);
        if let Some(spelling) = self.sensitive_setting(pool) {
            hide(&mut numbers, &spelling);
        }
        numbers
    }

    /// The setting of a pool that must not be shown, in the author's spelling.
    fn sensitive_setting(&self, pool: ResourceId) -> Option<Cow<'static, str>> {
        let properties = DECIDING.iter().filter_map(|name| self.kind(pool).property(name));
        let mut facts = properties.map(|property| self.property(pool, property));
        facts.find(|fact| is_sensitive(&fact.value)).map(|fact| fact.spelling)
    }

    /// Under the autoscaler a pool begins with its count, else with the lower bound.
    fn nodes_now(&self, pool: ResourceId, is_autoscaled: Option<bool>, most: Bounds) -> Bounds {
        let anything = Bounds { least: 0, most: most.most };
        if is_text(&self.peek(pool, "type"), "VirtualMachines") != Some(false) {
            return anything;
        }
        let read = |name: &str| match count(&self.peek(pool, name)) {
            Ok(Some(bounds)) if bounds.most.is_some() => bounds,
            Ok(Some(bounds)) => Bounds { most: anything.most, ..bounds },
            _ => anything,
        };
        let written = self.kind(pool).property("count").map(|property| self.property(pool, property));
        let is_written = written.is_some_and(|fact| matches!(fact.how, How::Written));
        let scaled = || {
            let name = if is_written { "count" } else { "minCount" };
            read(name)
        };
        match is_autoscaled {
            Some(true) => scaled(),
            Some(false) => read("count"),
            None => scaled().or(read("count")),
        }
    }

    fn surge_rule(&self, pool: ResourceId) -> Option<String> {
        let property = self.kind(pool).property("upgradeSettings.maxSurge")?;
        let fact = self.property(pool, property);
        if matches!(fact.value.data, Data::Null) {
            return None;
        }
        fact.value.as_str().filter(|_| !fact.value.sensitive).map(str::to_owned)
    }

    fn assumptions(&self, pool: ResourceId, numbers: &PoolNumbers) -> Vec<Assumption> {
        let mut all = Vec::new();
        if let Some(resource) = self.model.resource(pool)
            && let Existence::Maybe(reason) = &resource.existence
        {
            let says = format!("counted although it may not be made, because {}", reason.text);
            all.push(Assumption { setting: None, says });
        }
        let is_silent = |property: &str| {
            let property = self.kind(pool).property(property)?;
            let fact = self.property(pool, property);
            let is_unseen = matches!((&fact.value.data, fact.how), (Data::Unknown(_), How::Absent));
            (!is_unseen && !matches!(fact.how, How::Written)).then_some(fact.spelling)
        };
        if let Some(spelling) = is_silent("maxPods") {
            let pods = match (numbers.max_pods.exact(), numbers.max_pods.most) {
                (Some(pods), _) => pods.to_string(),
                (None, Some(most)) => format!("{} or {most}", numbers.max_pods.least),
                (None, None) => format!("{} or more", numbers.max_pods.least),
            };
            let mut models: Vec<&str> = numbers.models.iter().map(|model| model.name()).collect();
            let disagree = if numbers.models.iter().any(|model| model.has_pod_subnet()) {
                "; Microsoft's pages disagree, and both are computed"
            } else {
                ""
            };
            models.dedup();
            let says = format!("{pods} pods a node with {}{disagree}", models.join(" or "));
            all.push(Assumption { setting: Some(spelling), says });
        }
        if let Some(spelling) = is_silent("upgradeSettings.maxSurge") {
            let is_default = numbers.surge == numbers.most.map(|nodes| DEFAULT_SURGE.nodes(nodes));
            let means = if is_default { "AKS takes 10%, rounded up" } else { "no extra nodes, or the default of 10%" };
            let none = numbers.surge == Bounds::ZERO && numbers.most != Bounds::ZERO;
            let means = if none { "nodes are upgraded in place" } else { means };
            all.push(Assumption { setting: Some(spelling), says: means.to_owned() });
        }
        all
    }

    /// What is assumed about the network of a cluster.
    #[must_use]
    pub fn cluster_assumptions(&self, cluster: ResourceId) -> Vec<String> {
        let mut all = Vec::new();
        let name = self.shown_name(cluster);
        if let Some(resource) = self.model.resource(cluster)
            && let Existence::Maybe(reason) = &resource.existence
        {
            all.push(format!("`{name}` is counted although it may not be made, because {}", reason.text));
        }
        let property = self.kind(cluster).property("networkProfile.networkPlugin");
        let fact = property.map(|property| self.property(cluster, property));
        if let Some(fact) = fact
            && matches!(fact.how, How::Silent(_))
            && matches!(fact.value.data, Data::Unknown(_))
        {
            all.push(format!(
                "`{}` of `{name}` is not written: AKS takes Azure CNI Overlay, or kubenet before Kubernetes 1.30; either way a \
                 node takes one address of its subnet and a /24 for its pods",
                fact.spelling
            ));
        }
        if self.provisions(cluster) {
            all.push(format!("node auto-provisioning may add nodes to `{name}`: no sum has an upper bound"));
        }
        all
    }

    /// The cluster of a pool, where it is one that is known.
    #[must_use]
    pub fn cluster_of_pool(&self, pool: ResourceId) -> Option<ResourceId> {
        cluster_of(&mut Reader::new(self), pool)
    }
}

fn sensitive(spelling: &str) -> Arc<str> {
    format!("`{spelling}` is sensitive, so it is not shown").into()
}

/// Whether a value or one of its elements must not be shown.
fn is_sensitive(value: &Value) -> bool {
    value.sensitive
        || match &value.data {
            Data::List(list) => list.items.iter().any(is_sensitive),
            Data::OneOf(members) => members.iter().any(is_sensitive),
            _ => false,
        }
}

/// Numbers that follow from a sensitive one would tell it.
fn hide(numbers: &mut PoolNumbers, spelling: &str) {
    let nodes = Bounds::between(0, MOST_NODES_PER_POOL);
    let pods = Bounds::between(1, POD_LIMITS.1 + 1);
    let limits = Bounds::between(POD_LIMITS.0, POD_LIMITS.1);
    let blocks = Bounds::between(0, 2 * POD_LIMITS.1);
    *numbers = PoolNumbers {
        now: nodes,
        most: nodes,
        surge: nodes,
        surge_rule: None,
        max_pods: limits,
        per_node: pods,
        pods_per_node: (blocks, blocks),
        unknown: vec![sensitive(spelling)],
        models: std::mem::take(&mut numbers.models),
        assumptions: std::mem::take(&mut numbers.assumptions),
        is_autoscaled: numbers.is_autoscaled,
        endpoint: numbers.endpoint,
    };
}
