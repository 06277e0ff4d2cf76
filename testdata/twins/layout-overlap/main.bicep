resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'twin-net'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.0.0.0/8'
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
      '10.0.4.0/22'
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
      podCidr: '10.0.6.0/23'
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
