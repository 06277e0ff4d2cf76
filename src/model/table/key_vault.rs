//! Key vaults.

use super::rows::{
    NO, YES, api, arm, arm_list, arm_type, at, azurerm, block, bool, from, map, number, objects, says, terraform, text,
    texts, to,
};
use super::schema::SilentValue::{Number, Unknown};
use super::schema::{Kind, Link, LinkRule};
use super::secrets::{SOURCE, SOURCE_DOC};

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
            .since_api(2019, 9, 1)
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
            .since_api(2019, 9, 1)
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
        from("privateEndpoints", "privateEndpoint", "keyVault", "The private endpoints that lead to it."),
        from("accessPolicies", "accessPolicy", "keyVault", "Its access policies, wherever they are declared."),
    ],
};

const PARENT: Link = Link {
    name: "keyVault",
    doc: "The key vault it belongs to.",
    target: "keyVault",
    is_list: false,
    rule: LinkRule::Computed("parent"),
};

/// A key in a key vault.
pub static KEY_VAULT_KEY: Kind = Kind {
    name: "keyVaultKey",
    doc: "A key in a key vault.",
    homes: &[terraform("azurerm_key_vault_key"), arm_type("Microsoft.KeyVault/vaults/keys")],
    properties: &[
        text("name", "The key's name.").azurerm(&[at("name")]),
        text("parent", "The key vault it belongs to.").azurerm(&[at("key_vault_id")]).arm(&[arm("parent_id")]),
        text("kty", "RSA or EC, with -HSM where a hardware security module keeps it.").azurerm(&[at("key_type")]),
        text("attributes.exp", "When it expires.").azurerm(&[at("expiration_date")]),
        text("rotationPolicy.attributes.expiryTime", "How long each of its versions lives, as `P90D`.")
            .azurerm(&[at("rotation_policy.expire_after")]),
        objects("rotationPolicy.lifetimeActions", "What happens as a version grows old.")
            .azurerm(&[at("rotation_policy.automatic")]),
        text("rotationPolicy.lifetimeActions[].action.type", "rotate or notify.")
            .silence(&[azurerm(says("rotate"), "`automatic` rotates (azurerm documentation)")]),
    ],
    links: &[PARENT, from("kmsOf", "cluster", "kmsKey", "The clusters that encrypt their secrets with it.")],
};

/// A secret in a key vault.
pub static KEY_VAULT_SECRET: Kind = Kind {
    name: "keyVaultSecret",
    doc: "A secret in a key vault.",
    homes: &[terraform("azurerm_key_vault_secret"), arm_type("Microsoft.KeyVault/vaults/secrets")],
    properties: &[
        text("value", "The secret.").azurerm(&[at("value"), at("value_wo").since(4, 23)]),
        text("valueSource", SOURCE_DOC).silence(&SOURCE),
        text("name", "The secret's name.").azurerm(&[at("name")]),
        text("parent", "The key vault it belongs to.").azurerm(&[at("key_vault_id")]).arm(&[arm("parent_id")]),
        text("attributes.exp", "When it expires.").azurerm(&[at("expiration_date")]),
        text("contentType", "What kind of secret it is, for whoever reads or renews it.")
            .azurerm(&[at("content_type")]),
    ],
    links: &[PARENT],
};

const VAULT: &str = "azurerm_key_vault";
const POLICY: &str = "azurerm_key_vault_access_policy";

/// An access policy of a key vault: what one principal may do with everything in it.
pub static ACCESS_POLICY: Kind = Kind {
    name: "accessPolicy",
    doc: "An access policy of a key vault: what one principal may do with everything in it.",
    homes: &[
        terraform(POLICY),
        block(VAULT, "access_policy"),
        arm_list("Microsoft.KeyVault/vaults", "properties.accessPolicies"),
        arm_list("Microsoft.KeyVault/vaults/accessPolicies", "properties.accessPolicies"),
    ],
    properties: &[
        text("parent", "The key vault it belongs to.").azurerm(&[at("key_vault_id").only(POLICY)]),
        text("objectId", "Who gets the permissions.").azurerm(&[at("object_id")]),
        texts("permissions.secrets", "What it may do with secrets.").azurerm(&[at("secret_permissions")]),
        texts("permissions.keys", "What it may do with keys.").azurerm(&[at("key_permissions")]),
        texts("permissions.certificates", "What it may do with certificates.")
            .azurerm(&[at("certificate_permissions")]),
        texts("permissions.storage", "What it may do with managed storage accounts.")
            .azurerm(&[at("storage_permissions")]),
    ],
    links: &[
        PARENT,
        to("identity", "managedIdentity", "objectId", "The user-assigned identity that gets the permissions."),
        Link {
            name: "identityOf",
            doc: "The clusters one of whose identities gets the permissions: control plane, kubelet or add-on.",
            target: "cluster",
            is_list: true,
            rule: LinkRule::Computed("identityOf"),
        },
    ],
};
