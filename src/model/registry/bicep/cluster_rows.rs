//! The cluster's properties in `avm/res/container-service/managed-cluster`.

use super::super::schema::{AZURE, ModuleInput, Read, Test, between, passed, since, until};
use super::shared::{made, told};
use crate::model::table::SilentValue::{Absent, Bool, Text, Unknown};
use crate::model::table::Transform;

const ALL: &str = "avm/res/container-service/managed-cluster 0.1 to 0.12, main.bicep";
const FLAT: &str = "avm/res/container-service/managed-cluster 0.1 to 0.11, main.bicep";
const BEFORE_OBJECTS: &str = "avm/res/container-service/managed-cluster 0.1 to 0.4, main.bicep";
const MIDDLE: &str = "avm/res/container-service/managed-cluster 0.5 to 0.11, main.bicep";
const PROFILES: &str = "avm/res/container-service/managed-cluster 0.12, main.bicep";
const OLD: &str = "avm/res/container-service/managed-cluster 0.1 to 0.3, main.bicep";
const SINCE_POOLS: &str = "avm/res/container-service/managed-cluster 0.4 to 0.12, main.bicep";

const LOCAL_ACCOUNTS: &str =
    "the default of disableLocalAccounts became true between versions 0.3 and 0.12 of the module";
const NODE_CHANNEL: &str = "the node image channel of the module's first versions is not told";

const WORKSPACE: &str = "monitoringWorkspaceResourceId|monitoringWorkspaceId";
const IDENTITIES: &str = "managedIdentities.userAssignedResourceIds|managedIdentities.userAssignedResourcesIds";

const OMS_AGENT: Test = Test::All(&[Test::True("omsAgentEnabled", true), Test::Filled(WORKSPACE)]);
const GATEWAY: Test =
    Test::All(&[Test::True("ingressApplicationGatewayEnabled", false), Test::Filled("appGatewayResourceId")]);
const SECRETS_PROVIDER: Test = Test::True("enableKeyvaultSecretsProvider", false);
const NO_COST_ANALYSIS: Test = Test::Not(&Test::True("costAnalysisEnabled", false));
const NO_CILIUM: Test = Test::Not(&Test::Equals("networkDataplane", "cilium"));

