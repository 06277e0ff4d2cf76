// Children inside their parent keep both symbolic names.
param taints string[] = ['CriticalAddonsOnly=true:NoSchedule']

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
  }

  resource system 'agentPools' = {
    name: 'system'
    properties: {
      mode: 'System'
      nodeTaints: taints
    }
  }

  resource zones 'agentPools' = [for zone in ['1', '2']: {
    name: 'zone${zone}'
    properties: {
      mode: 'User'
      availabilityZones: [zone]
    }
  }]
}
