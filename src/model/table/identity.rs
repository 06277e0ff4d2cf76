//! Role assignments, managed identities, federated credentials.

use super::rows::{api, arm, arm_type, at, azurerm, from, map, terraform, text, texts, to};
use super::schema::SilentValue::Computed;
use super::schema::{Kind, Link, LinkRule};

const SAME_ROLE: &str = "name and id name the same built-in role (Azure documentation, built-in-roles)";

/// A role assignment.
pub static ROLE_ASSIGNMENT: Kind = Kind {
    name: "roleAssignment",
    doc: "A role given to a principal at a scope.",
    homes: &[terraform("azurerm_role_assignment"), arm_type("Microsoft.Authorization/roleAssignments")],
    properties: &[
        text("name", "The assignment's name, a GUID.").azurerm(&[at("name")]),
        text("scope", "Where the role holds.").azurerm(&[at("scope")]).arm(&[arm("parent_id")]),
        text("roleDefinitionName", "The role's name; for built-in roles known from the id too.")
            .azurerm(&[at("role_definition_name")])
            .silence(&[azurerm(Computed("roleName"), SAME_ROLE), api(Computed("roleName"), SAME_ROLE)]),
        text("roleDefinitionId", "The role's id; for built-in roles known from the name too.")
            .azurerm(&[at("role_definition_id")])
            .silence(&[azurerm(Computed("roleId"), SAME_ROLE)]),
        text("principalId", "Who gets the role.").azurerm(&[at("principal_id")]),
        text("principalType", "User, Group or ServicePrincipal.").azurerm(&[at("principal_type").since(3, 87)]),
        text("condition", "The condition under which it holds.").azurerm(&[at("condition")]),
    ],
    links: &[
        to("cluster", "cluster", "scope", "The cluster it holds for."),
        to("registry", "registry", "scope", "The registry it holds for."),
        to("keyVault", "keyVault", "scope", "The key vault it holds for."),
        to("subnet", "subnet", "scope", "The subnet it holds for."),
        to("virtualNetwork", "virtualNetwork", "scope", "The virtual network it holds for."),
        to("identity", "managedIdentity", "principalId", "The user-assigned identity that gets the role."),
    ],
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
