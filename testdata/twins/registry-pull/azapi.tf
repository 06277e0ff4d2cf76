resource "azapi_resource" "acr" {
  type = "Microsoft.ContainerRegistry/registries@2023-07-01"
  name = "twinregistry"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  body = {
    sku = {
      name = "Premium"
    }
    properties = {
      adminUserEnabled = true
      publicNetworkAccess = "Disabled"
      zoneRedundancy = "Enabled"
      anonymousPullEnabled = false
      policies = {
        exportPolicy = {
          status = "disabled"
        }
        quarantinePolicy = {
          status = "enabled"
        }
        retentionPolicy = {
          status = "enabled"
          days = 30
        }
      }
    }
  }
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
    properties = {
      dnsPrefix = "twin"
      networkProfile = {
        networkPlugin = "azure"
        networkPluginMode = "overlay"
        loadBalancerProfile = {
          outboundIPs = {
            publicIPs = [
              {
                id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPAddresses/out-1"
              },
              {
                id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPAddresses/out-2"
              },
            ]
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

resource "azapi_resource" "pull" {
  type = "Microsoft.Authorization/roleAssignments@2022-04-01"
  name = "66666666-6666-6666-6666-666666666666"
  parent_id = azapi_resource.acr.id
  body = {
    properties = {
      principalId = azapi_resource.aks.output.properties.identityProfile.kubeletidentity.objectId
      roleDefinitionId = "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
    }
  }
}
