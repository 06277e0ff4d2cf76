terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

provider "azurerm" {
  features {}
}

resource "azurerm_resource_group" "edge" {
  name     = "rg-contoso-edge"
  location = var.location
}

module "edge_cluster" {
  source  = "Azure/aks/azurerm"
  version = "~> 10.0"

  resource_group_name               = azurerm_resource_group.edge.name
  location                          = azurerm_resource_group.edge.location
  prefix                            = "edge"
  kubernetes_version                = var.kubernetes_version
  private_cluster_enabled           = var.private_cluster_enabled
  rbac_aad_azure_rbac_enabled       = true
  role_based_access_control_enabled = true
  rbac_aad_tenant_id                = var.tenant_id
  local_account_disabled            = true
  network_plugin                    = "azure"
  network_policy                    = "calico"
  azure_policy_enabled              = true
}
