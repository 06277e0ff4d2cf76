//! Subnets that belong to one service.
//!
//! Knows: how large they must be, and what they must be called or delegated to. Does not know: the model.

use super::{smallest_range, smallest_subnet, usable_addresses};

/// What AKS delegates the API server's subnet to.
pub const API_SERVER_DELEGATION: &str = "Microsoft.ContainerService/managedClusters";

/// The least addresses of a cluster in the API server's subnet (AKS documentation, api-server-vnet-integration).
pub const API_SERVER_ADDRESSES: u64 = 9;

/// The longest prefix of the API server's subnet.
pub const API_SERVER_PREFIX: u8 = 28;

/// The nodes of a static egress gateway with a public prefix of this length (AKS documentation,
/// configure-static-egress-gateway).
#[must_use]
pub fn egress_gateway_nodes(prefix: u8) -> Option<u64> {
    (28..=31).contains(&prefix).then(|| 1 << u32::from(32 - prefix))
}

/// The longest prefix of the API server's subnet for so many clusters.
#[must_use]
pub fn api_server_prefix(clusters: u64) -> Option<u8> {
    smallest_subnet(clusters.saturating_mul(API_SERVER_ADDRESSES)).map(|prefix| prefix.min(API_SERVER_PREFIX))
}

/// Whether a subnet of this prefix takes the API servers of so many clusters.
#[must_use]
pub fn takes_api_servers(prefix: u8, clusters: u64) -> bool {
    let needed = clusters.saturating_mul(API_SERVER_ADDRESSES);
    prefix <= API_SERVER_PREFIX && usable_addresses(prefix).is_some_and(|usable| usable >= needed)
}

/// A service with a subnet of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Azure Bastion.
    Bastion,
    /// Azure Firewall.
    Firewall,
    /// The management network of Azure Firewall.
    FirewallManagement,
    /// A VPN or ExpressRoute gateway.
    Gateway,
    /// Application Gateway for Containers.
    ApplicationGatewayForContainers,
    /// Application Gateway, second generation.
    ApplicationGateway,
    /// Application Gateway, first generation.
    ApplicationGatewayV1,
}

impl Service {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bastion => "Azure Bastion",
            Self::Firewall => "Azure Firewall",
            Self::FirewallManagement => "management of Azure Firewall",
            Self::Gateway => "a VPN or ExpressRoute gateway",
            Self::ApplicationGatewayForContainers => "Application Gateway for Containers",
            Self::ApplicationGateway | Self::ApplicationGatewayV1 => "Application Gateway",
        }
    }

    /// The name its subnet must have.
    #[must_use]
    pub fn subnet_name(self) -> Option<&'static str> {
        match self {
            Self::Bastion => Some("AzureBastionSubnet"),
            Self::Firewall => Some("AzureFirewallSubnet"),
            Self::FirewallManagement => Some("AzureFirewallManagementSubnet"),
            Self::Gateway => Some("GatewaySubnet"),
            _ => None,
        }
    }

    /// The longest prefix of its subnet, where that does not depend on its size (Azure documentation of each service).
    #[must_use]
    pub fn longest_prefix(self) -> Option<u8> {
        match self {
            Self::Bastion | Self::Firewall | Self::FirewallManagement => Some(26),
            Self::Gateway => Some(27),
            Self::ApplicationGatewayForContainers => Some(24),
            Self::ApplicationGateway | Self::ApplicationGatewayV1 => None,
        }
    }

    /// The most instances of an application gateway (Azure documentation, configuration-infrastructure).
    #[must_use]
    pub fn most_instances(self) -> Option<u64> {
        match self {
            Self::ApplicationGateway => Some(125),
            Self::ApplicationGatewayV1 => Some(32),
            _ => None,
        }
    }
}

/// The addresses of an application gateway with those that Azure keeps, and the longest prefix with so many.
#[must_use]
pub fn application_gateway(instances: u64, private_frontends: u64) -> (u64, Option<u8>) {
    let addresses = instances.saturating_add(private_frontends).saturating_add(super::RESERVED_ADDRESSES);
    (addresses, smallest_range(addresses).map(|prefix| prefix.min(super::LONGEST_SUBNET_PREFIX)))
}

/// The service whose subnet has this name.
#[must_use]
pub fn service_of(subnet_name: &str) -> Option<Service> {
    [Service::Bastion, Service::Firewall, Service::FirewallManagement, Service::Gateway]
        .into_iter()
        .find(|service| service.subnet_name().is_some_and(|name| name.eq_ignore_ascii_case(subnet_name)))
}
