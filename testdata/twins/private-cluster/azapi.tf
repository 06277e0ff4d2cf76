resource "azapi_resource" "aks" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  tags = {
    owner = "platform"
  }
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
      fqdnSubdomain = "twin"
      nodeResourceGroup = "twin-nodes"
      kubernetesVersion = "1.33"
      enableRBAC = true
      disableLocalAccounts = true
      apiServerAccessProfile = {
        enablePrivateCluster = true
        enablePrivateClusterPublicFQDN = false
        privateDNSZone = "System"
        disableRunCommand = true
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
