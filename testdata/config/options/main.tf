resource "azurerm_virtual_network" "this" {
  name          = "vnet"
  address_space = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = ["10.1.0.0/27"]
}

resource "azurerm_kubernetes_cluster" "this" {
  name = "demo"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 20
    vnet_subnet_id = azurerm_subnet.nodes.id
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
  }
}
