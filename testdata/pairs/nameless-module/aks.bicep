param name string
param pools array = []

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: name
  location: 'westeurope'
  properties: {
    dnsPrefix: name
  }
}

module inner 'pool.bicep' = [for pool in pools: {
  params: {
    clusterName: aks.name
    name: pool.name
    mode: pool.?mode
  }
}]

output id string = aks.id
output fqdn string = aks.properties.fqdn
