//! `avm/ptn/azd/aks`: the cluster, registry and vault of an application that is deployed with azd.
//!
//! Read: main.bicep as of its first version, which calls managed-cluster 0.3, and as of a later one, which calls 0.5.
//! In which version what changed is not told: what differs between the two is unknown where it is not written.

use super::super::schema::{AZURE, ModuleInput, ModuleResource, Read, RegistryModule, Test, output, passed};
use super::shared::{made, told};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Bool, Number, Text, Unknown};
use crate::model::table::Transform;

const CLUSTER: &str = "managedCluster/managedCluster";
const REGISTRY: &str = "containerRegistry/registry";

const MAIN: &str = "avm/ptn/azd/aks 0.1 and 0.2, main.bicep";
const INNER: &str = "avm/ptn/azd/aks 0.1 and 0.2, main.bicep, which calls managed-cluster 0.3 and 0.5";

const DIFFERS: &str = "versions of the module differ here";

pub(crate) static AZD_AKS: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/ptn/azd/aks",
    doc: "an AKS cluster with a container registry and a key vault, for azd (Azure Verified Module)",
    newest: Version(0, 2, 0),
    arguments: &[],
    resources: &[
        ModuleResource::new("cluster", CLUSTER, &[ROWS]),
        ModuleResource::new("pool", CLUSTER, &[SYSTEM_POOL_ROWS])
            .exists(Test::Not(&Test::Set("systemPoolConfig")))
            .inline("agentPoolProfiles[0]")
            .of(CLUSTER),
        ModuleResource::new("pool", CLUSTER, &[POOL_ROWS])
            .each("systemPoolConfig")
            .inline("agentPoolProfiles[{index}]")
            .of(CLUSTER),
        ModuleResource::new("pool", "managedCluster/managedCluster_agentPools[{index}]/agentPool", &[POOL_ROWS])
            .each("agentPoolConfig|agentPools")
            .of(CLUSTER),
        ModuleResource::new("diagnosticSetting", "managedCluster/managedCluster_diagnosticSettings[0]", &[DIAGNOSTICS])
            .of(CLUSTER),
        ModuleResource::new("registry", REGISTRY, &[REGISTRY_ROWS]),
        ModuleResource::new("roleAssignment", "containerRegistry/registry_roleAssignments[0]", &[PULL_ROWS])
            .of(REGISTRY),
    ],
    outputs: &[
        output("managedClusterName", "cluster", "name", MAIN),
        output("managedClusterClientId", "cluster", "identityProfile.kubeletidentity.clientId", MAIN),
        output("managedClusterObjectId", "cluster", "identityProfile.kubeletidentity.objectId", MAIN),
        output("containerRegistryName", "registry", "name", MAIN),
        output("containerRegistryLoginServer", "registry", "loginServer", MAIN),
    ],
};

const ROWS: &[ModuleInput] = &[
    told("name", "name", Absent, MAIN),
    passed("tags", "tags", MAIN),
    told("location", "location", Unknown("the resource group's location"), MAIN),
    told("dnsPrefix", "dnsPrefix|name", Absent, MAIN),
    told("kubernetesVersion", "kubernetesVersion", Text("1.29"), MAIN),
    told("sku.tier", "skuTier", Text("Standard"), MAIN),
    made("sku.name", Read::Module, Text("Base"), INNER),
    made("supportPlan", Read::Module, Text("KubernetesOfficial"), INNER),
    made("enableRBAC", Read::Module, Bool(true), INNER),
    told("disableLocalAccounts", "disableLocalAccounts", Unknown(DIFFERS), MAIN),
    made(
        "aadProfile.managed",
        Read::Argument("aadProfile.aadProfileManaged", Transform::Same),
        Unknown(DIFFERS),
        INNER,
    ),
    made(
        "aadProfile.enableAzureRBAC",
        Read::Argument("aadProfile.aadProfileEnableAzureRBAC|aadProfileEnableAzureRBAC", Transform::Same),
        Unknown(DIFFERS),
        INNER,
    ),
    made("identity.type", Read::Module, Text("SystemAssigned"), MAIN),
    made("servicePrincipalProfile", Read::Module, Absent, MAIN),
    made("servicePrincipalProfile.clientId", Read::Module, Absent, MAIN),
    made("apiServerAccessProfile.enablePrivateCluster", Read::Module, Bool(false), INNER),
    made("apiServerAccessProfile.authorizedIPRanges", Read::Module, Absent, INNER),
    made("apiServerAccessProfile.disableRunCommand", Read::Module, Bool(false), INNER),
    told("publicNetworkAccess", "publicNetworkAccess", Unknown(DIFFERS), MAIN),
    made("addonProfiles.azurepolicy.enabled", Read::Module, Bool(true), INNER),
    made(
        "addonProfiles.omsagent.enabled",
        Read::Truth(&Test::Filled("monitoringWorkspaceResourceId")),
        Bool(false),
        INNER,
    ),
    passed("addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID", "monitoringWorkspaceResourceId", INNER),
    told("addonProfiles.azureKeyvaultSecretsProvider.enabled", "enableKeyvaultSecretsProvider", Unknown(DIFFERS), MAIN),
    made("addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation", Read::Module, Bool(false), INNER),
    made("addonProfiles.httpApplicationRouting.enabled", Read::Module, Bool(false), INNER),
    made("addonProfiles.openServiceMesh.enabled", Read::Module, Bool(false), INNER),
    made("addonProfiles.kubeDashboard.enabled", Read::Module, Bool(false), INNER),
    told("ingressProfile.webAppRouting.enabled", "webApplicationRoutingEnabled", Unknown(DIFFERS), MAIN),
    made("azureMonitorProfile.metrics.enabled", Read::Module, Bool(false), INNER),
    made("azureMonitorProfile.containerInsights.enabled", Read::Module, Bool(false), INNER),
    made("securityProfile.defender.securityMonitoring.enabled", Read::Module, Bool(false), INNER),
    made("securityProfile.workloadIdentity.enabled", Read::Module, Bool(false), INNER),
    made("securityProfile.imageCleaner.enabled", Read::Module, Bool(false), INNER),
    made("podIdentityProfile.enabled", Read::Module, Bool(false), INNER),
    made("oidcIssuerProfile.enabled", Read::Module, AZURE, INNER),
    made("autoUpgradeProfile.upgradeChannel", Read::Module, Text("stable"), INNER),
    told("autoUpgradeProfile.nodeOSUpgradeChannel", "autoNodeOsUpgradeProfileUpgradeChannel", Unknown(DIFFERS), MAIN),
    made("bootstrapProfile.containerRegistryId", Read::Module, Absent, INNER),
    made("identityProfile.kubeletidentity.resourceId", Read::Module, Absent, INNER),
    made("identity.userAssignedIdentities", Read::Module, Absent, INNER),
    made("diskEncryptionSetID", Read::Module, Absent, INNER),
    told("networkProfile.networkPlugin", "networkPlugin", Text("azure"), MAIN),
    passed("networkProfile.networkPluginMode", "networkPluginMode", MAIN),
    told("networkProfile.networkPolicy", "networkPolicy", Text("azure"), MAIN),
    passed("networkProfile.networkDataplane", "networkDataplane", MAIN),
    passed("networkProfile.podCidr", "podCidr", MAIN),
    passed("networkProfile.serviceCidr", "serviceCidr", MAIN),
    passed("networkProfile.dnsServiceIP", "dnsServiceIP", MAIN),
    made("networkProfile.outboundType", Read::Module, Text("loadBalancer"), INNER),
    told("networkProfile.loadBalancerSku", "loadBalancerSku", Text("standard"), MAIN),
];

