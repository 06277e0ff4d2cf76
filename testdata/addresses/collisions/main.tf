# What a design review would stop: subnets in one another and outside their network, a range of pods across them, and names
# that are not what they seem.

resource "azurerm_virtual_network" "this" {
  name                = "vnet-a\"><script>alert(1)<!--"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16", "192.168.100.0/24"]
}

locals {
  subnets = {
    "nodes"                          = "10.20.0.0/20"
    "nodes|old`<img src=x>`"         = "10.20.4.0/22"
    "nodes-older"                    = "10.20.4.0/24"
    "strayed"                        = "10.30.0.0/24"
    "a-name-that-is-much-longer-than-anything-a-table-should-have-to-show-in-one-of-its-columns" = "10.20.16.0/29"
    "right-\u202eto-left & more"    = "10.20.16.8/29"
  }
}

resource "azurerm_subnet" "this" {
  for_each             = local.subnets
  name                 = each.key
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [each.value]
}

# Sixteen links between sites, each as small as Azure allows.
resource "azurerm_subnet" "link" {
  count                = 16
  name                 = "link-${count.index}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet("10.20.255.0/24", 5, count.index)]
}

resource "azurerm_kubernetes_cluster" "this" {
  name                = "aks-a"
  resource_group_name = "rg"
  location            = "westeurope"
  dns_prefix          = "a"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.this["nodes"].id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    pod_cidr            = "10.20.8.0/21"
    service_cidr        = "10.20.64.0/20"
    dns_service_ip      = "10.20.64.10"
  }
}
