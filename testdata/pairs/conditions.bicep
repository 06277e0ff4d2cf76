// Resources that are there, that are not, and that depend on what nobody said.
param environment string = 'prod'
param wantsRegistry bool
param wantsLogs bool = true

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = if (environment != 'none') {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
  }
}

resource dev 'Microsoft.ContainerService/managedClusters@2025-05-01' = if (environment == 'dev') {
  name: 'dev'
  location: 'westeurope'
  properties: {
    enableRBAC: false
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = if (wantsRegistry) {
  name: 'registry'
  location: 'westeurope'
  sku: {
    name: 'Premium'
  }
  properties: {
    adminUserEnabled: false
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (wantsLogs && environment != 'dev') {
  name: 'logs'
  scope: aks
  properties: {
    storageAccountId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a'
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}
