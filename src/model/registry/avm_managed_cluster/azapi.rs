//! The rows of the versions since 0.4, which write the ARM body.

use super::super::schema::{ModuleInput, Read, Test, argument, row};
use crate::model::table::SilentValue::{Absent, Bool, Computed, Number, Text, Unknown};

const AZAPI: &str = "Azure/avm-res-containerservice-managedcluster/azurerm 0.4 to 0.8, variables.tf";
const BODY: &str = "Azure/avm-res-containerservice-managedcluster/azurerm 0.4 to 0.8, locals.resource_body.tf";
const ADDONS: &str = "Azure/avm-res-containerservice-managedcluster/azurerm 0.4 to 0.8, locals.addon_profiles.tf";

pub(super) const AZAPI_ROWS: &[ModuleInput] = &[
    argument("name", "name", Absent, AZAPI).arm(),
    argument("location", "location", Absent, AZAPI).arm(),
    argument("tags", "tags", Absent, AZAPI).arm(),
    argument("enableRBAC", "enable_rbac", Bool(true), AZAPI).arm(),
    row(
        "aadProfile.managed",
        Read::Inside(
            "aad_profile",
            "aad_profile.managed",
            Unknown("aad_profile does not say whether the integration is managed"),
        ),
        Bool(false),
        BODY,
    )
    .arm(),
    argument("aadProfile.enableAzureRBAC", "aad_profile.enable_azure_rbac", Bool(false), BODY).arm(),
    argument("aadProfile.adminGroupObjectIDs", "aad_profile.admin_group_object_ids", Absent, BODY).arm(),
    argument("disableLocalAccounts", "disable_local_accounts", Bool(false), AZAPI).arm(),
    row(
        "identity.type",
        Read::Identity("managed_identities.system_assigned", "managed_identities.user_assigned_resource_ids"),
        Text("SystemAssigned"),
        "Azure/avm-res-containerservice-managedcluster/azurerm 0.4 to 0.8, variables.tf and locals.tf",
    )
    .arm(),
    row("servicePrincipalProfile", Read::Present(&Test::Set("service_principal_profile")), Absent, BODY).arm(),
    row("aadProfile", Read::Present(&Test::Set("aad_profile")), Absent, BODY).arm(),
    argument("servicePrincipalProfile.clientId", "service_principal_profile.client_id", Absent, BODY).arm(),
    argument(
        "apiServerAccessProfile.enablePrivateCluster",
        "api_server_access_profile.enable_private_cluster",
        Bool(false),
        BODY,
    )
    .arm(),
    argument(
        "apiServerAccessProfile.authorizedIPRanges",
        "api_server_access_profile.authorized_ip_ranges",
        Absent,
        BODY,
    )
    .arm(),
    argument(
        "apiServerAccessProfile.enableVnetIntegration",
        "api_server_access_profile.enable_vnet_integration",
        Bool(false),
        BODY,
    )
    .arm(),
    argument("apiServerAccessProfile.subnetId", "api_server_access_profile.subnet_id", Absent, BODY).arm(),
    argument(
        "apiServerAccessProfile.disableRunCommand",
        "api_server_access_profile.disable_run_command",
        Bool(false),
        BODY,
    )
    .arm(),
    argument("addonProfiles.azurepolicy.enabled", "addon_profile_azure_policy.enabled", Bool(false), ADDONS).arm(),
    argument("addonProfiles.omsagent.enabled", "addon_profile_oms_agent.enabled", Bool(false), ADDONS).arm(),
    argument(
        "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
        "addon_profile_oms_agent.config.log_analytics_workspace_resource_id",
        Absent,
        ADDONS,
    )
    .arm(),
    argument(
        "addonProfiles.azureKeyvaultSecretsProvider.enabled",
        "addon_profile_key_vault_secrets_provider.enabled",
        Bool(false),
        ADDONS,
    )
    .arm(),
    argument(
        "addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation",
        "addon_profile_key_vault_secrets_provider.config.enable_secret_rotation",
        Bool(false),
        ADDONS,
    )
    .arm(),
    argument(
        "securityProfile.defender.securityMonitoring.enabled",
        "security_profile.defender.security_monitoring.enabled",
        Bool(false),
        BODY,
    )
    .arm(),
    argument(
        "securityProfile.workloadIdentity.enabled",
        "security_profile.workload_identity.enabled",
        Bool(false),
        BODY,
    )
    .arm(),
    argument(
        "securityProfile.azureKeyVaultKms.enabled",
        "security_profile.azure_key_vault_kms.enabled",
        Bool(false),
        BODY,
    )
    .arm(),
    argument("securityProfile.imageCleaner.enabled", "security_profile.image_cleaner.enabled", Bool(false), BODY).arm(),
    argument(
        "oidcIssuerProfile.enabled",
        "oidc_issuer_profile.enabled",
        Unknown("AKS decides by the Kubernetes version"),
        BODY,
    )
    .arm(),
    argument("autoUpgradeProfile.upgradeChannel", "auto_upgrade_profile.upgrade_channel", Text("none"), AZAPI).arm(),
    argument(
        "autoUpgradeProfile.nodeOSUpgradeChannel",
        "auto_upgrade_profile.node_os_upgrade_channel",
        Text("NodeImage"),
        AZAPI,
    )
    .arm(),
    argument(
        "kubernetesVersion",
        "kubernetes_version",
        Unknown("AKS takes its recommended version when the cluster is created"),
        AZAPI,
    )
    .arm(),
    argument("sku.tier", "sku.tier", Text("Free"), BODY).arm(),
    argument("sku.name", "sku.name", Text("Base"), BODY).arm(),
    argument("supportPlan", "support_plan", Text("KubernetesOfficial"), AZAPI).arm(),
    row("networkProfile", Read::Present(&Test::Set("network_profile")), Absent, AZAPI).arm(),
    argument(
        "networkProfile.networkPlugin",
        "network_profile.network_plugin",
        Unknown("the module sends no network plugin, and the documentation of AKS names two defaults"),
        AZAPI,
    )
    .arm(),
    argument(
        "networkProfile.networkPluginMode",
        "network_profile.network_plugin_mode",
        Unknown("the module sends no network plugin mode, and the documentation of AKS names two defaults"),
        AZAPI,
    )
    .arm(),
    argument("networkProfile.networkPolicy", "network_profile.network_policy", Absent, AZAPI).arm(),
    argument("networkProfile.networkDataplane", "network_profile.network_dataplane", Text("azure"), AZAPI).arm(),
    argument("networkProfile.podCidr", "network_profile.pod_cidr", Computed("podCidr"), AZAPI).arm(),
    argument("networkProfile.serviceCidr", "network_profile.service_cidr", Text("10.0.0.0/16"), AZAPI).arm(),
    argument("networkProfile.podCidrs", "network_profile.pod_cidrs", Computed("singularList"), AZAPI).arm(),
    argument("networkProfile.serviceCidrs", "network_profile.service_cidrs", Computed("singularList"), AZAPI).arm(),
    argument("networkProfile.dnsServiceIP", "network_profile.dns_service_ip", Computed("dnsServiceIP"), AZAPI).arm(),
    argument("networkProfile.outboundType", "network_profile.outbound_type", Text("loadBalancer"), AZAPI).arm(),
    argument("networkProfile.loadBalancerSku", "network_profile.load_balancer_sku", Text("standard"), AZAPI).arm(),
    row("azureMonitorProfile.containerInsights.enabled", Read::Module, Bool(false), BODY).arm(),
    argument("azureMonitorProfile.metrics.enabled", "azure_monitor_profile.metrics.enabled", Bool(false), BODY).arm(),
    argument("diskEncryptionSetID", "disk_encryption_set_id", Absent, AZAPI).arm(),
    argument("nodeProvisioningProfile.mode", "node_provisioning_profile.mode", Text("Manual"), BODY).arm(),
];

