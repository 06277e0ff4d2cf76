// Texts, escapes, many lines, numbers, objects and lists as they stand.
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  tags: {
    team: '[platform]'
    quote: 'it\'s ours'
    path: 'C:\\temp'
    text: '''
two
lines'''
    dollar: '\${x}'
    letter: '\u{41}KS'
  }
  sku: {
    name: 'Base'
    tier: 'Standard'
  }
  properties: {
    dnsPrefix: 'demo'
    kubernetesVersion: '1.35'
    enableRBAC: true
    disableLocalAccounts: true
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        availabilityZones: ['1', '2', '3']
        nodeTaints: [
          'CriticalAddonsOnly=true:NoSchedule'
        ]
      }
    ]
    autoUpgradeProfile: {
      upgradeChannel: 'patch'
    }
    apiServerAccessProfile: {
      enablePrivateCluster: false
      authorizedIPRanges: ['203.0.113.0/24']
    }
    securityProfile: null
  }
}
