//! What hangs on a cluster: maintenance windows, safeguards, namespaces, trusted access, Flux, backups.

use super::rows::{NO, api, arm, arm_type, at, azurerm, block, bool, map, number, says, terraform, text, texts, to};
use super::schema::SilentValue::{Computed, Unknown};
use super::schema::{Kind, Link, LinkRule};
use super::secrets::{SOURCE, SOURCE_DOC};

const CLUSTER: &str = "azurerm_kubernetes_cluster";

const PARENT: Link = Link {
    name: "cluster",
    doc: "The cluster it belongs to.",
    target: "cluster",
    is_list: false,
    rule: LinkRule::Computed("parent"),
};

/// A planned maintenance window.
pub static MAINTENANCE_CONFIGURATION: Kind = Kind {
    name: "maintenanceConfiguration",
    doc: "A planned maintenance window of a cluster.",
    homes: &[
        block(CLUSTER, "maintenance_window"),
        block(CLUSTER, "maintenance_window_auto_upgrade"),
        block(CLUSTER, "maintenance_window_node_os"),
        arm_type("Microsoft.ContainerService/managedClusters/maintenanceConfigurations"),
    ],
    properties: &[
        text("name", "What it is for: default, aksManagedAutoUpgradeSchedule or aksManagedNodeOSUpgradeSchedule.")
            .silence(&[azurerm(
                Computed("maintenanceName"),
                "each block stands for one configuration (azurerm source)",
            )]),
        text("parent", "The cluster it belongs to.").arm(&[arm("parent_id")]),
        number("maintenanceWindow.durationHours", "How long it lasts.").azurerm(&[at("duration")]),
        text("maintenanceWindow.startTime", "When it starts.").azurerm(&[at("start_time")]),
        text("maintenanceWindow.startDate", "From which day on.").azurerm(&[at("start_date")]),
        text("maintenanceWindow.utcOffset", "In which time zone.").azurerm(&[at("utc_offset")]),
    ],
    links: &[PARENT],
};

/// The deployment safeguards of a cluster.
pub static DEPLOYMENT_SAFEGUARD: Kind = Kind {
    name: "deploymentSafeguard",
    doc: "The deployment safeguards of a cluster.",
    homes: &[
        terraform("azurerm_kubernetes_cluster_deployment_safeguard"),
        arm_type("Microsoft.ContainerService/deploymentSafeguards"),
    ],
    properties: &[
        text("scope", "The cluster they guard.").azurerm(&[at("kubernetes_cluster_id")]).arm(&[arm("parent_id")]),
        text("level", "Warn or Enforce.").azurerm(&[at("level")]),
        texts("excludedNamespaces", "The namespaces they leave out.").azurerm(&[at("excluded_namespaces")]),
        text("podSecurityStandardsLevel", "Privileged, Baseline or Restricted.")
            .azurerm(&[at("pod_security_standards_level").since(4, 67)])
            .silence(&[
                azurerm(says("Privileged"), "defaults to Privileged (azurerm schema)"),
                api(Unknown("the documentation does not say which level is taken"), "Microsoft.ContainerService types"),
            ]),
    ],
    links: &[Link {
        name: "cluster",
        doc: "The cluster they guard.",
        target: "cluster",
        is_list: false,
        rule: LinkRule::Property("scope"),
    }],
};

/// A managed namespace.
pub static MANAGED_NAMESPACE: Kind = Kind {
    name: "managedNamespace",
    doc: "A managed namespace of a cluster.",
    homes: &[arm_type("Microsoft.ContainerService/managedClusters/managedNamespaces")],
    properties: &[
        text("name", "The namespace's name."),
        text("parent", "The cluster it belongs to.").arm(&[arm("parent_id")]),
        text("defaultNetworkPolicy.ingress", "AllowAll, AllowSameNamespace or DenyAll."),
        text("defaultNetworkPolicy.egress", "AllowAll, AllowSameNamespace or DenyAll."),
        text("defaultResourceQuota.cpuLimit", "The most CPU its pods may use together."),
        text("defaultResourceQuota.memoryLimit", "The most memory its pods may use together."),
        text("defaultResourceQuota.cpuRequest", "The most CPU its pods may ask for together."),
        text("defaultResourceQuota.memoryRequest", "The most memory its pods may ask for together."),
        map("labels", "Its labels."),
    ],
    links: &[PARENT],
};

