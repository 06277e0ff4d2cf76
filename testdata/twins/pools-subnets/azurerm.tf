terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

resource "azurerm_network_security_group" "nsg" {
  name                = "twin-nodes"
  location            = "westeurope"
  resource_group_name = "twins"
}

resource "azurerm_virtual_network" "vnet" {
  name                = "twin-net"
  location            = "westeurope"
  resource_group_name = "twins"
  address_space       = ["10.0.0.0/8"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "twins"
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = ["10.1.0.0/20"]

  default_outbound_access_enabled = false
}

resource "azurerm_subnet_network_security_group_association" "nodes" {
  subnet_id                 = azurerm_subnet.nodes.id
  network_security_group_id = azurerm_network_security_group.nsg.id
}

resource "azurerm_subnet" "pods" {
  name                 = "pods"
  resource_group_name  = "twins"
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = ["10.2.0.0/16"]

  default_outbound_access_enabled = false
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix = "twin"

  network_profile {
    network_plugin = "azure"
  }

  default_node_pool {
    name                     = "system"
    vm_size                  = "Standard_D4s_v5"
    node_count               = 3
    type                     = "VirtualMachineScaleSets"
    vnet_subnet_id           = azurerm_subnet.nodes.id
    pod_subnet_id            = azurerm_subnet.pods.id
    node_public_ip_enabled   = true
    node_public_ip_prefix_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/nodes"
    os_disk_type             = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "user" {
  name                    = "user"
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.aks.id
  mode                    = "User"
  vm_size                 = "Standard_D8s_v5"
  node_count              = 3
  auto_scaling_enabled    = true
  min_count               = 2
  max_count               = 9
  zones                   = ["1", "2", "3"]
  node_public_ip_enabled  = false
  host_encryption_enabled = true
  fips_enabled            = true
  ultra_ssd_enabled       = true
  os_type                 = "Linux"
  os_sku                  = "AzureLinux"
  os_disk_type            = "Ephemeral"
  os_disk_size_gb         = 64
  max_pods                = 60
  vnet_subnet_id          = azurerm_subnet.nodes.id
  pod_subnet_id           = azurerm_subnet.pods.id
  orchestrator_version    = "1.33"
  priority                = "Regular"
  node_taints             = ["team=a:NoSchedule"]
  node_labels             = { team = "a" }
  workload_runtime        = "OCIContainer"
  tags                    = { team = "a" }

  upgrade_settings {
    max_surge                     = "33%"
    max_unavailable               = "1"
    drain_timeout_in_minutes      = 30
    node_soak_duration_in_minutes = 5
    undrainable_node_behavior     = "Cordon"
  }

  kubelet_config {
    allowed_unsafe_sysctls = ["net.core.somaxconn"]
    pod_max_pid            = 4096
    container_log_max_line = 5
  }

  node_network_profile {
    allowed_host_ports {
      port_start = 8000
      port_end   = 8010
      protocol   = "TCP"
    }
    application_security_group_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/applicationSecurityGroups/nodes"]
  }
}
