resource "azurerm_kubernetes_cluster" "this" {
  name = "broken"
  service_principal {
    client_id     = "x"
    client_secret = "CANARY-broken-line" "CANARY-broken-rest"
  }
}

resource "azurerm_kubernetes_cluster" "unclosed" {
  name = "unclosed"
  windows_profile {
    admin_username = "azureuser"
    admin_password = CANARY-bare-word! ?
  }
}

variable "admin_password" {
  default = "CANARY-unclosed
}
