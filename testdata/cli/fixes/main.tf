terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.40.0"
    }
  }
}

resource "azurerm_kubernetes_cluster" "this" {
  name                      = "shop" # as in the portal
  automatic_channel_upgrade = "patch"

  default_node_pool {
    name    = "system"
    vm_size = "Standard_D4ds_v5"
  }
}
