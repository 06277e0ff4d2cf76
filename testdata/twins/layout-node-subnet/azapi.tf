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
      addressPrefixes = ["10.1.0.0/23"]
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
        serviceCidr = "10.100.0.0/16"
        dnsServiceIP = "10.100.0.10"
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          type = "VirtualMachineScaleSets"
          osDiskType = "Managed"
          count = 3
          maxPods = 30
          vnetSubnetID = azapi_resource.nodes.id
          upgradeSettings = {
            maxSurge = "33%"
          }
        },
      ]
    }
  }
}

resource "azapi_resource" "user" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01"
  name      = "user"
  parent_id = azapi_resource.aks.id

  body = {
    properties = {
      mode = "User"
      vmSize = "Standard_D4s_v5"
      osDiskType = "Managed"
      count = 2
      enableAutoScaling = true
      minCount = 2
      maxCount = 12
      maxPods = 30
      vnetSubnetID = azapi_resource.nodes.id
      upgradeSettings = {
        maxSurge = "2"
      }
    }
  }
}
