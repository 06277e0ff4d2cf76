// Modules without names, one in another, in loops; the outputs of a module as the scope of a rule.
param pools array = [
  {
    name: 'blue'
  }
  {
    name: 'green'
    mode: 'System'
  }
]

module aks 'nameless-module/aks.bicep' = {
  params: {
    name: 'demo'
    pools: pools
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'shop'
  location: 'westeurope'
  tags: {
    cluster: aks.outputs.fqdn
  }
}
