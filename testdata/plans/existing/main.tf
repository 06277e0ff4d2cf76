terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.0"
    }
  }
}

variable "secret" {
  type      = string
  sensitive = true
}

data "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "vnet-hub"
  resource_group_name  = "rg-hub"
}

resource "azurerm_kubernetes_cluster" "main" {
  name                = "aks-main"
  location            = "westeurope"
  resource_group_name = "rg-main"
  dns_prefix          = "main"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 2
    vnet_subnet_id = data.azurerm_subnet.nodes.id
  }

  service_principal {
    client_id     = "00000000-0000-0000-0000-000000000001"
    client_secret = var.secret
  }

  network_profile {
    network_plugin = "azure"
    network_policy = "calico"
    service_cidr   = "172.16.0.0/16"
    dns_service_ip = "172.16.0.10"
  }
}

resource "azurerm_kubernetes_cluster" "moved" {
  name                = "aks-moved"
  location            = "northeurope"
  resource_group_name = "rg-main"
  dns_prefix          = "moved"
  sku_tier            = "Standard"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4ds_v5"
    node_count = 2
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "apps" {
  count = 1

  name                  = "apps"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  vm_size               = "Standard_D8ds_v5"
  node_count            = 2
  mode                  = "User"
}
