variable "private" {
  type = bool
}

resource "azurerm_kubernetes_cluster" "this" {
  name                    = "shop"
  private_cluster_enabled = var.private
}

resource "azurerm_kubernetes_cluster" "lab" {
  name                   = "lab"
  local_account_disabled = true
}
