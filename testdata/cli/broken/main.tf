resource "azurerm_kubernetes_cluster" "this" {
  name                    = "aks-broken"
  private_cluster_enabled = = false
  local_account_disabled  = true
}
