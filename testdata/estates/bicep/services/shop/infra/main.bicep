targetScope = 'resourceGroup'

param environmentName string
param location string = resourceGroup().location
param isPrivate bool
param disableLocalAccounts bool = true
param kubernetesVersion string = '1.35'

@secure()
param clientSecret string

var hash = toLower(uniqueString(resourceGroup().id, environmentName, location))

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks-${hash}'
  location: location
  tags: {
    'azd-env-name': environmentName
  }
  properties: {
    dnsPrefix: 'shop'
    kubernetesVersion: kubernetesVersion
    disableLocalAccounts: disableLocalAccounts
    aadProfile: {
      managed: true
      enableAzureRBAC: true
    }
    apiServerAccessProfile: {
      enablePrivateCluster: isPrivate
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D2s_v5'
        count: 1
      }
    ]
    networkProfile: {
      networkPlugin: 'kubenet'
    }
    servicePrincipalProfile: {
      clientId: '11111111-1111-1111-1111-111111111111'
      secret: clientSecret
    }
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    name: 'sql-${hash}'
  }
}
