import { clusterSettingsType, poolType } from 'types.bicep'

param name string
param tags object = {}
param settings clusterSettingsType
param pools poolType[] = []
param subnetId string
param workspaceId string?
param tier ('Free' | 'Standard' | 'Premium') = 'Standard'
param sendLogs bool = true

@secure()
param windowsPassword string

var hasRanges = !settings.isPrivate && !empty(settings.?authorizedRanges)
var addons = union(
  {
    azurepolicy: {
      enabled: true
    }
  },
  empty(workspaceId)
    ? {}
    : {
        omsAgent: {
          enabled: true
          config: {
            logAnalyticsWorkspaceResourceID: workspaceId!
            useAADAuth: 'true'
          }
        }
      }
)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}'
  location: resourceGroup().location
  tags: tags
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks-${name}'
  location: resourceGroup().location
  tags: tags
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
    dnsPrefix: name
    kubernetesVersion: settings.version
    disableLocalAccounts: !(settings.?localAccounts ?? false)
    aadProfile: {
      managed: true
      enableAzureRBAC: true
      adminGroupObjectIDs: settings.adminGroups
    }
    addonProfiles: addons
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4ds_v5'
        count: 3
        osSKU: 'AzureLinux'
        vnetSubnetID: subnetId
        nodeTaints: ['CriticalAddonsOnly=true:NoSchedule']
      }
    ]
    apiServerAccessProfile: {
      enablePrivateCluster: settings.isPrivate
      disableRunCommand: true
      ...(hasRanges ? { authorizedIPRanges: settings.authorizedRanges } : {})
    }
    autoUpgradeProfile: {
      upgradeChannel: settings.?upgradeChannel ?? 'patch'
      nodeOSUpgradeChannel: 'NodeImage'
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
      podCidr: '10.244.0.0/16'
      serviceCidr: '172.16.0.0/16'
      dnsServiceIP: '172.16.0.10'
    }
    oidcIssuerProfile: {
      enabled: true
    }
    securityProfile: {
      workloadIdentity: {
        enabled: true
      }
    }
    windowsProfile: {
      adminUsername: 'contoso'
      adminPassword: windowsPassword
    }
  }

  resource agents 'agentPools' = [for pool in pools: {
    name: pool.name
    properties: {
      mode: 'User'
      vmSize: pool.size
      enableAutoScaling: true
      minCount: pool.?minCount ?? 1
      maxCount: pool.maxCount
      enableNodePublicIP: pool.?publicAddresses ?? false
      vnetSubnetID: subnetId
    }
  }]
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (sendLogs) {
  name: 'control-plane'
  scope: aks
  properties: {
    workspaceId: workspaceId
    logs: [for category in ['kube-apiserver', 'kube-audit-admin', 'guard']: {
      category: category
      enabled: true
    }]
  }
}

output clusterId string = aks.id
output clusterName string = aks.name
