//! Source ports of a cluster's nodes for connections to the outside.
//!
//! Knows: which addresses a cluster goes out by, and how many ports a node gets of them. Does not know: how many ports
//! an application needs.

use super::Planned;
use super::derived::{Derived, Reader};
use super::numbers::{count, texts};
use super::sentences::{pools_of, say};
use crate::document::{Data, Value};
use crate::model::ResourceId;
use crate::planning::Bounds;
use crate::planning::outbound::{
    MOST_NAT_ADDRESSES, NAT_PORTS_PER_ADDRESS, PORTS_PER_ADDRESS, automatic_ports, most_nodes,
};

const BALANCER: &str = "networkProfile.loadBalancerProfile";

/// The way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A load balancer that gives each node so many ports; none where it shares them out by itself.
    Balancer(Option<Bounds>),
    /// A NAT gateway that AKS makes.
    ManagedGateway,
}

fn way(reader: &mut Reader<'_, '_>, cluster: ResourceId) -> Option<Option<Way>> {
    let outbound = reader.value(cluster, "networkProfile.outboundType");
    let all = texts(&outbound)?;
    let [Some(name)] = &all[..] else { return None };
    Some(match name.to_ascii_lowercase().as_str() {
        "loadbalancer" => {
            let ports = reader.value(cluster, &format!("{BALANCER}.allocatedOutboundPorts"));
            Some(Way::Balancer(match count(&ports) {
                Ok(None) => None,
                Ok(Some(bounds)) if bounds.exact() == Some(0) => None,
                Ok(Some(bounds)) => Some(bounds),
                Err(text) => {
                    reader.invalid("allocatedOutboundPorts", text);
                    Some(Bounds::UNKNOWN)
                }
            }))
        }
        "managednatgateway" => Some(Way::ManagedGateway),
        _ => None,
    })
}

/// The public addresses of IPv4 that a cluster goes out by.
fn addresses(reader: &mut Reader<'_, '_>, cluster: ResourceId, way: Way) -> Bounds {
    if way == Way::ManagedGateway {
        let managed = reader.value(cluster, "networkProfile.natGatewayProfile.managedOutboundIPProfile.count");
        return match count(&managed) {
            Ok(None) => Bounds::exactly(1),
            Ok(Some(bounds)) => {
                Bounds { most: Some(bounds.most.unwrap_or(u64::MAX).min(MOST_NAT_ADDRESSES)), ..bounds }
            }
            Err(_) => Bounds::between(1, MOST_NAT_ADDRESSES),
        };
    }
    let listed = |reader: &mut Reader<'_, '_>, property: &str| {
        let value = reader.value(cluster, &format!("{BALANCER}.{property}"));
        match &value.data {
            Data::Null => Some(Bounds::ZERO),
            Data::List(list) => {
                let length = u64::try_from(list.items.len()).unwrap_or(u64::MAX);
                let bounds = Bounds::exactly(length);
                Some(if list.open.is_some() { Bounds { most: None, ..bounds } } else { bounds })
            }
            _ => None,
        }
    };
    let own = listed(reader, "outboundIPs.publicIPs").unwrap_or(Bounds::UNKNOWN);
    let prefixes = listed(reader, "outboundIPPrefixes.publicIPPrefixes").unwrap_or(Bounds::UNKNOWN);
    if own == Bounds::ZERO && prefixes == Bounds::ZERO {
        return match count(&reader.value(cluster, &format!("{BALANCER}.managedOutboundIPs.count"))) {
            Ok(None) => Bounds::exactly(1),
            Ok(Some(bounds)) => bounds,
            Err(_) => Bounds::UNKNOWN,
        };
    }
    // A prefix has two addresses or more; how long it is stands elsewhere.
    let of_prefixes = prefixes.times(Bounds::at_least(2));
    own.plus(if prefixes == Bounds::ZERO { Bounds::ZERO } else { of_prefixes })
}

/// The nodes that the ports written in the code suffice for; absent where nobody wrote any.
pub(super) fn nodes(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let Some(way) = way(&mut reader, cluster) else { return reader.unknown("the way out is not known") };
    let Some(Way::Balancer(Some(ports))) = way else {
        return reader.says(Value::null());
    };
    let addresses = addresses(&mut reader, cluster, Way::Balancer(Some(ports)));
    let of = |ports: u64, addresses: u64| most_nodes(ports, addresses);
    let bounds = Bounds {
        // With zero ports the load balancer shares them out.
        least: ports.most.and_then(|ports| of(ports, addresses.least)).unwrap_or(0),
        most: addresses.most.and_then(|addresses| of(ports.least, addresses)),
    };
    reader.count(bounds)
}

/// The source ports of one node when every pool is at its largest and upgraded; absent where it has no such limit.
pub(super) fn ports(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let Some(way) = way(&mut reader, cluster) else { return reader.unknown("the way out is not known") };
    let Some(way) = way else { return reader.says(Value::null()) };
    if let Way::Balancer(Some(ports)) = way {
        return reader.count(ports);
    }
    let nodes = reader.derived(cluster, "maximumNodes").bounds();
    let nodes = nodes.plus(reader.derived(cluster, "surgeNodes").bounds());
    let bounds = match way {
        Way::Balancer(_) => {
            let of = |nodes: u64| automatic_ports(nodes).unwrap_or(0);
            Bounds::between(nodes.most.map_or(0, of), of(nodes.least))
        }
        Way::ManagedGateway => {
            let addresses = addresses(&mut reader, cluster, way);
            let of = |addresses: u64, nodes: u64| {
                addresses.saturating_mul(NAT_PORTS_PER_ADDRESS).checked_div(nodes.max(1)).unwrap_or(0)
            };
            let most = addresses.most.map(|addresses| of(addresses, nodes.least));
            Bounds { least: nodes.most.map_or(0, |nodes| of(addresses.least, nodes)), most }
        }
    };
    reader.count(bounds)
}

/// The ports in numbers.
pub(super) fn arithmetic(planned: &Planned<'_>, cluster: ResourceId) -> Derived {
    let mut reader = Reader::new(planned);
    let Some(Some(way)) = way(&mut reader, cluster) else { return reader.says(Value::null()) };
    let nodes = reader.derived(cluster, "maximumNodes").bounds();
    let surge = reader.derived(cluster, "surgeNodes").bounds();
    let addresses = addresses(&mut reader, cluster, way);
    let pools = pools_of(planned, cluster);
    let sizes = format!("{} nodes at their largest and {} more in an upgrade ({pools})", say(nodes), say(surge));
    let text = match way {
        Way::Balancer(Some(ports)) => {
            let most = reader.derived(cluster, "outboundNodes").bounds();
            format!(
                "{} addresses × {PORTS_PER_ADDRESS} ports / {} ports for each node serve {} nodes, and the pools have {sizes}",
                say(addresses),
                say(ports),
                say(most)
            )
        }
        Way::Balancer(None) => {
            let ports = reader.derived(cluster, "outboundPorts").bounds();
            format!("the load balancer shares out {} ports to each of {sizes}", say(ports))
        }
        Way::ManagedGateway => {
            let ports = reader.derived(cluster, "outboundPorts").bounds();
            format!(
                "{} addresses × {NAT_PORTS_PER_ADDRESS} ports of the NAT gateway are {} for each of {sizes}",
                say(addresses),
                say(ports)
            )
        }
    };
    reader.says(Value::string(text))
}
