// Defaults, defaults out of other parameters, bounds, allowed values; one parameter without a value.
@description('What everything is named after.')
@minLength(3)
@maxLength(20)
param prefix string = 'demo'

param location string = resourceGroup().location
param clusterName string = '${prefix}-aks'

@allowed([
  'Free'
  'Standard'
  'Premium'
])
param tier string = 'Standard'

@minValue(1)
@maxValue(100)
param nodes int = 3

param isPrivate bool = false
param ranges array = ['203.0.113.0/24']
param addons object = {
  azurepolicy: {
    enabled: true
  }
}
param networkPolicy string

@allowed(['loadBalancer', 'managedNATGateway'])
param outboundType string

@secure()
param adminPassword string

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: clusterName
  location: location
  sku: {
    name: 'Base'
    tier: tier
  }
  properties: {
    dnsPrefix: prefix
    addonProfiles: addons
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: nodes
        vmSize: 'Standard_D4s_v5'
      }
    ]
    apiServerAccessProfile: {
      enablePrivateCluster: isPrivate
      authorizedIPRanges: ranges
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPolicy: networkPolicy
      outboundType: outboundType
    }
    windowsProfile: {
      adminUsername: 'azureuser'
      adminPassword: adminPassword
    }
  }
}
