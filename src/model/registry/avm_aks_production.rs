//! `Azure/avm-ptn-aks-production/azurerm`: a private cluster whose security settings the module fixes.
//!
//! Read: the source of the versions 0.2 to 0.5. The defaults of the inputs `network_policy`,
//! `automatic_upgrade_channel`, `microsoft_defender_enabled` and `rbac_aad_azure_rbac_enabled` changed between these
//! versions and are not told.

use super::schema::{
    ModuleArgument, ModuleInput, ModuleOutput, ModuleResource, Read, RegistryModule, Select, Test, argument, only_in,
    output, row, since, until,
};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Bool, Number, Text, Unknown};

const CLUSTER: &str = "azurerm_kubernetes_cluster.this";

const MAIN: &str = "Azure/avm-ptn-aks-production/azurerm 0.2 to 0.5, main.tf";
const OLD: &str = "Azure/avm-ptn-aks-production/azurerm 0.1, variables.tf";

pub(super) static MODULE: RegistryModule = RegistryModule {
    source: "Azure/avm-ptn-aks-production/azurerm",
    doc: "a private AKS cluster with monitoring, after Microsoft's production standard (Azure Verified Module)",
    newest: Version(0, 5, 0),
    arguments: ARGUMENTS,
    resources: &[
        ModuleResource::new("cluster", CLUSTER, &[FIXED_ROWS, INPUT_ROWS]),
        ModuleResource::new("pool", CLUSTER, &[DEFAULT_POOL_ROWS]).inline("default_node_pool").of(CLUSTER),
        ModuleResource::new("pool", "azurerm_kubernetes_cluster_node_pool.this[{key}]", &[EXTRA_POOL_ROWS])
            .each("node_pools")
            .of(CLUSTER),
        ModuleResource::new("diagnosticSetting", "azurerm_monitor_diagnostic_setting.aks", &[DIAGNOSTIC_ROWS])
            .within(since(0, 2))
            .of(CLUSTER),
    ],
    outputs: OUTPUTS,
};

const ARGUMENTS: &[ModuleArgument] = &[
    only_in("network", since(0, 2)),
    only_in("virtual_network_name", until(0, 2)),
    only_in("node_cidr", until(0, 2)),
    only_in("pod_cidr", until(0, 2)),
];

