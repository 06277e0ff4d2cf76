// A module for each element.
param names array = ['blue', 'green']

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
  }
}

module pools 'module-loop/pool.bicep' = [for (name, i) in names: {
  name: 'pool-${name}'
  params: {
    clusterName: aks.name
    poolName: name
    isPublic: i > 0
  }
}]

output first string = pools[0].outputs.id
