//! What a Terraform plan does to what is deployed.
//!
//! Knows: the names under which plans tell it. Does not know: how plans are read.

use super::rows::{at, terraform, text, texts};
use super::schema::Kind;

/// The property that tells why, in words.
pub(super) const BECAUSE: &str = "because";

/// A resource that a plan destroys, for good or to make it anew.
pub(super) static PLANNED_CHANGE: Kind = Kind {
    name: "plannedChange",
    doc: "A resource that a Terraform plan destroys, for good or to create it anew. Only plans tell it.",
    homes: &[terraform("terraform plan")],
    properties: &[
        text("name", "The address of the resource.").azurerm(&[at("name")]),
        text("type", "Its type: azurerm's, or for azapi the one in Azure.").azurerm(&[at("type")]),
        text("action", "`replace` or `destroy`.").azurerm(&[at("planned_action")]),
        text(BECAUSE, "Why, in words.").azurerm(&[at("because")]),
        texts("attributes", "The attributes whose change asks for it.").azurerm(&[at("replace_paths")]),
    ],
    links: &[],
};
