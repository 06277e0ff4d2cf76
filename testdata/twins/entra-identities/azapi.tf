resource "azapi_resource" "control" {
  type = "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31"
  name = "twin-control"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  body = {}
}

resource "azapi_resource" "kubelet" {
  type = "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31"
  name = "twin-kubelet"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  body = {}
}

resource "azapi_resource" "aks" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  identity {
    type = "UserAssigned"
    identity_ids = [azapi_resource.control.id]
  }
  body = {
    properties = {
      dnsPrefix = "twin"
      enableRBAC = true
      disableLocalAccounts = true
      aadProfile = {
        managed = true
        enableAzureRBAC = true
        adminGroupObjectIDs = [
          "22222222-2222-2222-2222-222222222222",
        ]
        tenantID = "33333333-3333-3333-3333-333333333333"
      }
      identityProfile = {
        kubeletidentity = {
          resourceId = azapi_resource.kubelet.id
          clientId = azapi_resource.kubelet.output.properties.clientId
          objectId = azapi_resource.kubelet.output.properties.principalId
        }
      }
      oidcIssuerProfile = {
        enabled = true
      }
      securityProfile = {
        workloadIdentity = {
          enabled = true
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

resource "azapi_resource" "credential" {
  type = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31"
  name = "app"
  parent_id = azapi_resource.control.id
  body = {
    properties = {
      issuer = azapi_resource.aks.output.properties.oidcIssuerProfile.issuerURL
      subject = "system:serviceaccount:app:app"
      audiences = [
        "api://AzureADTokenExchange",
      ]
    }
  }
}
