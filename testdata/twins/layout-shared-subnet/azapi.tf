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
      addressPrefixes = ["10.1.0.0/27"]
    }
  }
}

resource "azapi_resource" "blue" {
  type      = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name      = "blue"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location  = "westeurope"

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      dnsPrefix = "blue"
      networkProfile = {
        networkPlugin = "azure"
        networkPluginMode = "overlay"
        networkDataplane = "cilium"
        networkPolicy = "cilium"
        podCidr = "10.244.0.0/16"
        serviceCidr = "10.100.0.0/16"
        dnsServiceIP = "10.100.0.10"
      }
      agentPoolProfiles = [
        {
          name = "blue"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          type = "VirtualMachineScaleSets"
          osDiskType = "Managed"
          count = 10
          maxPods = 110
          vnetSubnetID = azapi_resource.nodes.id
        },
      ]
    }
  }
}

resource "azapi_resource" "green" {
  type      = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name      = "green"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location  = "westeurope"

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      dnsPrefix = "green"
      networkProfile = {
        networkPlugin = "azure"
        networkPluginMode = "overlay"
        networkDataplane = "cilium"
        networkPolicy = "cilium"
        podCidr = "10.244.0.0/16"
        serviceCidr = "10.100.0.0/16"
        dnsServiceIP = "10.100.0.10"
      }
      agentPoolProfiles = [
        {
          name = "green"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          type = "VirtualMachineScaleSets"
          osDiskType = "Managed"
          count = 12
          maxPods = 110
          vnetSubnetID = azapi_resource.nodes.id
        },
      ]
    }
  }
}

resource "azapi_resource" "batch" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01"
  name      = "batch"
  parent_id = azapi_resource.green.id

  body = {
    properties = {
      mode = "User"
      vmSize = "Standard_D4s_v5"
      osDiskType = "Managed"
      count = 8
      maxPods = 110
      vnetSubnetID = azapi_resource.nodes.id
    }
  }
}
