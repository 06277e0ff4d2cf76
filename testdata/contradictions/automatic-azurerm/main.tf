# AKS Automatic: nothing is written that it presets.

terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "5.2.0"
    }
  }
}

resource "azurerm_kubernetes_automatic_cluster" "this" {
  name                = "aks-automatic"
  location            = "westeurope"
  resource_group_name = "rg-shop"
  dns_prefix          = "automatic"

  identity {
    type = "SystemAssigned"
  }
}
