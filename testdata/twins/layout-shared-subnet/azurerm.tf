terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

resource "azurerm_virtual_network" "vnet" {
  name                = "twin-net"
  location            = "westeurope"
  resource_group_name = "twins"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = "twins"
  virtual_network_name            = azurerm_virtual_network.vnet.name
  address_prefixes                = ["10.1.0.0/27"]
  default_outbound_access_enabled = false
}

resource "azurerm_kubernetes_cluster" "blue" {
  name                = "blue"
  location            = "westeurope"
  resource_group_name = "twins"
  dns_prefix          = "blue"

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
    pod_cidr            = "10.244.0.0/16"
    service_cidr        = "10.100.0.0/16"
    dns_service_ip      = "10.100.0.10"
  }

  default_node_pool {
    vm_size        = "Standard_D4s_v5"
    type           = "VirtualMachineScaleSets"
    os_disk_type   = "Managed"
    name           = "blue"
    node_count     = 10
    max_pods       = 110
    vnet_subnet_id = azurerm_subnet.nodes.id
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster" "green" {
  name                = "green"
  location            = "westeurope"
  resource_group_name = "twins"
  dns_prefix          = "green"

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
    pod_cidr            = "10.244.0.0/16"
    service_cidr        = "10.100.0.0/16"
    dns_service_ip      = "10.100.0.10"
  }

  default_node_pool {
    vm_size        = "Standard_D4s_v5"
    type           = "VirtualMachineScaleSets"
    os_disk_type   = "Managed"
    name           = "green"
    node_count     = 12
    max_pods       = 110
    vnet_subnet_id = azurerm_subnet.nodes.id
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "batch" {
  name                  = "batch"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.green.id
  mode                  = "User"
  vm_size               = "Standard_D4s_v5"
  os_disk_type          = "Managed"
  node_count            = 8
  max_pods              = 110
  vnet_subnet_id        = azurerm_subnet.nodes.id
}
