// A network, a cluster in it, and what refers to outputs of both.
param environment string = 'prod'
param addresses string = '10.20.0.0/16'

module network 'modules/network.bicep' = {
  name: 'network'
  params: {
    name: 'vnet-${environment}'
    prefix: addresses
  }
}

module aks 'modules/aks.bicep' = {
  name: 'aks-${environment}'
  params: {
    name: 'aks-${environment}'
    subnetId: network.outputs.subnetId
    disableLocalAccounts: environment == 'prod'
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'registry'
  location: 'westeurope'
  tags: {
    network: network.outputs.vnetName
  }
  sku: {
    name: 'Premium'
  }
  properties: {
    adminUserEnabled: !aks.outputs.isPrivate
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, 'pull')
  scope: registry
  properties: {
    principalId: aks.outputs.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}
