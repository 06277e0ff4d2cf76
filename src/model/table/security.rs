//! Ways in beside the cluster's own: rules of network security groups, bastions, public addresses.

use super::rows::{
    NO, api, arm, arm_list, arm_type, at, azurerm, block, bool, from, map, number, says, terraform, text, texts, to,
};
use super::schema::SilentValue::{Computed, Unknown};
use super::schema::{Kind, Link, LinkRule};

const GROUP: &str = "azurerm_network_security_group";
const RULE: &str = "azurerm_network_security_rule";
const GROUPS: &str = "Microsoft.Network/networkSecurityGroups";
const SCHEMA: &str = "azurerm schema";
const TYPES: &str = "Microsoft.Network types";

/// A rule of a network security group.
pub static SECURITY_RULE: Kind = Kind {
    name: "securityRule",
    doc: "A rule of a network security group, declared by itself or inside it.",
    homes: &[
        terraform(RULE),
        block(GROUP, "security_rule"),
        arm_type("Microsoft.Network/networkSecurityGroups/securityRules"),
        arm_list(GROUPS, "properties.securityRules"),
    ],
    properties: &[
        text("name", "The rule's name.").azurerm(&[at("name")]),
        text("parent", "The group it belongs to.")
            .azurerm(&[at("network_security_group_name").only(RULE)])
            .arm(&[arm("parent_id")]),
        text("access", "Allow or Deny.").azurerm(&[at("access")]),
        text("direction", "Inbound or Outbound.").azurerm(&[at("direction")]),
        text("protocol", "Tcp, Udp, Icmp, Esp, Ah or *.").azurerm(&[at("protocol")]),
        number("priority", "Lower comes first.").azurerm(&[at("priority")]),
        texts("sourceAddressPrefixes", "Where packets come from.")
            .azurerm(&[at("source_address_prefixes"), at("source_address_prefix").single()])
            .arm(&[arm("properties.sourceAddressPrefixes"), arm("properties.sourceAddressPrefix").single()]),
        texts("destinationAddressPrefixes", "Where packets go.")
            .azurerm(&[at("destination_address_prefixes"), at("destination_address_prefix").single()])
            .arm(&[arm("properties.destinationAddressPrefixes"), arm("properties.destinationAddressPrefix").single()]),
        texts("destinationPortRanges", "The ports they go to.")
            .azurerm(&[at("destination_port_ranges"), at("destination_port_range").single()])
            .arm(&[arm("properties.destinationPortRanges"), arm("properties.destinationPortRange").single()]),
        bool("inNodeResourceGroup", "It lies in the resource group that AKS makes for the nodes of a cluster.")
            .silence(&[
                azurerm(Computed("nodeGroup"), "AKS documentation, faq"),
                api(Computed("nodeGroup"), "AKS documentation, faq"),
            ]),
    ],
    links: &[Link {
        name: "networkSecurityGroup",
        doc: "The group it belongs to.",
        target: "networkSecurityGroup",
        is_list: false,
        rule: LinkRule::Computed("parent"),
    }],
};

/// A bastion host.
pub static BASTION: Kind = Kind {
    name: "bastion",
    doc: "A bastion host.",
    homes: &[terraform("azurerm_bastion_host"), arm_type("Microsoft.Network/bastionHosts")],
    properties: &[
        text("name", "The bastion's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("sku.name", "Developer, Basic, Standard or Premium.").azurerm(&[at("sku")]).silence(&[
            azurerm(says("Basic"), "defaults to Basic (azurerm schema)"),
            api(Unknown("the API version decides which SKU a bastion gets"), TYPES),
        ]),
        bool("disableCopyPaste", "Nothing can be copied out of a session, or pasted into it.")
            .azurerm(&[at("copy_paste_enabled").inverted()])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        bool("enableFileCopy", "Files can be copied.")
            .azurerm(&[at("file_copy_enabled")])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        bool("enableIpConnect", "Any address in reach can be connected to, not only machines of Azure.")
            .azurerm(&[at("ip_connect_enabled")])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        bool("enableShareableLink", "Links open machines to whoever has them.")
            .azurerm(&[at("shareable_link_enabled")])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        bool("enableTunneling", "Native clients may tunnel through it.")
            .azurerm(&[at("tunneling_enabled")])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        bool("enableSessionRecording", "Sessions are recorded.")
            .azurerm(&[at("session_recording_enabled").since(4, 5)])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        text("ipConfigurations.subnet.id", "The subnet it stands in; there is one configuration.")
            .azurerm(&[at("ip_configuration.subnet_id")])
            .arm(&[arm("properties.ipConfigurations.properties.subnet.id")]),
        text("virtualNetwork.id", "The network it serves without standing in it, of the SKU Developer.")
            .azurerm(&[at("virtual_network_id")]),
    ],
    links: &[
        to("subnet", "subnet", "ipConfigurations.subnet.id", "The subnet it stands in."),
        to("virtualNetwork", "virtualNetwork", "virtualNetwork.id", "The network it serves, of the SKU Developer."),
    ],
};

/// A public address.
pub static PUBLIC_IP_ADDRESS: Kind = Kind {
    name: "publicIPAddress",
    doc: "A public address.",
    homes: &[terraform("azurerm_public_ip"), arm_type("Microsoft.Network/publicIPAddresses")],
    properties: &[
        text("name", "The address's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("sku.name", "Basic, Standard or StandardV2.").azurerm(&[at("sku")]).silence(&[
            azurerm(says("Basic"), "defaults to Basic (azurerm schema)").until(4, 0),
            azurerm(says("Standard"), "defaults to Standard (azurerm schema)").since(4, 0),
            api(Unknown("Azure decides about the SKU, and has retired Basic"), TYPES),
        ]),
        text("publicIPAllocationMethod", "Static or Dynamic.").azurerm(&[at("allocation_method")]),
    ],
    links: &[],
};

/// What a group's rules lead back to.
pub(super) const RULES: Link =
    from("rules", "securityRule", "networkSecurityGroup", "Its rules, wherever they are declared.");
