// Loops over the entries of an object.
param pools object = {
  system: {
    mode: 'System'
    public: false
  }
  edge: {
    mode: 'User'
    public: true
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  tags: toObject(items(pools), entry => entry.key, entry => entry.value.mode)
  properties: {
    dnsPrefix: 'demo'
    agentPoolProfiles: [for pool in items(pools): {
      name: pool.key
      mode: pool.value.mode
      vmSize: 'Standard_D4s_v5'
      enableNodePublicIP: pool.value.public
    }]
  }
}
