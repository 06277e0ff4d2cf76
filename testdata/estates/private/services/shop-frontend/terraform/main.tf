resource "azurerm_storage_account" "assets" {
  name                     = "contososhopassets"
  resource_group_name      = "rg-shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

module "cdn" {
  source  = "registry.example.com/contoso/cdn/azurerm"
  version = "2.1.0"

  storage_account_id = azurerm_storage_account.assets.id
}
