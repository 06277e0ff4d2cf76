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
  address_prefixes                = ["10.1.0.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"
  dns_prefix          = "twin"

  network_profile {
    network_plugin = "kubenet"
    pod_cidr       = "10.244.0.0/16"
    service_cidr   = "10.100.0.0/16"
    dns_service_ip = "10.100.0.10"
  }

  default_node_pool {
    vm_size        = "Standard_D4s_v5"
    type           = "VirtualMachineScaleSets"
    os_disk_type   = "Managed"
    name           = "system"
    node_count     = 3
    max_pods       = 110
    vnet_subnet_id = azurerm_subnet.nodes.id
  }

  identity {
    type = "SystemAssigned"
  }
}
