// A template of the subscription, with modules in resource groups.
targetScope = 'subscription'

param location string = deployment().location
param group string = 'rg-demo'

resource rg 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: group
  location: location
}

module aks 'module-scope/aks.bicep' = {
  name: 'aks'
  scope: rg
  params: {
    name: 'demo'
  }
}

module second 'module-scope/aks.bicep' = {
  name: 'second'
  scope: resourceGroup('rg-other')
  params: {
    name: 'second'
    localOff: location == 'nowhere'
  }
}
