//! The cluster: `Microsoft.ContainerService/managedClusters` and its azurerm resources.

mod access;
mod addons;
mod network;
mod operation;
mod security;

use super::rows::{arm_type, concat, from, terraform, to};
use super::schema::{Kind, Link, LinkRule, Property};

const PARTS: [&[Property]; 5] = [access::ROWS, network::ROWS, addons::ROWS, security::ROWS, operation::ROWS];

static ROWS: [Property;
    access::ROWS.len() + network::ROWS.len() + addons::ROWS.len() + security::ROWS.len() + operation::ROWS.len()] =
    concat(&PARTS);

/// A managed Kubernetes cluster.
pub static CLUSTER: Kind = Kind {
    name: "cluster",
    doc: "A managed Kubernetes cluster (AKS).",
    homes: &[
        terraform("azurerm_kubernetes_cluster"),
        terraform("azurerm_kubernetes_automatic_cluster"),
        arm_type("Microsoft.ContainerService/managedClusters"),
    ],
    properties: &ROWS,
    links: &[
        from("pools", "pool", "cluster", "Its node pools, wherever they are declared."),
        from("diagnosticSettings", "diagnosticSetting", "cluster", "The diagnostic settings that observe it."),
        from("roleAssignments", "roleAssignment", "cluster", "The role assignments whose scope it is."),
        from("maintenanceConfigurations", "maintenanceConfiguration", "cluster", "Its planned maintenance windows."),
        from("deploymentSafeguards", "deploymentSafeguard", "cluster", "Its deployment safeguards."),
        from("managedNamespaces", "managedNamespace", "cluster", "Its managed namespaces."),
        from("trustedAccessRoleBindings", "trustedAccessRoleBinding", "cluster", "Its trusted access role bindings."),
        from(
            "dataCollectionRuleAssociations",
            "dataCollectionRuleAssociation",
            "cluster",
            "The data collection rules that apply to it.",
        ),
        to(
            "applicationGateway",
            "applicationGateway",
            "addonProfiles.ingressApplicationGateway.config.applicationGatewayId",
            "The application gateway that its ingress controller drives.",
        ),
        Link {
            name: "applicationGatewaysBeside",
            doc: "Application gateways in the scanned code; whether requests to the cluster pass them is not known.",
            target: "applicationGateway",
            is_list: true,
            rule: LinkRule::Computed("inFront"),
        },
        Link {
            name: "frontDoorsBeside",
            doc: "Names of Front Door in the scanned code; whether requests to the cluster pass them is not known.",
            target: "frontDoorDomain",
            is_list: true,
            rule: LinkRule::Computed("inFront"),
        },
        Link {
            name: "registries",
            doc: "The container registries that its identities may pull from, and its bootstrap registry.",
            target: "registry",
            is_list: true,
            rule: LinkRule::Computed("registries"),
        },
        Link {
            name: "registriesBeside",
            doc: "The container registries that the same code creates.",
            target: "registry",
            is_list: true,
            rule: LinkRule::Computed("beside"),
        },
        Link {
            name: "pullAssignments",
            doc: "The role assignments that let its nodes pull images.",
            target: "roleAssignment",
            is_list: true,
            rule: LinkRule::Computed("pullAssignments"),
        },
        Link {
            name: "policyAssignments",
            doc: "The policies assigned to it or to what it lies in, by the same code; elsewhere there may be others.",
            target: "policyAssignment",
            is_list: true,
            rule: LinkRule::Computed("policyAssignments"),
        },
        from("fluxConfigurations", "fluxConfiguration", "cluster", "What Flux brings into it."),
        from("backupInstances", "backupInstance", "cluster", "Its backups."),
        to(
            "kmsKey",
            "keyVaultKey",
            "securityProfile.azureKeyVaultKms.keyId",
            "The key of its secrets, where the same code creates it.",
        ),
        Link {
            name: "kmsKeyVault",
            doc: "The key vault that holds the key of its secrets.",
            target: "keyVault",
            is_list: false,
            rule: LinkRule::Computed("kmsKeyVault"),
        },
        Link {
            name: "identities",
            doc: "The user-assigned identities of its control plane and its kubelets.",
            target: "managedIdentity",
            is_list: true,
            rule: LinkRule::Computed("identities"),
        },
        to(
            "apiServerSubnet",
            "subnet",
            "apiServerAccessProfile.subnetId",
            "The subnet its API server is integrated into.",
        ),
        to(
            "logAnalyticsWorkspace",
            "logAnalyticsWorkspace",
            "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
            "The workspace Container Insights writes to.",
        ),
    ],
};
