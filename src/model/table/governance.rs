//! What holds for whole scopes: locks, policy assignments, plans of Defender.

use super::rows::{api, arm, arm_type, at, azurerm, says, terraform, text};
use super::schema::SilentValue::Computed;
use super::schema::{Kind, Link, LinkRule};

const RESOURCE: &str = "azurerm_resource_policy_assignment";
const GROUP: &str = "azurerm_resource_group_policy_assignment";
const SUBSCRIPTION: &str = "azurerm_subscription_policy_assignment";
const MANAGEMENT_GROUP: &str = "azurerm_management_group_policy_assignment";
const BEFORE: &str = "azurerm_policy_assignment";

const MODES: &[(&str, &str)] = &[("true", "Default"), ("false", "DoNotEnforce")];

/// A link to what lies in a scope, at it or below it.
const fn in_scope(name: &'static str, target: &'static str, doc: &'static str) -> Link {
    Link { name, doc, target, is_list: true, rule: LinkRule::Computed("inScope") }
}

/// A lock against deletion or change.
pub static LOCK: Kind = Kind {
    name: "lock",
    doc: "A lock against deletion or change of a scope and of all below it.",
    homes: &[terraform("azurerm_management_lock"), arm_type("Microsoft.Authorization/locks")],
    properties: &[
        text("name", "The lock's name.").azurerm(&[at("name")]),
        text("scope", "Where it holds.").azurerm(&[at("scope")]).arm(&[arm("parent_id")]),
        text("level", "CanNotDelete or ReadOnly.").azurerm(&[at("lock_level")]),
    ],
    links: &[in_scope("registries", "registry", "The registries it holds for.")],
};

/// An assignment of a policy or an initiative.
pub static POLICY_ASSIGNMENT: Kind = Kind {
    name: "policyAssignment",
    doc: "An assignment of a policy or of an initiative to a scope.",
    homes: &[
        terraform(RESOURCE),
        terraform(GROUP),
        terraform(SUBSCRIPTION),
        terraform(MANAGEMENT_GROUP),
        terraform(BEFORE),
        arm_type("Microsoft.Authorization/policyAssignments"),
    ],
    properties: &[
        text("name", "The assignment's name.").azurerm(&[at("name")]),
        text("scope", "Where it holds.")
            .azurerm(&[
                at("resource_id").only(RESOURCE),
                at("resource_group_id").only(GROUP),
                at("subscription_id").only(SUBSCRIPTION),
                at("management_group_id").only(MANAGEMENT_GROUP),
                at("scope").only(BEFORE),
            ])
            .arm(&[arm("parent_id")]),
        text("policyDefinitionId", "The policy, or the initiative.").azurerm(&[at("policy_definition_id")]),
        text("policyDefinitionName", "The name of the built-in policy or initiative: a GUID.").silence(&[
            azurerm(Computed("policyName"), "what the id of the policy ends in"),
            api(Computed("policyName"), "what the id of the policy ends in"),
        ]),
        text("enforcementMode", "Default, or DoNotEnforce, which only reports.")
            .azurerm(&[
                at("enforce").only(RESOURCE).renamed(MODES),
                at("enforce").only(GROUP).renamed(MODES),
                at("enforce").only(SUBSCRIPTION).renamed(MODES),
                at("enforce").only(MANAGEMENT_GROUP).renamed(MODES),
                at("enforcement_mode").only(BEFORE).renamed(MODES),
            ])
            .silence(&[
                azurerm(says("Default"), "`enforce` defaults to true (azurerm schema)"),
                api(says("Default"), "defaults to Default (Microsoft.Authorization types)"),
            ]),
    ],
    links: &[in_scope("clusters", "cluster", "The clusters it holds for.")],
};

/// A definition of a policy or an initiative.
pub static POLICY_DEFINITION: Kind = Kind {
    name: "policyDefinition",
    doc: "A definition of a policy or of an initiative.",
    homes: &[
        terraform("azurerm_policy_definition"),
        terraform("azurerm_policy_definition_built_in"),
        terraform("azurerm_policy_set_definition"),
        arm_type("Microsoft.Authorization/policyDefinitions"),
        arm_type("Microsoft.Authorization/policySetDefinitions"),
    ],
    properties: &[text("name", "The name; a GUID for those of Azure.").azurerm(&[at("name")])],
    links: &[],
};

/// A resource group.
pub static RESOURCE_GROUP: Kind = Kind {
    name: "resourceGroup",
    doc: "A resource group.",
    homes: &[terraform("azurerm_resource_group"), arm_type("Microsoft.Resources/resourceGroups")],
    properties: &[
        text("name", "The group's name.").azurerm(&[at("name")]),
        text("location", "The Azure region.").azurerm(&[at("location")]),
    ],
    links: &[],
};

/// A plan of Microsoft Defender for Cloud.
pub static DEFENDER_PLAN: Kind = Kind {
    name: "defenderPlan",
    doc: "A plan of Microsoft Defender for Cloud, for a whole subscription.",
    homes: &[terraform("azurerm_security_center_subscription_pricing"), arm_type("Microsoft.Security/pricings")],
    properties: &[
        text("name", "What it protects: Containers, KeyVaults, VirtualMachines, …")
            .azurerm(&[at("resource_type")])
            .silence(&[azurerm(says("VirtualMachines"), "defaults to VirtualMachines (azurerm schema)")]),
        text("pricingTier", "Standard, or Free, which protects nothing.").azurerm(&[at("tier")]),
    ],
    links: &[Link {
        name: "plans",
        doc: "The plans that the same code chooses, itself included.",
        target: "defenderPlan",
        is_list: true,
        rule: LinkRule::Computed("beside"),
    }],
};
