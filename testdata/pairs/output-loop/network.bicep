param names array
param base string = '10.1.0.0/16'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [base]
    }
    subnets: [for (name, i) in names: {
      name: name
      properties: {
        addressPrefix: cidrSubnet(base, 24, i)
      }
    }]
  }
}

output ids array = [for name in names: resourceId('Microsoft.Network/virtualNetworks/subnets', vnet.name, name)]
output prefixes array = [for i in range(0, length(names)): cidrSubnet(base, 24, i)]
