//! Values that cannot be what they should be: ranges that are none, counts that no pool can have.
//!
//! Knows: what Azure refuses to read, whatever else is written. Does not know: how ranges or pools go together.

use super::Planned;
use super::derived::{Derived, Reader};
use super::numbers::{is_text, truth};
use super::pools::models;
use super::ranges::{clipped, joined};
use crate::document::{Data, Value};
use crate::model::{How, ResourceId};
use crate::planning::limits::LEAST_PODS_PER_POOL;
use crate::planning::network_model::POD_LIMITS;
use crate::planning::service::FORBIDDEN_IN_NETWORKS;
use crate::planning::{LONGEST_SUBNET_PREFIX, MOST_NODES_PER_POOL, Range, Surge};

/// The shortest prefix of an IPv4 subnet (Azure documentation, virtual-networks-faq).
const SHORTEST_PREFIX: u8 = 2;

/// The prefix of every IPv6 subnet (Azure documentation, virtual-networks-faq).
const IPV6_SUBNET: u8 = 64;

/// What was found wrong, with the properties that hold it.
struct Findings<'p, 'm> {
    reader: Reader<'p, 'm>,
    resource: ResourceId,
    wrong: Vec<(&'static str, String)>,
    is_open: bool,
}

impl<'p, 'm> Findings<'p, 'm> {
    fn new(planned: &'p Planned<'m>, resource: ResourceId) -> Self {
        Self { reader: Reader::new(planned), resource, wrong: Vec::new(), is_open: false }
    }

    fn add(&mut self, property: &'static str, text: impl Into<String>) {
        let spelling = self.reader.planned.spelling(self.resource, property);
        self.wrong.push((property, format!("`{spelling}`: {}", text.into())));
    }

    /// Judges every text of a property that somebody wrote; of several that it may be, all must be wrong.
    fn ranges(&mut self, property: &'static str, why: impl Fn(Range) -> Option<String>) {
        let fact = self.reader.fact(self.resource, property);
        if !matches!(fact.how, How::Written) {
            return;
        }
        let items: Vec<&Value> = match &fact.value.data {
            Data::List(list) => {
                self.is_open |= list.open.is_some();
                list.items.iter().collect()
            }
            _ => vec![&fact.value],
        };
        let judge = |text: &str| match Range::parse(text) {
            Ok(range) => why(range).map(|why| format!("`{range}` {why}")),
            Err(reason) => Some(clipped_reason(reason, text)),
        };
        let mut found = Vec::new();
        for item in items {
            match &item.data {
                Data::String(text) => found.extend(judge(text)),
                Data::Null => {}
                Data::OneOf(members) => {
                    let all: Vec<Option<String>> =
                        members.iter().map(|member| member.as_str().and_then(judge)).collect();
                    match all.iter().flatten().next() {
                        Some(text) if all.iter().all(Option::is_some) => found.push(text.clone()),
                        Some(_) => self.is_open = true,
                        None => self.is_open |= members.iter().any(|member| member.as_str().is_none()),
                    }
                }
                _ => self.is_open = true,
            }
        }
        found.into_iter().for_each(|text| self.add(property, text));
    }

    /// A list that somebody wrote and left empty.
    fn empty(&mut self, property: &'static str, text: &str) {
        let value = self.reader.planned.peek(self.resource, property);
        if value.as_list().is_some_and(|list| list.items.is_empty() && list.open.is_none()) {
            self.add(property, text);
        }
    }

