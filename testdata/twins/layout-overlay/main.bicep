resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'twin-net'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.1.0.0/16'
      ]
    }
  }
}

resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'nodes'
  properties: {
    defaultOutboundAccess: false
    addressPrefixes: [
      '10.1.0.0/26'
    ]
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'twin'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'twin'
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      podCidr: '10.244.0.0/20'
      serviceCidr: '10.100.0.0/16'
      dnsServiceIP: '10.100.0.10'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        type: 'VirtualMachineScaleSets'
        osDiskType: 'Managed'
        count: 3
        maxPods: 110
        vnetSubnetID: nodes.id
      }
    ]
  }
}

resource user 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: 'user'
  properties: {
    mode: 'User'
    vmSize: 'Standard_D4s_v5'
    osDiskType: 'Managed'
    count: 3
    enableAutoScaling: true
    minCount: 3
    maxCount: 20
    maxPods: 250
    vnetSubnetID: nodes.id
  }
}
