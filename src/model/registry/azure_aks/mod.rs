//! `Azure/aks/azurerm`: a cluster with azurerm, versions 4 to 11, and its folder `v4` (versions 9.3 to 10).

mod pools;

use pools::{DEFAULT_POOL, EXTRA_POOL_BEFORE_8, EXTRA_POOL_KEPT, EXTRA_POOL_REPLACED};

use super::schema::{
    ModuleArgument, ModuleInput, ModuleOutput, ModuleResource, Read, RegistryModule, Test, argument, between, only_in,
    output, row, since, until,
};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Bool, Computed, Text, Unknown};
use crate::model::table::Transform;

const CLUSTER: &str = "azurerm_kubernetes_cluster.main";

/// Rows whose defaults are the same wherever the file was read.
const VARIABLES: &str = "Azure/aks/azurerm 5 to 11, variables.tf";
const MAIN: &str = "Azure/aks/azurerm 5 to 11, main.tf";

const RBAC: Test = Test::True("role_based_access_control_enabled|enable_role_based_access_control", false);

/// Managed Entra integration until version 10: three switches.
const MANAGED: Test = Test::All(&[RBAC, Test::True("rbac_aad", true), Test::True("rbac_aad_managed", false)]);

/// Entra integration since version 10, and in the folder `v4`: always managed.
const ENTRA: Test = Test::All(&[RBAC, Test::True("rbac_aad", true)]);

const SERVICE_PRINCIPAL: Test = Test::All(&[Test::Filled("client_id"), Test::Filled("client_secret")]);

const CONTAINER_INSIGHTS: Test = Test::All(&[
    Test::True("log_analytics_workspace_enabled|enable_log_analytics_workspace", true),
    Test::True("oms_agent_enabled", true),
]);

const SECRETS_PROVIDER: Test = Test::True("key_vault_secrets_provider_enabled", false);

/// The module's own source.
pub(super) static MODULE: RegistryModule = RegistryModule {
    source: "Azure/aks/azurerm",
    doc: "an AKS cluster with its node pools and a Log Analytics workspace",
    newest: Version(11, 0, 0),
    arguments: ARGUMENTS,
    resources: &[
        ModuleResource::new("cluster", CLUSTER, &[ENTRA_ROWS, CLUSTER_ROWS]),
        DEFAULT_POOL,
        EXTRA_POOL_BEFORE_8,
        EXTRA_POOL_KEPT,
        EXTRA_POOL_REPLACED,
    ],
    outputs: OUTPUTS,
};

/// The folder for azurerm 4, which version 11 removed.
pub(super) static MODULE_V4: RegistryModule = RegistryModule {
    source: "Azure/aks/azurerm//v4",
    doc: "an AKS cluster with its node pools and a Log Analytics workspace, for azurerm 4",
    newest: Version(10, 2, 0),
    arguments: ARGUMENTS,
    resources: &[
        ModuleResource::new("cluster", CLUSTER, &[ENTRA_V4_ROWS, CLUSTER_ROWS]),
        DEFAULT_POOL,
        EXTRA_POOL_KEPT,
        EXTRA_POOL_REPLACED,
    ],
    outputs: OUTPUTS,
};

