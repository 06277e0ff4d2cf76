@secure()
param password string

@allowed(['1.33', '1.34'])
param version string

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'called'
  properties: {
    kubernetesVersion: version
    dnsPrefix: password
    windowsProfile: {
      adminUsername: 'azure'
      adminPassword: password
    }
  }
}
