// The same with types, so that resources have symbolic names; loops over objects and over a range.
param pools { name: string, count: int, public: bool? }[] = [
  {
    name: 'blue'
    count: 2
  }
  {
    name: 'green'
    count: 3
    public: true
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
  }
}

@batchSize(1)
resource subnets 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = [for i in range(0, 2): {
  parent: network
  name: 'nodes-${i}'
  properties: {
    addressPrefix: '10.0.${i}.0/24'
  }
}]

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
  }
}

resource agents 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = [for (pool, i) in pools: {
  parent: aks
  name: pool.name
  properties: {
    mode: i == 0 ? 'System' : 'User'
    count: pool.count
    enableNodePublicIP: pool.?public ?? false
    vnetSubnetID: subnets[i].id
  }
}]