pub(super) const AZAPI_DEFAULT_POOL: &[ModuleInput] = &[
    argument("name", "default_agent_pool.name", Text("systempool"), AZAPI).arm(),
    argument("vmSize", "default_agent_pool.vm_size", Unknown("AKS chooses the machine"), AZAPI).arm(),
    argument("count", "default_agent_pool.count_of", Number(3), AZAPI).arm(),
    argument("enableAutoScaling", "default_agent_pool.enable_auto_scaling", Bool(false), AZAPI).arm(),
    argument("minCount", "default_agent_pool.min_count", Absent, AZAPI).arm(),
    argument("maxCount", "default_agent_pool.max_count", Absent, AZAPI).arm(),
    argument("maxPods", "default_agent_pool.max_pods", Computed("maxPods"), AZAPI).arm(),
    argument("vnetSubnetID", "default_agent_pool.vnet_subnet_id", Absent, AZAPI).arm(),
    argument("podSubnetID", "default_agent_pool.pod_subnet_id", Absent, AZAPI).arm(),
    argument("enableNodePublicIP", "default_agent_pool.enable_node_public_ip", Bool(false), AZAPI).arm(),
    argument("enableEncryptionAtHost", "default_agent_pool.enable_encryption_at_host", Bool(false), AZAPI).arm(),
    argument("enableFIPS", "default_agent_pool.enable_fips", Bool(false), AZAPI).arm(),
    row("mode", Read::Module, Text("System"), AZAPI).arm(),
    row("osType", Read::Module, Text("Linux"), AZAPI).arm(),
    argument("osSKU", "default_agent_pool.os_sku", Computed("osSku"), AZAPI).arm(),
    argument("osDiskType", "default_agent_pool.os_disk_type", Unknown("AKS chooses by the machine"), AZAPI).arm(),
    argument("availabilityZones", "default_agent_pool.availability_zones", Absent, AZAPI).arm(),
    argument("nodeTaints", "default_agent_pool.node_taints", Absent, AZAPI).arm(),
    argument(
        "orchestratorVersion",
        "default_agent_pool.orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        AZAPI,
    )
    .arm(),
];

