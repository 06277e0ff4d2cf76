// Types that are taken from a resource, lists counted from the end, and an interpolated text of many lines.
param properties resourceInput<'Microsoft.ContainerService/managedClusters@2025-05-01'>.properties = {
  dnsPrefix: 'demo'
  disableLocalAccounts: true
}
param versions string[] = ['1.33', '1.34', '1.35']

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  tags: {
    newest: versions[^1]
    text: $'''
version ${versions[0]}
'''
  }
  properties: properties
}
