//! Node pools of `avm/res/container-service/managed-cluster`, and its `agent-pool`.

use super::super::schema::{AZURE, ModuleArgument, ModuleInput, ModuleResource, Read, RegistryModule, output, passed};
use super::shared::{made, told};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Bool, Number, Text, Unknown};

const RAW: &str = "avm/res/container-service/managed-cluster 0.1 to 0.3, main.bicep";
const PRIMARY: &str = "avm/res/container-service/managed-cluster 0.4 to 0.12, main.bicep";
const EXTRA: &str = "avm/res/container-service/managed-cluster 0.1 to 0.12, agent-pool/main.bicep";
const SINGLE: &str = "avm/res/container-service/managed-cluster/agent-pool 0.1, main.bicep";

const ZONES: &str = "the zones differ between versions of the module";
const MACHINE: &str = "Standard_D2s_v3";

/// What a version without these parameters leaves to Azure.
pub(super) const NEWER_ROWS: &[ModuleInput] = &[
    passed("securityProfile.enableSecureBoot", "each.securityProfile.enableSecureBoot|each.enableSecureBoot", EXTRA),
    passed("securityProfile.enableVTPM", "each.securityProfile.enableVTPM|each.enableVTPM", EXTRA),
    passed("securityProfile.sshAccess", "each.securityProfile.sshAccess|each.sshAccess", EXTRA),
    passed("networkProfile.allowedHostPorts", "each.networkProfile.allowedHostPorts", EXTRA),
    passed("kubeletConfig.allowedUnsafeSysctls", "each.kubeletConfig.allowedUnsafeSysctls", EXTRA),
    passed("kubeletConfig.podMaxPids", "each.kubeletConfig.podMaxPids", EXTRA),
    passed("podIPAllocationMode", "each.podIPAllocationMode", EXTRA),
    made("enableCustomCATrust", Read::Module, AZURE, EXTRA),
];

/// The API's own notation, handed on as it is.
pub(super) const FLAT_POOL_ROWS: &[ModuleInput] = &[
    passed("name", "each.name", RAW),
    passed("vmSize", "each.vmSize", RAW),
    passed("count", "each.count", RAW),
    passed("enableAutoScaling", "each.enableAutoScaling", RAW),
    passed("minCount", "each.minCount", RAW),
    passed("maxCount", "each.maxCount", RAW),
    passed("maxPods", "each.maxPods", RAW),
    passed("vnetSubnetID", "each.vnetSubnetID|each.vnetSubnetId", RAW),
    passed("podSubnetID", "each.podSubnetID|each.podSubnetId", RAW),
    passed("enableNodePublicIP", "each.enableNodePublicIP", RAW),
    passed("nodePublicIPPrefixID", "each.nodePublicIPPrefixID", RAW),
    passed("enableEncryptionAtHost", "each.enableEncryptionAtHost", RAW),
    passed("enableFIPS", "each.enableFIPS", RAW),
    passed("enableUltraSSD", "each.enableUltraSSD", RAW),
    passed("mode", "each.mode", RAW),
    passed("osType", "each.osType", RAW),
    passed("osSKU", "each.osSKU", RAW),
    passed("osDiskType", "each.osDiskType", RAW),
    passed("osDiskSizeGB", "each.osDiskSizeGB", RAW),
    passed("type", "each.type", RAW),
    passed("availabilityZones", "each.availabilityZones", RAW),
    passed("nodeTaints", "each.nodeTaints", RAW),
    passed("nodeLabels", "each.nodeLabels", RAW),
    passed("orchestratorVersion", "each.orchestratorVersion", RAW),
    passed("scaleSetPriority", "each.scaleSetPriority", RAW),
    passed("upgradeSettings.maxSurge", "each.upgradeSettings.maxSurge", RAW),
    passed("workloadRuntime", "each.workloadRuntime", RAW),
];

pub(super) const PRIMARY_POOL_ROWS: &[ModuleInput] = &[
    passed("name", "each.name", PRIMARY),
    told("vmSize", "each.vmSize", Text(MACHINE), PRIMARY),
    told("count", "each.count", Number(1), PRIMARY),
    told("enableAutoScaling", "each.enableAutoScaling", Bool(false), PRIMARY),
    passed("minCount", "each.minCount", PRIMARY),
    passed("maxCount", "each.maxCount", PRIMARY),
    passed("maxPods", "each.maxPods", PRIMARY),
    passed("vnetSubnetID", "each.vnetSubnetResourceId", PRIMARY),
    passed("podSubnetID", "each.podSubnetResourceId", PRIMARY),
    told("enableNodePublicIP", "each.enableNodePublicIP", Bool(false), PRIMARY),
    passed("nodePublicIPPrefixID", "each.nodePublicIpPrefixResourceId", PRIMARY),
    told("enableEncryptionAtHost", "each.enableEncryptionAtHost", Bool(false), PRIMARY),
    told("enableFIPS", "each.enableFIPS", Bool(false), PRIMARY),
    told("enableUltraSSD", "each.enableUltraSSD", Bool(false), PRIMARY),
    passed("mode", "each.mode", PRIMARY),
    told("osType", "each.osType", Text("Linux"), PRIMARY),
    passed("osSKU", "each.osSKU", PRIMARY),
    passed("osDiskType", "each.osDiskType", PRIMARY),
    passed("osDiskSizeGB", "each.osDiskSizeGB", PRIMARY),
    passed("type", "each.type", PRIMARY),
    told("availabilityZones", "each.availabilityZones", ZONED, PRIMARY),
    passed("nodeTaints", "each.nodeTaints", PRIMARY),
    passed("nodeLabels", "each.nodeLabels", PRIMARY),
    passed("orchestratorVersion", "each.orchestratorVersion", PRIMARY),
    passed("scaleSetPriority", "each.scaleSetPriority", PRIMARY),
    passed("upgradeSettings.maxSurge", "each.upgradeSettings.maxSurge|each.maxSurge", PRIMARY),
    passed("workloadRuntime", "each.workloadRuntime", PRIMARY),
];