/// A role that another Azure service has inside a cluster.
pub static TRUSTED_ACCESS_ROLE_BINDING: Kind = Kind {
    name: "trustedAccessRoleBinding",
    doc: "Roles that another Azure service has inside a cluster.",
    homes: &[
        terraform("azurerm_kubernetes_cluster_trusted_access_role_binding"),
        arm_type("Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings"),
    ],
    properties: &[
        text("name", "The binding's name.").azurerm(&[at("name")]),
        text("parent", "The cluster it belongs to.").azurerm(&[at("kubernetes_cluster_id")]).arm(&[arm("parent_id")]),
        texts("roles", "The roles.").azurerm(&[at("roles")]),
        text("sourceResourceId", "The service that gets them.").azurerm(&[at("source_resource_id")]),
    ],
    links: &[PARENT],
};

/// What Flux brings into a cluster, and from where.
pub static FLUX_CONFIGURATION: Kind = Kind {
    name: "fluxConfiguration",
    doc: "A configuration of Flux: what it brings into a cluster, and from where.",
    homes: &[
        terraform("azurerm_kubernetes_flux_configuration"),
        arm_type("Microsoft.KubernetesConfiguration/fluxConfigurations"),
    ],
    properties: &[
        text("name", "The configuration's name.").azurerm(&[at("name")]),
        text("scope", "The cluster it belongs to.").azurerm(&[at("cluster_id")]).arm(&[arm("parent_id")]),
        text("sourceKind", "GitRepository, Bucket, AzureBlob or OCIRepository; azurerm tells it by the block."),
        text("gitRepository.url", "The repository.").azurerm(&[at("git_repository.url")]),
        text("bucket.url", "Where the bucket is.").azurerm(&[at("bucket.url")]),
        bool("bucket.insecure", "The bucket is read without TLS.")
            .azurerm(&[at("bucket.tls_enabled").inverted()])
            .silence(&[
                azurerm(NO, "`tls_enabled` defaults to true (azurerm schema)"),
                api(
                    Unknown("the documentation does not say whether a bucket is then read with TLS"),
                    "Microsoft.KubernetesConfiguration types",
                ),
            ]),
        text("azureBlob.url", "Where the blobs are.").azurerm(&[at("blob_storage.container_id")]),
        text("ociRepository.url", "The repository of artifacts."),
        bool("ociRepository.insecure", "The repository of artifacts is read without TLS.").silence(&[
            azurerm(NO, "azurerm cannot set it"),
            api(NO, "insecure only where it is said (Microsoft.KubernetesConfiguration types)"),
        ]),
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
    links: &[to("cluster", "cluster", "scope", "The cluster it belongs to.")],
};

/// The backup of a cluster by Azure Backup.
pub static BACKUP_INSTANCE: Kind = Kind {
    name: "backupInstance",
    doc: "The backup of a cluster by Azure Backup.",
    homes: &[
        terraform("azurerm_data_protection_backup_instance_kubernetes_cluster"),
        arm_type("Microsoft.DataProtection/backupVaults/backupInstances"),
    ],
    properties: &[
        text("name", "The instance's name.").azurerm(&[at("name")]),
        text("dataSourceInfo.resourceID", "What is backed up.").azurerm(&[at("kubernetes_cluster_id")]),
    ],
    links: &[to("cluster", "cluster", "dataSourceInfo.resourceID", "The cluster that is backed up.")],
};
