//! What is known of networks from outside the code: ranges that are taken elsewhere, networks that exist already.
//!
//! Knows: finding a subnet by its id or its names. Does not know: how the facts are written, or the model.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Range;

/// Facts about networks outside the code.
#[derive(Debug, Clone, Default)]
pub struct NetworkFacts {
    ranges: Vec<KnownRange>,
    networks: Vec<KnownNetwork>,
    /// Subnets by their name in small letters: indexes of network and subnet.
    by_name: BTreeMap<String, Vec<(usize, usize)>>,
}

/// Where a fact is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactPlace {
    /// The file, as shown.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
}

/// A range that is taken somewhere else.
#[derive(Debug, Clone)]
pub struct KnownRange {
    /// The addresses.
    pub range: Range,
    /// What it is: `on-premises`, `hub`, `reserved`, or a name of its own.
    pub name: Arc<str>,
    /// Where that is written.
    pub place: FactPlace,
}

/// A network that exists already.
#[derive(Debug, Clone)]
pub struct KnownNetwork {
    /// Its resource id, where that is told.
    pub id: Option<Arc<str>>,
    /// Its name.
    pub name: Arc<str>,
    /// Its address space.
    pub ranges: Vec<Range>,
    /// Its subnets.
    pub subnets: Vec<KnownSubnet>,
    /// Where that is written.
    pub place: FactPlace,
}

/// A subnet that exists already.
#[derive(Debug, Clone)]
pub struct KnownSubnet {
    /// Its name.
    pub name: Arc<str>,
    /// Its ranges.
    pub ranges: Vec<Range>,
    /// Addresses that are taken by what is not in the code.
    pub used: u64,
    /// Where that is written.
    pub place: FactPlace,
}

impl fmt::Display for FactPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "from {}:{}", self.file, self.line)
    }
}

impl NetworkFacts {
    /// No facts.
    pub const NONE: &'static Self = &Self { ranges: Vec::new(), networks: Vec::new(), by_name: BTreeMap::new() };

    /// Facts.
    #[must_use]
    pub fn new(ranges: Vec<KnownRange>, networks: Vec<KnownNetwork>) -> Self {
        let mut by_name: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, network) in networks.iter().enumerate() {
            for (below, subnet) in network.subnets.iter().enumerate() {
                by_name.entry(subnet.name.to_ascii_lowercase()).or_default().push((at, below));
            }
        }
        Self { ranges, networks, by_name }
    }

    /// These facts and others.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let ranges = self.ranges.into_iter().chain(other.ranges).collect();
        Self::new(ranges, self.networks.into_iter().chain(other.networks).collect())
    }

    /// The ranges that are taken elsewhere.
    #[must_use]
    pub fn ranges(&self) -> &[KnownRange] {
        &self.ranges
    }

    /// The networks that exist already.
    #[must_use]
    pub fn networks(&self) -> &[KnownNetwork] {
        &self.networks
    }

    /// The subnet of these names; none where several networks of one name have it.
    #[must_use]
    pub fn subnet_named(&self, network: &str, subnet: &str) -> Option<(&KnownNetwork, &KnownSubnet)> {
        self.only(subnet, |known| known.name.eq_ignore_ascii_case(network))
    }

    /// The subnet with this resource id: by the id of its network where that is told, else by the names in it.
    #[must_use]
    pub fn subnet_with_id(&self, id: &str) -> Option<(&KnownNetwork, &KnownSubnet)> {
        let (network, subnet) = split_id(id)?;
        let name = network.rsplit('/').next().unwrap_or_default();
        self.only(subnet, |known| match &known.id {
            Some(id) if network.starts_with('/') => id.trim_end_matches('/').eq_ignore_ascii_case(network),
            _ => known.name.eq_ignore_ascii_case(name),
        })
    }

    fn only(&self, subnet: &str, is_it: impl Fn(&KnownNetwork) -> bool) -> Option<(&KnownNetwork, &KnownSubnet)> {
        let named = self.by_name.get(&subnet.to_ascii_lowercase())?;
        let mut found = named.iter().filter(|(network, _)| is_it(&self.networks[*network]));
        let (network, subnet) = found.next()?;
        let network = &self.networks[*network];
        found.next().is_none().then(|| (network, &network.subnets[*subnet]))
    }
}

/// The id of the network and the name of the subnet in the id of a subnet.
#[must_use]
pub fn split_id(id: &str) -> Option<(&str, &str)> {
    let at = id.to_ascii_lowercase().rfind("/subnets/")?;
    let subnet = id[at + "/subnets/".len()..].trim_end_matches('/');
    (!subnet.is_empty() && !subnet.contains('/')).then(|| (&id[..at], subnet))
}

#[cfg(test)]
mod tests {
    use super::{FactPlace, KnownNetwork, KnownSubnet, NetworkFacts, split_id};
    use crate::planning::Range;

    fn network(id: Option<&str>, name: &str, subnet: &str) -> KnownNetwork {
        let place = FactPlace { file: "facts.yaml".into(), line: 3 };
        let ranges = vec![Range::parse("10.0.0.0/24").unwrap()];
        let subnets = vec![KnownSubnet { name: subnet.into(), ranges, used: 7, place: place.clone() }];
        KnownNetwork { id: id.map(Into::into), name: name.into(), ranges: Vec::new(), subnets, place }
    }

    #[test]
    fn subnets_are_found_by_name_and_by_id() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub";
        let facts = NetworkFacts::new(Vec::new(), vec![network(Some(id), "hub", "Nodes"), network(None, "b", "nodes")]);
        let used = |found: Option<(&KnownNetwork, &KnownSubnet)>| found.map(|(network, _)| network.name.to_string());
        assert_eq!(used(facts.subnet_named("HUB", "nodes")).as_deref(), Some("hub"));
        assert_eq!(used(facts.subnet_named("c", "nodes")), None);
        assert_eq!(used(facts.subnet_with_id(&format!("{}/subnets/nodes", id.to_uppercase()))).as_deref(), Some("hub"));
        // The same names in another group are another network.
        let other = id.replace("/g/", "/h/");
        assert_eq!(used(facts.subnet_with_id(&format!("{other}/subnets/nodes"))), None);
        let by_names = id.replace("hub", "b");
        assert_eq!(used(facts.subnet_with_id(&format!("{by_names}/subnets/nodes"))).as_deref(), Some("b"));
        let twice = NetworkFacts::new(Vec::new(), vec![network(None, "b", "nodes"), network(None, "b", "nodes")]);
        assert_eq!(used(twice.subnet_named("b", "nodes")), None);
        assert_eq!(facts.networks()[0].place.to_string(), "from facts.yaml:3");
    }

    #[test]
    fn ids_are_split_behind_their_network() {
        assert_eq!(split_id("/a/virtualNetworks/v/subnets/s/"), Some(("/a/virtualNetworks/v", "s")));
        assert_eq!(split_id("/a/virtualNetworks/v"), None);
        assert_eq!(split_id("/a/subnets/s/more/x"), None);
        assert_eq!(split_id("é/SUBNETS/s"), Some(("é", "s")));
    }
}
