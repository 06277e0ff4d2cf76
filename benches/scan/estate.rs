//! A generated estate: any number of roots that call shared modules, with files of values, loops and locals, in the
//! proportions of real AKS code.

use std::fs;
use std::path::Path;

/// Writes `roots` root directories and the modules they share below `base`.
pub fn write(base: &Path, roots: usize) {
    write_file(&base.join("modules/aks/main.tf"), MODULE);
    write_file(&base.join("modules/aks/variables.tf"), &variables());
    for index in 0..roots {
        let root = base.join(format!("roots/team-{:02}/cluster-{index:04}", index % 50));
        write_file(&root.join("main.tf"), &main(index));
        write_file(&root.join("variables.tf"), ROOT_VARIABLES);
        write_file(&root.join("terraform.tfvars"), &values(index));
    }
}

/// Writes `directories` Terraform directories of which `matter` declare a cluster.
pub fn write_haystack(base: &Path, directories: usize, matter: usize) {
    let every = directories / matter.max(1);
    for index in 0..directories {
        let directory = base.join(format!("area-{:02}/unit-{index:04}", index % 64));
        if index % every == every / 2 && index / every < matter {
            write_file(&directory.join("main.tf"), &main(index).replace("../../../modules/aks", "./aks"));
            write_file(&directory.join("aks/main.tf"), MODULE);
            write_file(&directory.join("aks/variables.tf"), &variables());
            write_file(&directory.join("variables.tf"), ROOT_VARIABLES);
            write_file(&directory.join("terraform.tfvars"), &values(index));
        } else {
            write_file(&directory.join("main.tf"), &unrelated(index));
            write_file(&directory.join("variables.tf"), ROOT_VARIABLES);
        }
    }
}

/// Writes a file, with its directories.
pub fn write_file(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file lies in a directory")).expect("the directory can be made");
    fs::write(path, text).expect("the file can be written");
}

fn main(index: usize) -> String {
    let private = index.is_multiple_of(3);
    format!(
        r#"terraform {{
  required_providers {{
    azurerm = {{
      source  = "hashicorp/azurerm"
      version = "~> 4.{}"
    }}
  }}
}}

locals {{
  name  = "estate-${{var.environment}}-{index}"
  pools = {{ for name, size in var.pools : name => {{ vm_size = size, labels = merge(var.labels, {{ pool = name }}) }} }}
}}

module "aks" {{
  source = "../../../modules/aks"

  name                    = local.name
  location                = var.location
  private_cluster_enabled = {private}
  pools                   = local.pools
  ranges                  = [for range in var.ranges : trimspace(range)]
  tags                    = merge(var.labels, {{ name = upper(local.name) }})
}}

resource "azurerm_monitor_diagnostic_setting" "this" {{
  name               = "audit"
  target_resource_id = module.aks.id

  dynamic "enabled_log" {{
    for_each = toset(["kube-audit-admin", "guard"])
    content {{
      category = enabled_log.value
    }}
  }}
}}
"#,
        index % 40
    )
}

fn values(index: usize) -> String {
    format!(
        r#"environment = "prod"
location    = "westeurope"
ranges      = ["198.51.100.{}/32", " 203.0.113.0/24 "]
labels      = {{ owner = "team-{index}", cost = "42" }}
pools       = {{ apps = "Standard_D4ds_v5", jobs = "Standard_E8ds_v5", edge = "Standard_F8s_v2" }}
"#,
        index % 250
    )
}

fn unrelated(index: usize) -> String {
    let mut text = String::new();
    for number in 0..6 {
        text.push_str(&format!(
            r#"resource "azurerm_storage_account" "account_{number}" {{
  name                     = "st{index}x{number}${{var.environment}}"
  resource_group_name      = "rg-{index}"
  location                 = var.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = merge(var.labels, {{ number = {number} }})
}}

"#
        ));
    }
    text
}

const ROOT_VARIABLES: &str = r#"variable "environment" {
  type = string
}

variable "location" {
  type = string
}

variable "ranges" {
  type    = list(string)
  default = []
}

variable "labels" {
  type    = map(string)
  default = {}
}

variable "pools" {
  type    = map(string)
  default = {}
}
"#;

fn variables() -> String {
    let mut text = String::from(
        r#"variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "private_cluster_enabled" {
  type    = bool
  default = true
}

variable "ranges" {
  type    = list(string)
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "pools" {
  type = map(object({
    vm_size   = string
    min_count = optional(number, 1)
    max_count = optional(number, 3)
    labels    = optional(map(string), {})
  }))
  default = {}
}
"#,
    );
    for index in 0..30 {
        text.push_str(&format!(
            "\nvariable \"option_{index}\" {{\n  type        = string\n  default     = null\n  description = \"Not used by most callers.\"\n}}\n"
        ));
    }
    text
}

const MODULE: &str = r#"resource "azurerm_kubernetes_cluster" "this" {
  name                      = var.name
  location                  = var.location
  resource_group_name       = "rg-${var.name}"
  dns_prefix                = var.name
  private_cluster_enabled   = var.private_cluster_enabled
  local_account_disabled    = true
  automatic_upgrade_channel = try(var.option_1, null) == null ? "patch" : var.option_1
  azure_policy_enabled      = true
  workload_identity_enabled = true
  oidc_issuer_enabled       = true
  tags                      = var.tags

  identity {
    type = "SystemAssigned"
  }

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
  }

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4ds_v5"
    node_count = 3
  }

  dynamic "api_server_access_profile" {
    for_each = length(var.ranges) > 0 ? [var.ranges] : []
    content {
      authorized_ip_ranges = api_server_access_profile.value
    }
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_policy      = "cilium"
    network_data_plane  = "cilium"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each = var.pools

  name                  = each.key
  kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id
  vm_size               = each.value.vm_size
  auto_scaling_enabled  = true
  min_count             = each.value.min_count
  max_count             = each.value.max_count
  node_labels           = each.value.labels
}

output "id" {
  value = azurerm_kubernetes_cluster.this.id
}
"#;
