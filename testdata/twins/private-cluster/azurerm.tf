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

  dns_prefix                          = "twin"
  dns_prefix_private_cluster          = "twin"
  node_resource_group                 = "twin-nodes"
  kubernetes_version                  = "1.33"
  role_based_access_control_enabled   = true
  local_account_disabled              = true
  private_cluster_enabled             = true
  private_cluster_public_fqdn_enabled = false
  private_dns_zone_id                 = "System"
  run_command_enabled                 = false
  sku_tier                            = "Standard"
  tags                                = { owner = "platform" }

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
