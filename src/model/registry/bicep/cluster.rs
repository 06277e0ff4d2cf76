//! `avm/res/container-service/managed-cluster`.
//!
//! Read: main.bicep as of 0.1 to 0.3 (flat parameters), 0.4 (pools in the module's own terms), 0.5 to 0.9 (Entra ID
//! profile as an object), 0.12 (profiles as the API has them), and the change log between. The default of
//! `disableLocalAccounts` changed from false to true between 0.3 and 0.12; in which version is not told.

use super::super::schema::{ModuleArgument, ModuleResource, RegistryModule, between, only_in, output, since, until};
use super::cluster_rows::{CHANGING_ROWS, FLAT_ROWS, LASTING_ROWS, PROFILE_ROWS};
use super::pools::{EXTRA_POOL_ROWS, FLAT_POOL_ROWS, NEWER_ROWS, PRIMARY_POOL_ROWS};
use super::shared::{DIAGNOSTIC_ROWS, ROLE_ROWS, told};
use crate::document::Version;
use crate::model::registry::schema::{ModuleInput, ModuleOutput, passed};
use crate::model::table::SilentValue::Absent;

pub(super) const CLUSTER: &str = "managedCluster";

const MAINTENANCE: &str = "avm/res/container-service/managed-cluster 0.4 to 0.12, main.bicep";
const OUTPUTS_FILE: &str = "avm/res/container-service/managed-cluster 0.1 to 0.12, main.bicep";

pub(crate) static MANAGED_CLUSTER: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/res/container-service/managed-cluster",
    doc: "an AKS cluster with its node pools and diagnostic settings (Azure Verified Module)",
    newest: Version(0, 12, 0),
    arguments: ARGUMENTS,
    resources: &[
        ModuleResource::new("cluster", CLUSTER, &[LASTING_ROWS, CHANGING_ROWS, FLAT_ROWS, PROFILE_ROWS]),
        ModuleResource::new("pool", CLUSTER, &[FLAT_POOL_ROWS, NEWER_ROWS])
            .within(until(0, 4))
            .each("primaryAgentPoolProfile")
            .inline("agentPoolProfiles[{index}]")
            .of(CLUSTER),
        ModuleResource::new("pool", CLUSTER, &[PRIMARY_POOL_ROWS, NEWER_ROWS])
            .within(since(0, 4))
            .each("primaryAgentPoolProfiles")
            .inline("agentPoolProfiles[{index}]")
            .of(CLUSTER),
        ModuleResource::new("pool", "managedCluster_agentPools[{index}]/agentPool", &[EXTRA_POOL_ROWS, NEWER_ROWS])
            .each("agentPools")
            .of(CLUSTER),
        ModuleResource::new(
            "maintenanceConfiguration",
            "managedCluster_maintenanceConfigurations[{index}]/maintenanceConfiguration",
            &[MAINTENANCE_ROWS],
        )
        .within(since(0, 4))
        .each("maintenanceConfigurations")
        .of(CLUSTER),
        ModuleResource::new("diagnosticSetting", "managedCluster_diagnosticSettings[{index}]", &[DIAGNOSTIC_ROWS])
            .each("diagnosticSettings")
            .of(CLUSTER),
        ModuleResource::new("roleAssignment", "managedCluster_roleAssignments[{index}]", &[ROLE_ROWS])
            .each("roleAssignments")
            .of(CLUSTER),
    ],
    outputs: OUTPUTS,
};

/// From the change log and the parameters of the versions read.
const ARGUMENTS: &[ModuleArgument] = &[
    only_in("primaryAgentPoolProfile", until(0, 4)),
    only_in("primaryAgentPoolProfiles", since(0, 4)),
    only_in("monitoringWorkspaceId", until(0, 4)),
    only_in("monitoringWorkspaceResourceId", since(0, 4)),
    only_in("aadProfileManaged", until(0, 5)),
    only_in("aadProfileEnableAzureRBAC", until(0, 5)),
    only_in("aadProfileAdminGroupObjectIDs", until(0, 5)),
    only_in("aadProfile", since(0, 5)),
    only_in("authorizedIPRanges", until(0, 12)),
    only_in("enablePrivateCluster", until(0, 12)),
    only_in("autoUpgradeProfileUpgradeChannel", until(0, 12)),
    only_in("autoNodeOsUpgradeProfileUpgradeChannel", until(0, 12)),
    only_in("enableWorkloadIdentity", until(0, 12)),
    only_in("enableAzureDefender", until(0, 12)),
    only_in("enableImageCleaner", until(0, 12)),
    only_in("nodeProvisioningProfileMode", between((0, 4), (0, 12))),
    only_in("apiServerAccessProfile", since(0, 12)),
    only_in("autoUpgradeProfile", since(0, 12)),
    only_in("securityProfile", since(0, 12)),
    only_in("azureMonitorProfile", since(0, 12)),
];

const MAINTENANCE_ROWS: &[ModuleInput] = &[
    told("name", "each.name", Absent, MAINTENANCE),
    passed("maintenanceWindow.durationHours", "each.maintenanceWindow.durationHours", MAINTENANCE),
    passed("maintenanceWindow.startTime", "each.maintenanceWindow.startTime", MAINTENANCE),
    passed("maintenanceWindow.startDate", "each.maintenanceWindow.startDate", MAINTENANCE),
    passed("maintenanceWindow.utcOffset", "each.maintenanceWindow.utcOffset", MAINTENANCE),
];

const OUTPUTS: &[ModuleOutput] = &[
    output("resourceId", "cluster", "id", OUTPUTS_FILE),
    output("name", "cluster", "name", OUTPUTS_FILE),
    output("oidcIssuerUrl", "cluster", "oidcIssuerProfile.issuerURL", OUTPUTS_FILE),
    output("systemAssignedMIPrincipalId", "cluster", "identity.principalId", OUTPUTS_FILE),
    output("kubeletIdentityObjectId", "cluster", "identityProfile.kubeletidentity.objectId", OUTPUTS_FILE),
    output("kubeletIdentityClientId", "cluster", "identityProfile.kubeletidentity.clientId", OUTPUTS_FILE),
    output("kubeletIdentityResourceId", "cluster", "identityProfile.kubeletidentity.resourceId", OUTPUTS_FILE),
    output("controlPlaneFQDN", "cluster", "fqdn", OUTPUTS_FILE),
    output("location", "cluster", "location", OUTPUTS_FILE),
];
