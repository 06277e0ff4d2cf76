//! The pools of `Azure/aks/azurerm`: the default one, and those of `node_pools`.

use super::super::schema::{ModuleInput, ModuleResource, Read, Test, argument, between, row, since, until};
use super::{CLUSTER, MAIN, VARIABLES};
use crate::model::table::SilentValue::{Absent, Bool, Computed, Number, Text, Unknown};

const POOLS: &str = "Azure/aks/azurerm 6.8 to 11, variables.tf and extra_node_pool.tf";

const AUTO_SCALING: Test = Test::True("auto_scaling_enabled|enable_auto_scaling", false);

pub(super) const DEFAULT_POOL: ModuleResource =
    ModuleResource::new("pool", CLUSTER, &[DEFAULT_POOL_ROWS]).inline("default_node_pool").of(CLUSTER);

const DEFAULT_POOL_ROWS: &[ModuleInput] = &[
    argument("name", "agents_pool_name", Text("nodepool"), VARIABLES),
    argument("vmSize", "agents_size", Text("Standard_D2s_v3"), VARIABLES),
    argument("count", "agents_count", Number(2), VARIABLES),
    row("enableAutoScaling", Read::Truth(&AUTO_SCALING), Bool(false), MAIN),
    row("minCount", Read::When(&AUTO_SCALING, "agents_min_count", Absent), Absent, MAIN),
    row("maxCount", Read::When(&AUTO_SCALING, "agents_max_count", Absent), Absent, MAIN),
    argument("maxPods", "agents_max_pods", Computed("maxPods"), VARIABLES),
    argument("vnetSubnetID", "vnet_subnet.id|vnet_subnet_id", Absent, MAIN),
    argument("podSubnetID", "pod_subnet.id|pod_subnet_id", Absent, MAIN),
    argument("enableNodePublicIP", "node_public_ip_enabled|enable_node_public_ip", Bool(false), VARIABLES),
    row("nodePublicIPPrefixID", Read::Module, Absent, MAIN),
    argument("enableEncryptionAtHost", "host_encryption_enabled|enable_host_encryption", Bool(false), VARIABLES),
    argument("enableFIPS", "default_node_pool_fips_enabled", Bool(false), VARIABLES),
    row("mode", Read::Module, Text("System"), MAIN),
    row("osType", Read::Module, Text("Linux"), MAIN),
    argument("osSKU", "os_sku", Computed("osSku"), VARIABLES),
    argument("osDiskType", "os_disk_type", Text("Managed"), VARIABLES),
    row("workloadRuntime", Read::Module, Text("OCIContainer"), MAIN),
    argument("osDiskSizeGB", "os_disk_size_gb", Number(50), VARIABLES),
    argument("type", "agents_type", Text("VirtualMachineScaleSets"), VARIABLES),
    argument("availabilityZones", "agents_availability_zones", Absent, VARIABLES),
    argument(
        "orchestratorVersion",
        "orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        VARIABLES,
    ),
    argument(
        "upgradeSettings.maxSurge",
        "agents_pool_max_surge",
        Text("10%"),
        "Azure/aks/azurerm 9 to 11, variables.tf",
    )
    .within(since(9, 0)),
    argument(
        "upgradeSettings.maxSurge",
        "agents_pool_max_surge",
        Unknown("the module leaves the surge to AKS"),
        "Azure/aks/azurerm 5 to 8, variables.tf",
    )
    .within(until(9, 0)),
];

pub(super) const EXTRA_POOL_BEFORE_8: ModuleResource =
    ModuleResource::new("pool", "azurerm_kubernetes_cluster_node_pool.node_pool[{key}]", &[EXTRA_POOL_ROWS])
        .within(between((6, 8), (8, 0)))
        .each("node_pools")
        .of(CLUSTER);

pub(super) const EXTRA_POOL_REPLACED: ModuleResource = ModuleResource::new(
    "pool",
    "azurerm_kubernetes_cluster_node_pool.node_pool_create_before_destroy[{key}]",
    &[EXTRA_POOL_ROWS],
)
.within(since(8, 0))
.each("node_pools")
.exists(Test::True("each.create_before_destroy", true))
.of(CLUSTER);

pub(super) const EXTRA_POOL_KEPT: ModuleResource = ModuleResource::new(
    "pool",
    "azurerm_kubernetes_cluster_node_pool.node_pool_create_after_destroy[{key}]",
    &[EXTRA_POOL_ROWS],
)
.within(since(8, 0))
.each("node_pools")
.exists(Test::Not(&Test::True("each.create_before_destroy", true)))
.of(CLUSTER);

const EXTRA_POOL_ROWS: &[ModuleInput] = &[
    argument("name", "each.name", Absent, POOLS),
    argument("vmSize", "each.vm_size", Absent, POOLS),
    argument("count", "each.node_count", Unknown("the module leaves the number of nodes to azurerm"), POOLS),
    argument("enableAutoScaling", "each.auto_scaling_enabled|each.enable_auto_scaling", Bool(false), POOLS),
    argument("minCount", "each.min_count", Absent, POOLS),
    argument("maxCount", "each.max_count", Absent, POOLS),
    argument("maxPods", "each.max_pods", Computed("maxPods"), POOLS),
    argument("vnetSubnetID", "each.vnet_subnet.id|each.vnet_subnet_id", Absent, POOLS),
    argument("podSubnetID", "each.pod_subnet.id|each.pod_subnet_id", Absent, POOLS),
    argument("enableNodePublicIP", "each.node_public_ip_enabled|each.enable_node_public_ip", Bool(false), POOLS),
    argument("nodePublicIPPrefixID", "each.node_public_ip_prefix_id", Absent, POOLS),
    argument("enableEncryptionAtHost", "each.host_encryption_enabled|each.enable_host_encryption", Bool(false), POOLS),
    argument("enableFIPS", "each.fips_enabled", Bool(false), POOLS),
    argument("mode", "each.mode", Text("User"), POOLS),
    argument("osType", "each.os_type", Text("Linux"), POOLS),
    argument("osSKU", "each.os_sku", Computed("osSku"), POOLS),
    argument("osDiskType", "each.os_disk_type", Text("Managed"), POOLS),
    argument("workloadRuntime", "each.workload_runtime", Text("OCIContainer"), POOLS),
    argument("osDiskSizeGB", "each.os_disk_size_gb", Unknown("AKS chooses the size by the machine"), POOLS),
    row("type", Read::Module, Text("VirtualMachineScaleSets"), POOLS),
    argument("availabilityZones", "each.zones", Absent, POOLS),
    argument("nodeTaints", "each.node_taints", Absent, POOLS),
    argument("scaleSetPriority", "each.priority", Text("Regular"), POOLS),
    argument(
        "orchestratorVersion",
        "each.orchestrator_version",
        Unknown("AKS takes the cluster's version when the pool is created"),
        POOLS,
    ),
    argument(
        "upgradeSettings.maxSurge",
        "each.upgrade_settings.max_surge",
        Unknown("the module leaves the surge to AKS"),
        POOLS,
    ),
];
