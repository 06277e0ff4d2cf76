// Loops inside properties, one in another.
param pools array = [
  {
    name: 'system'
    zones: [1, 2]
    taints: ['CriticalAddonsOnly']
  }
  {
    name: 'apps'
    zones: [3]
    taints: []
  }
]
param categories array = ['kube-audit-admin', 'guard']

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
    agentPoolProfiles: [for (pool, i) in pools: {
      name: pool.name
      mode: i == 0 ? 'System' : 'User'
      vmSize: 'Standard_D4s_v5'
      availabilityZones: [for zone in pool.zones: string(zone)]
      nodeTaints: [for taint in pool.taints: '${taint}=true:NoSchedule']
    }]
    enableRBAC: true
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: aks
  properties: {
    workspaceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w'
    logs: [for category in categories: {
      category: category
      enabled: category != 'guard'
    }]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}