/// From the change logs and upgrade notices of versions 5 to 11.
const ARGUMENTS: &[ModuleArgument] = &[
    only_in("enable_role_based_access_control", until(5, 0)),
    only_in("enable_log_analytics_workspace", until(5, 0)),
    only_in("enable_azure_policy", until(5, 0)),
    only_in("user_assigned_identity_id", until(5, 0)),
    only_in("role_based_access_control_enabled", since(5, 0)),
    only_in("log_analytics_workspace_enabled", since(5, 0)),
    only_in("azure_policy_enabled", since(5, 0)),
    only_in("local_account_disabled", since(5, 0)),
    only_in("key_vault_secrets_provider_enabled", since(5, 0)),
    only_in("identity_ids", since(5, 0)),
    only_in("microsoft_defender_enabled", since(6, 0)),
    only_in("workload_identity_enabled", since(6, 2)),
    only_in("automatic_channel_upgrade", since(6, 3)),
    only_in("rbac_aad", since(6, 6)),
    only_in("node_pools", since(6, 8)),
    only_in("public_network_access_enabled", between((6, 8), (8, 0))),
    only_in("network_plugin_mode", since(7, 1)),
    only_in("ebpf_data_plane", since(7, 2)),
    only_in("http_application_routing_enabled", between((5, 0), (8, 0))),
    only_in("support_plan", since(8, 0)),
    only_in("cluster_name_random_suffix", since(8, 0)),
    only_in("oms_agent_enabled", since(9, 3)),
    only_in("rbac_aad_managed", until(10, 0)),
    only_in("rbac_aad_client_app_id", until(10, 0)),
    only_in("rbac_aad_server_app_id", until(10, 0)),
    only_in("rbac_aad_server_app_secret", until(10, 0)),
    only_in("vnet_subnet_id", until(10, 0)),
    only_in("pod_subnet_id", until(10, 0)),
    only_in("agents_taints", until(10, 0)),
    only_in("vnet_subnet", since(10, 0)),
    only_in("pod_subnet", since(10, 0)),
    only_in("interval_before_cluster_update", since(10, 0)),
    only_in("node_public_ip_enabled", since(11, 0)),
    only_in("host_encryption_enabled", since(11, 0)),
    only_in("auto_scaling_enabled", since(11, 0)),
];

const ENTRA_ROWS: &[ModuleInput] = &[
    row("aadProfile", Read::Present(&ENTRA), Absent, MAIN),
    row("aadProfile.managed", Read::Truth(&MANAGED), Bool(false), MAIN).within(until(10, 0)),
    row("aadProfile.managed", Read::Truth(&ENTRA), Bool(false), MAIN).within(since(10, 0)),
    row(
        "aadProfile.enableAzureRBAC",
        Read::When(&MANAGED, "rbac_aad_azure_rbac_enabled", Bool(false)),
        Bool(false),
        MAIN,
    )
    .within(until(10, 0)),
    row(
        "aadProfile.enableAzureRBAC",
        Read::When(&ENTRA, "rbac_aad_azure_rbac_enabled", Bool(false)),
        Bool(false),
        MAIN,
    )
    .within(since(10, 0)),
    row(
        "aadProfile.adminGroupObjectIDs",
        Read::When(&MANAGED, "rbac_aad_admin_group_object_ids", Absent),
        Absent,
        MAIN,
    )
    .within(until(10, 0)),
    row("aadProfile.adminGroupObjectIDs", Read::When(&ENTRA, "rbac_aad_admin_group_object_ids", Absent), Absent, MAIN)
        .within(since(10, 0)),
];

/// azurerm 4 knows only managed integration; the switch `rbac_aad_managed` still decides whether Azure RBAC is passed.
const ENTRA_V4_ROWS: &[ModuleInput] = &[
    row("aadProfile", Read::Present(&ENTRA), Absent, "Azure/aks/azurerm 9.3 and 10, v4/main_override.tf"),
    row("aadProfile.managed", Read::Truth(&ENTRA), Bool(false), "Azure/aks/azurerm 9.3 and 10, v4/main_override.tf"),
    row(
        "aadProfile.enableAzureRBAC",
        Read::When(&MANAGED, "rbac_aad_azure_rbac_enabled", Bool(false)),
        Bool(false),
        "Azure/aks/azurerm 9.3, v4/main_override.tf",
    )
    .within(until(10, 0)),
    row(
        "aadProfile.enableAzureRBAC",
        Read::When(&ENTRA, "rbac_aad_azure_rbac_enabled", Bool(false)),
        Bool(false),
        "Azure/aks/azurerm 10, v4/main_override.tf",
    )
    .within(since(10, 0)),
];

