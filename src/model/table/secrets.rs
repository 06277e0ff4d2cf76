//! Resources that take secrets: from whom, a page asks.
//!
//! Knows: which attributes hold a secret. Does not know: where its text comes from (the model tells).

use super::rows::{api, arm, arm_type, at, azurerm, map, terraform, text};
use super::schema::{Kind, Silence, SilentValue};

/// A row that tells where the secret of its name, without the ending, stands.
pub(in crate::model) const SOURCE: [Silence; 2] = [
    azurerm(SilentValue::Computed("secretSource"), "where the text of the secret stands"),
    api(SilentValue::Computed("secretSource"), "where the text of the secret stands"),
];

/// What such a row says.
pub(in crate::model) const SOURCE_DOC: &str = "Where the secret stands: `written in code` (or in a default, or in a file of \
     values), `given in plain` (for a parameter of a template that is not secure) or `elsewhere`";

/// A task of a registry.
pub static REGISTRY_TASK: Kind = Kind {
    name: "registryTask",
    doc: "A task of a container registry, which builds images.",
    homes: &[terraform("azurerm_container_registry_task"), arm_type("Microsoft.ContainerRegistry/registries/tasks")],
    properties: &[
        text("name", "The task's name.").azurerm(&[at("name")]),
        text("secret", "Tokens and passwords that the task is given.")
            .azurerm(&[
                at("docker_step.context_access_token"),
                at("docker_step.secret_arguments"),
                at("encoded_step.context_access_token"),
                at("encoded_step.secret_values"),
                at("file_step.context_access_token"),
                at("file_step.secret_values"),
                at("source_trigger.authentication.token"),
                at("source_trigger.authentication.refresh_token"),
                at("registry_credential.custom.password"),
            ])
            .arm(&[
                arm("properties.step.contextAccessToken"),
                arm("properties.trigger.sourceTriggers.sourceRepository.sourceControlAuthProperties.token"),
                arm("properties.trigger.sourceTriggers.sourceRepository.sourceControlAuthProperties.refreshToken"),
            ]),
        text("secretSource", SOURCE_DOC).silence(&SOURCE),
    ],
    links: &[],
};

/// An extension of a cluster.
pub static CLUSTER_EXTENSION: Kind = Kind {
    name: "clusterExtension",
    doc: "An extension that is installed in a cluster: Flux, Dapr, backup and others.",
    homes: &[
        terraform("azurerm_kubernetes_cluster_extension"),
        terraform("azurerm_arc_kubernetes_cluster_extension"),
        arm_type("Microsoft.KubernetesConfiguration/extensions"),
    ],
    properties: &[
        text("name", "The extension's name.").azurerm(&[at("name")]),
        text("extensionType", "What is installed: `microsoft.flux`.").azurerm(&[at("extension_type")]),
        map("configurationSettings", "Settings that anybody may read.").azurerm(&[at("configuration_settings")]),
        map("configurationProtectedSettings", "Settings that are not given out again.")
            .azurerm(&[at("configuration_protected_settings")]),
        text("configurationProtectedSettingsSource", SOURCE_DOC).silence(&SOURCE),
        text("secretSetting", "The first of the plain settings whose name says that it holds a secret").silence(&[
            azurerm(SilentValue::Computed("secretSetting"), "the names of the settings"),
            api(SilentValue::Computed("secretSetting"), "the names of the settings"),
        ]),
    ],
    links: &[],
};
