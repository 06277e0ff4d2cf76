// Conditional expressions: null means "not written", branches may be objects, the condition may be unknown.
param isPrivate bool = true
param enableDefender bool = false
param useCilium bool
param workspaceId string = ''

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    apiServerAccessProfile: isPrivate
      ? {
          enablePrivateCluster: true
          privateDNSZone: 'none'
        }
      : {
          authorizedIPRanges: ['203.0.113.0/24']
        }
    securityProfile: enableDefender
      ? {
          defender: {
            securityMonitoring: {
              enabled: true
            }
          }
        }
      : null
    addonProfiles: {
      omsagent: {
        enabled: !empty(workspaceId)
        config: empty(workspaceId) ? null : { logAnalyticsWorkspaceResourceID: workspaceId }
      }
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkDataplane: useCilium ? 'cilium' : 'azure'
      networkPolicy: useCilium ? 'cilium' : isPrivate ? 'calico' : 'none'
      networkPluginMode: useCilium ? 'overlay' : 'overlay'
    }
  }
}
