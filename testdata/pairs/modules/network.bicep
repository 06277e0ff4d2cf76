param name string
param prefix string = '10.0.0.0/16'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [prefix]
    }
  }

  resource nodes 'subnets' = {
    name: 'nodes'
    properties: {
      addressPrefix: cidrSubnet(prefix, 24, 1)
    }
  }
}

output subnetId string = vnet::nodes.id
output vnetName string = vnet.name
