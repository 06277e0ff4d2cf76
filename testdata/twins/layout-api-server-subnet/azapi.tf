resource "azapi_resource" "vnet" {
  type      = "Microsoft.Network/virtualNetworks@2024-05-01"
  name      = "twin-net"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location  = "westeurope"

  body = {
    properties = {
      addressSpace = {
        addressPrefixes = ["10.1.0.0/16"]
      }
    }
  }
}

resource "azapi_resource" "nodes" {
  type      = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"
  name      = "nodes"
  parent_id = azapi_resource.vnet.id

  body = {
    properties = {
      defaultOutboundAccess = false
      addressPrefixes = ["10.1.0.0/28"]
    }
  }
}

resource "azapi_resource" "api" {
  type      = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"
  name      = "api"
  parent_id = azapi_resource.vnet.id

  body = {
    properties = {
      defaultOutboundAccess = false
      addressPrefixes = ["10.1.1.0/28"]
      delegations = [
        {
          name = "aks"
          properties = {
            serviceName = "Microsoft.ContainerService/managedClusters"
          }
        },
      ]
    }
  }
}

resource "azapi_resource" "aks" {
  type      = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name      = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location  = "westeurope"

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      dnsPrefix = "twin"
      networkProfile = {
        networkPlugin = "none"
        serviceCidr = "10.100.0.0/16"
        dnsServiceIP = "10.100.0.10"
      }
      apiServerAccessProfile = {
        enableVnetIntegration = true
        subnetId = azapi_resource.api.id
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          type = "VirtualMachineScaleSets"
          osDiskType = "Managed"
          count = 9
          maxPods = 110
          vnetSubnetID = azapi_resource.nodes.id
        },
      ]
    }
  }
}