/// Parameters that no version changed.
pub(super) const LASTING_ROWS: &[ModuleInput] = &[
    told("name", "name", Absent, ALL),
    told("location", "location", Unknown("the resource group's location"), ALL),
    passed("tags", "tags", ALL),
    told("dnsPrefix", "dnsPrefix|name", Absent, ALL),
    told("nodeResourceGroup", "nodeResourceGroup", Unknown("the module makes it from the group's name"), ALL),
    passed("kubernetesVersion", "kubernetesVersion", ALL),
    told("enableRBAC", "enableRBAC", Bool(true), ALL),
    made(
        "identity.type",
        Read::Choose(&[
            (Test::True("managedIdentities.systemAssigned", false), Text("SystemAssigned")),
            (Test::Filled(IDENTITIES), Text("UserAssigned")),
        ]),
        AZURE,
        ALL,
    ),
    passed("identity.userAssignedIdentities", IDENTITIES, ALL),
    made("servicePrincipalProfile", Read::Present(&Test::Set("aksServicePrincipalProfile")), Absent, ALL),
    passed("servicePrincipalProfile.clientId", "aksServicePrincipalProfile.clientId", ALL),
    passed("identityProfile.kubeletidentity.resourceId", "identityProfile.kubeletidentity.resourceId", ALL),
    passed("identityProfile.kubeletidentity.clientId", "identityProfile.kubeletidentity.clientId", ALL),
    passed("identityProfile.kubeletidentity.objectId", "identityProfile.kubeletidentity.objectId", ALL),
    told("publicNetworkAccess", "publicNetworkAccess", Text("Disabled"), ALL),
    passed("diskEncryptionSetID", "diskEncryptionSetResourceId", ALL),
    told("supportPlan", "supportPlan", Text("KubernetesOfficial"), ALL),
    told("sku.tier", "skuTier", Text("Standard"), ALL),
    passed("httpProxyConfig.httpProxy", "httpProxyConfig.httpProxy", ALL),
    passed("httpProxyConfig.httpsProxy", "httpProxyConfig.httpsProxy", ALL),
    told("addonProfiles.azurepolicy.enabled", "azurePolicyEnabled", Bool(true), ALL),
    made("addonProfiles.omsagent.enabled", Read::Truth(&OMS_AGENT), Bool(false), ALL),
    made(
        "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
        Read::When(&OMS_AGENT, WORKSPACE, Absent),
        Absent,
        ALL,
    ),
    told("addonProfiles.httpApplicationRouting.enabled", "httpApplicationRoutingEnabled", Bool(false), ALL),
    made("addonProfiles.azureKeyvaultSecretsProvider.enabled", Read::Truth(&SECRETS_PROVIDER), Bool(false), ALL),
    told(
        "addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation",
        "enableSecretRotation",
        Bool(false),
        ALL,
    ),
    made("addonProfiles.azureKeyvaultSecretsProvider.config.rotationPollInterval", Read::Module, AZURE, ALL),
    told("addonProfiles.openServiceMesh.enabled", "openServiceMeshEnabled", Bool(false), ALL),
    made("addonProfiles.ingressApplicationGateway.enabled", Read::Truth(&GATEWAY), Bool(false), ALL),
    made(
        "addonProfiles.ingressApplicationGateway.config.applicationGatewayId",
        Read::When(&GATEWAY, "appGatewayResourceId", Absent),
        Absent,
        ALL,
    ),
    told("addonProfiles.kubeDashboard.enabled", "kubeDashboardEnabled", Bool(false), ALL),
    told("addonProfiles.aciConnectorLinux.enabled", "aciConnectorLinuxEnabled", Bool(false), ALL),
    made("addonProfiles.ACCSGXDevicePlugin.enabled", Read::Module, AZURE, ALL),
    told("ingressProfile.webAppRouting.enabled", "webApplicationRoutingEnabled", Bool(false), ALL),
    made(
        "ingressProfile.webAppRouting.dnsZoneResourceIds",
        Read::Argument("dnsZoneResourceId", Transform::Single),
        AZURE,
        ALL,
    ),
    // What is not switched on is left to Azure.
    made(
        "oidcIssuerProfile.enabled",
        Read::Choose(&[(Test::True("enableOidcIssuerProfile", false), Bool(true))]),
        AZURE,
        ALL,
    ),
    passed("ingressProfile.webAppRouting.nginx.defaultIngressControllerType", "defaultIngressControllerType", ALL),
    passed("addonProfiles.omsagent.config.useAADAuth", "omsAgentUseAADAuth", ALL),
    // Cost analysis needs the disk driver.
    made(
        "storageProfile.diskCSIDriver.enabled",
        Read::When(&NO_COST_ANALYSIS, "enableStorageProfileDiskCSIDriver", Bool(true)),
        Bool(false),
        ALL,
    ),
    told("metricsProfile.costAnalysis.enabled", "costAnalysisEnabled", Bool(false), ALL),
    passed("networkProfile.networkMode", "networkMode", ALL),
    passed("networkProfile.advancedNetworking.enabled", "advancedNetworking.enabled", ALL),
    passed("networkProfile.advancedNetworking.observability.enabled", "advancedNetworking.observability.enabled", ALL),
    passed("networkProfile.advancedNetworking.security.enabled", "advancedNetworking.security.enabled", ALL),
    made("networkProfile.podLinkLocalAccess", Read::Module, AZURE, ALL),
    passed("bootstrapProfile.artifactSource", "bootstrapProfile.artifactSource", ALL),
    passed("bootstrapProfile.containerRegistryId", "bootstrapProfile.containerRegistryId", ALL),
    told("storageProfile.blobCSIDriver.enabled", "enableStorageProfileBlobCSIDriver", Bool(false), ALL),
    told("storageProfile.fileCSIDriver.enabled", "enableStorageProfileFileCSIDriver", Bool(false), ALL),
    told("storageProfile.snapshotController.enabled", "enableStorageProfileSnapshotController", Bool(false), ALL),
    made("networkProfile", Read::Present(&Test::Always), Absent, ALL),
    passed("networkProfile.networkPlugin", "networkPlugin", ALL),
    passed("networkProfile.networkDataplane", "networkDataplane", ALL),
    passed("networkProfile.podCidr", "podCidr", ALL),
    passed("networkProfile.serviceCidr", "serviceCidr", ALL),
    passed("networkProfile.dnsServiceIP", "dnsServiceIP", ALL),
    told("networkProfile.outboundType", "outboundType", Text("loadBalancer"), ALL),
    told("networkProfile.loadBalancerSku", "loadBalancerSku", Text("standard"), ALL),
    made(
        "linuxProfile.adminUsername",
        Read::Argument("linuxProfile.adminUsername|adminUsername", Transform::Same),
        Unknown("the default of adminUsername is of no account"),
        ALL,
    ),
];

