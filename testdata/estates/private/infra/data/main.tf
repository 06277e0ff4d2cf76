terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "3.117.1"
    }
  }
}

data "azurerm_subnet" "nodes" {
  name                 = "snet-data"
  virtual_network_name = "vnet-hub"
  resource_group_name  = "rg-hub"
}

resource "azurerm_kubernetes_cluster" "data" {
  name                    = "aks-contoso-data"
  resource_group_name     = var.resource_group_name
  location                = var.location
  dns_prefix              = "contoso-data"
  kubernetes_version      = var.kubernetes_version
  private_cluster_enabled = true
  azure_policy_enabled    = var.azure_policy_enabled

  default_node_pool {
    name                  = "default"
    vm_size               = "Standard_E8ds_v5"
    node_count            = var.node_count
    vnet_subnet_id        = data.azurerm_subnet.nodes.id
    enable_node_public_ip = false
  }

  service_principal {
    client_id     = var.client_id
    client_secret = var.client_secret
  }

  azure_active_directory_role_based_access_control {
    managed            = true
    azure_rbac_enabled = true
  }

  network_profile {
    network_plugin = "azure"
    network_policy = "calico"
  }
}

module "observability" {
  source = "git::https://dev.azure.com/contoso/platform/_git/terraform-modules//observability?ref=v1.4.0"

  cluster_id = azurerm_kubernetes_cluster.data.id
}
