terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "3.70.0"
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

  dns_prefix                        = "twin"
  role_based_access_control_enabled = true
  public_network_access_enabled     = false
  automatic_channel_upgrade         = "rapid"
  node_os_channel_upgrade           = "None"

  azure_active_directory_role_based_access_control {
    managed           = false
    client_app_id     = "77777777-7777-7777-7777-777777777777"
    server_app_id     = "88888888-8888-8888-8888-888888888888"
    server_app_secret = var.secret
  }

  network_profile {
    network_plugin     = "kubenet"
    network_policy     = "calico"
    load_balancer_sku  = "basic"
  }

  web_app_routing {
    dns_zone_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/dnsZones/example.org"
  }

  default_node_pool {
    name                    = "system"
    vm_size                 = "Standard_D4s_v5"
    node_count              = 3
    custom_ca_trust_enabled = true
    message_of_the_day      = "aGVsbG8="
    enable_auto_scaling     = false
    enable_host_encryption  = false
    os_disk_type            = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}
