resource "azurerm_kubernetes_cluster" "this" {
  name               = "demo"
  kubernetes_version = "1.34"
  sku_tier           = "Standard"
}
