param name string
param subnetId string
param isPrivate bool = true
param disableLocalAccounts bool = false

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: name
  location: 'westeurope'
  properties: {
    dnsPrefix: name
    disableLocalAccounts: disableLocalAccounts
    apiServerAccessProfile: {
      enablePrivateCluster: isPrivate
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vnetSubnetID: subnetId
      }
    ]
  }
}

output isPrivate bool = isPrivate
output principalId string = aks.properties.identityProfile.kubeletidentity.objectId
