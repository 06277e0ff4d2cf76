terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

variable "secret" {
  type      = string
  sensitive = true
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix                        = "open"
  role_based_access_control_enabled = false
  local_account_disabled            = false
  private_cluster_enabled           = false
  run_command_enabled               = true
  http_application_routing_enabled  = true
  open_service_mesh_enabled         = true
  azure_policy_enabled              = false
  oidc_issuer_enabled               = false
  workload_identity_enabled         = false
  sku_tier                          = "Free"

  api_server_access_profile {
    authorized_ip_ranges = ["0.0.0.0/0", "203.0.113.0/24"]
  }

  default_node_pool {
    name                   = "system"
    vm_size                = "Standard_B2s"
    node_count             = 1
    node_public_ip_enabled = true
    os_disk_type           = "Managed"
  }

  service_principal {
    client_id     = "11111111-1111-1111-1111-111111111111"
    client_secret = var.secret
  }
}
