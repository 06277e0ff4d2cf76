//! `Azure/avm-res-containerservice-managedcluster/azurerm`: azurerm until version 0.3, ARM bodies (azapi) since 0.4.

mod azapi;
mod azurerm;

use azapi::{AZAPI_DEFAULT_POOL, AZAPI_EXTRA_POOL, AZAPI_ROWS};
use azurerm::{AZURERM_DEFAULT_POOL, AZURERM_EXTRA_POOL, AZURERM_ROWS};

use super::schema::{
    ModuleArgument, ModuleInput, ModuleOutput, ModuleResource, Preset, Read, RegistryModule, Select, Test, argument,
    between, only_in, output, row, since, until,
};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Unknown};

const AZURERM_CLUSTER: &str = "azurerm_kubernetes_cluster.this";
const AZAPI_CLUSTER: &str = "azapi_resource.this";

const DIAGNOSTICS: &str = "Azure/avm-res-containerservice-managedcluster/azurerm 0.2 to 0.8, main.diagnostic.tf";
const OUTPUTS_FILE: &str = "Azure/avm-res-containerservice-managedcluster/azurerm 0.2 to 0.8, outputs.tf";

/// AKS Automatic: the module drops most properties, and AKS decides.
const AUTOMATIC: Preset = Preset {
    when: Test::Equals("sku.name", "Automatic"),
    passed_on: &[
        "name",
        "location",
        "tags",
        "sku.name",
        "sku.tier",
        "identity.type",
        "kubernetesVersion",
        "diskEncryptionSetID",
        "aadProfile.adminGroupObjectIDs",
        "apiServerAccessProfile.authorizedIPRanges",
        "apiServerAccessProfile.enablePrivateCluster",
        "apiServerAccessProfile.enableVnetIntegration",
        "apiServerAccessProfile.subnetId",
        "apiServerAccessProfile.disableRunCommand",
        "addonProfiles.omsagent.enabled",
        "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
        "azureMonitorProfile.metrics.enabled",
        "securityProfile.defender.securityMonitoring.enabled",
        "securityProfile.azureKeyVaultKms.enabled",
    ],
    reason: "AKS Automatic presets it",
};

pub(super) static MODULE: RegistryModule = RegistryModule {
    source: "Azure/avm-res-containerservice-managedcluster/azurerm",
    doc: "an AKS cluster with its node pools and diagnostic settings (Azure Verified Module)",
    newest: Version(0, 8, 3),
    arguments: ARGUMENTS,
    resources: &[
        ModuleResource::new("cluster", AZURERM_CLUSTER, &[AZURERM_ROWS]).within(until(0, 4)),
        ModuleResource::new("cluster", AZAPI_CLUSTER, &[AZAPI_ROWS]).within(since(0, 4)).preset(AUTOMATIC),
        ModuleResource::new("pool", AZURERM_CLUSTER, &[AZURERM_DEFAULT_POOL])
            .within(until(0, 4))
            .inline("default_node_pool")
            .of(AZURERM_CLUSTER),
        ModuleResource::new("pool", AZAPI_CLUSTER, &[AZAPI_DEFAULT_POOL])
            .within(since(0, 4))
            .inline("agentPoolProfiles")
            .of(AZAPI_CLUSTER)
            .preset(AUTOMATIC_POOL),
        ModuleResource::new(
            "pool",
            "module.nodepools[{key}].azurerm_kubernetes_cluster_node_pool.this",
            &[AZURERM_EXTRA_POOL],
        )
        .within(until(0, 4))
        .each("node_pools")
        .of(AZURERM_CLUSTER),
        ModuleResource::new("pool", "module.nodepools[{key}].azapi_resource.this", &[AZAPI_EXTRA_POOL])
            .within(since(0, 4))
            .each("agent_pools")
            .of(AZAPI_CLUSTER),
        ModuleResource::new("diagnosticSetting", "azurerm_monitor_diagnostic_setting.this[{key}]", &[DIAGNOSTIC_ROWS])
            .within(until(0, 4))
            .each("diagnostic_settings")
            .of(AZURERM_CLUSTER),
        ModuleResource::new("diagnosticSetting", "azurerm_monitor_diagnostic_setting.this[{key}]", &[DIAGNOSTIC_ROWS])
            .within(between((0, 4), (0, 8)))
            .each("diagnostic_settings")
            .of(AZAPI_CLUSTER),
        ModuleResource::new("diagnosticSetting", "azapi_resource.diagnostic_settings[{key}]", &[DIAGNOSTIC_ROWS])
            .within(since(0, 8))
            .each("diagnostic_settings")
            .of(AZAPI_CLUSTER),
    ],
    outputs: OUTPUTS,
};

