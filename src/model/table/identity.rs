//! Role assignments, managed identities, federated credentials.

use super::rows::{api, arm, arm_type, at, azurerm, from, map, objects, terraform, text, texts, to};
use super::schema::SilentValue::Computed;
use super::schema::{Kind, Link, LinkRule};

const SAME_ROLE: &str = "name and id name the same built-in role (Azure documentation, built-in-roles)";

const REACH: &str = "the scope's id tells (Azure documentation, role-based-access-control/scope-overview)";

const LOOKED_UP: &str = "Azure looks the principal up (Azure documentation, role-assignments)";

/// A role assignment.
pub static ROLE_ASSIGNMENT: Kind = Kind {
    name: "roleAssignment",
    doc: "A role given to a principal at a scope.",
    homes: &[terraform("azurerm_role_assignment"), arm_type("Microsoft.Authorization/roleAssignments")],
    properties: &[
        text("name", "The assignment's name, a GUID.").azurerm(&[at("name")]),
        text("scope", "Where the role holds.").azurerm(&[at("scope")]).arm(&[arm("parent_id")]),
        text("roleDefinitionName", "The role's name; the GUID where only the id of another role is written.")
            .azurerm(&[at("role_definition_name")])
            .silence(&[azurerm(Computed("roleName"), SAME_ROLE), api(Computed("roleName"), SAME_ROLE)]),
        text("roleDefinitionId", "The role's id; for built-in roles known from the name too.")
            .azurerm(&[at("role_definition_id")])
            .silence(&[azurerm(Computed("roleId"), SAME_ROLE)]),
        text("scopeLevel", "How far it reaches: managementGroup, subscription, resourceGroup or resource.")
            .silence(&[azurerm(Computed("scopeLevel"), REACH), api(Computed("scopeLevel"), REACH)]),
        text("principalId", "Who gets the role.").azurerm(&[at("principal_id")]),
        text("principalType", "User, Group or ServicePrincipal; known from what `principalId` refers to as well.")
            .azurerm(&[at("principal_type").since(3, 87)])
            .silence(&[azurerm(Computed("principalType"), LOOKED_UP), api(Computed("principalType"), LOOKED_UP)]),
        text("condition", "The condition under which it holds.").azurerm(&[at("condition")]),
    ],
    links: &[
        to("cluster", "cluster", "scope", "The cluster it holds for."),
        to("registry", "registry", "scope", "The registry it holds for."),
        to("keyVault", "keyVault", "scope", "The key vault it holds for."),
        to("subnet", "subnet", "scope", "The subnet it holds for."),
        to("virtualNetwork", "virtualNetwork", "scope", "The virtual network it holds for."),
        to("identity", "managedIdentity", "principalId", "The user-assigned identity that gets the role."),
        Link {
            name: "kubeletOf",
            doc: "The clusters whose kubelets get the role.",
            target: "cluster",
            is_list: true,
            rule: LinkRule::Computed("kubeletOf"),
        },
        Link {
            name: "controlPlaneOf",
            doc: "The clusters whose control planes get the role.",
            target: "cluster",
            is_list: true,
            rule: LinkRule::Computed("controlPlaneOf"),
        },
    ],
};

/// A role, custom or built in.
pub static ROLE_DEFINITION: Kind = Kind {
    name: "roleDefinition",
    doc: "A role: what it allows. Built-in roles are read as `existing` or as data.",
    homes: &[terraform("azurerm_role_definition"), arm_type("Microsoft.Authorization/roleDefinitions")],
    properties: &[
        text("name", "The role's GUID in ARM, its name in azurerm.").azurerm(&[at("name"), at("role_definition_id")]),
        text("roleName", "The role's name.").azurerm(&[at("name")]),
        objects("permissions", "What it allows.").azurerm(&[at("permissions")]),
        texts("permissions[].actions", "Actions on resources.").azurerm(&[at("permissions[].actions")]),
        texts("permissions[].notActions", "Actions taken out of them.").azurerm(&[at("permissions[].not_actions")]),
        texts("permissions[].dataActions", "Actions on what is in resources: Kubernetes objects, blobs, secrets.")
            .azurerm(&[at("permissions[].data_actions")]),
        texts("permissions[].notDataActions", "Actions taken out of those.")
            .azurerm(&[at("permissions[].not_data_actions")]),
        texts("assignableScopes", "Where it may be assigned.").azurerm(&[at("assignable_scopes")]),
    ],
    links: &[],
};

/// A user-assigned managed identity.
pub static MANAGED_IDENTITY: Kind = Kind {
    name: "managedIdentity",
    doc: "A user-assigned managed identity.",
    homes: &[terraform("azurerm_user_assigned_identity"), arm_type("Microsoft.ManagedIdentity/userAssignedIdentities")],
    properties: &[
        text("name", "The identity's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
        map("tags", "The tags.").azurerm(&[at("tags")]),
    ],
    links: &[
        from("federatedCredentials", "federatedCredential", "identity", "Its federated credentials."),
        from("roleAssignments", "roleAssignment", "identity", "The roles it has."),
    ],
};

/// A federated credential: whose tokens an identity trusts.
pub static FEDERATED_CREDENTIAL: Kind = Kind {
    name: "federatedCredential",
    doc: "A federated credential: whose tokens an identity trusts.",
    homes: &[
        terraform("azurerm_federated_identity_credential"),
        arm_type("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"),
    ],
    properties: &[
        text("name", "The credential's name.").azurerm(&[at("name")]),
        text("parent", "The identity it belongs to.")
            .azurerm(&[at("user_assigned_identity_id").since(4, 65), at("parent_id").until(5, 0)])
            .arm(&[arm("parent_id")]),
        text("issuer", "Who issues the tokens.").azurerm(&[at("issuer")]),
        text("subject", "Whose tokens: system:serviceaccount:<namespace>:<name>.").azurerm(&[at("subject")]),
        texts("audiences", "For whom they are issued.").azurerm(&[at("audience")]),
    ],
    links: &[
        Link {
            name: "identity",
            doc: "The identity it belongs to.",
            target: "managedIdentity",
            is_list: false,
            rule: LinkRule::Computed("parent"),
        },
        to("cluster", "cluster", "issuer", "The cluster whose issuer it trusts, where it is named by reference."),
    ],
};
