resource "azapi_resource" "logs" {
  type = "Microsoft.OperationalInsights/workspaces@2023-09-01"
  name = "twin-logs"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  body = {
    properties = {
      retentionInDays = 90
      sku = {
        name = "PerGB2018"
      }
    }
  }
}

resource "azapi_resource" "aks" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  identity {
    type = "SystemAssigned"
  }
  body = {
    properties = {
      dnsPrefix = "twin"
      addonProfiles = {
        omsagent = {
          enabled = true
          config = {
            logAnalyticsWorkspaceResourceID = azapi_resource.logs.id
          }
        }
      }
      networkProfile = {
        networkPlugin = "azure"
        networkPluginMode = "overlay"
        loadBalancerProfile = {
          outboundIPPrefixes = {
            publicIPPrefixes = [
              {
                id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/out-1"
              },
              {
                id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/out-2"
              },
            ]
          }
        }
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          count = 3
          osDiskType = "Managed"
        },
      ]
    }
  }
}

resource "azapi_resource" "audit" {
  type = "Microsoft.Insights/diagnosticSettings@2021-05-01-preview"
  name = "audit"
  parent_id = azapi_resource.aks.id
  body = {
    properties = {
      workspaceId = azapi_resource.logs.id
      logs = [
        {
          category = "kube-apiserver"
          enabled = true
        },
        {
          category = "kube-audit-admin"
          enabled = true
        },
        {
          category = "kube-controller-manager"
          enabled = true
        },
        {
          category = "guard"
          enabled = true
        },
        {
          category = "cluster-autoscaler"
          enabled = true
        },
      ]
      metrics = [
        {
          category = "AllMetrics"
          enabled = true
        },
      ]
    }
  }
}

resource "azapi_resource" "admin" {
  type = "Microsoft.Authorization/roleAssignments@2022-04-01"
  name = "44444444-4444-4444-4444-444444444444"
  parent_id = azapi_resource.aks.id
  body = {
    properties = {
      principalId = "55555555-5555-5555-5555-555555555555"
      principalType = "Group"
      roleDefinitionId = "/providers/Microsoft.Authorization/roleDefinitions/b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"
    }
  }
}

resource "azapi_resource" "rules" {
  type = "Microsoft.Insights/dataCollectionRuleAssociations@2022-06-01"
  name = "metrics"
  parent_id = azapi_resource.aks.id
  body = {
    properties = {
      dataCollectionRuleId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Insights/dataCollectionRules/metrics"
    }
  }
}
