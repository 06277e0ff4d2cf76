//! Defender, encryption, images, storage drivers.

use super::super::rows::{NO, PRESET, YES, api, arm, at, automatic, azurerm, bool, number, says, text, texts};
use super::super::schema::Property;

const OFF: &str = "azurerm schema";
const TYPES: &str = "Microsoft.ContainerService types";
const ON: &str = "on unless switched off (azurerm schema)";
const STAYS_ON: &str = "on unless switched off (AKS documentation)";

pub(super) const ROWS: &[Property] = &[
    bool("securityProfile.defender.securityMonitoring.enabled", "Defender for Containers watches the cluster.")
        .azurerm(&[at("microsoft_defender").since(3, 3).presence()])
        .arm(&[arm("properties.securityProfile.azureDefender.enabled").until(2022, 6, 1)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("securityProfile.defender.logAnalyticsWorkspaceResourceId", "The workspace Defender writes to.")
        .azurerm(&[at("microsoft_defender.log_analytics_workspace_id").since(3, 3)])
        .arm(&[arm("properties.securityProfile.azureDefender.logAnalyticsWorkspaceResourceId").until(2022, 6, 1)]),
    bool("securityProfile.defender.securityGating.enabled", "Defender keeps vulnerable images out.")
        .silence(&[azurerm(NO, "azurerm cannot set it"), api(NO, TYPES)]),
    bool("securityProfile.azureKeyVaultKms.enabled", "Secrets in etcd are encrypted with a key of yours.")
        .azurerm(&[at("key_management_service").since(3, 40).presence()])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("securityProfile.azureKeyVaultKms.keyId", "The key.")
        .azurerm(&[at("key_management_service.key_vault_key_id").since(3, 40)]),
    text("securityProfile.azureKeyVaultKms.keyVaultNetworkAccess", "Public or Private.")
        .azurerm(&[at("key_management_service.key_vault_network_access").since(3, 40)])
        .silence(&[
            azurerm(says("Public"), "defaults to Public (azurerm schema)"),
            api(says("Public"), "defaults to Public (Microsoft.ContainerService types)"),
        ]),
    text("securityProfile.azureKeyVaultKms.keyVaultResourceId", "The vault, where it is private."),
    bool("securityProfile.imageCleaner.enabled", "Unused vulnerable images are removed from nodes.")
        .since_api(2023, 3, 1)
        .azurerm(&[at("image_cleaner_enabled").since(3, 35)])
        .silence(&[automatic(YES), azurerm(NO, OFF), PRESET, api(NO, TYPES)]),
    number("securityProfile.imageCleaner.intervalHours", "How often, in hours.")
        .azurerm(&[at("image_cleaner_interval_hours").since(3, 35)]),
    bool("securityProfile.imageIntegrity.enabled", "Only signed images are admitted (preview).")
        .silence(&[azurerm(NO, "azurerm cannot set it"), api(NO, TYPES)]),
    texts("securityProfile.customCATrustCertificates", "Certificate authorities that nodes trust.").azurerm(&[
        at("custom_ca_trust_certificates_base64").since(4, 36),
        at("custom_ca_trust_certificates_base64").since(3, 63).until(4, 0),
    ]),
    text("diskEncryptionSetID", "The disk encryption set of nodes and volumes.")
        .azurerm(&[at("disk_encryption_set_id").since(2, 14)]),
    text("nodeResourceGroupProfile.restrictionLevel", "Whether the node resource group is locked: ReadOnly.").silence(
        &[
            automatic(says("ReadOnly")),
            azurerm(says("Unrestricted"), "azurerm cannot set it; unrestricted (AKS documentation)"),
            PRESET,
            api(says("Unrestricted"), "unrestricted unless locked (Microsoft.ContainerService types)"),
        ],
    ),
    bool("enablePodSecurityPolicy", "The pod security policy feature, removed in Kubernetes 1.25, is on.")
        .azurerm(&[at("enable_pod_security_policy").since(1, 33).until(4, 0).ignored(2, 35)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("storageProfile.diskCSIDriver.enabled", "The disk driver is on.")
        .since_api(2022, 9, 1)
        .azurerm(&[at("storage_profile.disk_driver_enabled")])
        .silence(&[azurerm(YES, ON), api(YES, STAYS_ON)]),
    bool("storageProfile.fileCSIDriver.enabled", "The file driver is on.")
        .since_api(2022, 9, 1)
        .azurerm(&[at("storage_profile.file_driver_enabled")])
        .silence(&[azurerm(YES, ON), api(YES, STAYS_ON)]),
    bool("storageProfile.blobCSIDriver.enabled", "The blob driver is on.")
        .azurerm(&[at("storage_profile.blob_driver_enabled")])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("storageProfile.snapshotController.enabled", "The snapshot controller is on.")
        .azurerm(&[at("storage_profile.snapshot_controller_enabled")])
        .silence(&[azurerm(YES, ON), api(YES, STAYS_ON)]),
    text("fqdnSubdomain", "The name's prefix of a private cluster with a DNS zone of yours.")
        .azurerm(&[at("dns_prefix_private_cluster")]),
];
