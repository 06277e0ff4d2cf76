variable "admin_password" {
  sensitive = true
}

variable "network" {
  sensitive = true
}

variable "sp_secret" {}

resource "azurerm_kubernetes_cluster" "this" {
  name = "tokens"
  service_principal {
    client_id     = "x"
    client_secret = var.sp_secret
  }
  windows_profile {
    admin_username = "x"
    admin_password = var.admin_password
  }
  network_profile {
    network_plugin = var.network
  }
}
