@secure()
param secret string

resource aks 'Microsoft.ContainerService/managedClusters@2023-06-02-preview' = {
  name: 'twin'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'twin'
    enableRBAC: true
    publicNetworkAccess: 'Disabled'
    aadProfile: {
      clientAppID: '77777777-7777-7777-7777-777777777777'
      serverAppID: '88888888-8888-8888-8888-888888888888'
      serverAppSecret: secret
      managed: false
    }
    networkProfile: {
      networkPlugin: 'kubenet'
      networkPolicy: 'calico'
      loadBalancerSku: 'basic'
    }
    ingressProfile: {
      webAppRouting: {
        enabled: true
        dnsZoneResourceId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/dnsZones/example.org'
      }
    }
    autoUpgradeProfile: {
      upgradeChannel: 'rapid'
      nodeOSUpgradeChannel: 'None'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        enableCustomCATrust: true
        messageOfTheDay: 'aGVsbG8='
        enableAutoScaling: false
        enableEncryptionAtHost: false
        osDiskType: 'Managed'
      }
    ]
  }
}
