terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "2.95.0"
    }
  }
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix                      = "twin"
  api_server_authorized_ip_ranges = ["198.51.100.0/24"]

  role_based_access_control {
    enabled = true
  }

  addon_profile {
    kube_dashboard {
      enabled = true
    }
    azure_policy {
      enabled = true
    }
    oms_agent {
      enabled = false
    }
    azure_keyvault_secrets_provider {
      enabled                 = true
      secret_rotation_enabled = false
    }
  }

  default_node_pool {
    name               = "system"
    vm_size            = "Standard_D4s_v5"
    node_count         = 3
    availability_zones = ["1", "2"]
    type               = "AvailabilitySet"
    os_disk_type       = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}
