//! Source ports for connections to the outside.
//!
//! Knows: how load balancers and NAT gateways share them out. Does not know: the model.

/// The source ports of an address behind a load balancer (AKS documentation, configure-load-balancer-standard).
pub const PORTS_PER_ADDRESS: u64 = 64_000;

/// The source ports of an address of a NAT gateway (AKS documentation, nat-gateway).
pub const NAT_PORTS_PER_ADDRESS: u64 = 64_512;

/// The most addresses of a NAT gateway.
pub const MOST_NAT_ADDRESSES: u64 = 16;

/// What the load balancer gives each node by itself (Azure documentation, load-balancer-outbound-connections); none
/// beyond the sizes its table has.
#[must_use]
pub fn automatic_ports(nodes: u64) -> Option<u64> {
    const TABLE: [(u64, u64); 6] = [(50, 1024), (100, 512), (200, 256), (400, 128), (800, 64), (1_000, 32)];
    TABLE.iter().find(|(most, _)| nodes <= *most).map(|(_, ports)| *ports)
}

/// The most nodes, extra ones included, that so many addresses serve with so many ports each.
#[must_use]
pub fn most_nodes(ports_per_node: u64, addresses: u64) -> Option<u64> {
    PORTS_PER_ADDRESS.saturating_mul(addresses).checked_div(ports_per_node)
}
