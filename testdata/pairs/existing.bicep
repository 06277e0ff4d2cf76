// Known on one side alone: 1, because the compiler drops `existing` resources where there are no symbolic names.
// Resources that are only referred to.
param clusterName string = 'demo'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'hub'

  resource nodes 'subnets' existing = {
    name: 'nodes'
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: clusterName
  location: 'westeurope'
  properties: {
    dnsPrefix: clusterName
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vnetSubnetID: vnet::nodes.id
      }
    ]
  }
}
