//! Plans of small estates, from their texts.

use super::{Planned, property};
use crate::analyse_texts;
use crate::model::Facts;

/// A computed property of the first resource of a kind, in words.
fn planned(files: &[(&str, &str)], kind: &str, name: &str) -> String {
    let analysis = analyse_texts(files);
    let planned = Planned::new(&analysis.model);
    let resource = analysis.model.resources().iter().find(|resource| resource.kind.name == kind).unwrap();
    let row = property(resource.kind, name).unwrap();
    let value = planned.property(resource.id, row).value;
    match planned.derivation(resource.id, row).unwrap().bounds {
        Some((least, Some(most))) if least == most => least.to_string(),
        Some((least, most)) => format!("{least}..{}", most.map_or(String::new(), |most| most.to_string())),
        None => match (value.as_str(), value.as_bool(), value.is_null()) {
            (Some(text), ..) => text.to_owned(),
            (_, Some(truth), _) => truth.to_string(),
            (_, _, true) => "-".to_owned(),
            _ => "?".to_owned(),
        },
    }
}

/// A cluster in the subnet 10.1.0.0/24, with these lines in its network profile, its pool and itself.
fn terraform(network: &str, pool: &str, cluster: &str) -> String {
    format!(
        r#"
variable "unknown" {{}}
resource "azurerm_virtual_network" "v" {{
  name = "v"
  address_space = ["10.1.0.0/16"]
}}
resource "azurerm_subnet" "s" {{
  name = "s"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes = ["10.1.0.0/24"]
}}
resource "azurerm_kubernetes_cluster" "c" {{
  name = "c"
  {cluster}
  default_node_pool {{
    name = "system"
    vm_size = "Standard_D4s_v5"
    vnet_subnet_id = azurerm_subnet.s.id
    {pool}
  }}
  network_profile {{
    {network}
  }}
}}
"#
    )
}

fn required(network: &str, pool: &str, cluster: &str) -> (String, String) {
    let text = terraform(network, pool, cluster);
    let files = [("main.tf", text.as_str())];
    (planned(&files, "subnet", "requiredAddresses"), planned(&files, "subnet", "upgradeAddresses"))
}

const FLAT: &str = "network_plugin = \"azure\"";
const OVERLAY: &str = "network_plugin = \"azure\"\n network_plugin_mode = \"overlay\"";

#[test]
fn each_network_model_takes_what_it_takes() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(required(FLAT, "node_count = 3", ""), pair("93", "124"));
    assert_eq!(required(FLAT, "node_count = 3\n max_pods = 110", ""), pair("333", "444"));
    assert_eq!(required(OVERLAY, "node_count = 3", ""), pair("3", "4"));
    assert_eq!(required("network_plugin = \"kubenet\"", "node_count = 3", ""), pair("3", "4"));
    assert_eq!(required("network_plugin = \"none\"", "node_count = 3", ""), pair("3", "4"));
    // The plugin AKS takes by itself is overlay or kubenet: an address each.
    assert_eq!(required("network_policy = \"calico\"", "node_count = 3", ""), pair("3", "4"));
    assert_eq!(required("network_plugin = var.unknown", "node_count = 3", ""), pair("3..93", "4..124"));
    assert_eq!(required(FLAT, "node_count = 3", "private_cluster_enabled = true"), pair("94", "125"));
    assert_eq!(required(FLAT, "node_count = 3", "private_cluster_enabled = var.unknown"), pair("93..94", "124..125"));
}

#[test]
fn pools_count_at_their_largest() {
    let scaled = "auto_scaling_enabled = true\n min_count = 1\n max_count = 11";
    assert_eq!(required(OVERLAY, scaled, "").0, "11");
    assert_eq!(required(OVERLAY, scaled, "").1, "13");
    let surge = |text: &str| format!("{scaled}\n upgrade_settings {{\n max_surge = \"{text}\"\n }}");
    assert_eq!(required(OVERLAY, &surge("33%"), "").1, "15");
    assert_eq!(required(OVERLAY, &surge("33.3%"), "").1, "15");
    assert_eq!(required(OVERLAY, &surge("50"), "").1, "22");
    assert_eq!(required(OVERLAY, &surge("0%"), "").1, "11");
    // A mistake leaves everything possible.
    assert_eq!(required(OVERLAY, &surge("abc"), "").1, "11..22");
    assert_eq!(required(OVERLAY, "node_count = var.unknown", "").0, "0..1000");
    assert_eq!(required(OVERLAY, "node_count = -3", "").0, "0..1000");
    assert_eq!(required(OVERLAY, "node_count = 99999999999999999999999", "").0, "0..1000");
    assert_eq!(required(OVERLAY, "auto_scaling_enabled = var.unknown\n node_count = 2\n max_count = 5", "").0, "2..5");
    assert_eq!(required(FLAT, "node_count = 2\n max_pods = var.unknown", "").0, "22..502");
    let unavailable = "node_count = 3\n upgrade_settings {\n max_unavailable = \"1\"\n }";
    assert_eq!(required(OVERLAY, unavailable, "").1, "3");
}

#[test]
fn what_aks_adds_by_itself_has_no_upper_bound() {
    let provisioned = "node_provisioning_profile {\n mode = \"Auto\"\n }";
    assert_eq!(required(OVERLAY, "node_count = 3", provisioned).0, "3..");
    let text = terraform(OVERLAY, "node_count = 3", provisioned);
    assert_eq!(planned(&[("main.tf", &text)], "cluster", "maximumNodes"), "3..");
}

