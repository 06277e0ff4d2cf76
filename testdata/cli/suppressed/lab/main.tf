resource "azurerm_kubernetes_cluster" "lab" {
  name                    = "lab"
  location                = "westeurope"
  resource_group_name     = "rg-lab"
  private_cluster_enabled = false # akslint: ignore[aks-node-public-ip] copied from elsewhere
  local_account_disabled  = true

  default_node_pool {
    name = "system"
  }
}
