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

/// A secret of a key vault.
pub static KEY_VAULT_SECRET: Kind = Kind {
    name: "keyVaultSecret",
    doc: "A secret of a key vault.",
    homes: &[terraform("azurerm_key_vault_secret"), arm_type("Microsoft.KeyVault/vaults/secrets")],
    properties: &[
        text("name", "The secret's name.").azurerm(&[at("name")]),
        text("value", "The secret.").azurerm(&[at("value"), at("value_wo").since(4, 23)]),
        text("valueSource", SOURCE_DOC).silence(&SOURCE),
    ],
    links: &[],
};

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

/// A configuration of Flux.
pub static FLUX_CONFIGURATION: Kind = Kind {
    name: "fluxConfiguration",
    doc: "A Flux configuration: where a cluster takes its manifests from.",
    homes: &[
        terraform("azurerm_kubernetes_flux_configuration"),
        terraform("azurerm_arc_kubernetes_flux_configuration"),
        arm_type("Microsoft.KubernetesConfiguration/fluxConfigurations"),
    ],
    properties: &[
        text("name", "The configuration's name.").azurerm(&[at("name")]),
        text("gitRepository.url", "The Git repository.").azurerm(&[at("git_repository.url")]),
        text("secret", "Keys and passwords of the source.")
            .azurerm(&[
                at("git_repository.https_key_base64"),
                at("git_repository.ssh_private_key_base64"),
                at("bucket.secret_key_base64"),
                at("blob_storage.account_key"),
                at("blob_storage.sas_token"),
                at("blob_storage.service_principal.client_secret"),
                at("blob_storage.service_principal.client_certificate_base64"),
                at("blob_storage.service_principal.client_certificate_password"),
            ])
            .arm(&[
                arm("properties.configurationProtectedSettings"),
                arm("properties.azureBlob.accountKey"),
                arm("properties.azureBlob.sasToken"),
                arm("properties.azureBlob.servicePrincipal.clientSecret"),
                arm("properties.azureBlob.servicePrincipal.clientCertificate"),
                arm("properties.azureBlob.servicePrincipal.clientCertificatePassword"),
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
