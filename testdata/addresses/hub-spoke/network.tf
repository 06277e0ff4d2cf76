# A hub with a spoke for five clusters. The subnet of the shop was sized for last year's pods.

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  resource_group_name = "rg-hub"
  location            = "westeurope"
  address_space       = ["10.0.0.0/22"]
}

resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-hub"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/26"]
}

resource "azurerm_subnet" "bastion" {
  name                 = "AzureBastionSubnet"
  resource_group_name  = "rg-hub"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.64/26"]
}

resource "azurerm_virtual_network" "spoke" {
  name                = "vnet-aks"
  resource_group_name = "rg-aks"
  location            = "westeurope"
  address_space       = ["10.10.0.0/16"]
}

resource "azurerm_virtual_network_peering" "spoke_to_hub" {
  name                      = "to-hub"
  resource_group_name       = "rg-aks"
  virtual_network_name      = azurerm_virtual_network.spoke.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

locals {
  subnets = {
    snet-shop     = cidrsubnet("10.10.0.0/16", 7, 0) # 10.10.0.0/23
    snet-platform = cidrsubnet("10.10.0.0/16", 8, 2) # 10.10.2.0/24
    snet-data     = cidrsubnet("10.10.0.0/16", 8, 3) # 10.10.3.0/24
    snet-data-pod = cidrsubnet("10.10.0.0/16", 6, 1) # 10.10.4.0/22
    snet-ingress  = "10.10.8.0/28"
    snet-batch    = "10.10.8.32/27"
  }
}

resource "azurerm_subnet" "spoke" {
  for_each             = local.subnets
  name                 = each.key
  resource_group_name  = "rg-aks"
  virtual_network_name = azurerm_virtual_network.spoke.name
  address_prefixes     = [each.value]
}
