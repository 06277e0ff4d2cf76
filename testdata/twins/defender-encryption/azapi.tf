variable "password" {
  type      = string
  sensitive = true
}

resource "azapi_resource" "aks" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  identity {
    type = "SystemAssigned"
  }
  body = {
    sku = {
      name = "Base"
      tier = "Premium"
    }
    properties = {
      dnsPrefix = "twin"
      supportPlan = "AKSLongTermSupport"
      kubernetesVersion = "1.33"
      securityProfile = {
        defender = {
          logAnalyticsWorkspaceResourceId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.OperationalInsights/workspaces/logs"
          securityMonitoring = {
            enabled = true
          }
        }
        azureKeyVaultKms = {
          enabled = true
          keyId = "https://vault.example.org/keys/etcd"
          keyVaultNetworkAccess = "Private"
        }
        imageCleaner = {
          enabled = true
          intervalHours = 48
        }
        customCATrustCertificates = [
          "Y2VydGlmaWNhdGU=",
        ]
      }
      diskEncryptionSetID = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Compute/diskEncryptionSets/disks"
      storageProfile = {
        diskCSIDriver = {
          enabled = true
        }
        fileCSIDriver = {
          enabled = false
        }
        blobCSIDriver = {
          enabled = true
        }
        snapshotController = {
          enabled = true
        }
      }
      windowsProfile = {
        adminUsername = "operator"
        adminPassword = var.password
      }
      linuxProfile = {
        adminUsername = "operator"
        ssh = {
          publicKeys = [
            {
              keyData = "ssh-rsa AAAA"
            },
          ]
        }
      }
      autoUpgradeProfile = {
        upgradeChannel = "stable"
        nodeOSUpgradeChannel = "SecurityPatch"
      }
      upgradeSettings = {
        overrideSettings = {
          forceUpgrade = true
          until = "2026-12-01T00:00:00Z"
        }
      }
      networkProfile = {
        networkPlugin = "azure"
        networkPluginMode = "overlay"
        outboundType = "managedNATGateway"
        natGatewayProfile = {
          managedOutboundIPProfile = {
            count = 2
          }
        }
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          count = 3
          osDiskType = "Managed"
        },
      ]
    }
  }
}

resource "azapi_resource" "window" {
  type = "Microsoft.ContainerService/managedClusters/maintenanceConfigurations@2025-05-01"
  name = "aksManagedAutoUpgradeSchedule"
  parent_id = azapi_resource.aks.id
  body = {
    properties = {
      maintenanceWindow = {
        durationHours = 4
        startTime = "02:00"
        utcOffset = "+01:00"
        startDate = "2026-01-01"
        schedule = {
          weekly = {
            intervalWeeks = 1
            dayOfWeek = "Sunday"
          }
        }
      }
    }
  }
}
