// AKS Automatic: nothing is written that it presets.

resource aks 'Microsoft.ContainerService/managedClusters@2026-05-01' = {
  name: 'aks-automatic'
  location: 'westeurope'
  sku: {
    name: 'Automatic'
    tier: 'Standard'
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        vmSize: 'Standard_D4ds_v5'
      }
    ]
  }
}
