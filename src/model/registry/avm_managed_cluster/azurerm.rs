//! The rows of versions 0.2 and 0.3, which create the cluster with azurerm.

use super::super::schema::{ModuleInput, Read, Test, argument, between, row};
use crate::document::VersionRange;
use crate::model::table::SilentValue::{Absent, Bool, Computed, Text, Unknown};
use crate::model::table::Transform;

/// Version 0.1 has the same arguments, but its defaults were not read.
const AZURERM_VERSIONS: VersionRange = between((0, 2), (0, 4));

const AZURERM: &str = "Azure/avm-res-containerservice-managedcluster/azurerm 0.2 and 0.3, variables.tf and main.tf";

pub(super) const AZURERM_ROWS: &[ModuleInput] = &[
    argument("name", "name", Absent, AZURERM),
    argument("location", "location", Absent, AZURERM),
    argument("tags", "tags", Absent, AZURERM),
    argument("enableRBAC", "role_based_access_control_enabled", Bool(true), AZURERM).within(AZURERM_VERSIONS),
    row(
        "aadProfile.managed",
        Read::Argument("azure_active_directory_role_based_access_control", Transform::Presence),
        Bool(false),
        AZURERM,
    ),
    argument(
        "aadProfile.enableAzureRBAC",
        "azure_active_directory_role_based_access_control.azure_rbac_enabled",
        Bool(false),
        AZURERM,
    ),
    argument(
        "aadProfile.adminGroupObjectIDs",
        "azure_active_directory_role_based_access_control.admin_group_object_ids",
        Absent,
        AZURERM,
    ),
    argument("disableLocalAccounts", "local_account_disabled", Bool(true), AZURERM).within(AZURERM_VERSIONS),
    row(
        "identity.type",
        Read::Identity("managed_identities.system_assigned", "managed_identities.user_assigned_resource_ids"),
        Unknown("the module needs managed_identities or a service principal"),
        AZURERM,
    ),
    row("servicePrincipalProfile", Read::Present(&Test::Set("service_principal")), Absent, AZURERM),
    argument("servicePrincipalProfile.clientId", "service_principal.client_id", Absent, AZURERM),
    argument("apiServerAccessProfile.enablePrivateCluster", "private_cluster_enabled", Bool(false), AZURERM)
        .within(AZURERM_VERSIONS),
    argument(
        "apiServerAccessProfile.authorizedIPRanges",
        "api_server_access_profile.authorized_ip_ranges",
        Absent,
        AZURERM,
    ),
    row(
        "apiServerAccessProfile.disableRunCommand",
        Read::Argument("run_command_enabled", Transform::Inverted),
        Bool(true),
        AZURERM,
    )
    .within(AZURERM_VERSIONS),
    argument("addonProfiles.azurepolicy.enabled", "azure_policy_enabled", Bool(true), AZURERM).within(AZURERM_VERSIONS),
    row("addonProfiles.omsagent.enabled", Read::Argument("oms_agent", Transform::Presence), Bool(false), AZURERM),
    argument(
        "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
        "oms_agent.log_analytics_workspace_id",
        Absent,
        AZURERM,
    ),
    row(
        "addonProfiles.azureKeyvaultSecretsProvider.enabled",
        Read::Argument("key_vault_secrets_provider", Transform::Presence),
        Bool(false),
        AZURERM,
    ),
    argument(
        "addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation",
        "key_vault_secrets_provider.secret_rotation_enabled",
        Bool(false),
        AZURERM,
    ),
    row(
        "securityProfile.defender.securityMonitoring.enabled",
        Read::Argument("defender_log_analytics_workspace_id", Transform::Presence),
        Bool(false),
        AZURERM,
    ),
    argument("securityProfile.workloadIdentity.enabled", "workload_identity_enabled", Bool(false), AZURERM)
        .within(AZURERM_VERSIONS),
    argument("securityProfile.imageCleaner.enabled", "image_cleaner_enabled", Bool(false), AZURERM)
        .within(AZURERM_VERSIONS),
    argument(
        "oidcIssuerProfile.enabled",
        "oidc_issuer_enabled",
        Unknown("azurerm does not send the module's false, and AKS decides by the Kubernetes version"),
        AZURERM,
    ),
    argument("autoUpgradeProfile.upgradeChannel", "automatic_upgrade_channel", Text("none"), AZURERM)
        .within(AZURERM_VERSIONS),
    argument("autoUpgradeProfile.nodeOSUpgradeChannel", "node_os_channel_upgrade", Text("NodeImage"), AZURERM)
        .within(AZURERM_VERSIONS),
    argument(
        "kubernetesVersion",
        "kubernetes_version",
        Unknown("AKS takes its recommended version when the cluster is created"),
        AZURERM,
    ),
    argument("sku.tier", "sku_tier", Text("Standard"), AZURERM).within(AZURERM_VERSIONS),
    row("sku.name", Read::Module, Text("Base"), AZURERM),
    argument("supportPlan", "support_plan", Text("KubernetesOfficial"), AZURERM).within(AZURERM_VERSIONS),
    row("networkProfile", Read::Present(&Test::Always), Absent, AZURERM),
    argument("networkProfile.networkPlugin", "network_profile.network_plugin", Text("azure"), AZURERM)
        .within(AZURERM_VERSIONS),
    row(
        "networkProfile.networkPluginMode",
        Read::Inside("network_profile", "network_profile.network_plugin_mode", Absent),
        Text("overlay"),
        AZURERM,
    )
    .within(AZURERM_VERSIONS),
    row(
        "networkProfile.networkPolicy",
        Read::Inside("network_profile", "network_profile.network_policy", Absent),
        Text("azure"),
        AZURERM,
    )
    .within(AZURERM_VERSIONS),
    argument("networkProfile.networkDataplane", "network_profile.network_data_plane", Text("azure"), AZURERM),
    argument("networkProfile.outboundType", "network_profile.outbound_type", Text("loadBalancer"), AZURERM),
    argument("diskEncryptionSetID", "disk_encryption_set_id", Absent, AZURERM),
    row("azureMonitorProfile.containerInsights.enabled", Read::Module, Bool(false), AZURERM),
    row(
        "azureMonitorProfile.metrics.enabled",
        Read::Argument("monitor_metrics", Transform::Presence),
        Bool(false),
        AZURERM,
    ),
];

