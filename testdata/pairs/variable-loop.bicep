// Loops in variables: over a list, with an index, over a range.
param poolNames array = ['system', 'apps']
param zoneCount int = 3

var profiles = [for (name, i) in poolNames: {
  name: name
  mode: i == 0 ? 'System' : 'User'
  vmSize: 'Standard_D4s_v5'
  maxPods: 30 + i * 80
}]
var zones = [for i in range(1, zoneCount): string(i)]
var plain = 'demo'

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: plain
  location: 'westeurope'
  properties: {
    dnsPrefix: plain
    agentPoolProfiles: profiles
  }
}

resource extra 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: 'extra'
  properties: {
    mode: profiles[1].mode
    availabilityZones: zones
    enableNodePublicIP: length(zones) > 2
  }
}
