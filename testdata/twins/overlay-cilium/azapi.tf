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
        networkDataplane = "cilium"
        networkPolicy = "cilium"
        advancedNetworking = {
          enabled = true
          observability = {
            enabled = true
          }
          security = {
            enabled = true
          }
        }
        podCidr = "10.244.0.0/16"
        serviceCidr = "10.0.0.0/16"
        dnsServiceIP = "10.0.0.10"
        outboundType = "loadBalancer"
        loadBalancerSku = "standard"
        loadBalancerProfile = {
          managedOutboundIPs = {
            count = 2
          }
          allocatedOutboundPorts = 1024
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
