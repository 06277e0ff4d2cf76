// A cluster with everything the grammar has, in the proportions of real code.
targetScope = 'resourceGroup'

metadata name = 'Cluster'
metadata description = '''
A cluster, its pools and what watches it.
Braces { and quotes ' mean nothing here.
'''

import { poolType, defaultTags as baseTags } from './shared.bicep'
import * as names from './names.bicep'

extension microsoftGraphV1

@description('Where everything lies.')
param location string = resourceGroup().location

@description('Part of every name.')
@minLength(3)
@maxLength(24)
param prefix string

@allowed([
  'dev'
  'test'
  'prod'
])
param environment string = 'dev'

@secure()
param password string?

param pools poolType[] = [
  { name: 'apps', size: 'Standard_D4ds_v5', zones: [1, 2, 3] }
  {
    name: 'jobs'
    size: 'Standard_E8ds_v5'
    spot: true
  }
]

param ranges string[] = []

type nodeSize = 'small' | 'medium' | 'large'

type network = {
  @description('The plug-in.')
  plugin: 'azure' | 'none'

  mode: ('overlay' | 'subnet')?
  addresses: {
    pods: string
    *: string
  }
}

param networking network = {
  plugin: 'azure'
  mode: 'overlay'
  addresses: {
    pods: '10.244.0.0/16'
    services: '10.0.0.0/16'
  }
}

func nameOf(kind string, index int) string =>
  '${kind}-${padLeft(index, 2, '0')}'

var isProduction = environment == 'prod'
var clusterName = '${prefix}-${environment}-aks'
var tier = isProduction && !empty(ranges)
  ? 'Premium'
  // Others have no agreement on availability.
  : isProduction ? 'Standard' : 'Free'
var sizes object = {
  small: 'Standard_D2ds_v5'
  medium: 'Standard_D4ds_v5'
  large: 'Standard_D8ds_v5'
}
var tags = union(baseTags, { environment: environment, 'managed-by': 'bicep' })
var zones = [for zone in range(1, 3): string(zone)]
var poolNames = map(filter(pools, pool => pool.?spot ?? false), (pool, index) => nameOf(pool.name, index))
var policy = $$'''
{ "range": "$${networking.addresses.pods}", "literal": "${unchanged}" }
'''

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: '${prefix}-logs'
  scope: resourceGroup('monitoring')
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${clusterName}-id'
  location: location
  tags: tags
}

#disable-next-line use-recent-api-versions
resource cluster 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: clusterName
  location: location
  tags: { ...tags, tier: tier }
  sku: {
    name: 'Base'
    tier: tier
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    dnsPrefix: toLower(replace(clusterName, '-', ''))
    kubernetesVersion: '1.33'
    disableLocalAccounts: true
    enableRBAC: true
    aadProfile: {
      managed: true
      enableAzureRBAC: true
    }
    apiServerAccessProfile: isProduction
      ? {
          enablePrivateCluster: true
          privateDNSZone: 'system'
        }
      : {
          authorizedIPRanges: ranges /* may be empty */
        }
    networkProfile: {
      networkPlugin: networking.plugin
      networkPluginMode: networking.?mode
      networkPolicy: 'cilium'
      networkDataplane: 'cilium'
      podCidr: networking.addresses.pods
      serviceCidr: networking.addresses['services']
      outboundType: 'userDefinedRouting'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: isProduction ? 3 : 1
        vmSize: sizes.medium
        availabilityZones: zones
        vnetSubnetID: network.outputs.subnets[0].id
      }
    ]
    addonProfiles: {
      omsagent: {
        enabled: true
        config: {
          logAnalyticsWorkspaceResourceID: workspace.id
        }
      }
      azurepolicy: { enabled: true }
    }
    autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' }
  }

  resource maintenance 'maintenanceConfigurations' = if (isProduction) {
    name: 'aksManagedAutoUpgradeSchedule'
    properties: {
      maintenanceWindow: {
        durationHours: 4
        startTime: '01:00'
      }
    }
  }
}

@batchSize(1)
resource pool 'Microsoft.ContainerService/managedClusters/agentPools@2024-05-01' = [for (item, index) in pools: if (item.name != 'system') {
  parent: cluster
  name: item.name
  properties: {
    mode: 'User'
    vmSize: item.size
    availabilityZones: map(item.?zones ?? [], zone => string(zone))
    scaleSetPriority: item.?spot ?? false ? 'Spot' : 'Regular'
    minCount: index == 0 ? 2 : 1
    maxCount: -1 + 2 * 5 % 7
    enableAutoScaling: true
  }
}]

module network './network.bicep' = {
  name: '${deployment().name}-network'
  params: {
    name: names.network(prefix)
    location: location
    password: password!
  }
}

module registry 'br/public:avm/res/container-registry/registry:0.5.1' = if (isProduction) {
  name: 'registry'
  params: {
    name: take('${prefix}${uniqueString(resourceGroup().id)}', 20)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: cluster
  properties: {
    workspaceId: workspace.id
    logs: [
      { category: 'kube-audit-admin', enabled: true }
      {
        category: 'guard'
        enabled: true
      }
    ]
  }
}

@description('The cluster.')
output id string = cluster.id

output names string[] = [for index in range(0, length(pools)): pool[index].name]
output window object? = isProduction ? cluster::maintenance.properties : null
output first string = poolNames[?0] ?? poolNames[^1]
