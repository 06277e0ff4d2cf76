// Types of one's own: objects, lists, unions of literals, what may be null, and no value at all.
@description('One node pool.')
type poolType = {
  name: string
  mode: ('System' | 'User')?
  count: int?
  *: string
}

@discriminator('kind')
type accessType = privateType | publicType

type privateType = {
  kind: 'private'
  zone: string
}

type publicType = {
  kind: 'public'
  ranges: string[]
}

type tierType = 'Free' | 'Standard' | 'Premium'

param pools poolType[] = [
  {
    name: 'system'
    mode: 'System'
  }
]
param access accessType = {
  kind: 'public'
  ranges: ['203.0.113.0/24']
}
param tier tierType = 'Standard'
param version string?
param channel ('patch' | 'stable')
param wantsRbac true | false = true

var isPrivate bool = access.kind == 'private'

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  sku: {
    name: 'Base'
    tier: tier
  }
  properties: {
    dnsPrefix: 'demo'
    enableRBAC: wantsRbac
    kubernetesVersion: version
    agentPoolProfiles: [for pool in pools: {
      name: pool.name
      mode: pool.?mode ?? 'User'
      count: pool.?count
    }]
    apiServerAccessProfile: {
      enablePrivateCluster: isPrivate
      authorizedIPRanges: access.kind == 'public' ? access.ranges : null
    }
    autoUpgradeProfile: {
      upgradeChannel: channel
    }
  }
}
