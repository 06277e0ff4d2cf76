// Known on one side alone: 2, because the compiler drops `existing` resources where there are no symbolic names.
// A loop with a condition for each turn.
param pools array = [
  {
    name: 'blue'
    isOn: true
  }
  {
    name: 'green'
    isOn: false
  }
]
param wantsSpot bool

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' existing = {
  name: 'demo'
}

resource agents 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = [for pool in pools: if (pool.isOn) {
  parent: aks
  name: pool.name
  properties: {
    mode: 'User'
    vmSize: 'Standard_D4s_v5'
  }
}]

resource spot 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = [for i in range(0, 1): if (wantsSpot) {
  parent: aks
  name: 'spot${i}'
  properties: {
    scaleSetPriority: 'Spot'
  }
}]
