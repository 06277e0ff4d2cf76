//! `avm/res/container-registry/registry`, `avm/res/key-vault/vault` and
//! `avm/ptn/authorization/resource-role-assignment`.
//!
//! Read: the registry's main.bicep as of API version 2025-06-01-preview. Its defaults are not told: in which versions
//! they hold was not to be read. The vault stands for no resource of the model, so that nothing may be looked for in it.

use super::super::schema::{ModuleInput, ModuleResource, Read, RegistryModule, output, passed};
use super::shared::{ROLE_ROWS, made, told};
use crate::document::Version;
use crate::model::table::SilentValue::{Absent, Unknown};
use crate::model::table::Transform;

const MAIN: &str = "avm/res/container-registry/registry 0.9, main.bicep";
const ASSIGNMENT: &str = "avm/ptn/authorization/resource-role-assignment 0.1, main.bicep";

const DIFFERS: &str = "the default of this parameter differs between versions of the module";

pub(crate) static REGISTRY: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/res/container-registry/registry",
    doc: "a container registry (Azure Verified Module)",
    newest: Version(0, 9, 3),
    arguments: &[],
    resources: &[
        ModuleResource::new("registry", "registry", &[ROWS]),
        ModuleResource::new("roleAssignment", "registry_roleAssignments[{index}]", &[ROLE_ROWS])
            .each("roleAssignments")
            .of("registry"),
    ],
    outputs: &[output("resourceId", "registry", "id", MAIN), output("name", "registry", "name", MAIN)],
};

/// A parameter whose default is not told.
const fn open(property: &'static str, path: &'static str) -> ModuleInput {
    told(property, path, Unknown(DIFFERS), MAIN)
}

const ROWS: &[ModuleInput] = &[
    told("name", "name", Absent, MAIN),
    told("location", "location", Unknown("the resource group's location"), MAIN),
    passed("tags", "tags", MAIN),
    open("sku.name", "acrSku"),
    open("adminUserEnabled", "acrAdminUserEnabled"),
    open("anonymousPullEnabled", "anonymousPullEnabled"),
    open("publicNetworkAccess", "publicNetworkAccess"),
    open("networkRuleSet.defaultAction", "networkRuleSetDefaultAction"),
    made("networkRuleSet.ipRules", Read::Objects("networkRuleSetIpRules", &[("value", "value")]), Absent, MAIN),
    open("networkRuleBypassOptions", "networkRuleBypassOptions"),
    open("dataEndpointEnabled", "dataEndpointEnabled"),
    open("zoneRedundancy", "zoneRedundancy"),
    open("policies.exportPolicy.status", "exportPolicyStatus"),
    open("policies.quarantinePolicy.status", "quarantinePolicyStatus"),
    open("policies.trustPolicy.status", "trustPolicyStatus"),
    open("policies.retentionPolicy.status", "retentionPolicyStatus"),
    open("policies.retentionPolicy.days", "retentionPolicyDays"),
    open("policies.azureADAuthenticationAsArmPolicy.status", "azureADAuthenticationAsArmPolicyStatus"),
    open("policies.softDeletePolicy.status", "softDeletePolicyStatus"),
    open("roleAssignmentMode", "roleAssignmentMode"),
];

pub(crate) static VAULT: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/res/key-vault/vault",
    doc: "a key vault (Azure Verified Module)",
    newest: Version(0, 11, 0),
    arguments: &[],
    resources: &[],
    outputs: &[],
};

pub(crate) static RESOURCE_ROLE_ASSIGNMENT: RegistryModule = RegistryModule {
    source: "br:mcr.microsoft.com/bicep/avm/ptn/authorization/resource-role-assignment",
    doc: "a role assignment for one resource (Azure Verified Module)",
    newest: Version(0, 1, 1),
    arguments: &[],
    resources: &[ModuleResource::new("roleAssignment", "resourceRoleAssignment", &[ASSIGNMENT_ROWS])],
    outputs: &[],
};

const ASSIGNMENT_ROWS: &[ModuleInput] = &[
    told("name", "name", Unknown("the module makes a GUID"), ASSIGNMENT),
    made("scope", Read::Argument("resourceId", Transform::Same), Absent, ASSIGNMENT),
    passed("principalId", "principalId", ASSIGNMENT),
    passed("principalType", "principalType", ASSIGNMENT),
    made("condition", Read::Module, Absent, ASSIGNMENT),
    made("roleDefinitionName", Read::RoleName("roleDefinitionId"), Absent, ASSIGNMENT),
    made("roleDefinitionId", Read::RoleId("roleDefinitionId"), Absent, ASSIGNMENT),
];
