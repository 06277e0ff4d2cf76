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
      '10.1.0.0/27'
    ]
  }
}

resource blue 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'blue'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'blue'
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
      podCidr: '10.244.0.0/16'
      serviceCidr: '10.100.0.0/16'
      dnsServiceIP: '10.100.0.10'
    }
    agentPoolProfiles: [
      {
        name: 'blue'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        type: 'VirtualMachineScaleSets'
        osDiskType: 'Managed'
        count: 10
        maxPods: 110
        vnetSubnetID: nodes.id
      }
    ]
  }
}

resource green 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'green'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'green'
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
      podCidr: '10.244.0.0/16'
      serviceCidr: '10.100.0.0/16'
      dnsServiceIP: '10.100.0.10'
    }
    agentPoolProfiles: [
      {
        name: 'green'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        type: 'VirtualMachineScaleSets'
        osDiskType: 'Managed'
        count: 12
        maxPods: 110
        vnetSubnetID: nodes.id
      }
    ]
  }
}

resource batch 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: green
  name: 'batch'
  properties: {
    mode: 'User'
    vmSize: 'Standard_D4s_v5'
    osDiskType: 'Managed'
    count: 8
    maxPods: 110
    vnetSubnetID: nodes.id
  }
}
