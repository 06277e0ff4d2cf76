resource "azurerm_resource_group" "this" {
  name     = "demo"
  location = "westeurope"
}
