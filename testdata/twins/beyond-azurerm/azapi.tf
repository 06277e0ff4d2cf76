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
      tier = "Standard"
    }
    properties = {
      dnsPrefix = "twin"
      podIdentityProfile = {
        enabled = true
        allowNetworkPluginKubenet = true
      }
      networkProfile = {
        networkPlugin = "azure"
        podLinkLocalAccess = "None"
        advancedNetworking = {
          enabled = true
          security = {
            enabled = true
            advancedNetworkPolicies = "L7"
            transitEncryption = {
              type = "WireGuard"
            }
          }
        }
      }
      azureMonitorProfile = {
        metrics = {
          enabled = true
          controlPlane = {
            enabled = true
          }
        }
        containerInsights = {
          enabled = true
        }
        appMonitoring = {
          autoInstrumentation = {
            enabled = true
          }
        }
      }
      securityProfile = {
        defender = {
          securityGating = {
            enabled = true
          }
          securityMonitoring = {
            enabled = true
          }
        }
        azureKeyVaultKms = {
          enabled = true
          keyVaultResourceId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/etcd"
        }
        imageIntegrity = {
          enabled = true
        }
      }
      nodeResourceGroupProfile = {
        restrictionLevel = "ReadOnly"
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

resource "azapi_resource" "user" {
  type = "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01"
  name = "user"
  parent_id = azapi_resource.aks.id
  body = {
    properties = {
      mode = "User"
      vmSize = "Standard_D4s_v5"
      count = 3
      osDiskType = "Managed"
      podIPAllocationMode = "StaticBlock"
      kubeletConfig = {
        seccompDefault = "RuntimeDefault"
      }
      securityProfile = {
        enableSecureBoot = true
        enableVTPM = true
        sshAccess = "Disabled"
      }
    }
  }
}

resource "azapi_resource" "machines" {
  type = "Microsoft.ContainerService/managedClusters/agentPools@2026-05-01"
  name = "machines"
  parent_id = azapi_resource.aks.id
  body = {
    properties = {
      mode = "User"
      type = "VirtualMachines"
      osDiskType = "Managed"
      virtualMachinesProfile = {
        scale = {
          manual = [
            {
              size = "Standard_D4s_v5"
              count = 2
            },
          ]
          autoscale = [
            {
              size = "Standard_D8s_v5"
              minCount = 1
              maxCount = 5
            },
          ]
        }
      }
    }
  }
}
