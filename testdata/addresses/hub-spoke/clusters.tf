# Pods in the subnet of the nodes: every node takes 31 addresses.
resource "azurerm_kubernetes_cluster" "shop" {
  name                    = "aks-shop"
  resource_group_name     = "rg-aks"
  location                = "westeurope"
  dns_prefix              = "shop"
  private_cluster_enabled = true

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.spoke["snet-shop"].id
    upgrade_settings {
      max_surge = "33%"
    }
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    service_cidr   = "172.16.0.0/16"
    dns_service_ip = "172.16.0.10"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "web" {
  name                  = "web"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.shop.id
  vm_size               = "Standard_D8ds_v5"
  auto_scaling_enabled  = true
  min_count             = 2
  max_count             = 20
  vnet_subnet_id        = azurerm_subnet.spoke["snet-shop"].id
}

# Overlay: a node takes one address, and a /24 outside the network. Nobody wrote the range of services.
resource "azurerm_kubernetes_cluster" "platform" {
  name                = "aks-platform"
  resource_group_name = "rg-aks"
  location            = "westeurope"
  dns_prefix          = "platform"

  default_node_pool {
    name                 = "system"
    vm_size              = "Standard_D4ds_v5"
    auto_scaling_enabled = true
    min_count            = 3
    max_count            = 6
    vnet_subnet_id       = azurerm_subnet.spoke["snet-platform"].id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    pod_cidr            = "10.244.0.0/16"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "user" {
  name                  = "user"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.platform.id
  vm_size               = "Standard_D8ds_v5"
  auto_scaling_enabled  = true
  min_count             = 3
  max_count             = 100
  vnet_subnet_id        = azurerm_subnet.spoke["snet-platform"].id
  upgrade_settings {
    max_surge = "33%"
  }
}

# Pods in a subnet of their own, in batches of 16.
resource "azurerm_kubernetes_cluster" "data" {
  name                = "aks-data"
  resource_group_name = "rg-aks"
  location            = "westeurope"
  dns_prefix          = "data"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 10
    max_pods       = 50
    vnet_subnet_id = azurerm_subnet.spoke["snet-data"].id
    pod_subnet_id  = azurerm_subnet.spoke["snet-data-pod"].id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    service_cidr   = "172.16.0.0/16"
    dns_service_ip = "172.16.0.10"
  }
}

# Shares the subnet of the platform.
resource "azurerm_kubernetes_cluster" "tools" {
  name                = "aks-tools"
  resource_group_name = "rg-aks"
  location            = "westeurope"
  dns_prefix          = "tools"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.spoke["snet-platform"].id
    upgrade_settings {
      max_surge = "1"
    }
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    pod_cidr            = "10.245.0.0/16"
    service_cidr        = "172.17.0.0/16"
    dns_service_ip      = "172.17.0.10"
  }
}

# How large it grows is decided elsewhere.
variable "batch_max_count" {
  type = number
}

resource "azurerm_kubernetes_cluster" "batch" {
  name                = "aks-batch"
  resource_group_name = "rg-aks"
  location            = "westeurope"
  dns_prefix          = "batch"

  default_node_pool {
    name                 = "system"
    vm_size              = "Standard_D4ds_v5"
    auto_scaling_enabled = true
    min_count            = 1
    max_count            = var.batch_max_count
    vnet_subnet_id       = azurerm_subnet.spoke["snet-batch"].id
    upgrade_settings {
      max_surge = "1"
    }
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    pod_cidr            = "10.246.0.0/20"
    service_cidr        = "172.17.0.0/16"
    dns_service_ip      = "172.17.0.10"
  }
}