const CLUSTER_ROWS: &[ModuleInput] = &[
    row(
        "name",
        Read::When(
            &Test::Not(&Test::True("cluster_name_random_suffix", false)),
            "cluster_name",
            Unknown("the module adds a random suffix to the name"),
        ),
        Unknown("the module makes the name from var.prefix"),
        MAIN,
    ),
    argument("location", "location", Unknown("the module takes the location of the resource group"), VARIABLES),
    argument("tags", "tags", Absent, VARIABLES),
    argument(
        "enableRBAC",
        "role_based_access_control_enabled|enable_role_based_access_control",
        Bool(false),
        "Azure/aks/azurerm 4 to 11, variables.tf",
    ),
    argument("disableLocalAccounts", "local_account_disabled", Bool(false), VARIABLES),
    row(
        "identity.type",
        Read::When(&Test::Not(&SERVICE_PRINCIPAL), "identity_type", Absent),
        Text("SystemAssigned"),
        MAIN,
    ),
    row("identity", Read::Present(&Test::Not(&SERVICE_PRINCIPAL)), Absent, MAIN),
    row(
        "identity.userAssignedIdentities",
        Read::When(&Test::Not(&SERVICE_PRINCIPAL), "identity_ids", Absent),
        Absent,
        "Azure/aks/azurerm 5 to 11, main.tf",
    ),
    row("servicePrincipalProfile", Read::Present(&SERVICE_PRINCIPAL), Absent, MAIN),
    row("servicePrincipalProfile.clientId", Read::When(&SERVICE_PRINCIPAL, "client_id", Absent), Absent, MAIN),
    argument("apiServerAccessProfile.enablePrivateCluster", "private_cluster_enabled", Bool(false), VARIABLES),
    argument("apiServerAccessProfile.authorizedIPRanges", "api_server_authorized_ip_ranges", Absent, VARIABLES),
    argument(
        "apiServerAccessProfile.enablePrivateClusterPublicFQDN",
        "private_cluster_public_fqdn_enabled",
        Bool(false),
        VARIABLES,
    ),
    argument(
        "apiServerAccessProfile.enableVnetIntegration",
        "api_server_vnet_integration_enabled",
        Bool(false),
        VARIABLES,
    ),
    argument("apiServerAccessProfile.subnetId", "api_server_subnet_id", Absent, VARIABLES),
    row(
        "apiServerAccessProfile.disableRunCommand",
        Read::Argument("run_command_enabled", Transform::Inverted),
        Bool(false),
        VARIABLES,
    ),
    argument("addonProfiles.azurepolicy.enabled", "azure_policy_enabled|enable_azure_policy", Bool(false), VARIABLES),
    row("addonProfiles.omsagent.enabled", Read::Truth(&CONTAINER_INSIGHTS), Bool(true), MAIN),
    row(
        "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
        Read::When(&CONTAINER_INSIGHTS, "log_analytics_workspace.id", Absent),
        Unknown("the module creates the Log Analytics workspace"),
        MAIN,
    ),
    row("addonProfiles.azureKeyvaultSecretsProvider.enabled", Read::Truth(&SECRETS_PROVIDER), Bool(false), MAIN),
    row(
        "addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation",
        Read::When(&SECRETS_PROVIDER, "secret_rotation_enabled", Bool(false)),
        Bool(false),
        MAIN,
    ),
    argument(
        "securityProfile.defender.securityMonitoring.enabled",
        "microsoft_defender_enabled",
        Bool(false),
        VARIABLES,
    ),
    argument("securityProfile.workloadIdentity.enabled", "workload_identity_enabled", Bool(false), VARIABLES),
    argument("securityProfile.azureKeyVaultKms.enabled", "kms_enabled", Bool(false), VARIABLES),
    argument("securityProfile.imageCleaner.enabled", "image_cleaner_enabled", Bool(false), VARIABLES),
    argument(
        "oidcIssuerProfile.enabled",
        "oidc_issuer_enabled",
        Unknown("azurerm does not send the module's false, and AKS decides by the Kubernetes version"),
        VARIABLES,
    ),
    argument("autoUpgradeProfile.upgradeChannel", "automatic_channel_upgrade", Text("none"), VARIABLES),
    argument(
        "autoUpgradeProfile.nodeOSUpgradeChannel",
        "node_os_channel_upgrade",
        Text("NodeImage"),
        "Azure/aks/azurerm 11, variables.tf; azurerm 4 takes NodeImage for null",
    )
    .within(since(11, 0)),
    argument(
        "autoUpgradeProfile.nodeOSUpgradeChannel",
        "node_os_channel_upgrade",
        Unknown("azurerm 3 leaves the node OS upgrade channel to AKS"),
        VARIABLES,
    )
    .within(until(11, 0)),
    argument(
        "kubernetesVersion",
        "kubernetes_version",
        Unknown("AKS takes its recommended version when the cluster is created"),
        VARIABLES,
    ),
    row(
        "sku.tier",
        Read::Argument("sku_tier", Transform::Renamed(&[("Paid", "Standard")])),
        Text("Free"),
        "Azure/aks/azurerm 5 to 11, variables.tf; Paid is the older name of Standard",
    ),
    row("sku.name", Read::Module, Text("Base"), MAIN),
    argument("supportPlan", "support_plan", Text("KubernetesOfficial"), VARIABLES),
    row("networkProfile", Read::Present(&Test::Always), Absent, MAIN),
    argument("networkProfile.networkPlugin", "network_plugin", Text("kubenet"), VARIABLES),
    argument("networkProfile.networkPluginMode", "network_plugin_mode", Absent, VARIABLES),
    argument("networkProfile.networkPolicy", "network_policy", Absent, VARIABLES),
    argument("networkProfile.networkDataplane", "ebpf_data_plane|network_data_plane", Text("azure"), VARIABLES),
    argument("networkProfile.podCidr", "net_profile_pod_cidr", Computed("podCidr"), VARIABLES),
    argument("networkProfile.serviceCidr", "net_profile_service_cidr", Text("10.0.0.0/16"), VARIABLES),
    argument("networkProfile.dnsServiceIP", "net_profile_dns_service_ip", Computed("dnsServiceIP"), VARIABLES),
    argument("networkProfile.podCidrs", "net_profile_pod_cidrs", Computed("singularList"), VARIABLES),
    argument("networkProfile.serviceCidrs", "net_profile_service_cidrs", Computed("singularList"), VARIABLES),
    argument("networkProfile.outboundType", "net_profile_outbound_type", Text("loadBalancer"), VARIABLES),
    argument("networkProfile.loadBalancerSku", "load_balancer_sku", Text("standard"), VARIABLES),
    argument(
        "networkProfile.advancedNetworking.observability.enabled",
        "network_profile_advanced_networking.observability_enabled",
        Bool(false),
        "Azure/aks/azurerm 11, variables.tf",
    ),
    argument(
        "networkProfile.advancedNetworking.security.enabled",
        "network_profile_advanced_networking.security_enabled",
        Bool(false),
        "Azure/aks/azurerm 11, variables.tf",
    ),
    row("azureMonitorProfile.containerInsights.enabled", Read::Module, Bool(false), MAIN),
    row(
        "azureMonitorProfile.metrics.enabled",
        Read::Argument("monitor_metrics", Transform::Presence),
        Bool(false),
        MAIN,
    ),
    argument("diskEncryptionSetID", "disk_encryption_set_id", Absent, VARIABLES),
    argument("nodeProvisioningProfile.mode", "node_provisioning_profile.mode", Text("Manual"), VARIABLES),
];

const OUTPUTS_SOURCE: &str = "Azure/aks/azurerm 4 to 11, outputs.tf";

const OUTPUTS: &[ModuleOutput] = &[
    output("aks_id", "cluster", "id", OUTPUTS_SOURCE),
    output("aks_name", "cluster", "name", "Azure/aks/azurerm 6 to 11, outputs.tf").within(since(6, 0)),
    output("location", "cluster", "location", OUTPUTS_SOURCE),
    output("kubelet_identity", "cluster", "kubelet_identity", OUTPUTS_SOURCE),
    output("cluster_identity", "cluster", "identity[0]", "Azure/aks/azurerm 5 to 11, outputs.tf").within(since(5, 0)),
    output("system_assigned_identity", "cluster", "identity", "Azure/aks/azurerm 4, outputs.tf").within(until(5, 0)),
    output("oidc_issuer_url", "cluster", "oidc_issuer_url", "Azure/aks/azurerm 5 to 11, outputs.tf")
        .within(since(5, 0)),
    output("node_resource_group", "cluster", "node_resource_group", OUTPUTS_SOURCE),
];