/// What the module makes where no system pool is written; a size other than the default changes machine and counts.
const SYSTEM_POOL_ROWS: &[ModuleInput] = &[
    made("name", Read::Module, Text("npsystem"), MAIN),
    made("mode", Read::Module, Text("System"), MAIN),
    made("osType", Read::Module, Text("Linux"), MAIN),
    made("maxPods", Read::Module, Number(30), MAIN),
    made("enableAutoScaling", Read::Module, Bool(true), MAIN),
    made("enableNodePublicIP", Read::Module, Bool(false), INNER),
    made("enableEncryptionAtHost", Read::Module, Bool(false), INNER),
    made("enableFIPS", Read::Module, Bool(false), INNER),
    made("vnetSubnetID", Read::Module, Absent, MAIN),
    made("podSubnetID", Read::Module, Absent, MAIN),
    made("type", Read::Module, Text("VirtualMachineScaleSets"), MAIN),
];

const POOL_ROWS: &[ModuleInput] = &[
    passed("name", "each.name", INNER),
    passed("mode", "each.mode", INNER),
    passed("vmSize", "each.vmSize", INNER),
    passed("maxPods", "each.maxPods", INNER),
    told("osType", "each.osType", Text("Linux"), INNER),
    told("enableAutoScaling", "each.enableAutoScaling", Bool(false), INNER),
    passed("minCount", "each.minCount", INNER),
    passed("maxCount", "each.maxCount", INNER),
    told("enableNodePublicIP", "each.enableNodePublicIP", Bool(false), INNER),
    told("enableEncryptionAtHost", "each.enableEncryptionAtHost", Bool(false), INNER),
    told("enableFIPS", "each.enableFIPS", Bool(false), INNER),
    passed("vnetSubnetID", "each.vnetSubnetResourceId|each.vnetSubnetID", INNER),
    passed("podSubnetID", "each.podSubnetResourceId|each.podSubnetId", INNER),
    passed("osDiskType", "each.osDiskType", INNER),
];

const DIAGNOSTICS: &[ModuleInput] = &[
    made("name", Read::Module, Unknown("the module makes the name from the cluster's"), MAIN),
    told("workspaceId", "monitoringWorkspaceResourceId", Unknown("the workspace named by logAnalyticsName"), MAIN),
    made(
        "logs",
        Read::Categories(&["cluster-autoscaler", "kube-controller-manager", "kube-audit-admin", "guard"]),
        Unknown("the module lists the categories"),
        MAIN,
    ),
];

const REGISTRY_ROWS: &[ModuleInput] = &[
    told("name", "containerRegistryName", Absent, MAIN),
    told("sku.name", "acrSku", Text("Standard"), MAIN),
    told("publicNetworkAccess", "publicNetworkAccess", Text("Enabled"), MAIN),
];

/// The kubelets' identity pulls from the registry.
const PULL_ROWS: &[ModuleInput] = &[
    made("roleDefinitionName", Read::Module, Text("AcrPull"), MAIN),
    made(
        "principalId",
        Read::Output("managedCluster/managedCluster", "properties.identityProfile.kubeletidentity.objectId"),
        Absent,
        MAIN,
    ),
];
