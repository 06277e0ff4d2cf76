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

module "cluster" {
  source = "./modules/cluster"

  name                = "aks-shop"
  private             = false
  defender_workspace  = azurerm_log_analytics_workspace.shop.id
  node_public_ip      = true
  resource_group_name = azurerm_resource_group.shop.name
}

resource "azurerm_resource_group" "shop" {
  name     = "rg-shop"
  location = "westeurope"
}

resource "azurerm_log_analytics_workspace" "shop" {
  name                = "log-shop"
  location            = azurerm_resource_group.shop.location
  resource_group_name = azurerm_resource_group.shop.name
}
