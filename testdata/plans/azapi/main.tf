terraform {
  required_providers {
    azapi = {
      source  = "azure/azapi"
      version = "~> 2.7"
    }
  }
}

variable "group_id" {
  type    = string
  default = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-demo"
}

resource "azapi_resource" "aks" {
  type      = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name      = "aks-demo"
  parent_id = var.group_id
  location  = "westeurope"

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      dnsPrefix            = "demo"
      enableRBAC           = true
      disableLocalAccounts = false
      agentPoolProfiles = [
        {
          name               = "system"
          mode               = "System"
          count              = 3
          vmSize             = "Standard_D4ds_v5"
          enableNodePublicIP = true
        }
      ]
      networkProfile = {
        networkPlugin = "azure"
        networkPolicy = "none"
      }
    }
  }
}

resource "azapi_resource" "pool" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01"
  name      = "apps"
  parent_id = azapi_resource.aks.id

  body = jsonencode({
    properties = {
      mode        = "User"
      count       = 2
      vmSize      = "Standard_D4ds_v5"
      osDiskType  = "Managed"
      scaleDownMode = "Delete"
    }
  })
}

resource "azapi_resource" "flux" {
  type      = "Microsoft.KubernetesConfiguration/extensions@2023-05-01"
  name      = "flux"
  parent_id = azapi_resource.aks.id

  body = {
    properties = {
      extensionType = "microsoft.flux"
      configurationProtectedSettings = {
        deployKey = "literal-deploy-key"
      }
    }
  }
}
