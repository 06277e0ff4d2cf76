//! `avm/res/network/virtual-network` and its `subnet`.
//!
//! Read: main.bicep as of 0.1 (untyped subnets), 0.5 (typed subnets), 0.8 (address spaces that may come from a pool).

use super::super::schema::{
    ModuleInput, ModuleResource, Read, RegistryModule, Select, Test, output, passed, since, until,
};
use super::shared::{ROLE_ROWS, made, told};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Unknown};

const NETWORK: &str = "virtualNetwork";

const MAIN: &str = "avm/res/network/virtual-network 0.1 to 0.8, main.bicep";
const PLAIN: &str = "avm/res/network/virtual-network 0.1 to 0.7, main.bicep";
const SPACES: &str = "avm/res/network/virtual-network 0.8, main.bicep and change log";
const SUBNETS: &str = "avm/res/network/virtual-network 0.1 to 0.8, subnet/main.bicep";
const SINGLE: &str = "avm/res/network/virtual-network/subnet 0.1, main.bicep";

const POOLED: &str = "the addresses may come from an IPAM pool";

pub(crate) static VIRTUAL_NETWORK: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/res/network/virtual-network",
    doc: "a virtual network with its subnets (Azure Verified Module)",
    newest: Version(0, 8, 0),
    arguments: &[],
    resources: &[
        ModuleResource::new("virtualNetwork", NETWORK, &[NETWORK_ROWS]),
        ModuleResource::new("subnet", "virtualNetwork_subnets[{index}]/subnet", &[SUBNET_ROWS])
            .each("subnets")
            .of(NETWORK),
        ModuleResource::new(
            "virtualNetworkPeering",
            "virtualNetwork_peering_local[{index}]/virtualNetworkPeering",
            &[PEERING_ROWS],
        )
        .each("peerings")
        .of(NETWORK),
        ModuleResource::new("roleAssignment", "virtualNetwork_roleAssignments[{index}]", &[ROLE_ROWS])
            .each("roleAssignments")
            .of(NETWORK),
    ],
    outputs: &[
        output("resourceId", "virtualNetwork", "id", MAIN),
        output("name", "virtualNetwork", "name", MAIN),
        output("subnetResourceIds", "subnet", "id", MAIN).select(Select::Position, ""),
        output("subnetNames", "subnet", "name", MAIN).select(Select::Position, ""),
    ],
};

pub(crate) static SUBNET: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/res/network/virtual-network/subnet",
    doc: "one subnet of a virtual network (Azure Verified Module)",
    newest: Version(0, 1, 0),
    arguments: &[],
    resources: &[ModuleResource::new("subnet", "subnet", &[SINGLE_ROWS])],
    outputs: &[output("resourceId", "subnet", "id", SINGLE), output("name", "subnet", "name", SINGLE)],
};

const NETWORK_ROWS: &[ModuleInput] = &[
    told("name", "name", Absent, MAIN),
    told("location", "location", Unknown("the resource group's location"), MAIN),
    passed("tags", "tags", MAIN),
    passed("addressSpace.addressPrefixes", "addressPrefixes", PLAIN).within(until(0, 8)),
    told("addressSpace.addressPrefixes", "addressPrefixes.addressPrefixes", Unknown(POOLED), SPACES)
        .within(since(0, 8)),
    passed("dhcpOptions.dnsServers", "dnsServers", MAIN),
    passed("ddosProtectionPlan.id", "ddosProtectionPlanResourceId", MAIN),
    made(
        "enableDdosProtection",
        Read::Truth(&Test::Filled("ddosProtectionPlanResourceId")),
        crate::model::table::SilentValue::Bool(false),
        MAIN,
    ),
];

const SUBNET_ROWS: &[ModuleInput] = &[
    told("name", "each.name", Absent, SUBNETS),
    made("addressPrefixes", Read::Either("each.addressPrefixes", "each.addressPrefix"), Unknown(POOLED), SUBNETS)
        .within(until(0, 8)),
    made(
        "addressPrefixes",
        Read::Either("each.addressSpace.addressPrefixes", "each.addressSpace.addressPrefix"),
        Unknown(POOLED),
        SPACES,
    )
    .within(since(0, 8)),
    passed("networkSecurityGroup.id", "each.networkSecurityGroupResourceId", SUBNETS),
    passed("routeTable.id", "each.routeTableResourceId", SUBNETS),
    passed("natGateway.id", "each.natGatewayResourceId", SUBNETS),
    passed("defaultOutboundAccess", "each.defaultOutboundAccess", SUBNETS),
    passed("privateEndpointNetworkPolicies", "each.privateEndpointNetworkPolicies", SUBNETS),
];

const PEERING_ROWS: &[ModuleInput] = &[
    told("name", "each.name", Unknown("the module makes the name of the peering"), MAIN),
    passed("remoteVirtualNetwork.id", "each.remoteVirtualNetworkResourceId|each.remoteVirtualNetworkId", MAIN),
];

const SINGLE_ROWS: &[ModuleInput] = &[
    told("name", "name", Absent, SINGLE),
    told("parent", "virtualNetworkName", Absent, SINGLE),
    made("addressPrefixes", Read::Either("addressPrefixes", "addressPrefix"), Unknown(POOLED), SINGLE),
    passed("networkSecurityGroup.id", "networkSecurityGroupResourceId", SINGLE),
    passed("routeTable.id", "routeTableResourceId", SINGLE),
    passed("natGateway.id", "natGatewayResourceId", SINGLE),
    passed("defaultOutboundAccess", "defaultOutboundAccess", SINGLE),
    passed("privateEndpointNetworkPolicies", "privateEndpointNetworkPolicies", SINGLE),
];
