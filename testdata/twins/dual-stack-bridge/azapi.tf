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
        networkPolicy = "calico"
        networkMode = "bridge"
        networkDataplane = "azure"
        podCidrs = [
          "10.244.0.0/16",
          "fd00::/64",
        ]
        serviceCidrs = [
          "10.0.0.0/16",
          "fd01::/108",
        ]
        ipFamilies = [
          "IPv4",
          "IPv6",
        ]
        outboundType = "userDefinedRouting"
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
