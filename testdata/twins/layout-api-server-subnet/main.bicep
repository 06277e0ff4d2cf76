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
      '10.1.0.0/28'
    ]
  }
}

resource api 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'api'
  properties: {
    defaultOutboundAccess: false
    addressPrefixes: [
      '10.1.1.0/28'
    ]
    delegations: [
      {
        name: 'aks'
        properties: {
          serviceName: 'Microsoft.ContainerService/managedClusters'
        }
      }
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
      networkPlugin: 'none'
      serviceCidr: '10.100.0.0/16'
      dnsServiceIP: '10.100.0.10'
    }
    apiServerAccessProfile: {
      enableVnetIntegration: true
      subnetId: api.id
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        type: 'VirtualMachineScaleSets'
        osDiskType: 'Managed'
        count: 9
        maxPods: 110
        vnetSubnetID: nodes.id
      }
    ]
  }
}
