terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "2.34.0"
    }
  }
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix                 = "twin"
  enable_pod_security_policy = true

  role_based_access_control {
    enabled = true
  }

  network_profile {
    network_plugin     = "kubenet"
    network_policy     = "calico"
    load_balancer_sku  = "standard"
    docker_bridge_cidr = "172.17.0.1/16"
  }

  default_node_pool {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    node_count   = 3
    type         = "VirtualMachineScaleSets"
    os_disk_type = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}
