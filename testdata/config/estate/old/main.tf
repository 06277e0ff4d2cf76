resource "azurerm_kubernetes_cluster" "old" {
  name = "old"
}
