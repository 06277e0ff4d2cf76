// A loop over names with an index, children of one cluster.
param poolNames array = ['blue', 'green']
param publicPool int = 1

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
      }
    ]
  }
}

@batchSize(1)
resource pools 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = [for (name, i) in poolNames: {
  parent: aks
  name: name
  properties: {
    mode: 'User'
    vmSize: 'Standard_D${4 * (i + 1)}s_v5'
    enableNodePublicIP: i == publicPool
    count: i + 1
  }
}]
