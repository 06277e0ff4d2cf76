resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'twin-logs'
  location: 'westeurope'
  properties: {
    retentionInDays: 90
    sku: {
      name: 'PerGB2018'
    }
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'twin'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'twin'
    addonProfiles: {
      omsagent: {
        enabled: true
        config: {
          logAnalyticsWorkspaceResourceID: logs.id
        }
      }
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      loadBalancerProfile: {
        outboundIPPrefixes: {
          publicIPPrefixes: [
            {
              id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/out-1'
            }
            {
              id: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/out-2'
            }
          ]
        }
      }
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        osDiskType: 'Managed'
      }
    ]
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: aks
  name: 'audit'
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'kube-apiserver'
        enabled: true
      }
      {
        category: 'kube-audit-admin'
        enabled: true
      }
      {
        category: 'kube-controller-manager'
        enabled: true
      }
      {
        category: 'guard'
        enabled: true
      }
      {
        category: 'cluster-autoscaler'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource admin 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: aks
  name: '44444444-4444-4444-4444-444444444444'
  properties: {
    principalId: '55555555-5555-5555-5555-555555555555'
    principalType: 'Group'
    roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b'
  }
}

resource rules 'Microsoft.Insights/dataCollectionRuleAssociations@2022-06-01' = {
  scope: aks
  name: 'metrics'
  properties: {
    dataCollectionRuleId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Insights/dataCollectionRules/metrics'
  }
}
