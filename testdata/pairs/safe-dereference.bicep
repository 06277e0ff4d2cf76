// Members that may be missing, and what is taken then.
param settings object = {
  api: {
    isPrivate: true
  }
  zones: ['1']
}
param pool { name: string, taints: string[]? } = {
  name: 'apps'
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: settings.?name ?? 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
    enableRBAC: settings.?rbac.?enabled ?? true
    disableLocalAccounts: settings.api.?localOff ?? false
    apiServerAccessProfile: {
      enablePrivateCluster: settings.?api.isPrivate ?? false
      disableRunCommand: settings.api!.isPrivate
    }
    agentPoolProfiles: [
      {
        name: pool.name
        mode: 'System'
        nodeTaints: pool.?taints ?? []
        availabilityZones: settings.?zones ?? ['2']
        vmSize: settings.?pools[?0].?size
        osSKU: settings.zones[?3] ?? 'AzureLinux'
        maxPods: settings[?'maxPods'] ?? 110
      }
    ]
  }
}
