resource "azapi_resource" "vnet" {
  type      = "Microsoft.Network/virtualNetworks@2024-05-01"
  name      = "twin-net"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location  = "westeurope"

  body = {
    properties = {
      addressSpace = {
        addressPrefixes = ["10.0.0.0/8"]
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
      addressPrefixes = ["10.0.4.0/22"]
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
        networkPlugin = "azure"
        networkPluginMode = "overlay"
        podCidr = "10.0.6.0/23"
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          type = "VirtualMachineScaleSets"
          osDiskType = "Managed"
          count = 3
          maxPods = 110
          vnetSubnetID = azapi_resource.nodes.id
        },
      ]
    }
  }
}
