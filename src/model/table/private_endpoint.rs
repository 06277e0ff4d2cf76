//! Private endpoints.

use super::rows::{arm, arm_type, at, map, terraform, text, texts, to};
use super::schema::{Kind, Link};

const TARGET: &str = "privateLinkServiceConnections.privateLinkServiceId";

const fn leads_to(kind: &'static str, doc: &'static str) -> Link {
    to(kind, kind, TARGET, doc)
}

/// A private endpoint: an address in a network that leads to one resource.
pub static PRIVATE_ENDPOINT: Kind = Kind {
    name: "privateEndpoint",
    doc: "A private endpoint: an address in a network that leads to one resource.",
    homes: &[terraform("azurerm_private_endpoint"), arm_type("Microsoft.Network/privateEndpoints")],
    properties: &[
        text("name", "The endpoint's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("subnet.id", "The subnet its address is in.").azurerm(&[at("subnet_id")]),
        text(TARGET, "The resource it leads to; there is one connection.")
            .azurerm(&[at("private_service_connection.private_connection_resource_id")])
            .arm(&[
                arm("properties.privateLinkServiceConnections.properties.privateLinkServiceId"),
                arm("properties.manualPrivateLinkServiceConnections.properties.privateLinkServiceId"),
            ]),
        texts("privateLinkServiceConnections.groupIds", "The parts of the resource it leads to: registry, vault.")
            .azurerm(&[at("private_service_connection.subresource_names")])
            .arm(&[
                arm("properties.privateLinkServiceConnections.properties.groupIds"),
                arm("properties.manualPrivateLinkServiceConnections.properties.groupIds"),
            ]),
    ],
    links: &[
        leads_to("registry", "The registry it leads to."),
        leads_to("keyVault", "The key vault it leads to."),
        leads_to("cluster", "The cluster it leads to."),
        to("subnet", "subnet", "subnet.id", "The subnet its address is in."),
    ],
};
