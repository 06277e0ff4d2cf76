//! Key vaults.

use super::rows::{NO, YES, api, arm, arm_type, at, azurerm, bool, from, map, number, objects, says, terraform, text};
use super::schema::Kind;
use super::schema::SilentValue::{Number, Unknown};

const SCHEMA: &str = "azurerm schema";
const TYPES: &str = "Microsoft.KeyVault types";
const ENABLED: &[(&str, &str)] =
    &[("true", "Enabled"), ("false", "Disabled"), ("Enabled", "Enabled"), ("Disabled", "Disabled")];
const ACTIONS: &[(&str, &str)] = &[("Allow", "Allow"), ("Deny", "Deny")];

/// A key vault.
pub static KEY_VAULT: Kind = Kind {
    name: "keyVault",
    doc: "A key vault.",
    homes: &[terraform("azurerm_key_vault"), arm_type("Microsoft.KeyVault/vaults")],
    properties: &[
        text("name", "The vault's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("sku.name", "standard or premium.").azurerm(&[at("sku_name")]).arm(&[arm("properties.sku.name")]),
        bool("enableRbacAuthorization", "Roles decide about keys and secrets, not access policies.")
            .azurerm(&[
                at("rbac_authorization_enabled").since(4, 42),
                at("enable_rbac_authorization").since(2, 30).until(5, 0),
            ])
            .silence(&[
                azurerm(NO, "defaults to false (azurerm schema)").until(5, 0),
                azurerm(Unknown("`rbac_authorization_enabled` is required"), "azurerm upgrade guide 5.0").since(5, 0),
                api(NO, "defaults to false (Microsoft.KeyVault types)").until_api(2026, 2, 1),
                api(YES, "new vaults use roles (Azure documentation, access-control-default)").since_api(2026, 2, 1),
            ]),
        bool("enablePurgeProtection", "What is deleted cannot be purged before its time.")
            .azurerm(&[at("purge_protection_enabled")])
            .silence(&[azurerm(NO, SCHEMA), api(NO, TYPES)]),
        bool("enableSoftDelete", "What is deleted can be restored.")
            .azurerm(&[at("soft_delete_enabled").until(3, 0)])
            .silence(&[
                azurerm(YES, "always on (Azure documentation, soft-delete-overview)"),
                api(YES, "on unless switched off, which is refused (Microsoft.KeyVault types)"),
            ]),
        number("softDeleteRetentionInDays", "How long what is deleted can be restored.")
            .azurerm(&[at("soft_delete_retention_days")])
            .silence(&[azurerm(Number(90), SCHEMA), api(Number(90), TYPES)]),
        text("publicNetworkAccess", "Whether public networks may reach it: Enabled or Disabled.")
            .azurerm(&[at("public_network_access_enabled").since(3, 19).renamed(ENABLED)])
            .arm(&[arm("properties.publicNetworkAccess").renamed(ENABLED)])
            .silence(&[
                azurerm(says("Enabled"), "defaults to true (azurerm schema)"),
                api(says("Enabled"), "enabled unless disabled (Microsoft.KeyVault types)"),
            ]),
        text("networkAcls.defaultAction", "What happens to addresses without a rule.")
            .azurerm(&[at("network_acls.default_action").renamed(ACTIONS)])
            .arm(&[arm("properties.networkAcls.defaultAction").renamed(ACTIONS)])
            .silence(&[
                azurerm(says("Allow"), "open without `network_acls` (azurerm schema)"),
                api(says("Allow"), "open without rules (Microsoft.KeyVault types)"),
            ]),
        text("networkAcls.bypass", "Who passes by the rules: AzureServices or None.")
            .azurerm(&[at("network_acls.bypass")])
            .silence(&[api(says("AzureServices"), TYPES)]),
        objects("networkAcls.ipRules", "The addresses with a rule.").azurerm(&[at("network_acls.ip_rules")]),
        text("networkAcls.ipRules[].value", "The address range.").azurerm(&[at("network_acls.ip_rules[]")]),
    ],
    links: &[
        from("diagnosticSettings", "diagnosticSetting", "keyVault", "The diagnostic settings that observe it."),
        from("roleAssignments", "roleAssignment", "keyVault", "The role assignments whose scope it is."),
    ],
};
