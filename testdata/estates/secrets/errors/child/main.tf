variable "flag" {
  type = bool
}

variable "numbers" {
  type = list(number)
}

resource "azurerm_kubernetes_cluster" "this" {
  name                    = "child"
  private_cluster_enabled = var.flag
  kubernetes_version      = var.numbers[0]
}
