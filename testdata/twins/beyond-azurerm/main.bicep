resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'twin'
  location: 'westeurope'
  sku: {
    name: 'Base'
    tier: 'Standard'
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'twin'
    podIdentityProfile: {
      enabled: true
      allowNetworkPluginKubenet: true
    }
    networkProfile: {
      networkPlugin: 'azure'
      podLinkLocalAccess: 'None'
      advancedNetworking: {
        enabled: true
        security: {
          enabled: true
          advancedNetworkPolicies: 'L7'
          transitEncryption: {
            type: 'WireGuard'
          }
        }
      }
    }
    azureMonitorProfile: {
      metrics: {
        enabled: true
        controlPlane: {
          enabled: true
        }
      }
      containerInsights: {
        enabled: true
      }
      appMonitoring: {
        autoInstrumentation: {
          enabled: true
        }
      }
    }
    securityProfile: {
      defender: {
        securityGating: {
          enabled: true
        }
        securityMonitoring: {
          enabled: true
        }
      }
      azureKeyVaultKms: {
        enabled: true
        keyVaultResourceId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/etcd'
      }
      imageIntegrity: {
        enabled: true
      }
    }
    nodeResourceGroupProfile: {
      restrictionLevel: 'ReadOnly'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        osDiskType: 'Managed'
      }
    ]
  }
}

resource user 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: 'user'
  properties: {
    mode: 'User'
    vmSize: 'Standard_D4s_v5'
    count: 3
    osDiskType: 'Managed'
    podIPAllocationMode: 'StaticBlock'
    kubeletConfig: {
      seccompDefault: 'RuntimeDefault'
    }
    securityProfile: {
      enableSecureBoot: true
      enableVTPM: true
      sshAccess: 'Disabled'
    }
  }
}

resource machines 'Microsoft.ContainerService/managedClusters/agentPools@2026-05-01' = {
  parent: aks
  name: 'machines'
  properties: {
    mode: 'User'
    type: 'VirtualMachines'
    osDiskType: 'Managed'
    virtualMachinesProfile: {
      scale: {
        manual: [
          {
            size: 'Standard_D4s_v5'
            count: 2
          }
        ]
        autoscale: [
          {
            size: 'Standard_D8s_v5'
            minCount: 1
            maxCount: 5
          }
        ]
      }
    }
  }
}
