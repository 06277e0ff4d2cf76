// What changes nothing in the values: descriptions, metadata, namespaces, any(), the order of deployment.
metadata description = 'A cluster and a pool.'

@sys.description('Where.')
@metadata({
  source: 'ours'
})
param location string = az.resourceGroup().location

@sys.allowed([
  '1.34'
  '1.35'
])
param version string = '1.35'

@sys.maxLength(4)
param zones array = ['1']

@description('The cluster.')
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: location
  properties: {
    dnsPrefix: any('demo')
    kubernetesVersion: sys.toLower(version)
    disableLocalAccounts: any(true)
  }
}

#disable-next-line no-unnecessary-dependson
resource pool 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: 'apps'
  properties: {
    mode: 'User'
    availabilityZones: zones!
  }
  dependsOn: [
    registry
  ]
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'registry'
  location: location
  sku: { name: 'Basic' }
}
