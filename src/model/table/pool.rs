//! Node pools: `agentPools`, inline `agentPoolProfiles`, `default_node_pool`.

use super::rows::{
    NO, api, arm, arm_list, arm_type, at, azurerm, block, bool, map, number, object, objects, says, terraform, text,
    texts, to,
};
use super::schema::SilentValue::{Absent, Computed, Number, Unknown};
use super::schema::{Kind, Link, LinkRule, Property};

/// The resource type around a default pool, for rows that hold only there.
const DEFAULT: &str = "azurerm_kubernetes_cluster";
/// The resource type of every other pool.
const FURTHER: &str = "azurerm_kubernetes_cluster_node_pool";

const OFF: &str = "azurerm schema";
const TYPES: &str = "Microsoft.ContainerService types";
const FOLLOWS: &str = "AKS gives new pools the control plane's version, and does not upgrade them by itself";
const MAX_PODS: &str = "AKS documentation, concepts-network-ip-address-planning";
const ISOLATION: &str = "only_critical_addons_enabled puts the taint on a default pool (azurerm documentation)";

const SYSTEMS: &[(&str, &str)] = &[("Linux", "Linux"), ("Windows", "Windows")];
const MODES: &[(&str, &str)] = &[("System", "System"), ("User", "User"), ("Gateway", "Gateway")];
const DISKS: &[(&str, &str)] = &[("Managed", "Managed"), ("Ephemeral", "Ephemeral")];
const GROUPINGS: &[(&str, &str)] = &[
    ("AvailabilitySet", "AvailabilitySet"),
    ("VirtualMachineScaleSets", "VirtualMachineScaleSets"),
    ("VirtualMachines", "VirtualMachines"),
];

