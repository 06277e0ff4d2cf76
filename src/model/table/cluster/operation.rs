//! Names, versions, upgrades, support.

use super::super::rows::{NO, PRESET, api, arm, at, automatic, azurerm, bool, map, says, text, texts};
use super::super::schema::Property;
use super::super::schema::SilentValue::{Computed, Unknown};

const OFF: &str = "azurerm schema";
const TYPES: &str = "Microsoft.ContainerService types";
const VERSION: &str = "AKS chooses a version when the cluster is created";
const TIERS: &[(&str, &str)] = &[("Free", "Free"), ("Paid", "Paid"), ("Standard", "Standard"), ("Premium", "Premium")];
const SKUS: &[(&str, &str)] = &[("Base", "Base"), ("Basic", "Basic"), ("Automatic", "Automatic")];
const PLANS: &[(&str, &str)] =
    &[("KubernetesOfficial", "KubernetesOfficial"), ("AKSLongTermSupport", "AKSLongTermSupport")];
const CHANNELS: &[(&str, &str)] =
    &[("patch", "patch"), ("rapid", "rapid"), ("stable", "stable"), ("node-image", "node-image"), ("none", "none")];
const NODE_CHANNELS: &[(&str, &str)] =
    &[("NodeImage", "NodeImage"), ("SecurityPatch", "SecurityPatch"), ("Unmanaged", "Unmanaged"), ("None", "None")];

pub(super) const ROWS: &[Property] = &[
    text("name", "The cluster's name.").azurerm(&[at("name")]),
    text("location", "The Azure region.").azurerm(&[at("location")]),
    map("tags", "The tags.").azurerm(&[at("tags")]),
    text("dnsPrefix", "The prefix of the API server's name.").azurerm(&[at("dns_prefix")]),
    text("nodeResourceGroup", "The resource group of the nodes.").azurerm(&[at("node_resource_group")]),
    text("kubernetesVersion", "The Kubernetes version of the control plane.")
        .azurerm(&[at("kubernetes_version")])
        .silence(&[azurerm(Unknown(VERSION), "azurerm documentation"), api(Unknown(VERSION), "AKS documentation")]),
    text("autoUpgradeProfile.upgradeChannel", "The channel of automatic Kubernetes upgrades.")
        .azurerm(&[
            at("automatic_upgrade_channel").since(4, 0).renamed(CHANNELS),
            at("automatic_channel_upgrade").since(2, 48).until(4, 0).renamed(CHANNELS),
        ])
        .arm(&[arm("properties.autoUpgradeProfile.upgradeChannel").renamed(CHANNELS)])
        .silence(&[
            automatic(says("stable")),
            azurerm(says("none"), "no automatic upgrade unless a channel is chosen (azurerm documentation)"),
            PRESET,
            api(says("none"), "no automatic upgrade unless a channel is chosen (Microsoft.ContainerService types)"),
        ]),
    text("autoUpgradeProfile.nodeOSUpgradeChannel", "The channel of automatic node image upgrades.")
        .since_api(2023, 6, 1)
        .azurerm(&[
            at("node_os_upgrade_channel").since(4, 0).renamed(NODE_CHANNELS),
            at("node_os_channel_upgrade").since(3, 62).until(4, 0).renamed(NODE_CHANNELS),
        ])
        .arm(&[arm("properties.autoUpgradeProfile.nodeOSUpgradeChannel").renamed(NODE_CHANNELS)])
        .silence(&[
            automatic(says("NodeImage")),
            azurerm(says("NodeImage"), "since 4.0.0 the attribute defaults to NodeImage (azurerm schema)").since(4, 0),
            azurerm(
                Unknown("before 4.0.0 azurerm leaves the node image channel to Azure"),
                "the attribute has no default (azurerm 3 schema)",
            )
            .until(4, 0),
            PRESET,
            api(says("NodeImage"), "defaults to NodeImage (AKS documentation, auto-upgrade-node-os-image)")
                .since_api(2023, 6, 1),
            api(
                Unknown("API versions before 2023-06-01 leave the node image channel to Azure"),
                "the property is new in 2023-06-01 (Microsoft.ContainerService types)",
            )
            .until_api(2023, 6, 1),
        ]),
    bool("upgradeSettings.overrideSettings.forceUpgrade", "Upgrade safety checks are skipped.")
        .azurerm(&[at("upgrade_override.force_upgrade_enabled").since(4, 21)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("upgradeSettings.overrideSettings.until", "Until when they are skipped.")
        .azurerm(&[at("upgrade_override.effective_until").since(4, 21)]),
    text("sku.name", "Base or Automatic.").arm(&[arm("sku.name").renamed(SKUS)]).silence(&[
        automatic(says("Automatic")),
        azurerm(says("Base"), "azurerm_kubernetes_cluster makes Base clusters"),
        api(says("Base"), "Base unless Automatic is chosen (Microsoft.ContainerService types)"),
    ]),
    text("sku.tier", "Free, Standard or Premium (Paid in old versions).")
        .since_api(2023, 2, 1)
        .azurerm(&[at("sku_tier").since(2, 14).renamed(TIERS)])
        .arm(&[arm("sku.tier").renamed(TIERS)])
        .silence(&[
            automatic(says("Standard")),
            azurerm(says("Free"), "defaults to Free (azurerm schema)"),
            PRESET,
            api(says("Free"), "defaults to Free (Microsoft.ContainerService types)"),
        ]),
    text("supportPlan", "KubernetesOfficial or AKSLongTermSupport.")
        .azurerm(&[at("support_plan").since(3, 84).renamed(PLANS)])
        .arm(&[arm("properties.supportPlan").renamed(PLANS)])
        .silence(&[
            azurerm(says("KubernetesOfficial"), "defaults to KubernetesOfficial (azurerm schema)"),
            api(says("KubernetesOfficial"), "defaults to KubernetesOfficial (Microsoft.ContainerService types)"),
        ]),
    texts("outdatedAttributes", "What is written that the version of azurerm in use no longer has, or ignores.")
        .silence(&[azurerm(Computed("outdatedAttributes"), "azurerm changelog and upgrade guides")]),
    text("nodeProvisioningProfile.mode", "Auto where AKS makes node pools by itself, else Manual.")
        .azurerm(&[at("node_provisioning_profile.mode").since(4, 57)])
        .silence(&[
            automatic(says("Auto")),
            azurerm(says("Manual"), "manual unless switched on (Microsoft.ContainerService types)"),
            PRESET,
            api(says("Manual"), "manual unless switched on (Microsoft.ContainerService types)"),
        ]),
];
