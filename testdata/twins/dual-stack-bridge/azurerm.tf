terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix = "twin"

  network_profile {
    network_plugin     = "azure"
    network_policy     = "calico"
    network_mode       = "bridge"
    network_data_plane = "azure"
    pod_cidrs          = ["10.244.0.0/16", "fd00::/64"]
    service_cidrs      = ["10.0.0.0/16", "fd01::/108"]
    ip_versions        = ["IPv4", "IPv6"]
    outbound_type      = "userDefinedRouting"
  }

  default_node_pool {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    node_count   = 3
    os_disk_type = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}
