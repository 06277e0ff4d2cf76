locals {
  name = "contoso-${var.environment}"
  tags = {
    environment = var.environment
    team        = "platform"
  }
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.name}"
  location = var.location
  tags     = local.tags
}

resource "azurerm_log_analytics_workspace" "this" {
  name                = "log-${local.name}"
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  retention_in_days   = var.environment == "prod" ? 90 : 30
  tags                = local.tags
}

module "network" {
  source = "../../modules/network"

  name                = local.name
  resource_group_name = azurerm_resource_group.this.name
  location            = var.location
  address_space       = var.address_space
}

module "aks" {
  source = "../../modules/aks"

  name                       = local.name
  resource_group_name        = azurerm_resource_group.this.name
  location                   = var.location
  kubernetes_version         = var.cluster.kubernetes_version
  sku_tier                   = var.cluster.sku_tier
  private_cluster_enabled    = var.cluster.private
  authorized_networks        = var.cluster.authorized_networks
  local_account_disabled     = !var.cluster.local_accounts
  upgrade_channel            = var.cluster.upgrade_channel
  admin_group_object_ids     = var.cluster.admin_groups
  node_subnet_id             = module.network.subnet_ids["nodes"]
  node_pools                 = var.node_pools
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id
  network_policy             = "cilium"
  tags                       = local.tags
}

resource "azurerm_monitor_action_group" "oncall" {
  name                = "ag-${local.name}"
  resource_group_name = azurerm_resource_group.this.name
  short_name          = "oncall"

  webhook_receiver {
    name        = "pager"
    service_uri = "https://pager.example.com/hook?key=${var.alert_webhook_secret}"
  }
}
