@secure()
param password string

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'twin'
  location: 'westeurope'
  sku: {
    name: 'Base'
    tier: 'Premium'
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'twin'
    supportPlan: 'AKSLongTermSupport'
    kubernetesVersion: '1.33'
    securityProfile: {
      defender: {
        logAnalyticsWorkspaceResourceId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.OperationalInsights/workspaces/logs'
        securityMonitoring: {
          enabled: true
        }
      }
      azureKeyVaultKms: {
        enabled: true
        keyId: 'https://vault.example.org/keys/etcd'
        keyVaultNetworkAccess: 'Private'
      }
      imageCleaner: {
        enabled: true
        intervalHours: 48
      }
      customCATrustCertificates: [
        'Y2VydGlmaWNhdGU='
      ]
    }
    diskEncryptionSetID: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Compute/diskEncryptionSets/disks'
    storageProfile: {
      diskCSIDriver: {
        enabled: true
      }
      fileCSIDriver: {
        enabled: false
      }
      blobCSIDriver: {
        enabled: true
      }
      snapshotController: {
        enabled: true
      }
    }
    windowsProfile: {
      adminUsername: 'operator'
      adminPassword: password
    }
    linuxProfile: {
      adminUsername: 'operator'
      ssh: {
        publicKeys: [
          {
            keyData: 'ssh-rsa AAAA'
          }
        ]
      }
    }
    autoUpgradeProfile: {
      upgradeChannel: 'stable'
      nodeOSUpgradeChannel: 'SecurityPatch'
    }
    upgradeSettings: {
      overrideSettings: {
        forceUpgrade: true
        until: '2026-12-01T00:00:00Z'
      }
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      outboundType: 'managedNATGateway'
      natGatewayProfile: {
        managedOutboundIPProfile: {
          count: 2
        }
      }
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

resource window 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2025-05-01' = {
  parent: aks
  name: 'aksManagedAutoUpgradeSchedule'
  properties: {
    maintenanceWindow: {
      durationHours: 4
      startTime: '02:00'
      utcOffset: '+01:00'
      startDate: '2026-01-01'
      schedule: {
        weekly: {
          intervalWeeks: 1
          dayOfWeek: 'Sunday'
        }
      }
    }
  }
}
