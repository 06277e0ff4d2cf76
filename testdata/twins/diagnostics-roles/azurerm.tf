terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

resource "azurerm_log_analytics_workspace" "logs" {
  name                = "twin-logs"
  location            = "westeurope"
  resource_group_name = "twins"
  sku                 = "PerGB2018"
  retention_in_days   = 90
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix = "twin"

  oms_agent {
    log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"

    load_balancer_profile {
      outbound_ip_prefix_ids = [
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/out-1",
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/out-2",
      ]
    }
  }

  default_node_pool {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    node_count   = 3
    os_disk_type = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_monitor_diagnostic_setting" "audit" {
  name                       = "audit"
  target_resource_id         = azurerm_kubernetes_cluster.aks.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id

  enabled_log {
    category = "kube-apiserver"
  }

  enabled_log {
    category = "kube-audit-admin"
  }

  enabled_log {
    category = "kube-controller-manager"
  }

  enabled_log {
    category = "guard"
  }

  enabled_log {
    category = "cluster-autoscaler"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}

resource "azurerm_role_assignment" "admin" {
  name                 = "44444444-4444-4444-4444-444444444444"
  scope                = azurerm_kubernetes_cluster.aks.id
  role_definition_name = "Azure Kubernetes Service RBAC Cluster Admin"
  principal_id         = "55555555-5555-5555-5555-555555555555"
  principal_type       = "Group"
}

resource "azurerm_monitor_data_collection_rule_association" "rules" {
  name                    = "metrics"
  target_resource_id      = azurerm_kubernetes_cluster.aks.id
  data_collection_rule_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Insights/dataCollectionRules/metrics"
}
