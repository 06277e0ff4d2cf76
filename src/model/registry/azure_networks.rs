//! `Azure/vnet/azurerm` and `Azure/network/azurerm`: a virtual network whose subnets stand in lists that belong together.

use super::schema::{
    ModuleInput, ModuleOutput, ModuleResource, Read, RegistryModule, Select, Test, Zip, ZipList, argument, output, row,
    since,
};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Computed, Text, Texts, Unknown};

const NETWORK: &str = "azurerm_virtual_network.vnet";

const VNET: &str = "Azure/vnet/azurerm 3 to 5, variables.tf and main.tf";
const PLAIN: &str = "Azure/network/azurerm 4 and 5, variables.tf and main.tf";
const VNET_OUTPUTS: &str = "Azure/vnet/azurerm 3 to 5, outputs.tf";
const PLAIN_OUTPUTS: &str = "Azure/network/azurerm 4 and 5, outputs.tf";

const BY_NAME: Test = Test::True("use_for_each", false);

pub(super) static VNET_MODULE: RegistryModule = RegistryModule {
    source: "Azure/vnet/azurerm",
    doc: "a virtual network with subnets in lists",
    newest: Version(5, 0, 1),
    arguments: &[],
    resources: &[
        ModuleResource::new("virtualNetwork", NETWORK, &[VNET_ROWS]),
        ModuleResource::new("subnet", "azurerm_subnet.subnet_count[{index}]", &[VNET_SUBNET_ROWS])
            .zip(&VNET_SUBNETS)
            .exists(Test::Not(&BY_NAME))
            .of(NETWORK),
        ModuleResource::new("subnet", "azurerm_subnet.subnet_for_each[{key}]", &[VNET_SUBNET_ROWS])
            .zip(&VNET_SUBNETS)
            .exists(BY_NAME)
            .of(NETWORK),
    ],
    outputs: &[
        output("vnet_id", "virtualNetwork", "id", VNET_OUTPUTS),
        output("vnet_name", "virtualNetwork", "name", VNET_OUTPUTS),
        output("vnet_subnets", "subnet", "id", VNET_OUTPUTS).select(Select::Position, ""),
        output("vnet_subnets_name_id", "subnet", "id", VNET_OUTPUTS).select(Select::Name, ""),
    ],
};

pub(super) static NETWORK_MODULE: RegistryModule = RegistryModule {
    source: "Azure/network/azurerm",
    doc: "a virtual network with subnets in lists",
    newest: Version(5, 3, 0),
    arguments: &[],
    resources: &[
        ModuleResource::new("virtualNetwork", NETWORK, &[PLAIN_ROWS]),
        ModuleResource::new("subnet", "azurerm_subnet.subnet_count[{index}]", &[PLAIN_SUBNET_ROWS])
            .zip(&PLAIN_SUBNETS)
            .exists(Test::Not(&BY_NAME))
            .of(NETWORK),
        ModuleResource::new("subnet", "azurerm_subnet.subnet_for_each[{key}]", &[PLAIN_SUBNET_ROWS])
            .zip(&PLAIN_SUBNETS)
            .exists(BY_NAME)
            .of(NETWORK),
    ],
    outputs: PLAIN_MODULE_OUTPUTS,
};

static VNET_SUBNETS: Zip = Zip {
    lists: &[
        ZipList { field: "name", input: "subnet_names", default: &["subnet1", "subnet2", "subnet3"] },
        ZipList { field: "prefix", input: "subnet_prefixes", default: &["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"] },
    ],
    maps: &[("group", "nsg_ids"), ("routes", "route_tables_ids")],
    defaults_known: since(3, 0),
};

static PLAIN_SUBNETS: Zip = Zip {
    lists: &[
        ZipList { field: "name", input: "subnet_names", default: &["subnet1"] },
        ZipList { field: "prefix", input: "subnet_prefixes", default: &["10.0.1.0/24"] },
    ],
    maps: &[],
    defaults_known: since(4, 0),
};

const VNET_ROWS: &[ModuleInput] = &[
    argument("name", "vnet_name", Text("acctvnet"), VNET),
    argument(
        "location",
        "vnet_location|location",
        Unknown("the module takes the location of the resource group"),
        VNET,
    ),
    argument("addressSpace.addressPrefixes", "address_space", Texts(&["10.0.0.0/16"]), VNET),
    argument("dhcpOptions.dnsServers", "dns_servers", Absent, VNET),
    argument("tags", "tags", Absent, "Azure/vnet/azurerm 5, variables.tf").within(since(5, 0)),
];

const VNET_SUBNET_ROWS: &[ModuleInput] = &[
    argument("name", "each.name", Absent, VNET),
    row("addressPrefixes", Read::Argument("each.prefix", crate::model::table::Transform::Single), Absent, VNET),
    argument("networkSecurityGroup.id", "each.group", Computed("association"), VNET),
    argument("routeTable.id", "each.routes", Computed("association"), VNET),
    row("natGateway.id", Read::Module, Computed("association"), VNET),
];

const PLAIN_ROWS: &[ModuleInput] = &[
    argument("name", "vnet_name", Text("acctvnet"), PLAIN),
    argument(
        "location",
        "resource_group_location|location",
        Unknown("the module takes the location of the resource group"),
        PLAIN,
    ),
    row(
        "addressSpace.addressPrefixes",
        Read::Either("address_spaces", "address_space"),
        Texts(&["10.0.0.0/16"]),
        PLAIN,
    ),
    argument("dhcpOptions.dnsServers", "dns_servers", Absent, PLAIN),
];

/// The module attaches no network security group and no route table; other code may.
const PLAIN_SUBNET_ROWS: &[ModuleInput] = &[
    argument("name", "each.name", Absent, PLAIN),
    row("addressPrefixes", Read::Argument("each.prefix", crate::model::table::Transform::Single), Absent, PLAIN),
    row("networkSecurityGroup.id", Read::Module, Computed("association"), PLAIN).within(since(4, 0)),
    row("routeTable.id", Read::Module, Computed("association"), PLAIN).within(since(4, 0)),
    row("natGateway.id", Read::Module, Computed("association"), PLAIN),
];

const PLAIN_MODULE_OUTPUTS: &[ModuleOutput] = &[
    output("vnet_id", "virtualNetwork", "id", PLAIN_OUTPUTS),
    output("vnet_name", "virtualNetwork", "name", PLAIN_OUTPUTS),
    output("vnet_subnets", "subnet", "id", PLAIN_OUTPUTS).select(Select::Position, ""),
];
