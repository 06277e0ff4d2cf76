// One object per environment, chosen by a parameter; variables out of variables.
param environment string = 'prod'

var settings = {
  dev: {
    tier: 'Free'
    isPrivate: false
    zones: []
  }
  prod: {
    tier: 'Standard'
    isPrivate: true
    zones: ['1', '2', '3']
  }
}
var chosen = settings[environment]
var name = 'aks-${environment}'
var profile = {
  enablePrivateCluster: chosen.isPrivate
  privateDNSZone: 'system'
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: name
  location: 'westeurope'
  sku: {
    name: 'Base'
    tier: chosen.tier
  }
  properties: {
    dnsPrefix: name
    apiServerAccessProfile: profile
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        availabilityZones: settings.prod.zones
        minCount: length(chosen.zones)
      }
    ]
  }
}