/// What no argument can change.
const FIXED_ROWS: &[ModuleInput] = &[
    row("enableRBAC", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("aadProfile.managed", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("disableLocalAccounts", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("identity.type", Read::Module, Text("UserAssigned"), MAIN).within(since(0, 2)),
    row("servicePrincipalProfile", Read::Module, Absent, MAIN).within(since(0, 2)),
    row("azureMonitorProfile.containerInsights.enabled", Read::Module, Bool(false), MAIN).within(since(0, 2)),
    row("aadProfile", Read::Present(&Test::Always), Absent, MAIN).within(since(0, 2)),
    row("networkProfile", Read::Present(&Test::Always), Absent, MAIN).within(since(0, 2)),
    row("servicePrincipalProfile.clientId", Read::Module, Absent, MAIN).within(since(0, 2)),
    row("apiServerAccessProfile.enablePrivateCluster", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("apiServerAccessProfile.authorizedIPRanges", Read::Module, Absent, MAIN).within(since(0, 2)),
    row("addonProfiles.azurepolicy.enabled", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("addonProfiles.omsagent.enabled", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("addonProfiles.azureKeyvaultSecretsProvider.enabled", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation", Read::Module, Bool(true), MAIN)
        .within(since(0, 2)),
    row("securityProfile.workloadIdentity.enabled", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("oidcIssuerProfile.enabled", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("autoUpgradeProfile.nodeOSUpgradeChannel", Read::Module, Text("NodeImage"), MAIN).within(since(0, 2)),
    row("sku.tier", Read::Module, Text("Standard"), MAIN).within(since(0, 2)),
    row("sku.name", Read::Module, Text("Base"), MAIN).within(since(0, 2)),
    row("supportPlan", Read::Module, Text("KubernetesOfficial"), MAIN).within(since(0, 2)),
    row("networkProfile.networkPlugin", Read::Module, Text("azure"), MAIN).within(since(0, 2)),
    row("networkProfile.networkPluginMode", Read::Module, Text("overlay"), MAIN).within(since(0, 2)),
    row("networkProfile.outboundType", Read::Module, Text("loadBalancer"), MAIN).within(since(0, 2)),
    row("networkProfile.loadBalancerSku", Read::Module, Text("standard"), MAIN).within(since(0, 2)),
    row("azureMonitorProfile.metrics.enabled", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("nodeProvisioningProfile.mode", Read::Module, Text("Manual"), MAIN).within(since(0, 2)),
];

const INPUT_ROWS: &[ModuleInput] = &[
    argument("name", "name", Absent, MAIN),
    argument("location", "location", Absent, MAIN),
    argument("tags", "tags", Absent, MAIN),
    argument(
        "kubernetesVersion",
        "kubernetes_version",
        Unknown("AKS takes its recommended version when the cluster is created"),
        MAIN,
    ),
    argument(
        "aadProfile.enableAzureRBAC",
        "rbac_aad_azure_rbac_enabled",
        Unknown("the default of rbac_aad_azure_rbac_enabled differs between versions of the module"),
        MAIN,
    ),
    argument("aadProfile.adminGroupObjectIDs", "rbac_aad_admin_group_object_ids", Absent, MAIN),
    argument(
        "autoUpgradeProfile.upgradeChannel",
        "automatic_upgrade_channel",
        Unknown("the default of automatic_upgrade_channel differs between versions of the module"),
        MAIN,
    )
    .within(since(0, 2)),
    argument(
        "securityProfile.defender.securityMonitoring.enabled",
        "microsoft_defender_enabled",
        Unknown("the default of microsoft_defender_enabled differs between versions of the module"),
        MAIN,
    )
    .within(since(0, 2)),
    argument(
        "networkProfile.networkPolicy",
        "network_policy",
        Unknown("the default of network_policy differs between versions of the module"),
        MAIN,
    )
    .within(since(0, 2)),
    row(
        "networkProfile.networkDataplane",
        Read::Fixed(&Test::Equals("network_policy", "cilium"), Text("cilium")),
        Unknown("the module takes cilium or azure by network_policy"),
        MAIN,
    )
    .within(since(0, 2)),
    argument("networkProfile.podCidr", "network.pod_cidr", Unknown("network.pod_cidr is not written"), MAIN)
        .within(since(0, 2)),
    argument("networkProfile.podCidr", "pod_cidr", Unknown("AKS chooses the pod range"), OLD).within(until(0, 2)),
    argument("networkProfile.serviceCidr", "network.service_cidr", Text("10.0.0.0/16"), MAIN).within(since(0, 2)),
    row(
        "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
        Read::Argument("log_analytics_workspace_resource_id", crate::model::table::Transform::Same),
        Unknown("the module creates the Log Analytics workspace"),
        MAIN,
    )
    .within(since(0, 2)),
];

const DEFAULT_POOL_ROWS: &[ModuleInput] = &[
    row("name", Read::Module, Text("systempool"), MAIN).within(since(0, 2)),
    row("vmSize", Read::Module, Unknown("the machine differs between versions of the module"), MAIN),
    row("enableAutoScaling", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("minCount", Read::Module, Number(3), MAIN).within(since(0, 2)),
    argument(
        "maxCount",
        "max_count_default_node_pool",
        Unknown("the default of max_count_default_node_pool differs between versions of the module"),
        MAIN,
    )
    .within(since(0, 2)),
    row("maxPods", Read::Module, Number(110), MAIN).within(since(0, 2)),
    argument("vnetSubnetID", "network.node_subnet_id", Absent, MAIN).within(since(0, 2)),
    row("podSubnetID", Read::Module, Absent, MAIN).within(since(0, 2)),
    row("enableNodePublicIP", Read::Module, Bool(false), MAIN).within(since(0, 2)),
    row("nodePublicIPPrefixID", Read::Module, Absent, MAIN).within(since(0, 2)),
    row("enableEncryptionAtHost", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    row("mode", Read::Module, Text("System"), MAIN).within(since(0, 2)),
    row("osType", Read::Module, Text("Linux"), MAIN).within(since(0, 2)),
    row("osDiskType", Read::Module, Text("Ephemeral"), MAIN).within(since(0, 2)),
    row("type", Read::Module, Text("VirtualMachineScaleSets"), MAIN).within(since(0, 2)),
    row("upgradeSettings.maxSurge", Read::Module, Text("10%"), MAIN).within(since(0, 2)),
    argument(
        "orchestratorVersion",
        "orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        MAIN,
    ),
];

/// One element of `node_pools` becomes a pool per availability zone of the region; its settings are the same in each.
const EXTRA_POOL_ROWS: &[ModuleInput] = &[
    row("name", Read::Module, Unknown("the module appends the availability zone to the name"), MAIN),
    argument("vmSize", "each.vm_size", Absent, MAIN),
    row("enableAutoScaling", Read::Module, Bool(true), MAIN).within(since(0, 2)),
    argument("minCount", "each.min_count", Absent, MAIN),
    argument("maxCount", "each.max_count", Absent, MAIN),
    argument("vnetSubnetID", "network.node_subnet_id", Absent, MAIN).within(since(0, 2)),
    row("podSubnetID", Read::Module, Absent, MAIN).within(since(0, 2)),
    row("enableNodePublicIP", Read::Module, Bool(false), MAIN).within(since(0, 2)),
    row("nodePublicIPPrefixID", Read::Module, Absent, MAIN).within(since(0, 2)),
    row("osType", Read::Module, Text("Linux"), MAIN).within(since(0, 2)),
    argument(
        "orchestratorVersion",
        "each.orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        MAIN,
    ),
];

const DIAGNOSTIC_ROWS: &[ModuleInput] = &[
    row("name", Read::Module, Unknown("the module makes the name from the cluster's"), MAIN),
    argument(
        "workspaceId",
        "log_analytics_workspace_resource_id",
        Unknown("the module creates the Log Analytics workspace"),
        MAIN,
    ),
    row(
        "logs",
        Read::Categories(&[
            "kube-apiserver",
            "kube-audit",
            "kube-audit-admin",
            "kube-controller-manager",
            "kube-scheduler",
            "cluster-autoscaler",
            "cloud-controller-manager",
            "guard",
            "csi-azuredisk-controller",
            "csi-azurefile-controller",
            "csi-snapshot-controller",
        ]),
        Unknown("the module lists the categories"),
        MAIN,
    ),
];

const OUTPUTS_FILE: &str = "Azure/avm-ptn-aks-production/azurerm 0.1 to 0.5, outputs.tf";

const OUTPUTS: &[ModuleOutput] = &[
    output("resource_id", "cluster", "id", OUTPUTS_FILE),
    output("resource", "cluster", "id", OUTPUTS_FILE).select(Select::Only, "id"),
];
