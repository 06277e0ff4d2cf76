param name string
param localOff bool = true

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: name
  location: resourceGroup().location
  properties: {
    dnsPrefix: name
    disableLocalAccounts: localOff
  }
}
