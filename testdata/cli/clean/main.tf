terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_kubernetes_cluster" "this" {
  name                      = "aks-clean"
  location                  = "westeurope"
  resource_group_name       = "rg-clean"
  dns_prefix                = "aks-clean"
  kubernetes_version        = "1.35"
  private_cluster_enabled   = true
  local_account_disabled    = true
  azure_policy_enabled      = true
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  automatic_upgrade_channel = "stable"
  node_os_upgrade_channel   = "NodeImage"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4ds_v5"
    node_count = 3
  }

  identity {
    type = "SystemAssigned"
  }

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled     = true
    admin_group_object_ids = ["00000000-0000-0000-0000-000000000001"]
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_policy      = "cilium"
    network_data_plane  = "cilium"
  }

  key_vault_secrets_provider {
    secret_rotation_enabled = true
  }

  microsoft_defender {
    log_analytics_workspace_id = azurerm_log_analytics_workspace.clean.id
  }

  oms_agent {
    log_analytics_workspace_id      = azurerm_log_analytics_workspace.clean.id
    msi_auth_for_monitoring_enabled = true
  }
}

resource "azurerm_log_analytics_workspace" "clean" {
  name                = "log-clean"
  location            = "westeurope"
  resource_group_name = "rg-clean"
}

resource "azurerm_monitor_diagnostic_setting" "clean" {
  name                       = "control-plane"
  target_resource_id         = azurerm_kubernetes_cluster.this.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.clean.id

  enabled_log {
    category = "kube-audit-admin"
  }

  enabled_log {
    category = "kube-apiserver"
  }

  enabled_log {
    category = "guard"
  }
}
