param clientId string = '11111111-1111-1111-1111-111111111111'

@secure()
param clientSecret string

@secure()
param windows object

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
    servicePrincipalProfile: {
      clientId: clientId
      secret: clientSecret
    }
    windowsProfile: windows
  }
}