pub(super) const AZURERM_DEFAULT_POOL: &[ModuleInput] = &[
    argument("name", "default_node_pool.name", Absent, AZURERM),
    argument("vmSize", "default_node_pool.vm_size", Absent, AZURERM),
    argument("count", "default_node_pool.node_count", Unknown("the module leaves the number to azurerm"), AZURERM),
    argument("enableAutoScaling", "default_node_pool.auto_scaling_enabled", Bool(false), AZURERM),
    argument("minCount", "default_node_pool.min_count", Absent, AZURERM),
    argument("maxCount", "default_node_pool.max_count", Absent, AZURERM),
    argument("maxPods", "default_node_pool.max_pods", Computed("maxPods"), AZURERM),
    argument("vnetSubnetID", "default_node_pool.vnet_subnet_id", Absent, AZURERM),
    argument("podSubnetID", "default_node_pool.pod_subnet_id", Absent, AZURERM),
    argument("enableNodePublicIP", "default_node_pool.node_public_ip_enabled", Bool(false), AZURERM),
    argument("enableEncryptionAtHost", "default_node_pool.host_encryption_enabled", Bool(false), AZURERM),
    argument("enableFIPS", "default_node_pool.fips_enabled", Bool(false), AZURERM),
    row("mode", Read::Module, Text("System"), AZURERM),
    row("osType", Read::Module, Text("Linux"), AZURERM),
    argument("osSKU", "default_node_pool.os_sku", Computed("osSku"), AZURERM),
    argument("osDiskType", "default_node_pool.os_disk_type", Text("Managed"), AZURERM),
    argument("availabilityZones", "default_node_pool.zones", Absent, AZURERM),
    argument(
        "orchestratorVersion",
        "default_node_pool.orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        AZURERM,
    ),
];

pub(super) const AZURERM_EXTRA_POOL: &[ModuleInput] = &[
    argument("name", "each.name", Absent, AZURERM),
    argument("vmSize", "each.vm_size", Absent, AZURERM),
    argument("count", "each.node_count", Unknown("the module leaves the number to azurerm"), AZURERM),
    argument("enableAutoScaling", "each.auto_scaling_enabled", Bool(false), AZURERM),
    argument("minCount", "each.min_count", Absent, AZURERM),
    argument("maxCount", "each.max_count", Absent, AZURERM),
    argument("maxPods", "each.max_pods", Computed("maxPods"), AZURERM),
    argument("vnetSubnetID", "each.vnet_subnet_id", Absent, AZURERM),
    argument("podSubnetID", "each.pod_subnet_id", Absent, AZURERM),
    argument("enableNodePublicIP", "each.node_public_ip_enabled", Bool(false), AZURERM),
    argument("enableEncryptionAtHost", "each.host_encryption_enabled", Bool(false), AZURERM),
    argument("enableFIPS", "each.fips_enabled", Bool(false), AZURERM),
    argument("mode", "each.mode", Text("User"), AZURERM),
    argument("osType", "each.os_type", Text("Linux"), AZURERM),
    argument("osDiskType", "each.os_disk_type", Text("Managed"), AZURERM),
    argument("availabilityZones", "each.zones", Absent, AZURERM),
    argument(
        "orchestratorVersion",
        "each.orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        AZURERM,
    ),
];
