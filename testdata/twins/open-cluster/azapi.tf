variable "secret" {
  type      = string
  sensitive = true
}

resource "azapi_resource" "aks" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  body = {
    sku = {
      name = "Base"
      tier = "Free"
    }
    properties = {
      dnsPrefix = "open"
      enableRBAC = false
      disableLocalAccounts = false
      servicePrincipalProfile = {
        clientId = "11111111-1111-1111-1111-111111111111"
        secret = var.secret
      }
      apiServerAccessProfile = {
        authorizedIPRanges = [
          "0.0.0.0/0",
          "203.0.113.0/24",
        ]
        disableRunCommand = false
        enablePrivateCluster = false
      }
      addonProfiles = {
        httpApplicationRouting = {
          enabled = true
        }
        openServiceMesh = {
          enabled = true
        }
        azurepolicy = {
          enabled = false
        }
      }
      oidcIssuerProfile = {
        enabled = false
      }
      securityProfile = {
        workloadIdentity = {
          enabled = false
        }
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_B2s"
          count = 1
          enableNodePublicIP = true
          osDiskType = "Managed"
        },
      ]
    }
  }
}