const ZONED: crate::model::table::SilentValue = crate::model::table::SilentValue::Texts(&["1", "2", "3"]);

pub(super) const EXTRA_POOL_ROWS: &[ModuleInput] = &[
    passed("name", "each.name", EXTRA),
    told("vmSize", "each.vmSize", Text(MACHINE), EXTRA),
    told("count", "each.count", Number(1), EXTRA),
    told("enableAutoScaling", "each.enableAutoScaling", Bool(false), EXTRA),
    passed("minCount", "each.minCount", EXTRA),
    passed("maxCount", "each.maxCount", EXTRA),
    passed("maxPods", "each.maxPods", EXTRA),
    passed("vnetSubnetID", "each.vnetSubnetResourceId|each.vnetSubnetId|each.vnetSubnetID", EXTRA),
    passed("podSubnetID", "each.podSubnetResourceId|each.podSubnetId", EXTRA),
    told("enableNodePublicIP", "each.enableNodePublicIP", Bool(false), EXTRA),
    passed("nodePublicIPPrefixID", "each.nodePublicIpPrefixResourceId|each.nodePublicIpPrefixId", EXTRA),
    told("enableEncryptionAtHost", "each.enableEncryptionAtHost", Bool(false), EXTRA),
    told("enableFIPS", "each.enableFIPS", Bool(false), EXTRA),
    told("enableUltraSSD", "each.enableUltraSSD", Bool(false), EXTRA),
    passed("mode", "each.mode", EXTRA),
    told("osType", "each.osType", Text("Linux"), EXTRA),
    passed("osSKU", "each.osSKU|each.osSku", EXTRA),
    passed("osDiskType", "each.osDiskType", EXTRA),
    passed("osDiskSizeGB", "each.osDiskSizeGB", EXTRA),
    passed("type", "each.type", EXTRA),
    told("availabilityZones", "each.availabilityZones", Unknown(ZONES), EXTRA),
    passed("nodeTaints", "each.nodeTaints", EXTRA),
    passed("nodeLabels", "each.nodeLabels", EXTRA),
    passed("orchestratorVersion", "each.orchestratorVersion|kubernetesVersion", EXTRA),
    passed("scaleSetPriority", "each.scaleSetPriority", EXTRA),
    passed("upgradeSettings.maxSurge", "each.upgradeSettings.maxSurge|each.maxSurge", EXTRA),
    passed("workloadRuntime", "each.workloadRuntime", EXTRA),
];

const SINGLE_POOL_ROWS: &[ModuleInput] = &[
    passed("name", "name", SINGLE),
    told("parent", "managedClusterName", Absent, SINGLE),
    told("vmSize", "vmSize", Text(MACHINE), SINGLE),
    told("count", "count", Number(1), SINGLE),
    told("enableAutoScaling", "enableAutoScaling", Bool(false), SINGLE),
    passed("minCount", "minCount", SINGLE),
    passed("maxCount", "maxCount", SINGLE),
    passed("maxPods", "maxPods", SINGLE),
    passed("vnetSubnetID", "vnetSubnetResourceId", SINGLE),
    passed("podSubnetID", "podSubnetResourceId|podSubnetId", SINGLE),
    told("enableNodePublicIP", "enableNodePublicIP", Bool(false), SINGLE),
    passed("nodePublicIPPrefixID", "nodePublicIpPrefixResourceId", SINGLE),
    told("enableEncryptionAtHost", "enableEncryptionAtHost", Bool(false), SINGLE),
    told("enableFIPS", "enableFIPS", Bool(false), SINGLE),
    told("enableUltraSSD", "enableUltraSSD", Bool(false), SINGLE),
    passed("mode", "mode", SINGLE),
    told("osType", "osType", Text("Linux"), SINGLE),
    passed("osSKU", "osSKU|osSku", SINGLE),
    passed("osDiskType", "osDiskType", SINGLE),
    passed("osDiskSizeGB", "osDiskSizeGB", SINGLE),
    passed("type", "type", SINGLE),
    told("availabilityZones", "availabilityZones", Unknown(ZONES), SINGLE),
    passed("nodeTaints", "nodeTaints", SINGLE),
    passed("nodeLabels", "nodeLabels", SINGLE),
    passed("orchestratorVersion", "orchestratorVersion", SINGLE),
    passed("scaleSetPriority", "scaleSetPriority", SINGLE),
    passed("upgradeSettings.maxSurge", "upgradeSettings.maxSurge|maxSurge", SINGLE),
    passed("workloadRuntime", "workloadRuntime", SINGLE),
];

const NO_ARGUMENTS: &[ModuleArgument] = &[];

pub(crate) static AGENT_POOL: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/res/container-service/managed-cluster/agent-pool",
    doc: "one node pool of an AKS cluster (Azure Verified Module)",
    newest: Version(0, 1, 0),
    arguments: NO_ARGUMENTS,
    resources: &[ModuleResource::new("pool", "agentPool", &[SINGLE_POOL_ROWS])],
    outputs: &[output("resourceId", "pool", "id", SINGLE), output("name", "pool", "name", SINGLE)],
};
