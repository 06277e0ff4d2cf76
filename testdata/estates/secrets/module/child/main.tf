variable "config" {
  type = object({ private = bool, client_secret = string, admin_password = string })
}

variable "hidden" {
  sensitive = true
}

resource "azurerm_kubernetes_cluster" "this" {
  name                    = "child"
  kubernetes_version      = var.hidden
  private_cluster_enabled = var.config.private
  service_principal {
    client_id     = "00000000-0000-0000-0000-000000000001"
    client_secret = var.config.client_secret
  }
  windows_profile {
    admin_username = "azureuser"
    admin_password = var.config.admin_password
  }
}

output "secret" {
  value     = var.config.client_secret
  sensitive = true
}
