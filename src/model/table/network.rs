//! Virtual networks, subnets, what is attached to them.

use super::rows::{
    NO, YES, api, arm, arm_list, arm_type, at, azurerm, block, bool, from, map, number, object, objects, says,
    terraform, text, texts, to,
};
use super::schema::SilentValue::{Absent, Computed, Unknown};
use super::schema::{Kind, Link, LinkRule, Property};

const VNET: &str = "Microsoft.Network/virtualNetworks";
const INLINE: &str = "azurerm_virtual_network";
const SUBNET: &str = "azurerm_subnet";
const ATTACHED: &str = "attached by an association resource, or not at all (azurerm documentation)";

const PARENT: Link = Link {
    name: "virtualNetwork",
    doc: "The virtual network it lies in.",
    target: "virtualNetwork",
    is_list: false,
    rule: LinkRule::Computed("parent"),
};

const SUBNET_ROWS: &[Property] = &[
    text("name", "The subnet's name.").azurerm(&[at("name")]),
    text("parent", "The virtual network it lies in.")
        .azurerm(&[at("virtual_network_name").only(SUBNET)])
        .arm(&[arm("parent_id")]),
    texts("addressPrefixes", "Its address ranges.")
        .azurerm(&[
            at("address_prefixes").since(2, 8),
            at("address_prefix").until(3, 0).single(),
            at("address_prefixes").since(4, 0).only(INLINE),
            at("address_prefix").until(4, 0).single().only(INLINE),
        ])
        .arm(&[arm("properties.addressPrefixes"), arm("properties.addressPrefix").single()]),
    objects("ipamPoolPrefixAllocations", "The IPAM pools its ranges come from.")
        .azurerm(&[at("ip_address_pool").since(4, 38)]),
    text("ipamPoolPrefixAllocations[].numberOfIpAddresses", "The number of addresses taken from the pool.")
        .azurerm(&[at("ip_address_pool[].number_of_ip_addresses").since(4, 38)]),
    text("networkSecurityGroup.id", "Its network security group.")
        .azurerm(&[
            at("network_security_group_id_wo").since(5, 0).only(SUBNET),
            at("network_security_group_id").until(2, 0).only(SUBNET),
            at("security_group").only(INLINE),
        ])
        .silence(&[azurerm(Computed("association"), ATTACHED).only(SUBNET)]),
    text("routeTable.id", "Its route table.")
        .azurerm(&[
            at("route_table_id_wo").since(5, 0).only(SUBNET),
            at("route_table_id").until(2, 0).only(SUBNET),
            at("route_table_id").only(INLINE),
        ])
        .silence(&[azurerm(Computed("association"), ATTACHED).only(SUBNET)]),
    text("natGateway.id", "Its NAT gateway.").silence(&[azurerm(Computed("association"), ATTACHED)]),
    objects("delegations", "The services it is delegated to.").azurerm(&[at("delegation")]),
    text("delegations[].serviceName", "The service: Microsoft.ContainerService/managedClusters, …")
        .azurerm(&[at("delegation[].service_delegation.name")])
        .arm(&[arm("properties.delegations[].properties.serviceName")]),
    bool("defaultOutboundAccess", "Machines reach the internet without a configured way out.")
        .since_api(2023, 11, 1)
        .azurerm(&[at("default_outbound_access_enabled").since(3, 107)])
        .silence(&[
            azurerm(YES, "defaults to true (azurerm schema)").since(3, 107),
            azurerm(
                Unknown("Azure decides about default outbound access, and has retired it for new networks"),
                "Azure documentation, default-outbound-access",
            )
            .until(3, 107),
            api(
                Unknown("Azure decides about default outbound access, and has retired it for new networks"),
                "Azure documentation, default-outbound-access",
            ),
        ]),
    text("privateEndpointNetworkPolicies", "Whether network policies apply to private endpoints.")
        .azurerm(&[at("private_endpoint_network_policies").since(3, 107)]),
];

/// A subnet.
pub static SUBNET_KIND: Kind = Kind {
    name: "subnet",
    doc: "A subnet of a virtual network, declared by itself or inside it.",
    homes: &[
        terraform(SUBNET),
        block(INLINE, "subnet"),
        arm_type("Microsoft.Network/virtualNetworks/subnets"),
        arm_list(VNET, "properties.subnets"),
    ],
    properties: SUBNET_ROWS,
    links: &[
        PARENT,
        to("networkSecurityGroup", "networkSecurityGroup", "networkSecurityGroup.id", "Its network security group."),
        to("routeTable", "routeTable", "routeTable.id", "Its route table."),
        to("natGateway", "natGateway", "natGateway.id", "Its NAT gateway."),
        from("pools", "pool", "subnet", "The node pools whose nodes lie in it."),
        from("podPools", "pool", "podSubnet", "The node pools whose pods lie in it."),
        from("networkInterfaces", "networkInterface", "subnet", "The network interfaces of machines in it."),
        from("apiServerClusters", "cluster", "apiServerSubnet", "The clusters whose API servers stand in it."),
        from("applicationGateways", "applicationGateway", "subnet", "The application gateways in it."),
        from("bastions", "bastion", "subnet", "The bastions in it."),
    ],
};

