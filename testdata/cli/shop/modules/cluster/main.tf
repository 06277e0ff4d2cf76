resource "azurerm_kubernetes_cluster" "this" {
  name                      = var.name
  location                  = "westeurope"
  resource_group_name       = var.resource_group_name
  dns_prefix                = var.name
  private_cluster_enabled   = var.private
  local_account_disabled    = true
  azure_policy_enabled      = true
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  automatic_upgrade_channel = "stable"

  default_node_pool {
    name                   = "system"
    vm_size                = "Standard_D4ds_v5"
    node_count             = 3
    node_public_ip_enabled = var.node_public_ip
  }

  identity {
    type = "SystemAssigned"
  }

  microsoft_defender {
    log_analytics_workspace_id = var.defender_workspace
  }
}
