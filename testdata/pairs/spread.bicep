// Objects and lists spread into others, also ones that nobody knows.
param overrides object = {
  disableLocalAccounts: false
  enableRBAC: true
}
param ranges array = ['203.0.113.0/24']
param extra object

var base = {
  dnsPrefix: 'demo'
  disableLocalAccounts: true
  kubernetesVersion: '1.35'
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    ...base
    ...overrides
    kubernetesVersion: '1.36'
    apiServerAccessProfile: {
      authorizedIPRanges: [
        ...ranges
        '198.51.100.7/32'
      ]
    }
  }
}

resource other 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'other'
  location: 'westeurope'
  properties: {
    enableRBAC: true
    ...extra
    disableLocalAccounts: true
  }
}