pub(super) const AZAPI_EXTRA_POOL: &[ModuleInput] = &[
    argument("name", "each.name", Absent, AZAPI).arm(),
    argument("vmSize", "each.vm_size", Unknown("AKS chooses the machine"), AZAPI).arm(),
    argument("count", "each.count_of", Unknown("AKS chooses the number of nodes"), AZAPI).arm(),
    argument("enableAutoScaling", "each.enable_auto_scaling", Bool(false), AZAPI).arm(),
    argument("minCount", "each.min_count", Absent, AZAPI).arm(),
    argument("maxCount", "each.max_count", Absent, AZAPI).arm(),
    argument("maxPods", "each.max_pods", Computed("maxPods"), AZAPI).arm(),
    argument("vnetSubnetID", "each.vnet_subnet_id", Absent, AZAPI).arm(),
    argument("podSubnetID", "each.pod_subnet_id", Absent, AZAPI).arm(),
    argument("enableNodePublicIP", "each.enable_node_public_ip", Bool(false), AZAPI).arm(),
    argument("enableEncryptionAtHost", "each.enable_encryption_at_host", Bool(false), AZAPI).arm(),
    argument("enableFIPS", "each.enable_fips", Bool(false), AZAPI).arm(),
    argument("mode", "each.mode", Text("User"), AZAPI).arm(),
    argument("osType", "each.os_type", Text("Linux"), AZAPI).arm(),
    argument("osDiskType", "each.os_disk_type", Unknown("AKS chooses by the machine"), AZAPI).arm(),
    argument("availabilityZones", "each.availability_zones", Absent, AZAPI).arm(),
    argument("nodeTaints", "each.node_taints", Absent, AZAPI).arm(),
    argument(
        "orchestratorVersion",
        "each.orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        AZAPI,
    )
    .arm(),
];
