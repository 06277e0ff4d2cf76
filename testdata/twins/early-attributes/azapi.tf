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
      enablePodSecurityPolicy = true
      networkProfile = {
        networkPlugin = "kubenet"
        networkPolicy = "calico"
        loadBalancerSku = "standard"
        dockerBridgeCidr = "172.17.0.1/16"
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          count = 3
          type = "VirtualMachineScaleSets"
          osDiskType = "Managed"
        },
      ]
    }
  }
}
