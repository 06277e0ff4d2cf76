variable "location" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "subnet_ids" {
  type = map(string)
}

variable "tier" {
  type = string
}

variable "pools" {
  type = map(object({
    size  = string
    count = number
  }))
}

resource "azurerm_kubernetes_cluster" "this" {
  name                   = "aks-demo"
  location               = var.location
  resource_group_name    = var.resource_group_name
  dns_prefix             = "demo"
  sku_tier               = var.tier
  kubernetes_version     = "1.34.2"
  local_account_disabled = true

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    max_pods       = 30
    vnet_subnet_id = var.subnet_ids["system"]
    zones          = ["1", "2", "3"]
  }

  network_profile {
    network_plugin = "azure"
    service_cidr   = "10.1.8.0/22"
    dns_service_ip = "10.1.8.10"
  }

  identity {
    type = "SystemAssigned"
  }

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
  }

  dynamic "api_server_access_profile" {
    for_each = ["203.0.113.0/24"]
    content {
      authorized_ip_ranges = [api_server_access_profile.value]
    }
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each = var.pools

  name                  = each.key
  kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id
  vm_size               = each.value.size
  node_count            = each.value.count
  vnet_subnet_id        = var.subnet_ids["apps"]
}

output "id" {
  value = azurerm_kubernetes_cluster.this.id
}

output "kubelet_object_id" {
  value = azurerm_kubernetes_cluster.this.kubelet_identity[0].object_id
}

output "kube_config" {
  value     = azurerm_kubernetes_cluster.this.kube_config_raw
  sensitive = true
}
