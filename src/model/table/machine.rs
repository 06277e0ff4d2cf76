//! Machines beside the nodes, and how they stand in the network.

use super::rows::{
    NO, api, arm, arm_list, arm_type, at, azurerm, block, bool, from, map, objects, terraform, text, to,
};
use super::schema::{Kind, Link, LinkRule};

const MACHINES: &str = "Microsoft.Compute/virtualMachines";
const INTERFACE: &str = "azurerm_network_interface";
const SETS: [&str; 3] = [
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
];
const INLINE: &str = "network_interface";
const SCHEMA: &str = "azurerm schema";
const TYPES: &str = "Microsoft.Network types";

/// A virtual machine.
pub static VIRTUAL_MACHINE: Kind = Kind {
    name: "virtualMachine",
    doc: "A virtual machine that is no node.",
    homes: &[
        terraform("azurerm_linux_virtual_machine"),
        terraform("azurerm_windows_virtual_machine"),
        terraform("azurerm_virtual_machine"),
        arm_type(MACHINES),
    ],
    properties: &[
        text("name", "The machine's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        objects("networkProfile.networkInterfaces", "Its network interfaces.").azurerm(&[at("network_interface_ids")]),
        text("networkProfile.networkInterfaces[].id", "The interface.").azurerm(&[at("network_interface_ids[]")]),
    ],
    links: &[Link {
        name: "networkInterfaces",
        doc: "Its network interfaces.",
        target: "networkInterface",
        is_list: true,
        rule: LinkRule::Property("networkProfile.networkInterfaces"),
    }],
};

/// A network interface of a machine.
pub static NETWORK_INTERFACE: Kind = Kind {
    name: "networkInterface",
    doc: "A network interface, declared by itself or inside a virtual machine or a scale set.",
    homes: &[
        terraform(INTERFACE),
        block(SETS[0], INLINE),
        block(SETS[1], INLINE),
        block(SETS[2], INLINE),
        arm_type("Microsoft.Network/networkInterfaces"),
        arm_list(MACHINES, "properties.networkProfile.networkInterfaceConfigurations"),
        arm_list(
            "Microsoft.Compute/virtualMachineScaleSets",
            "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations",
        ),
    ],
    properties: &[
        text("name", "The interface's name.").azurerm(&[at("name")]),
        bool("enableIPForwarding", "It passes on packets that are not meant for its own address.")
            .azurerm(&[
                at("ip_forwarding_enabled").only(INTERFACE),
                at("enable_ip_forwarding").until(4, 0).only(INTERFACE),
                at("enable_ip_forwarding").only(SETS[0]),
                at("enable_ip_forwarding").only(SETS[1]),
                at("enable_ip_forwarding").only(SETS[2]),
            ])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        text("subnet.id", "The subnet of its first configuration; the others lie in the same network.")
            .azurerm(&[at("ip_configuration.subnet_id")])
            .arm(&[arm("properties.ipConfigurations.properties.subnet.id")]),
        objects("ipConfigurations", "Its addresses.").azurerm(&[at("ip_configuration")]),
        text("ipConfigurations[].publicIPAddress.id", "The public address, or the name of one that is made with it.")
            .azurerm(&[at("ip_configuration[].public_ip_address_id"), at("ip_configuration[].public_ip_address.name")])
            .arm(&[
                arm("properties.ipConfigurations[].properties.publicIPAddress.id"),
                arm("properties.ipConfigurations[].properties.publicIPAddressConfiguration.name"),
            ]),
    ],
    links: &[
        to("subnet", "subnet", "subnet.id", "The subnet it stands in."),
        from("virtualMachines", "virtualMachine", "networkInterfaces", "The machine it belongs to."),
    ],
};
