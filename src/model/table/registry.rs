//! Container registries.

use super::rows::{
    NO, api, arm, arm_list, arm_type, at, azurerm, block, bool, from, map, number, objects, says, terraform, text,
};
use super::schema::{Kind, Link, LinkRule};

const OFF: &str = "azurerm schema";
const TYPES: &str = "Microsoft.ContainerRegistry types";
const ENABLED: &[(&str, &str)] =
    &[("true", "Enabled"), ("false", "Disabled"), ("Enabled", "Enabled"), ("Disabled", "Disabled")];
const STATUS: &[(&str, &str)] =
    &[("true", "enabled"), ("false", "disabled"), ("enabled", "enabled"), ("disabled", "disabled")];
const SKUS: &[(&str, &str)] = &[("Basic", "Basic"), ("Standard", "Standard"), ("Premium", "Premium")];
const ACTIONS: &[(&str, &str)] = &[("Allow", "Allow"), ("Deny", "Deny")];

/// A container registry.
pub static REGISTRY: Kind = Kind {
    name: "registry",
    doc: "A container registry.",
    homes: &[terraform("azurerm_container_registry"), arm_type("Microsoft.ContainerRegistry/registries")],
    properties: &[
        text("name", "The registry's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
        text("sku.name", "Basic, Standard or Premium.")
            .azurerm(&[at("sku").renamed(SKUS)])
            .arm(&[arm("sku.name").renamed(SKUS)]),
        bool("adminUserEnabled", "The admin account is on.")
            .azurerm(&[at("admin_enabled")])
            .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
        bool("anonymousPullEnabled", "Anybody may pull.")
            .azurerm(&[at("anonymous_pull_enabled").since(2, 86)])
            .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
        text("publicNetworkAccess", "Whether public networks may reach it: Enabled or Disabled.")
            .azurerm(&[at("public_network_access_enabled").since(2, 53).renamed(ENABLED)])
            .arm(&[arm("properties.publicNetworkAccess").renamed(ENABLED)])
            .silence(&[
                azurerm(says("Enabled"), "defaults to true (azurerm schema)"),
                api(says("Enabled"), "enabled unless disabled (Microsoft.ContainerRegistry types)"),
            ]),
        text("networkRuleSet.defaultAction", "What happens to addresses without a rule.")
            .azurerm(&[at("network_rule_set.default_action").renamed(ACTIONS)])
            .arm(&[arm("properties.networkRuleSet.defaultAction").renamed(ACTIONS)])
            .silence(&[
                azurerm(says("Allow"), "defaults to Allow (azurerm schema)"),
                api(says("Allow"), "allowed unless denied (Microsoft.ContainerRegistry types)"),
            ]),
        objects("networkRuleSet.ipRules", "The addresses with a rule.").azurerm(&[at("network_rule_set.ip_rule")]),
        text("networkRuleSet.ipRules[].value", "The address range.")
            .azurerm(&[at("network_rule_set.ip_rule[].ip_range")]),
        text("networkRuleBypassOptions", "AzureServices, or None.")
            .azurerm(&[at("network_rule_bypass_option")])
            .silence(&[
                azurerm(says("AzureServices"), "defaults to AzureServices (azurerm schema)"),
                api(says("AzureServices"), "defaults to AzureServices (Microsoft.ContainerRegistry types)"),
            ]),
        bool("networkRuleBypassAllowedForTasks", "Tasks pass by the network rules.")
            .azurerm(&[at("network_rule_bypass_for_tasks_enabled").since(4, 81)])
            .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
        bool("dataEndpointEnabled", "Data is served from endpoints of its own.")
            .since_api(2021, 9, 1)
            .azurerm(&[at("data_endpoint_enabled").since(2, 86)])
            .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
        text("zoneRedundancy", "Enabled or Disabled.")
            .azurerm(&[at("zone_redundancy_enabled").since(2, 64).renamed(ENABLED)])
            .arm(&[arm("properties.zoneRedundancy").renamed(ENABLED)])
            .silence(&[azurerm(says("Disabled"), OFF), api(says("Disabled"), TYPES)]),
        text("encryption.status", "Whether a key of yours encrypts it: enabled or disabled.")
            .azurerm(&[
                at("encryption").since(4, 0).presence(),
                at("encryption.enabled").since(2, 59).until(4, 0).renamed(STATUS),
                at("encryption").since(2, 59).until(4, 0).presence(),
            ])
            .arm(&[arm("properties.encryption.status").renamed(STATUS)])
            .silence(&[azurerm(says("disabled"), OFF), api(says("disabled"), TYPES)]),
        text("encryption.keyVaultProperties.keyIdentifier", "The key.")
            .azurerm(&[at("encryption.key_vault_key_id").since(2, 59)]),
        text("roleAssignmentMode", "LegacyRegistryPermissions or AbacRepositoryPermissions.")
            .azurerm(&[at("role_assignment_mode").since(4, 81)])
            .silence(&[
                azurerm(says("LegacyRegistryPermissions"), "defaults to LegacyRegistryPermissions (azurerm schema)"),
                api(says("LegacyRegistryPermissions"), "Microsoft.ContainerRegistry types"),
            ]),
        text("policies.exportPolicy.status", "Whether images may be exported: enabled or disabled.")
            .since_api(2022, 12, 1)
            .azurerm(&[at("export_policy_enabled").since(2, 99).renamed(STATUS)])
            .arm(&[arm("properties.policies.exportPolicy.status").renamed(STATUS)])
            .silence(&[
                azurerm(says("enabled"), "defaults to true (azurerm schema)"),
                api(says("enabled"), "enabled unless disabled (Microsoft.ContainerRegistry types)"),
            ]),
        text("policies.quarantinePolicy.status", "Whether images wait for a scan: enabled or disabled.")
            .azurerm(&[at("quarantine_policy_enabled").since(2, 54).renamed(STATUS)])
            .arm(&[arm("properties.policies.quarantinePolicy.status").renamed(STATUS)])
            .silence(&[azurerm(says("disabled"), OFF), api(says("disabled"), TYPES)]),
        number("policies.retentionPolicy.days", "How long untagged manifests are kept.").azurerm(&[
            at("retention_policy_in_days").since(4, 0),
            at("retention_policy.days").since(2, 32).until(4, 0),
        ]),
        text("policies.retentionPolicy.status", "Whether untagged manifests are removed: enabled or disabled.")
            .azurerm(&[
                at("retention_policy_in_days").since(4, 0).presence(),
                at("retention_policy.enabled").since(2, 32).until(4, 0).renamed(STATUS),
            ])
            .arm(&[arm("properties.policies.retentionPolicy.status").renamed(STATUS)])
            .silence(&[azurerm(says("disabled"), OFF), api(says("disabled"), TYPES)]),
        text("policies.trustPolicy.status", "Whether images may be signed: enabled or disabled.")
            .azurerm(&[
                at("trust_policy_enabled").since(4, 0).until(5, 0).renamed(STATUS),
                at("trust_policy.enabled").since(2, 32).until(4, 0).renamed(STATUS),
            ])
            .arm(&[arm("properties.policies.trustPolicy.status").renamed(STATUS)])
            .silence(&[azurerm(says("disabled"), OFF), api(says("disabled"), TYPES)]),
        text("policies.azureADAuthenticationAsArmPolicy.status", "Whether ARM tokens are accepted.")
            .since_api(2023, 7, 1)
            .azurerm(&[at("azuread_authentication_as_arm_policy_enabled").since(3, 21).renamed(STATUS)])
            .arm(&[arm("properties.policies.azureADAuthenticationAsArmPolicy.status").renamed(STATUS)])
            .silence(&[
                azurerm(says("enabled"), "defaults to true (azurerm schema)"),
                api(says("enabled"), "enabled unless disabled (Microsoft.ContainerRegistry types)"),
            ]),
        text("policies.softDeletePolicy.status", "Whether deleted images can be restored (preview).")
            .arm(&[arm("properties.policies.softDeletePolicy.status").renamed(STATUS)])
            .silence(&[azurerm(says("disabled"), "azurerm cannot set it"), api(says("disabled"), TYPES)]),
    ],
    links: &[
        from("roleAssignments", "roleAssignment", "registry", "The role assignments whose scope it is."),
        from("diagnosticSettings", "diagnosticSetting", "registry", "The diagnostic settings that observe it."),
        from("privateEndpoints", "privateEndpoint", "registry", "The private endpoints that lead to it."),
        from("replications", "registryReplication", "registry", "Its replications to other regions."),
        from("locks", "lock", "registries", "The locks that hold for it."),
        Link {
            name: "defenderPlans",
            doc: "The plans of Defender that the same code chooses; where it chooses none, there may be others elsewhere.",
            target: "defenderPlan",
            is_list: true,
            rule: LinkRule::Computed("defenderPlans"),
        },
    ],
};

/// A webhook of a container registry.
pub static REGISTRY_WEBHOOK: Kind = Kind {
    name: "registryWebhook",
    doc: "A webhook that a container registry calls.",
    homes: &[
        terraform("azurerm_container_registry_webhook"),
        arm_type("Microsoft.ContainerRegistry/registries/webhooks"),
    ],
    properties: &[
        text("name", "The webhook's name.").azurerm(&[at("name")]),
        text("parent", "The registry it belongs to.").azurerm(&[at("registry_name")]).arm(&[arm("parent_id")]),
        text("serviceUri", "Where it sends its notice.").azurerm(&[at("service_uri")]),
    ],
    links: &[PARENT],
};

const PARENT: Link = Link {
    name: "registry",
    doc: "The registry it belongs to.",
    target: "registry",
    is_list: false,
    rule: LinkRule::Computed("parent"),
};

/// A copy of a container registry in another region.
pub static REGISTRY_REPLICATION: Kind = Kind {
    name: "registryReplication",
    doc: "A copy of a container registry in another region, declared by itself or inside it.",
    homes: &[
        block("azurerm_container_registry", "georeplications"),
        block("azurerm_container_registry", "georeplication_locations"),
        arm_type("Microsoft.ContainerRegistry/registries/replications"),
    ],
    properties: &[
        text("name", "The replication's name."),
        text("parent", "The registry it belongs to.").arm(&[arm("parent_id")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        text("zoneRedundancy", "Enabled or Disabled.")
            .azurerm(&[at("zone_redundancy_enabled").since(2, 78).renamed(ENABLED)])
            .arm(&[arm("properties.zoneRedundancy").renamed(ENABLED)])
            .silence(&[azurerm(says("Disabled"), OFF), api(says("Disabled"), TYPES)]),
    ],
    links: &[PARENT],
};

const PASSWORDS: &str = "azurerm_container_registry_token_password";

/// A password of a token of a container registry.
pub static REGISTRY_TOKEN_PASSWORD: Kind = Kind {
    name: "registryTokenPassword",
    doc: "A password of a token of a container registry; a token has up to two.",
    homes: &[
        block(PASSWORDS, "password1"),
        block(PASSWORDS, "password2"),
        arm_list("Microsoft.ContainerRegistry/registries/tokens", "properties.credentials.passwords"),
    ],
    properties: &[text("name", "password1 or password2."), text("expiry", "When it expires.").azurerm(&[at("expiry")])],
    links: &[],
};
