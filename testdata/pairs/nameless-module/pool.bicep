param clusterName string
param name string
param mode string = 'User'

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' existing = {
  name: clusterName

  resource pool 'agentPools' = {
    name: name
    properties: {
      mode: mode
      enableNodePublicIP: mode == 'User'
    }
  }
}
