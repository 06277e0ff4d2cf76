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
      addonProfiles = {
        ingressApplicationGateway = {
          enabled = true
          config = {
            applicationGatewayName = "made"
            subnetId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/virtualNetworks/net/subnets/gateway"
            subnetCIDR = "10.2.0.0/24"
          }
        }
      }
      apiServerAccessProfile = {
        enableVnetIntegration = true
        subnetId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/virtualNetworks/net/subnets/api"
      }
      serviceMeshProfile = {
        mode = "Istio"
        istio = {
          revisions = [
            "asm-1-25",
          ]
          components = {
            ingressGateways = [
              {
                enabled = true
                mode = "External"
              },
              {
                enabled = false
                mode = "Internal"
              },
            ]
          }
        }
      }
      httpProxyConfig = {
        httpProxy = "http://proxy.example.org:3128"
        httpsProxy = "https://proxy.example.org:3129"
      }
      bootstrapProfile = {
        artifactSource = "Cache"
        containerRegistryId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/cache"
      }
      nodeProvisioningProfile = {
        mode = "Auto"
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