/// Parameters whose meaning or default changed once.
pub(super) const CHANGING_ROWS: &[ModuleInput] = &[
    told("disableLocalAccounts", "disableLocalAccounts", Bool(false), OLD).within(until(0, 4)),
    told("disableLocalAccounts", "disableLocalAccounts", Unknown(LOCAL_ACCOUNTS), SINCE_POOLS)
        .within(between((0, 4), (0, 12))),
    told("disableLocalAccounts", "disableLocalAccounts", Bool(true), PROFILES).within(since(0, 12)),
    made("sku.name", Read::Module, Text("Base"), OLD).within(until(0, 4)),
    told("sku.name", "skuName", Text("Base"), SINCE_POOLS).within(since(0, 4)),
    passed("networkProfile.networkPluginMode", "networkPluginMode", BEFORE_OBJECTS).within(until(0, 5)),
    made(
        "networkProfile.networkPluginMode",
        Read::When(&NO_CILIUM, "networkPluginMode", Text("overlay")),
        AZURE,
        MIDDLE,
    )
    .within(since(0, 5)),
    passed("networkProfile.networkPolicy", "networkPolicy", BEFORE_OBJECTS).within(until(0, 5)),
    made("networkProfile.networkPolicy", Read::When(&NO_CILIUM, "networkPolicy", Text("cilium")), AZURE, MIDDLE)
        .within(since(0, 5)),
    // Until 0.4 a profile is always written.
    made("aadProfile", Read::Present(&Test::Always), Absent, BEFORE_OBJECTS).within(until(0, 5)),
    told("aadProfile.managed", "aadProfileManaged", Bool(true), BEFORE_OBJECTS).within(until(0, 5)),
    told("aadProfile.enableAzureRBAC", "aadProfileEnableAzureRBAC|enableRBAC", Bool(true), BEFORE_OBJECTS)
        .within(until(0, 5)),
    passed("aadProfile.adminGroupObjectIDs", "aadProfileAdminGroupObjectIDs", BEFORE_OBJECTS).within(until(0, 5)),
    told("aadProfile.tenantID", "aadProfileTenantId", Unknown("the subscription's tenant"), BEFORE_OBJECTS)
        .within(until(0, 5)),
    made("aadProfile", Read::Present(&Test::Set("aadProfile")), Absent, MIDDLE).within(since(0, 5)),
    passed("aadProfile.managed", "aadProfile.aadProfileManaged", MIDDLE).within(between((0, 5), (0, 12))),
    passed("aadProfile.enableAzureRBAC", "aadProfile.aadProfileEnableAzureRBAC", MIDDLE)
        .within(between((0, 5), (0, 12))),
    passed("aadProfile.adminGroupObjectIDs", "aadProfile.aadProfileAdminGroupObjectIDs", MIDDLE)
        .within(between((0, 5), (0, 12))),
    passed("aadProfile.tenantID", "aadProfile.aadProfileTenantId", MIDDLE).within(between((0, 5), (0, 12))),
    passed("aadProfile.serverAppSecret", "aadProfileServerAppSecret", BEFORE_OBJECTS).within(until(0, 5)),
    passed("aadProfile.serverAppSecret", "aadProfile.aadProfileServerAppSecret", MIDDLE)
        .within(between((0, 5), (0, 12))),
    passed("aadProfile.serverAppSecret", "aadProfile.serverAppSecret", PROFILES).within(since(0, 12)),
    passed("aadProfile.clientAppID", "aadProfileClientAppID", BEFORE_OBJECTS).within(until(0, 5)),
    passed("aadProfile.serverAppID", "aadProfileServerAppID", BEFORE_OBJECTS).within(until(0, 5)),
    passed("aadProfile.clientAppID", "aadProfile.aadProfileClientAppID", MIDDLE).within(between((0, 5), (0, 12))),
    passed("aadProfile.serverAppID", "aadProfile.aadProfileServerAppID", MIDDLE).within(between((0, 5), (0, 12))),
    passed("aadProfile.managed", "aadProfile.managed", PROFILES).within(since(0, 12)),
    passed("aadProfile.enableAzureRBAC", "aadProfile.enableAzureRBAC", PROFILES).within(since(0, 12)),
    passed("aadProfile.adminGroupObjectIDs", "aadProfile.adminGroupObjectIDs", PROFILES).within(since(0, 12)),
    passed("aadProfile.tenantID", "aadProfile.tenantID", PROFILES).within(since(0, 12)),
    passed("aadProfile.clientAppID", "aadProfile.clientAppID", PROFILES).within(since(0, 12)),
    passed("aadProfile.serverAppID", "aadProfile.serverAppID", PROFILES).within(since(0, 12)),
];