/// What attaches a network security group, route table or NAT gateway to a subnet in azurerm.
pub static SUBNET_ASSOCIATION: Kind = Kind {
    name: "subnetAssociation",
    doc: "What attaches a network security group, a route table or a NAT gateway to a subnet (azurerm only).",
    homes: &[
        terraform("azurerm_subnet_network_security_group_association"),
        terraform("azurerm_subnet_route_table_association"),
        terraform("azurerm_subnet_nat_gateway_association"),
    ],
    properties: &[
        text("subnet.id", "The subnet.").azurerm(&[at("subnet_id")]),
        text("networkSecurityGroup.id", "The network security group.")
            .azurerm(&[at("network_security_group_id").only("azurerm_subnet_network_security_group_association")]),
        text("routeTable.id", "The route table.")
            .azurerm(&[at("route_table_id").only("azurerm_subnet_route_table_association")]),
        text("natGateway.id", "The NAT gateway.")
            .azurerm(&[at("nat_gateway_id").only("azurerm_subnet_nat_gateway_association")]),
    ],
    links: &[to("subnet", "subnet", "subnet.id", "The subnet.")],
};

/// A virtual network.
pub static VIRTUAL_NETWORK: Kind = Kind {
    name: "virtualNetwork",
    doc: "A virtual network.",
    homes: &[terraform(INLINE), arm_type(VNET)],
    properties: &[
        text("name", "The network's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        object("addressSpace", "Its address space."),
        texts("addressSpace.addressPrefixes", "Its address ranges.").azurerm(&[at("address_space")]),
        texts("dhcpOptions.dnsServers", "Its DNS servers.").azurerm(&[at("dns_servers")]),
        bool("enableDdosProtection", "A DDoS protection plan protects it.")
            .azurerm(&[at("ddos_protection_plan.enable")])
            .silence(&[azurerm(NO, "off without a plan"), api(NO, "Microsoft.Network types")]),
        text("ddosProtectionPlan.id", "The DDoS protection plan.").azurerm(&[at("ddos_protection_plan.id")]),
    ],
    links: &[
        from("subnets", "subnet", "virtualNetwork", "Its subnets, wherever they are declared."),
        from("peerings", "virtualNetworkPeering", "virtualNetwork", "Its peerings."),
        from("bastions", "bastion", "virtualNetwork", "The bastions of the SKU Developer that serve it."),
    ],
};

/// One direction of a peering of two networks.
pub static PEERING: Kind = Kind {
    name: "virtualNetworkPeering",
    doc: "One direction of a peering of two virtual networks.",
    homes: &[
        terraform("azurerm_virtual_network_peering"),
        arm_type("Microsoft.Network/virtualNetworks/virtualNetworkPeerings"),
        arm_list(VNET, "properties.virtualNetworkPeerings"),
    ],
    properties: &[
        text("name", "The peering's name.").azurerm(&[at("name")]),
        text("parent", "The network it starts from.").azurerm(&[at("virtual_network_name")]).arm(&[arm("parent_id")]),
        text("remoteVirtualNetwork.id", "The network it leads to.").azurerm(&[at("remote_virtual_network_id")]),
    ],
    links: &[
        PARENT,
        to("remoteVirtualNetwork", "virtualNetwork", "remoteVirtualNetwork.id", "The network it leads to."),
    ],
};

/// A route table.
pub static ROUTE_TABLE: Kind = Kind {
    name: "routeTable",
    doc: "A route table.",
    homes: &[terraform("azurerm_route_table"), arm_type("Microsoft.Network/routeTables")],
    properties: &[
        text("name", "The table's name.").azurerm(&[at("name")]),
        bool("disableBgpRoutePropagation", "Routes from gateways are not taken over.")
            .azurerm(&[
                at("bgp_route_propagation_enabled").since(4, 0).inverted(),
                at("disable_bgp_route_propagation").until(4, 0),
            ])
            .silence(&[azurerm(NO, "defaults to propagation (azurerm schema)"), api(NO, "Microsoft.Network types")]),
        objects("routes", "The routes written inside it.").azurerm(&[at("route")]),
        text("routes[].name", "The route's name.")
            .azurerm(&[at("route[].name")])
            .arm(&[arm("properties.routes[].name")]),
        text("routes[].addressPrefix", "Where packets go.")
            .azurerm(&[at("route[].address_prefix")])
            .arm(&[arm("properties.routes[].properties.addressPrefix")]),
        text("routes[].nextHopType", "Through what.")
            .azurerm(&[at("route[].next_hop_type")])
            .arm(&[arm("properties.routes[].properties.nextHopType")]),
        text("routes[].nextHopIpAddress", "Through which address.")
            .azurerm(&[at("route[].next_hop_in_ip_address")])
            .arm(&[arm("properties.routes[].properties.nextHopIpAddress")]),
    ],
    links: &[
        from("separateRoutes", "route", "routeTable", "The routes declared by themselves."),
        from("subnets", "subnet", "routeTable", "The subnets it is attached to."),
    ],
};

/// A route declared by itself.
pub static ROUTE: Kind = Kind {
    name: "route",
    doc: "A route declared by itself.",
    homes: &[terraform("azurerm_route"), arm_type("Microsoft.Network/routeTables/routes")],
    properties: &[
        text("name", "The route's name.").azurerm(&[at("name")]),
        text("parent", "The route table.").azurerm(&[at("route_table_name")]).arm(&[arm("parent_id")]),
        text("addressPrefix", "Where packets go.").azurerm(&[at("address_prefix")]),
        text("nextHopType", "Through what.").azurerm(&[at("next_hop_type")]),
        text("nextHopIpAddress", "Through which address.").azurerm(&[at("next_hop_in_ip_address")]),
    ],
    links: &[Link {
        name: "routeTable",
        doc: "The route table.",
        target: "routeTable",
        is_list: false,
        rule: LinkRule::Computed("parent"),
    }],
};

/// A network security group with the rules written inside it.
pub static NETWORK_SECURITY_GROUP: Kind = Kind {
    name: "networkSecurityGroup",
    doc: "A network security group.",
    homes: &[terraform("azurerm_network_security_group"), arm_type("Microsoft.Network/networkSecurityGroups")],
    properties: &[
        text("name", "The group's name.").azurerm(&[at("name")]),
        objects("securityRules", "The rules written inside it.").azurerm(&[at("security_rule")]),
        text("securityRules[].name", "The rule's name.")
            .azurerm(&[at("security_rule[].name")])
            .arm(&[arm("properties.securityRules[].name")]),
        text("securityRules[].access", "Allow or Deny.")
            .azurerm(&[at("security_rule[].access")])
            .arm(&[arm("properties.securityRules[].properties.access")]),
        text("securityRules[].direction", "Inbound or Outbound.")
            .azurerm(&[at("security_rule[].direction")])
            .arm(&[arm("properties.securityRules[].properties.direction")]),
        text("securityRules[].protocol", "Tcp, Udp, Icmp, Esp, Ah or *.")
            .azurerm(&[at("security_rule[].protocol")])
            .arm(&[arm("properties.securityRules[].properties.protocol")]),
        number("securityRules[].priority", "Lower comes first.")
            .azurerm(&[at("security_rule[].priority")])
            .arm(&[arm("properties.securityRules[].properties.priority")]),
        texts("securityRules[].sourceAddressPrefixes", "Where packets come from.")
            .azurerm(&[
                at("security_rule[].source_address_prefixes"),
                at("security_rule[].source_address_prefix").single(),
            ])
            .arm(&[
                arm("properties.securityRules[].properties.sourceAddressPrefixes"),
                arm("properties.securityRules[].properties.sourceAddressPrefix").single(),
            ]),
        texts("securityRules[].destinationPortRanges", "The ports they go to.")
            .azurerm(&[
                at("security_rule[].destination_port_ranges"),
                at("security_rule[].destination_port_range").single(),
            ])
            .arm(&[
                arm("properties.securityRules[].properties.destinationPortRanges"),
                arm("properties.securityRules[].properties.destinationPortRange").single(),
            ]),
    ],
    links: &[
        super::security::RULES,
        from("subnets", "subnet", "networkSecurityGroup", "The subnets it is attached to."),
    ],
};

/// A NAT gateway.
pub static NAT_GATEWAY: Kind = Kind {
    name: "natGateway",
    doc: "A NAT gateway.",
    homes: &[terraform("azurerm_nat_gateway"), arm_type("Microsoft.Network/natGateways")],
    properties: &[
        text("name", "The gateway's name.").azurerm(&[at("name")]),
        number("idleTimeoutInMinutes", "When idle connections are dropped.")
            .azurerm(&[at("idle_timeout_in_minutes")])
            .silence(&[
                azurerm(super::schema::SilentValue::Number(4), "defaults to 4 (azurerm schema)"),
                api(super::schema::SilentValue::Number(4), "defaults to 4 (Azure documentation, nat-gateway)"),
            ]),
        text("sku.name", "Standard or StandardV2.").azurerm(&[at("sku_name")]).silence(&[
            azurerm(says("Standard"), "defaults to Standard (azurerm schema)"),
            api(Absent, "Microsoft.Network types"),
        ]),
    ],
    links: &[from("subnets", "subnet", "natGateway", "The subnets it is attached to.")],
};
