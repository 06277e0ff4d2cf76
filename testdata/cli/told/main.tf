data "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "vnet-prod"
  resource_group_name  = "net"
}

resource "azurerm_kubernetes_cluster" "this" {
  name                = "demo"
  location            = "westeurope"
  resource_group_name = "aks"
  dns_prefix          = "demo"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = data.azurerm_subnet.nodes.id
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
  }
}