/// What single parameters said until 0.11.
pub(super) const FLAT_ROWS: &[ModuleInput] = &[
    passed("apiServerAccessProfile.authorizedIPRanges", "authorizedIPRanges", FLAT).within(until(0, 12)),
    told("apiServerAccessProfile.disableRunCommand", "disableRunCommand", Bool(false), FLAT).within(until(0, 12)),
    told("apiServerAccessProfile.enablePrivateCluster", "enablePrivateCluster", Bool(false), FLAT).within(until(0, 12)),
    told("apiServerAccessProfile.enablePrivateClusterPublicFQDN", "enablePrivateClusterPublicFQDN", Bool(false), FLAT)
        .within(until(0, 12)),
    passed("apiServerAccessProfile.privateDNSZone", "privateDNSZone", FLAT).within(until(0, 12)),
    made("apiServerAccessProfile.enableVnetIntegration", Read::Module, AZURE, FLAT).within(until(0, 12)),
    made("apiServerAccessProfile.subnetId", Read::Module, Absent, FLAT).within(until(0, 12)),
    told("autoUpgradeProfile.upgradeChannel", "autoUpgradeProfileUpgradeChannel", Text("stable"), FLAT)
        .within(until(0, 12)),
    told(
        "autoUpgradeProfile.nodeOSUpgradeChannel",
        "autoNodeOsUpgradeProfileUpgradeChannel",
        Unknown(NODE_CHANNEL),
        OLD,
    )
    .within(until(0, 4)),
    told(
        "autoUpgradeProfile.nodeOSUpgradeChannel",
        "autoNodeOsUpgradeProfileUpgradeChannel",
        Text("Unmanaged"),
        SINCE_POOLS,
    )
    .within(between((0, 4), (0, 12))),
    told("podIdentityProfile.enabled", "podIdentityProfileEnable", Bool(false), FLAT).within(until(0, 12)),
    told(
        "podIdentityProfile.allowNetworkPluginKubenet",
        "podIdentityProfileAllowNetworkPluginKubenet",
        Bool(false),
        FLAT,
    )
    .within(until(0, 12)),
    told("securityProfile.workloadIdentity.enabled", "enableWorkloadIdentity", Bool(false), FLAT).within(until(0, 12)),
    told("securityProfile.defender.securityMonitoring.enabled", "enableAzureDefender", Bool(false), FLAT)
        .within(until(0, 12)),
    made(
        "securityProfile.defender.logAnalyticsWorkspaceResourceId",
        Read::When(&Test::True("enableAzureDefender", false), WORKSPACE, Absent),
        Absent,
        FLAT,
    )
    .within(until(0, 12)),
    told("securityProfile.imageCleaner.enabled", "enableImageCleaner", Bool(false), FLAT).within(until(0, 12)),
    made("securityProfile.azureKeyVaultKms.enabled", Read::Module, AZURE, FLAT).within(until(0, 12)),
    told("enablePodSecurityPolicy", "enablePodSecurityPolicy", Bool(false), FLAT).within(until(0, 12)),
    told("azureMonitorProfile.metrics.enabled", "enableAzureMonitorProfileMetrics", Bool(false), FLAT)
        .within(until(0, 12)),
    told("azureMonitorProfile.containerInsights.enabled", "enableContainerInsights", Bool(false), FLAT)
        .within(until(0, 12)),
    told("workloadAutoScalerProfile.keda.enabled", "kedaAddon", Bool(false), FLAT).within(until(0, 12)),
    told("workloadAutoScalerProfile.verticalPodAutoscaler.enabled", "vpaAddon", Bool(false), FLAT).within(until(0, 12)),
    passed("nodeProvisioningProfile.mode", "nodeProvisioningProfileMode", FLAT).within(until(0, 12)),
    passed("nodeResourceGroupProfile.restrictionLevel", "nodeResourceGroupProfile.restrictionLevel", FLAT),
];

