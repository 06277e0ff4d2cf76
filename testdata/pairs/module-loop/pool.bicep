param clusterName string
param poolName string
param isPublic bool = true

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' existing = {
  name: clusterName
}

resource pool 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: poolName
  properties: {
    mode: 'User'
    enableNodePublicIP: isPublic
  }
}

output id string = pool.id