const ROWS: &[Property] = &[
    text("name", "The pool's name.").azurerm(&[at("name")]),
    map("tags", "The tags.").azurerm(&[at("tags")]).arm(&[arm("properties.tags")]),
    text("parent", "The cluster it belongs to.")
        .azurerm(&[at("kubernetes_cluster_id").only(FURTHER)])
        .arm(&[arm("parent_id")]),
    text("mode", "System or User.")
        .azurerm(&[at("mode").only(FURTHER).renamed(MODES)])
        .arm(&[arm("properties.mode").renamed(MODES)])
        .silence(&[
            azurerm(says("System"), "the default pool is a system pool (azurerm documentation)").only(DEFAULT),
            azurerm(says("User"), "defaults to User (azurerm schema)"),
            api(Unknown("the documentation does not say which mode a pool gets"), "Microsoft.ContainerService types"),
        ]),
    number("count", "The number of nodes.").azurerm(&[at("node_count")]).silence(&[
        azurerm(Unknown("the provider leaves the number of nodes to Azure"), "azurerm documentation"),
        api(Number(1), "defaults to 1 (Microsoft.ContainerService types)"),
    ]),
    bool("enableAutoScaling", "The cluster autoscaler sizes it.")
        .azurerm(&[at("auto_scaling_enabled").since(4, 0), at("enable_auto_scaling").until(4, 0)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    number("minCount", "The autoscaler's lower bound.").azurerm(&[at("min_count")]),
    number("maxCount", "The autoscaler's upper bound.").azurerm(&[at("max_count")]),
    text("vmSize", "The virtual machine size.").azurerm(&[at("vm_size")]),
    text("type", "How its machines are grouped.")
        .azurerm(&[at("type").only(DEFAULT).renamed(GROUPINGS)])
        .arm(&[arm("properties.type").renamed(GROUPINGS)])
        .silence(&[
            azurerm(says("VirtualMachineScaleSets"), "defaults to VirtualMachineScaleSets (azurerm schema)"),
            api(says("AvailabilitySet"), "AKS release notes 2020-05-25").until_api(2020, 4, 1),
            api(says("VirtualMachineScaleSets"), "since API version 2020-04-01 (AKS release notes 2020-05-25)")
                .since_api(2020, 4, 1),
        ]),
    objects("virtualMachinesProfile.scale.manual", "Single machines of fixed number, by size."),
    number("virtualMachinesProfile.scale.manual[].count", "How many of a size."),
    objects("virtualMachinesProfile.scale.autoscale", "Single machines that the autoscaler numbers, by size."),
    number("virtualMachinesProfile.scale.autoscale[].maxCount", "The most of a size."),
    texts("availabilityZones", "The availability zones.")
        .azurerm(&[at("zones").since(3, 0), at("availability_zones").until(3, 0)]),
    bool("enableNodePublicIP", "Every node has a public address.")
        .azurerm(&[at("node_public_ip_enabled").since(4, 0), at("enable_node_public_ip").until(4, 0)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("nodePublicIPPrefixID", "The prefix that nodes' public addresses come from.")
        .azurerm(&[at("node_public_ip_prefix_id").since(2, 62)]),
    bool("enableEncryptionAtHost", "Disks are encrypted at the host.")
        .azurerm(&[at("host_encryption_enabled").since(4, 0), at("enable_host_encryption").since(2, 46).until(4, 0)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("enableFIPS", "The node image is FIPS validated.")
        .azurerm(&[at("fips_enabled").since(2, 66)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("enableUltraSSD", "Ultra disks may be attached.")
        .azurerm(&[at("ultra_ssd_enabled")])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    bool("enableCustomCATrust", "Custom certificate authorities (retired preview) are trusted.")
        .azurerm(&[at("custom_ca_trust_enabled").since(3, 35).until(4, 0)])
        .silence(&[azurerm(NO, OFF), api(NO, TYPES)]),
    text("messageOfTheDay", "The message of the day on its nodes, base64.")
        .azurerm(&[at("message_of_the_day").since(3, 26).until(4, 0)]),
    text("osType", "Linux or Windows.")
        .azurerm(&[at("os_type").only(FURTHER).renamed(SYSTEMS)])
        .arm(&[arm("properties.osType").renamed(SYSTEMS)])
        .silence(&[
            azurerm(says("Linux"), "defaults to Linux (azurerm schema)"),
            api(says("Linux"), "defaults to Linux (Microsoft.ContainerService types)"),
        ]),
    text("osSKU", "The operating system's flavour.").azurerm(&[at("os_sku").since(2, 76)]).silence(&[
        azurerm(Computed("osSku"), "Ubuntu for Linux (AKS documentation, upgrade-os-version)"),
        api(Computed("osSku"), "Ubuntu for Linux (AKS documentation, upgrade-os-version)"),
    ]),
    text("osDiskType", "Managed or Ephemeral.")
        .azurerm(&[at("os_disk_type").since(2, 37).renamed(DISKS)])
        .arm(&[arm("properties.osDiskType").renamed(DISKS)])
        .silence(&[
            azurerm(says("Managed"), "defaults to Managed (azurerm schema)"),
            api(says("Managed"), "before API version 2020-11-01 (Microsoft.ContainerService types)")
                .until_api(2020, 11, 1),
            api(
                Unknown("AKS takes an ephemeral disk where the machine size allows it"),
                "AKS documentation, cluster-configuration",
            ),
        ]),
    number("osDiskSizeGB", "The size of the OS disk, in GB.").azurerm(&[at("os_disk_size_gb")]),
    number("maxPods", "The most pods on a node.")
        .azurerm(&[at("max_pods")])
        .silence(&[azurerm(Computed("maxPods"), MAX_PODS), api(Computed("maxPods"), MAX_PODS)]),
    text("vnetSubnetID", "The subnet of its nodes.").azurerm(&[at("vnet_subnet_id")]),
    text("podSubnetID", "The subnet of its pods.").azurerm(&[at("pod_subnet_id").since(2, 74)]),
    text("podIPAllocationMode", "How pods get addresses from their subnet.").silence(&[
        azurerm(says("DynamicIndividual"), "dynamic unless blocks are chosen (AKS documentation)"),
        api(says("DynamicIndividual"), "dynamic unless blocks are chosen (Microsoft.ContainerService types)"),
    ]),
    text("orchestratorVersion", "The Kubernetes version of its nodes.")
        .azurerm(&[at("orchestrator_version")])
        .silence(&[azurerm(Unknown(FOLLOWS), "azurerm documentation"), api(Unknown(FOLLOWS), "AKS documentation")]),
    text("scaleSetPriority", "Regular or Spot.").azurerm(&[at("priority").only(FURTHER)]).silence(&[
        azurerm(says("Regular"), "defaults to Regular (azurerm schema)"),
        api(says("Regular"), "defaults to Regular (Microsoft.ContainerService types)"),
    ]),
    texts("nodeTaints", "The taints of its nodes.")
        .azurerm(&[at("node_taints").only(FURTHER), at("node_taints").only(DEFAULT).until(4, 0)])
        .silence(&[
            azurerm(Computed("criticalAddonsTaint"), ISOLATION).only(DEFAULT),
            azurerm(Absent, "no taints unless written"),
            api(Absent, "no taints unless written"),
        ]),
    map("nodeLabels", "The labels of its nodes.").azurerm(&[at("node_labels")]),
    text("workloadRuntime", "OCIContainer, or Kata isolation.").azurerm(&[at("workload_runtime")]).silence(&[
        azurerm(says("OCIContainer"), "plain containers (azurerm documentation)"),
        api(says("OCIContainer"), "plain containers (Microsoft.ContainerService types)"),
    ]),
    texts("outdatedAttributes", "What is written that the version of azurerm in use no longer has, or ignores.")
        .silence(&[azurerm(Computed("outdatedAttributes"), "azurerm changelog and upgrade guides")]),
    object("upgradeSettings", "How it is upgraded.").azurerm(&[at("upgrade_settings").since(2, 48)]),
    text("upgradeSettings.maxSurge", "Extra nodes during an upgrade.")
        .azurerm(&[at("upgrade_settings.max_surge").since(2, 48)])
        .silence(&[
            azurerm(says("10%"), "AKS adds a tenth (AKS documentation, upgrade-aks-cluster)"),
            api(says("10%"), "AKS adds a tenth (AKS documentation, upgrade-aks-cluster)"),
        ]),
    text("upgradeSettings.maxUnavailable", "Nodes that may be missing during an upgrade.")
        .azurerm(&[at("upgrade_settings.max_unavailable").since(4, 53)]),
    number("upgradeSettings.drainTimeoutInMinutes", "How long a node may take to drain.")
        .azurerm(&[at("upgrade_settings.drain_timeout_in_minutes").since(3, 106)]),
    number("upgradeSettings.nodeSoakDurationInMinutes", "The pause after each node.")
        .azurerm(&[at("upgrade_settings.node_soak_duration_in_minutes").since(3, 106)]),
    text("upgradeSettings.undrainableNodeBehavior", "What happens to nodes that do not drain.")
        .azurerm(&[at("upgrade_settings.undrainable_node_behavior").since(4, 53)]),
    texts("kubeletConfig.allowedUnsafeSysctls", "Unsafe kernel parameters that pods may set.")
        .azurerm(&[at("kubelet_config.allowed_unsafe_sysctls").since(2, 64)]),
    number("kubeletConfig.podMaxPids", "The most processes in a pod.").azurerm(&[
        at("kubelet_config.pod_max_pid").since(2, 64),
        at("kubelet_config.pod_max_pids").since(2, 64).until(2, 87).only(FURTHER),
        at("kubelet_config.pod_max_pid").since(2, 64).only(FURTHER),
    ]),
    number("kubeletConfig.containerLogMaxFiles", "The most log files of a container.").azurerm(&[
        at("kubelet_config.container_log_max_files").since(4, 71),
        at("kubelet_config.container_log_max_line").since(2, 64).until(5, 0),
    ]),
    text("kubeletConfig.seccompDefault", "The seccomp profile of pods that name none (preview).").silence(&[
        azurerm(says("Unconfined"), "azurerm cannot set it; unconfined (Microsoft.ContainerService types)"),
        api(says("Unconfined"), "unconfined unless chosen otherwise (Microsoft.ContainerService types)"),
    ]),
    bool("securityProfile.enableSecureBoot", "Trusted launch: secure boot.")
        .silence(&[azurerm(NO, "azurerm cannot set it"), api(NO, TYPES)]),
    bool("securityProfile.enableVTPM", "Trusted launch: virtual TPM.")
        .silence(&[azurerm(NO, "azurerm cannot set it"), api(NO, TYPES)]),
    text("securityProfile.sshAccess", "Disabled, LocalUser or EntraId.").silence(&[
        azurerm(says("LocalUser"), "azurerm cannot set it; local users (AKS documentation, manage-ssh-node-access)"),
        api(says("LocalUser"), "local users unless disabled (AKS documentation, manage-ssh-node-access)"),
    ]),
    objects("networkProfile.allowedHostPorts", "Host ports that may be reached from outside.")
        .azurerm(&[at("node_network_profile.allowed_host_ports").since(3, 90)]),
    number("networkProfile.allowedHostPorts[].portStart", "The first port.")
        .azurerm(&[at("node_network_profile.allowed_host_ports[].port_start").since(3, 90)]),
    number("networkProfile.allowedHostPorts[].portEnd", "The last port.")
        .azurerm(&[at("node_network_profile.allowed_host_ports[].port_end").since(3, 90)]),
    text("networkProfile.allowedHostPorts[].protocol", "TCP or UDP.")
        .azurerm(&[at("node_network_profile.allowed_host_ports[].protocol").since(3, 90)]),
    texts("networkProfile.applicationSecurityGroups", "The application security groups of its nodes.")
        .azurerm(&[at("node_network_profile.application_security_group_ids").since(3, 90)]),
];

/// A node pool of a cluster.
pub static POOL: Kind = Kind {
    name: "pool",
    doc: "A node pool of a cluster, wherever it is declared.",
    homes: &[
        block(DEFAULT, "default_node_pool"),
        terraform(FURTHER),
        arm_list("Microsoft.ContainerService/managedClusters", "properties.agentPoolProfiles"),
        arm_type("Microsoft.ContainerService/managedClusters/agentPools"),
    ],
    properties: ROWS,
    links: &[
        Link {
            name: "cluster",
            doc: "The cluster it belongs to.",
            target: "cluster",
            is_list: false,
            rule: LinkRule::Computed("parent"),
        },
        to("subnet", "subnet", "vnetSubnetID", "The subnet of its nodes."),
        to("podSubnet", "subnet", "podSubnetID", "The subnet of its pods."),
    ],
};
