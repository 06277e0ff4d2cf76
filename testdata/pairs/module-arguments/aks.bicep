param name string
param version string = '1.34'
param tier string?
param addons object = {}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: name
  location: 'westeurope'
  sku: {
    name: 'Base'
    tier: tier ?? 'Free'
  }
  properties: {
    dnsPrefix: name
    kubernetesVersion: version
    addonProfiles: addons
  }
}
