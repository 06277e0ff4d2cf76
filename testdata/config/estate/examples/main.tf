resource "azurerm_kubernetes_cluster" "small" {
  name = "small"
}
