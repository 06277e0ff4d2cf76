param name string
param addressPrefix string
param subnets string[]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${name}'
  location: resourceGroup().location
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [for (subnet, i) in subnets: {
      name: subnet
      properties: {
        addressPrefix: cidrSubnet(addressPrefix, 24, i)
      }
    }]
  }
}

output subnetIds array = [for subnet in subnets: '${network.id}/subnets/${subnet}']
