resource "azapi_resource" "nsg" {
  type = "Microsoft.Network/networkSecurityGroups@2024-05-01"
  name = "twin-nodes"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  body = {
    properties = {}
  }
}

resource "azapi_resource" "vnet" {
  type = "Microsoft.Network/virtualNetworks@2024-05-01"
  name = "twin-net"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  body = {
    properties = {
      addressSpace = {
        addressPrefixes = [
          "10.0.0.0/8",
        ]
      }
    }
  }
}

resource "azapi_resource" "nodes" {
  type = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"
  name = "nodes"
  parent_id = azapi_resource.vnet.id
  body = {
    properties = {
      defaultOutboundAccess = false
      addressPrefixes = [
        "10.1.0.0/20",
      ]
      networkSecurityGroup = {
        id = azapi_resource.nsg.id
      }
    }
  }
}

resource "azapi_resource" "pods" {
  type = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"
  name = "pods"
  parent_id = azapi_resource.vnet.id
  body = {
    properties = {
      defaultOutboundAccess = false
      addressPrefixes = [
        "10.2.0.0/16",
      ]
    }
  }
}

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
      }
      agentPoolProfiles = [
        {
          name = "system"
          mode = "System"
          vmSize = "Standard_D4s_v5"
          count = 3
          type = "VirtualMachineScaleSets"
          vnetSubnetID = azapi_resource.nodes.id
          podSubnetID = azapi_resource.pods.id
          enableNodePublicIP = true
          nodePublicIPPrefixID = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/nodes"
          osDiskType = "Managed"
        },
      ]
    }
  }
}

resource "azapi_resource" "user" {
  type = "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01"
  name = "user"
  parent_id = azapi_resource.aks.id
  body = {
    properties = {
      mode = "User"
      vmSize = "Standard_D8s_v5"
      count = 3
      enableAutoScaling = true
      minCount = 2
      maxCount = 9
      availabilityZones = [
        "1",
        "2",
        "3",
      ]
      enableNodePublicIP = false
      enableEncryptionAtHost = true
      enableFIPS = true
      enableUltraSSD = true
      osType = "Linux"
      osSKU = "AzureLinux"
      osDiskType = "Ephemeral"
      osDiskSizeGB = 64
      maxPods = 60
      vnetSubnetID = azapi_resource.nodes.id
      podSubnetID = azapi_resource.pods.id
      orchestratorVersion = "1.33"
      scaleSetPriority = "Regular"
      nodeTaints = [
        "team=a:NoSchedule",
      ]
      nodeLabels = {
        team = "a"
      }
      workloadRuntime = "OCIContainer"
      upgradeSettings = {
        maxSurge = "33%"
        maxUnavailable = "1"
        drainTimeoutInMinutes = 30
        nodeSoakDurationInMinutes = 5
        undrainableNodeBehavior = "Cordon"
      }
      kubeletConfig = {
        allowedUnsafeSysctls = [
          "net.core.somaxconn",
        ]
        podMaxPids = 4096
        containerLogMaxFiles = 5
      }
      networkProfile = {
        allowedHostPorts = [
          {
            portStart = 8000
            portEnd = 8010
            protocol = "TCP"
          },
        ]
        applicationSecurityGroups = [
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/applicationSecurityGroups/nodes",
        ]
      }
      tags = {
        team = "a"
      }
    }
  }
}
