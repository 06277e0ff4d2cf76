resource "azurerm_kubernetes_cluster" "shop" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "rg-shop"

  # akslint: ignore[aks-api-server-restricted] until=2027-03-31 the jump host moves in spring
  private_cluster_enabled = false

  local_account_disabled = false #checkov:skip=CKV_AZURE_141:break-glass account, see RISK-7

  default_node_pool {
    name                   = "system"
    node_public_ip_enabled = true # akslint: ignore[aks-local-acounts-disabled]
  }
}

module "lab" {
  source = "./lab"
}