#[test]
fn ranges_of_subnets_are_read_or_not_known() {
    let usable = |prefixes: &str| {
        let text = format!("variable \"u\" {{}}\nresource \"azurerm_subnet\" \"s\" {{\n name = \"s\"\n {prefixes}\n}}");
        planned(&[("main.tf", &text)], "subnet", "usableAddresses")
    };
    assert_eq!(usable("address_prefixes = [\"10.0.0.0/24\"]"), "251");
    assert_eq!(usable("address_prefixes = [cidrsubnet(\"10.0.0.0/16\", 7, 3)]"), "507");
    assert_eq!(usable("address_prefixes = [\"10.0.0.0/24\", \"fd00::/64\"]"), "251");
    for unknown in ["[\"10.0.0.1/24\"]", "[\"abc\"]", "[]", "[var.u]", "var.u", "[\"010.0.0.0/24\"]"] {
        assert_eq!(usable(&format!("address_prefixes = {unknown}")), "0..", "{unknown}");
    }
    assert_eq!(usable("address_prefixes = [\"10.0.0.0/24\", var.u]"), "251..");
    assert_eq!(usable("address_prefixes = [\"10.0.0.0/32\"]"), "0..");
    assert_eq!(usable("address_prefixes = [\"0.0.0.0/0\"]"), "4294967291");
}

#[test]
fn clusters_that_share_a_subnet_are_added_up() {
    let text = terraform(OVERLAY, "node_count = 3", "")
        + r#"
resource "azurerm_kubernetes_cluster" "d" {
  name = "d"
  default_node_pool {
    name = "system"
    vm_size = "Standard_D4s_v5"
    node_count = 2
    vnet_subnet_id = azurerm_subnet.s.id
  }
  network_profile {
    network_plugin = "azure"
  }
}
"#;
    assert_eq!(planned(&[("main.tf", &text)], "subnet", "requiredAddresses"), "65");
}

#[test]
fn pods_in_a_subnet_of_their_own() {
    let bicep = |pool: &str| {
        let text = format!(
            "resource pods 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {{\n  name: 'v/pods'\n  \
             properties: {{\n    addressPrefix: '10.1.0.0/23'\n  }}\n}}\nresource aks \
             'Microsoft.ContainerService/managedClusters@2025-05-01' = {{\n  name: 'c'\n  properties: {{\n    \
             networkProfile: {{\n      networkPlugin: 'azure'\n    }}\n    agentPoolProfiles: [\n      {{\n        \
             name: 'system'\n        count: 10\n        podSubnetID: pods.id\n        {pool}\n      }}\n    ]\n  }}\n}}\n"
        );
        let of = |name: &str| planned(&[("main.bicep", &text)], "subnet", name);
        (of("usablePodAddresses"), of("requiredPodAddresses"), of("fullPodAddresses"))
    };
    let triple = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(bicep("maxPods: 30"), triple("507", "160", "528"));
    // Microsoft's pages disagree on the default: 110 or 250.
    assert_eq!(bicep(""), triple("507", "160", "1408..2750"));
    assert_eq!(bicep("maxPods: 30\n        podIPAllocationMode: 'StaticBlock'"), triple("480..512", "320", "352"));
}

#[test]
fn pools_of_single_machines_add_up_their_profiles() {
    let text = "resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {\n  name: 'c'\n  properties: {\n    \
                agentPoolProfiles: [\n      {\n        name: 'vms'\n        type: 'VirtualMachines'\n        \
                virtualMachinesProfile: {\n          scale: {\n            manual: [{ count: 3 }]\n            \
                autoscale: [{ maxCount: 7 }]\n          }\n        }\n      }\n    ]\n  }\n}\n";
    assert_eq!(planned(&[("main.bicep", text)], "pool", "maximumNodes"), "10");
}

#[test]
fn ranges_around_the_cluster() {
    let of = |network: &str, name: &str| {
        let text = terraform(network, "node_count = 3", "");
        planned(&[("main.tf", &text)], "cluster", name)
    };
    assert_eq!(of(OVERLAY, "overlayNodeCapacity"), "256");
    assert_eq!(of(FLAT, "overlayNodeCapacity"), "-");
    assert_eq!(of(&format!("{OVERLAY}\n pod_cidr = \"10.244.0.0/20\""), "overlayNodeCapacity"), "16");
    assert_eq!(of(OVERLAY, "rangeOverlap"), "-");
    let services = |range: &str| format!("{OVERLAY}\n service_cidr = {range}\n dns_service_ip = \"10.1.0.1\"");
    let overlap = of(&services("\"10.1.0.0/16\""), "rangeOverlap");
    assert_eq!(overlap, "the range of services 10.1.0.0/16 and the subnet `s` 10.1.0.0/24");
    assert_eq!(of(&services("\"10.244.0.0/24\""), "rangeOverlap").matches("the range of pods").count(), 1);
    assert_eq!(of(&services("var.unknown"), "rangeOverlap"), "?");
    assert_eq!(
        of(&services("\"172.30.0.0/16\""), "reservedRange"),
        "the range of services 172.30.0.0/16 shares addresses with 172.30.0.0/16"
    );
    assert_eq!(
        of(&services("\"8.0.0.0/16\""), "reservedRange"),
        "the range of services 8.0.0.0/16 lies outside the private networks"
    );
    assert_eq!(of(OVERLAY, "reservedRange"), "-");
    assert!(of(&services("\"10.1.0.0/16\""), "dnsServiceIPError").contains("which the API server takes"));
    assert_eq!(of(OVERLAY, "dnsServiceIPError"), "-");
    assert_eq!(of(OVERLAY, "sharesOneNetwork"), "true");
}
