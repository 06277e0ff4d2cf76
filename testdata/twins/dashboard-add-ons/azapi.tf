resource "azapi_resource" "aks" {
  type = "Microsoft.ContainerService/managedClusters@2021-05-01"
  name = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  identity {
    type = "SystemAssigned"
  }
  body = {
    properties = {
      dnsPrefix = "twin"
      enableRBAC = true
      addonProfiles = {
        kubeDashboard = {
          enabled = true
        }
        azurepolicy = {
          enabled = true
        }
        omsagent = {
          enabled = false
        }
        azureKeyvaultSecretsProvider = {
          enabled = true
          config = {
            enableSecretRotation = "false"
          }
        }
      }
      apiServerAccessProfile = {
        authorizedIPRanges = [
          "198.51.100.0/24",
        ]
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          count = 3
          availabilityZones = [
            "1",
            "2",
          ]
          type = "AvailabilitySet"
          osDiskType = "Managed"
        },
      ]
    }
  }
}
