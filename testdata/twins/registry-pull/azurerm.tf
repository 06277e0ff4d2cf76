terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

resource "azurerm_container_registry" "acr" {
  name                          = "twinregistry"
  location                      = "westeurope"
  resource_group_name           = "twins"
  sku                           = "Premium"
  admin_enabled                 = true
  public_network_access_enabled = false
  zone_redundancy_enabled       = true
  anonymous_pull_enabled        = false
  export_policy_enabled         = false
  quarantine_policy_enabled     = true
  retention_policy_in_days      = 30
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix = "twin"

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"

    load_balancer_profile {
      outbound_ip_address_ids = [
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPAddresses/out-1",
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPAddresses/out-2",
      ]
    }
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

resource "azurerm_role_assignment" "pull" {
  name                 = "66666666-6666-6666-6666-666666666666"
  scope                = azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id
}
