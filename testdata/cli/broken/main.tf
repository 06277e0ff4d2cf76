resource "azurerm_kubernetes_cluster" "this" {
  name                    = "aks-broken"
  private_cluster_enabled = = false
  local_account_disabled  = true
}

resource "azurerm_kubernetes_cluster_node_pool" "edge" {
  name                   = "edge"
  kubernetes_cluster_id  = azurerm_kubernetes_cluster.this.id
  vm_size                = "Standard_D4ds_v5"
  node_public_ip_enabled = true
}
