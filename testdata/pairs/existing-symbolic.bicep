// Resources that are only referred to keep their symbolic names.
param clusterName string?

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' existing = {
  name: clusterName ?? 'demo'
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: 'central'
  scope: resourceGroup('rg-central')
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: aks
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource pool 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: 'apps'
  properties: {
    mode: 'User'
    orchestratorVersion: aks.properties.currentKubernetesVersion
  }
}