/// What the API's own profiles say since 0.12.
pub(super) const PROFILE_ROWS: &[ModuleInput] = &[
    profile("apiServerAccessProfile.authorizedIPRanges"),
    profile("apiServerAccessProfile.disableRunCommand"),
    profile("apiServerAccessProfile.enablePrivateCluster"),
    profile("apiServerAccessProfile.enablePrivateClusterPublicFQDN"),
    profile("apiServerAccessProfile.privateDNSZone"),
    profile("apiServerAccessProfile.enableVnetIntegration"),
    profile("apiServerAccessProfile.subnetId"),
    made(
        "autoUpgradeProfile.upgradeChannel",
        Read::Inside("autoUpgradeProfile", "autoUpgradeProfile.upgradeChannel", Text("none")),
        Text("stable"),
        PROFILES,
    )
    .within(since(0, 12)),
    profile("autoUpgradeProfile.nodeOSUpgradeChannel"),
    profile("podIdentityProfile.enabled"),
    profile("podIdentityProfile.allowNetworkPluginKubenet"),
    profile("securityProfile.workloadIdentity.enabled"),
    profile("securityProfile.defender.securityMonitoring.enabled"),
    profile("securityProfile.defender.logAnalyticsWorkspaceResourceId"),
    profile("securityProfile.imageCleaner.enabled"),
    profile("securityProfile.imageCleaner.intervalHours"),
    profile("securityProfile.azureKeyVaultKms.enabled"),
    profile("securityProfile.azureKeyVaultKms.keyId"),
    profile("securityProfile.azureKeyVaultKms.keyVaultNetworkAccess"),
    profile("azureMonitorProfile.metrics.enabled"),
    profile("azureMonitorProfile.containerInsights.enabled"),
    profile("workloadAutoScalerProfile.keda.enabled"),
    profile("workloadAutoScalerProfile.verticalPodAutoscaler.enabled"),
    profile("nodeProvisioningProfile.mode"),
    profile("serviceMeshProfile.mode"),
    profile("fqdnSubdomain"),
    made("enablePodSecurityPolicy", Read::Module, AZURE, PROFILES).within(since(0, 12)),
    passed("networkProfile.podCidrs", "podCidrs", PROFILES).within(since(0, 12)),
    passed("networkProfile.serviceCidrs", "serviceCidrs", PROFILES).within(since(0, 12)),
    passed("networkProfile.ipFamilies", "ipFamilies", PROFILES).within(since(0, 12)),
];

/// A property that is called as the parameter it comes from.
const fn profile(name: &'static str) -> ModuleInput {
    passed(name, name, PROFILES).within(since(0, 12))
}
