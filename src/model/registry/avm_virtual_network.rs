//! `Azure/avm-res-network-virtualnetwork/azurerm` and its submodule for single subnets.

use super::schema::{
    ModuleInput, ModuleOutput, ModuleResource, Read, RegistryModule, Select, Test, argument, output, row,
};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Unknown};

const NETWORK: &str = "azapi_resource.vnet";

const MAIN: &str = "Azure/avm-res-network-virtualnetwork/azurerm 0.5 to 0.17, variables.tf and main.tf";
const SUBNETS: &str = "Azure/avm-res-network-virtualnetwork/azurerm 0.5 to 0.17, modules/subnet";
const OUTPUTS_FILE: &str = "Azure/avm-res-network-virtualnetwork/azurerm 0.5 to 0.17, outputs.tf";

const POOLED: &str = "the address range is taken from an IPAM pool";

pub(super) static MODULE: RegistryModule = RegistryModule {
    source: "Azure/avm-res-network-virtualnetwork/azurerm",
    doc: "a virtual network with its subnets (Azure Verified Module)",
    newest: Version(0, 17, 1),
    arguments: &[],
    resources: &[
        ModuleResource::new("virtualNetwork", NETWORK, &[NETWORK_ROWS]),
        ModuleResource::new("subnet", "module.subnet[{key}].azapi_resource.subnet[0]", &[SUBNET_ROWS])
            .each("subnets")
            .of(NETWORK),
    ],
    outputs: &[
        output("resource_id", "virtualNetwork", "id", OUTPUTS_FILE),
        output("resource", "virtualNetwork", "id", OUTPUTS_FILE).select(Select::Only, "id"),
        output("name", "virtualNetwork", "name", OUTPUTS_FILE),
        output("subnets", "subnet", "id", OUTPUTS_FILE).select(Select::Key, "resource_id"),
        output("subnets", "subnet", "id", OUTPUTS_FILE).select(Select::Key, "resource.id"),
        output("subnets", "subnet", "name", OUTPUTS_FILE).select(Select::Key, "name"),
    ],
};

pub(super) static SUBNET_MODULE: RegistryModule = RegistryModule {
    source: "Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet",
    doc: "one subnet of a virtual network (submodule of an Azure Verified Module)",
    newest: Version(0, 17, 1),
    arguments: &[],
    resources: &[ModuleResource::new("subnet", "azapi_resource.subnet[0]", &[SINGLE_SUBNET_ROWS])],
    outputs: SINGLE_OUTPUTS,
};

const NETWORK_ROWS: &[ModuleInput] = &[
    argument("name", "name", Absent, MAIN).arm(),
    argument("location", "location", Absent, MAIN).arm(),
    argument("tags", "tags", Absent, MAIN).arm(),
    row(
        "addressSpace.addressPrefixes",
        Read::When(&Test::Not(&Test::Set("ipam_pools")), "address_space", Unknown(POOLED)),
        Unknown(POOLED),
        MAIN,
    )
    .arm(),
    argument("dhcpOptions.dnsServers", "dns_servers.dns_servers", Absent, MAIN).arm(),
];

const SUBNET_ROWS: &[ModuleInput] = &[
    argument("name", "each.name", Absent, SUBNETS).arm(),
    row("addressPrefixes", Read::Either("each.address_prefixes", "each.address_prefix"), Unknown(POOLED), SUBNETS)
        .arm(),
    argument("networkSecurityGroup.id", "each.network_security_group.id", Absent, SUBNETS).arm(),
    argument("routeTable.id", "each.route_table.id", Absent, SUBNETS).arm(),
    argument("natGateway.id", "each.nat_gateway.id", Absent, SUBNETS).arm(),
    row("delegations", Read::Objects("each.delegations|each.delegation", DELEGATION), Absent, SUBNETS).arm(),
];

const SINGLE_SUBNET_ROWS: &[ModuleInput] = &[
    argument("name", "name", Absent, SUBNETS).arm(),
    row("addressPrefixes", Read::Either("address_prefixes", "address_prefix"), Unknown(POOLED), SUBNETS).arm(),
    argument("networkSecurityGroup.id", "network_security_group.id", Absent, SUBNETS).arm(),
    argument("routeTable.id", "route_table.id", Absent, SUBNETS).arm(),
    argument("natGateway.id", "nat_gateway.id", Absent, SUBNETS).arm(),
    row("delegations", Read::Objects("delegations|delegation", DELEGATION), Absent, SUBNETS).arm(),
    argument("parent", "virtual_network.resource_id|parent_id", Absent, SUBNETS).arm(),
];

const DELEGATION: &[(&str, &str)] = &[("name", "name"), ("serviceName", "service_delegation.name")];

const SINGLE_OUTPUTS: &[ModuleOutput] = &[
    output("resource_id", "subnet", "id", SUBNETS),
    output("resource", "subnet", "id", SUBNETS).select(Select::Only, "id"),
    output("name", "subnet", "name", SUBNETS),
];
