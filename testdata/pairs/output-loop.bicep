// A module gives out lists that it makes in loops; the caller picks from them.
param subnetNames array = ['nodes', 'pods']

module network 'output-loop/network.bicep' = {
  name: 'network'
  params: {
    names: subnetNames
  }
}

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
        vnetSubnetID: network.outputs.ids[0]
        podSubnetID: network.outputs.ids[1]
      }
    ]
    apiServerAccessProfile: {
      authorizedIPRanges: network.outputs.prefixes
    }
  }
}