const AUTOMATIC_POOL: Preset = Preset {
    when: Test::Equals("sku.name", "Automatic"),
    passed_on: &["name", "vnetSubnetID"],
    reason: "AKS Automatic manages its system pool",
};

/// From the upgrade guide of version 0.4.
const ARGUMENTS: &[ModuleArgument] = &[
    only_in("resource_group_name", until(0, 4)),
    only_in("default_node_pool", until(0, 4)),
    only_in("node_pools", until(0, 4)),
    only_in("sku_tier", until(0, 4)),
    only_in("role_based_access_control_enabled", until(0, 4)),
    only_in("azure_active_directory_role_based_access_control", until(0, 4)),
    only_in("local_account_disabled", until(0, 4)),
    only_in("private_cluster_enabled", until(0, 4)),
    only_in("azure_policy_enabled", until(0, 4)),
    only_in("oidc_issuer_enabled", until(0, 4)),
    only_in("workload_identity_enabled", until(0, 4)),
    only_in("automatic_upgrade_channel", until(0, 4)),
    only_in("parent_id", since(0, 4)),
    only_in("default_agent_pool", since(0, 4)),
    only_in("agent_pools", since(0, 4)),
    only_in("sku", since(0, 4)),
    only_in("enable_rbac", since(0, 4)),
    only_in("aad_profile", since(0, 4)),
    only_in("disable_local_accounts", since(0, 4)),
    only_in("addon_profile_azure_policy", since(0, 4)),
    only_in("addon_profile_oms_agent", since(0, 4)),
    only_in("addon_profile_key_vault_secrets_provider", since(0, 4)),
    only_in("oidc_issuer_profile", since(0, 4)),
    only_in("security_profile", since(0, 4)),
    only_in("auto_upgrade_profile", since(0, 4)),
];

const DIAGNOSTIC_ROWS: &[ModuleInput] = &[
    argument("name", "each.name", Unknown("the module makes the name from the cluster's"), DIAGNOSTICS),
    argument("workspaceId", "each.workspace_resource_id", Absent, DIAGNOSTICS),
    argument("storageAccountId", "each.storage_account_resource_id", Absent, DIAGNOSTICS),
    argument("eventHubAuthorizationRuleId", "each.event_hub_authorization_rule_resource_id", Absent, DIAGNOSTICS),
    row(
        "logs",
        Read::Logs("each.log_categories", "each.log_groups", &["allLogs"]),
        Unknown("the module's default is the group allLogs"),
        DIAGNOSTICS,
    ),
];

const OUTPUTS: &[ModuleOutput] = &[
    output("resource_id", "cluster", "id", OUTPUTS_FILE),
    output("name", "cluster", "name", OUTPUTS_FILE),
    output("oidc_issuer_url", "cluster", "oidc_issuer_url", OUTPUTS_FILE),
    output("nodepool_resource_ids", "pool", "id", OUTPUTS_FILE).within(until(0, 4)).select(Select::Key, "resource_id"),
    output("agentpool_resource_ids", "pool", "id", OUTPUTS_FILE).within(since(0, 4)).select(Select::Key, "resource_id"),
];
