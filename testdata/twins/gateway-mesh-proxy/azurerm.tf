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

  ingress_application_gateway {
    gateway_name = "made"
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/virtualNetworks/net/subnets/gateway"
    subnet_cidr  = "10.2.0.0/24"
  }

  api_server_access_profile {
    virtual_network_integration_enabled = true
    subnet_id                           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/virtualNetworks/net/subnets/api"
  }

  service_mesh_profile {
    mode                             = "Istio"
    revisions                        = ["asm-1-25"]
    external_ingress_gateway_enabled = true
    internal_ingress_gateway_enabled = false
  }

  http_proxy_config {
    http_proxy  = "http://proxy.example.org:3128"
    https_proxy = "https://proxy.example.org:3129"
  }

  bootstrap_profile {
    artifact_source       = "Cache"
    container_registry_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/cache"
  }

  node_provisioning_profile {
    mode = "Auto"
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