    fn answer(mut self, text: &str) -> Derived {
        if !self.wrong.is_empty() {
            self.reader.forget();
            for (property, _) in &self.wrong {
                self.reader.value(self.resource, property);
            }
            return self.reader.says(Value::string(joined(self.wrong.into_iter().map(|(_, text)| text))));
        }
        if self.is_open {
            return self.reader.unknown(text);
        }
        self.reader.says(Value::null())
    }
}

/// A reason that quotes a text, which may be of any length.
fn clipped_reason(reason: String, text: &str) -> String {
    match text.chars().count() > 60 {
        true => format!("`{}…` is no range of addresses", clipped(text)),
        false => reason,
    }
}

fn every_address(range: Range) -> Option<String> {
    (range.prefix() == 0).then(|| "is every address there is".to_owned())
}

pub(super) fn cluster_range(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut findings = Findings::new(planned, cluster);
    let mut reader = Reader::new(planned);
    let pools = reader.linked(cluster, "pools").resources;
    let by_node = pools.iter().all(|pool| models(&mut reader, *pool).iter().all(|model| model.has_pod_range()));
    let has_block = !pools.is_empty() && by_node;
    let pods = |range: Range| {
        every_address(range).or_else(|| {
            let is_small = has_block && range.is_v4() && range.prefix() > 24;
            is_small.then(|| "has no room for a node, which takes a /24".to_owned())
        })
    };
    let services = |range: Range| {
        let longest = if range.is_v4() { 30 } else { 126 };
        let is_small = range.prefix() > longest;
        every_address(range)
            .or_else(|| is_small.then(|| "has no room for the API server and the DNS service".to_owned()))
    };
    let of_v4 = |range: Range| (!range.is_v4()).then(|| "is a range of IPv6, and IPv4 is due here".to_owned());
    findings.ranges("networkProfile.podCidr", |range| of_v4(range).or_else(|| pods(range)));
    findings.ranges("networkProfile.podCidrs", pods);
    findings.ranges("networkProfile.serviceCidr", |range| of_v4(range).or_else(|| services(range)));
    findings.ranges("networkProfile.serviceCidrs", services);
    findings.answer("not all ranges of the cluster are known")
}

pub(super) fn subnet_range(planned: &Planned<'_>, subnet: ResourceId) -> Derived {
    let mut findings = Findings::new(planned, subnet);
    findings.ranges("addressPrefixes", |range| match (range.is_v4(), range.prefix()) {
        (true, 0..SHORTEST_PREFIX) => Some(format!("is larger than a /{SHORTEST_PREFIX}, the largest subnet")),
        (true, prefix) if prefix > LONGEST_SUBNET_PREFIX => {
            Some(format!("is smaller than a /{LONGEST_SUBNET_PREFIX}, the smallest subnet: Azure keeps five addresses"))
        }
        (false, prefix) if prefix != IPV6_SUBNET => Some(format!("is no /{IPV6_SUBNET}, as every subnet of IPv6 is")),
        _ => None,
    });
    if planned.peek(subnet, "ipamPoolPrefixAllocations").is_null() {
        findings.empty("addressPrefixes", "the subnet has no range");
    }
    findings.answer("not all ranges of the subnet are known")
}

pub(super) fn network_range(planned: &Planned<'_>, network: ResourceId) -> Derived {
    let mut findings = Findings::new(planned, network);
    findings.ranges("addressSpace.addressPrefixes", |range| {
        let forbidden = FORBIDDEN_IN_NETWORKS.iter();
        let shared = forbidden.filter(|text| Range::parse(text).is_ok_and(|forbidden| forbidden.overlaps(range)));
        let shared: Vec<&str> = shared.copied().collect();
        match range.prefix() {
            0..SHORTEST_PREFIX => Some(format!("is larger than a /{SHORTEST_PREFIX}, the largest network")),
            prefix if range.is_v4() && prefix > LONGEST_SUBNET_PREFIX => {
                Some(format!("is smaller than a /{LONGEST_SUBNET_PREFIX}, the smallest subnet"))
            }
            _ if !shared.is_empty() => Some(format!("shares addresses with {}", shared.join(" and "))),
            _ => None,
        }
    });
    findings.empty("addressSpace.addressPrefixes", "the network has no range");
    findings.answer("not all ranges of the network are known")
}

/// Counts that no pool can have (Microsoft.ContainerService types; AKS documentation,
/// concepts-network-ip-address-planning and upgrade-aks-node-pools-rolling).
pub(super) fn count(planned: &Planned<'_>, pool: ResourceId) -> Derived {
    let mut findings = Findings::new(planned, pool);
    let (nodes, pods) = ("nodes in a pool", "pods on a node");
    let is_scaled = truth(&planned.peek(pool, "enableAutoScaling"));
    let count =
        if is_scaled == Some(true) { None } else { number(&mut findings, "count", (0, MOST_NODES_PER_POOL), nodes) };
    let least = number(&mut findings, "minCount", (0, MOST_NODES_PER_POOL), nodes);
    let most = number(&mut findings, "maxCount", (0, MOST_NODES_PER_POOL), nodes);
    if let (Some(true), Some(least), Some(most)) = (is_scaled, least, most)
        && least > most
    {
        findings.add("minCount", format!("{least} is more than {most}, the most nodes"));
    }
    let max_pods = number(&mut findings, "maxPods", POD_LIMITS, pods);
    let largest = if is_scaled == Some(true) { most } else { count };
    if let (Some(max_pods), Some(nodes @ 1..)) = (max_pods, largest)
        && max_pods.saturating_mul(nodes) < LEAST_PODS_PER_POOL
    {
        let text = format!(
            "{max_pods} pods on each of {nodes} nodes are fewer than {LEAST_PODS_PER_POOL}, the least of a pool"
        );
        findings.add("maxPods", text);
    }
    for property in ["upgradeSettings.maxSurge", "upgradeSettings.maxUnavailable"] {
        let fact = findings.reader.fact(pool, property);
        match (&fact.how, &fact.value.data) {
            (How::Written, Data::String(text)) => {
                if let Some(wrong) = share(text) {
                    findings.add(property, wrong);
                }
            }
            (How::Written, Data::Null) => {}
            (How::Written, _) => findings.is_open = true,
            _ => {}
        }
    }
    no_way_to_upgrade(&mut findings);
    findings.answer("not all numbers of the pool are known")
}

/// Neither an extra node nor one that may be missing: an upgrade could not begin.
fn no_way_to_upgrade(findings: &mut Findings<'_, '_>) {
    let planned = findings.reader.planned;
    let none = |property: &str| {
        let value = planned.peek(findings.resource, property);
        match value.as_str().map(Surge::parse) {
            Some(Ok(Surge::Nodes(0) | Surge::Percent { hundredths: 0 })) => Some(true),
            None if value.is_null() => None,
            _ => Some(false),
        }
    };
    let surge = none("upgradeSettings.maxSurge");
    let unavailable = none("upgradeSettings.maxUnavailable");
    let is_spot = is_text(&planned.peek(findings.resource, "scaleSetPriority"), "Spot") != Some(false);
    if surge == Some(true) && unavailable != Some(false) && !is_spot {
        findings
            .add("upgradeSettings.maxSurge", "without an extra node, and none that may be missing, no upgrade begins");
    }
}

/// A whole number within limits; what is wrong with another is remembered.
fn number(findings: &mut Findings<'_, '_>, property: &'static str, limits: (u64, u64), of: &str) -> Option<u64> {
    let fact = findings.reader.fact(findings.resource, property);
    if !matches!(fact.how, How::Written) {
        return None;
    }
    let judge = |value: &Value| match &value.data {
        Data::Number(number) => Some(match number.to_i64().map(u64::try_from) {
            Some(Ok(count)) if (limits.0..=limits.1).contains(&count) => Ok(count),
            _ => Err(format!("{number} is not within {} and {}, the limits of {of}", limits.0, limits.1)),
        }),
        Data::String(text) => Some(Err(format!("`{}` is no number", clipped(text)))),
        _ => None,
    };
    let judged: Vec<Option<Result<u64, String>>> = match &fact.value.data {
        Data::OneOf(members) => members.iter().map(judge).collect(),
        Data::Null => return None,
        _ => vec![judge(&fact.value)],
    };
    match &judged[..] {
        [Some(Ok(count))] => Some(*count),
        all if !all.is_empty() && all.iter().all(|one| matches!(one, Some(Err(_)))) => {
            if let Some(Some(Err(text))) = all.first() {
                findings.add(property, text.clone());
            }
            None
        }
        all if all.iter().all(|one| matches!(one, Some(Ok(_)))) => None,
        _ => {
            findings.is_open = true;
            None
        }
    }
}

/// What is wrong with a number of nodes or a share of them.
fn share(text: &str) -> Option<String> {
    match Surge::parse(text) {
        Err(reason) if text.chars().count() <= 60 => Some(reason),
        Err(_) => Some(format!("`{}…` is neither a number of nodes nor a percentage", clipped(text))),
        Ok(Surge::Percent { hundredths }) if hundredths > 10_000 => Some(format!("`{text}` is more than 100%")),
        Ok(Surge::Percent { hundredths }) if hundredths % 100 != 0 || text.contains('.') => {
            Some(format!("`{text}` is no whole percentage"))
        }
        Ok(Surge::Nodes(nodes)) if nodes > MOST_NODES_PER_POOL => {
            Some(format!("{text} is more than {MOST_NODES_PER_POOL}, the most nodes of a pool"))
        }
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_that_nobody_can_mean_are_told() {
        for fine in ["1", "0", "10%", "100%", "0%", "1000"] {
            assert_eq!(share(fine), None, "{fine}");
        }
        for (wrong, why) in [
            ("33.3%", "no whole percentage"),
            ("33.0%", "no whole percentage"),
            ("abc", "neither a number"),
            ("", "neither a number"),
            ("-1", "neither a number"),
            ("150%", "more than 100%"),
            ("99999999999999999999", "more than 1000"),
            ("99999999999999999999%", "more than 100%"),
        ] {
            let text = share(wrong).unwrap();
            assert!(text.contains(why), "{wrong}: {text}");
        }
        assert!(share(&"x".repeat(10_000)).unwrap().len() < 200);
    }
}
