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
      '10.1.0.0/24'
    ]
  }
}

resource pods 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'pods'
  properties: {
    defaultOutboundAccess: false
    addressPrefixes: [
      '10.1.4.0/24'
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
        count: 4
        maxPods: 60
        vnetSubnetID: nodes.id
        podSubnetID: pods.id
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
    count: 12
    maxPods: 60
    vnetSubnetID: nodes.id
    podSubnetID: pods.id
  }
}
