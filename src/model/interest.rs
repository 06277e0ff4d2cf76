//! What the readers are to look for, from the table.

use super::table::{Home, is_carrier, kinds};
use crate::document::Interest;

/// Attributes that hold secrets, whatever the resource type.
const SECRETS: [&str; 12] = [
    "client_secret",
    "server_app_secret",
    "admin_password",
    "kube_config",
    "kube_config_raw",
    "kube_admin_config",
    "kube_admin_config_raw",
    "primary_shared_key",
    "secondary_shared_key",
    "primary_access_key",
    "secondary_access_key",
    "connection_string",
];

/// Secrets of single resource types: what an attribute of that name holds elsewhere may be harmless.
const TYPED_SECRETS: [(&str, &str); 28] = [
    ("azurerm_key_vault_secret", "value"),
    ("azurerm_storage_account", "primary_connection_string"),
    ("azurerm_storage_account", "secondary_connection_string"),
    ("azurerm_storage_account", "primary_blob_connection_string"),
    ("azurerm_container_registry", "admin_username"),
    ("azurerm_eventhub_namespace", "default_primary_connection_string"),
    ("azurerm_eventhub_namespace", "default_primary_key"),
    ("azurerm_eventhub_authorization_rule", "primary_key"),
    ("azurerm_eventhub_authorization_rule", "primary_connection_string"),
    ("azurerm_application_insights", "instrumentation_key"),
    ("azurerm_redis_cache", "primary_connection_string"),
    ("azurerm_kubernetes_flux_configuration", "account_key"),
    ("azurerm_kubernetes_flux_configuration", "https_key_base64"),
    ("azurerm_kubernetes_flux_configuration", "ssh_private_key_base64"),
    ("azurerm_kubernetes_flux_configuration", "secret_key_base64"),
    ("azurerm_kubernetes_flux_configuration", "sas_token"),
    ("azurerm_kubernetes_flux_configuration", "client_certificate_base64"),
    ("azurerm_kubernetes_flux_configuration", "client_certificate_password"),
    ("azurerm_kubernetes_cluster_extension", "configuration_protected_settings"),
    ("azurerm_key_vault_secret", "value_wo"),
    ("azurerm_container_registry_task", "context_access_token"),
    ("azurerm_container_registry_task", "secret_arguments"),
    ("azurerm_container_registry_task", "secret_values"),
    ("azurerm_container_registry_task", "token"),
    ("azurerm_container_registry_task", "refresh_token"),
    ("azurerm_container_registry_task", "password"),
    ("azuread_application_password", "value"),
    ("azuread_service_principal_password", "value"),
];

/// Blocks that Azure fills with what is declared by itself.
const FILLED_BLOCKS: [(&str, &str); 4] = [
    ("azurerm_virtual_network", "subnet"),
    ("azurerm_network_security_group", "security_rule"),
    ("azurerm_route_table", "route"),
    ("azurerm_key_vault", "access_policy"),
];

/// Properties of ARM bodies that hold secrets (Microsoft.ContainerService and what stands beside it).
pub(super) const ARM_SECRETS: [&str; 16] = [
    "secret",
    "adminPassword",
    "serverAppSecret",
    "clientSecret",
    "password",
    "connectionString",
    "accountKey",
    "sasToken",
    "httpsKey",
    "sshPrivateKey",
    "kubeconfig",
    "configurationProtectedSettings",
    "protectedSettings",
    "contextAccessToken",
    "token",
    "refreshToken",
];

/// The same for single types: `value` elsewhere may be harmless.
const ARM_TYPED_SECRETS: [(&str, &str); 1] = [("Microsoft.KeyVault/vaults/secrets", "value")];

/// Resource types whose bodies are ARM's; their `sensitive_body` is secret as a whole.
const ARM_BODIES: [&str; 2] = ["azapi_resource", "azapi_update_resource"];

/// What makes a directory worth reading: a cluster, a part of one, or a provider that can declare anything. Networks
/// and identities matter only beside these.
const TRIGGERS: [&str; 3] = ["azurerm_kubernetes_", "azapi_", "Microsoft.ContainerService"];

/// The same for Bicep and ARM.
const ARM_TRIGGERS: [&str; 1] = ["Microsoft.ContainerService"];

/// Where the public modules of Bicep lie; files may name it by an alias.
const BICEP_REGISTRY: &str = "br:mcr.microsoft.com/bicep/";

/// Parts of module sources that promise a cluster: a module of a private registry is worth a word.
const MODULE_HINTS: [&str; 5] = ["aks", "kubernetes", "containerservice", "container-service", "managed-cluster"];

/// The types and attributes that matter to the model.
#[must_use]
pub fn interest() -> Interest {
    let mut interest =
        Interest { terraform_types: vec!["azapi_resource", "azapi_update_resource"], ..Interest::default() };
    for (kind, home) in kinds().iter().flat_map(|kind| kind.homes.iter().map(move |home| (*kind, home))) {
        match *home {
            Home::Azurerm { resource_type } if is_carrier(kind) => interest.carriers.push(resource_type),
            Home::Azurerm { resource_type } | Home::AzurermBlock { resource_type, .. } => {
                interest.terraform_types.push(resource_type);
            }
            Home::Arm { resource_type } | Home::ArmList { resource_type, .. } => interest.arm_types.push(resource_type),
        }
    }
    interest.carried_attributes = super::credentials::attributes().collect();
    interest.carried_types = super::credentials::CLUSTERS.to_vec();
    interest.carried_texts = super::credentials::COMMANDS.to_vec();
    interest.arm_types.extend(super::extension::old_types().iter().map(String::as_str));
    for types in [&mut interest.terraform_types, &mut interest.arm_types] {
        types.sort_unstable();
        types.dedup();
    }
    interest.terraform_triggers = TRIGGERS.to_vec();
    interest.arm_triggers = ARM_TRIGGERS.to_vec();
    interest.filled_blocks = FILLED_BLOCKS.to_vec();
    interest.arm_secrets = ARM_SECRETS.to_vec();
    interest.arm_typed_secrets = ARM_TYPED_SECRETS.to_vec();
    interest.module_hints = MODULE_HINTS.to_vec();
    interest.module_sources = super::registry::sources().collect();
    let clusters = super::registry::modules()
        .filter(|module| module.resources.iter().any(|resource| matches!(resource.kind, "cluster" | "pool")));
    for module in clusters {
        match module.source.strip_prefix(BICEP_REGISTRY) {
            Some(path) => interest.arm_triggers.push(path),
            None => interest.terraform_triggers.push(module.source),
        }
    }
    interest.secret_attributes = SECRETS.iter().map(|attribute| ("", *attribute)).collect();
    interest.secret_attributes.extend(TYPED_SECRETS);
    for body in ARM_BODIES {
        let names = ARM_SECRETS.iter().chain(&["sensitive_body"]);
        interest.secret_attributes.extend(names.map(|name| (body, *name)));
    }
    interest
}
