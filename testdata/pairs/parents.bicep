// Children outside their parent; a network, its subnets and what hangs on them.
param base string = '10.4.0.0/16'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [base]
    }
    subnets: [
      {
        name: 'inline'
        properties: {
          addressPrefix: '10.4.0.0/24'
        }
      }
    ]
  }
}

resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg'
  location: 'westeurope'
}

resource routes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'routes'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: true
  }
}

resource route 'Microsoft.Network/routeTables/routes@2024-05-01' = {
  parent: routes
  name: 'firewall'
  properties: {
    addressPrefix: '0.0.0.0/0'
    nextHopType: 'VirtualAppliance'
    nextHopIpAddress: cidrHost(base, 3)
  }
}

resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'nodes'
  properties: {
    addressPrefix: cidrSubnet(base, 22, 1)
    networkSecurityGroup: {
      id: nsg.id
    }
    routeTable: {
      id: routes.id
    }
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      outboundType: 'userDefinedRouting'
      podCidr: '10.244.0.0/16'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vnetSubnetID: nodes.id
      }
      {
        name: 'apps'
        mode: 'User'
        vnetSubnetID: vnet.properties.subnets[0].id
      }
    ]
  }
}
