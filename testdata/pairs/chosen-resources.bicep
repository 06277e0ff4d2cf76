// One of two resources, chosen by what is known and by what is not.
param useOwn bool = true
param useBlue bool

resource own 'Microsoft.OperationalInsights/workspaces@2025-02-01' = if (useOwn) {
  name: 'own'
  location: 'westeurope'
}

resource central 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'central'
  location: 'westeurope'
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'

  resource blue 'subnets' = {
    name: 'blue'
    properties: {
      addressPrefix: '10.0.1.0/24'
    }
  }

  resource green 'subnets' = {
    name: 'green'
    properties: {
      addressPrefix: '10.0.2.0/24'
    }
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
    addonProfiles: {
      omsagent: {
        enabled: !empty(useOwn ? own.id : central.id)
        config: {
          logAnalyticsWorkspaceResourceID: useOwn ? own.id : central.id
        }
      }
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vnetSubnetID: useBlue ? vnet::blue.id : vnet::green.id
      }
    ]
  }
}
