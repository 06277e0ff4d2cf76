terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix = "twin"
  sku_tier   = "Standard"

  default_node_pool {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    node_count   = 3
    os_disk_type = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "user" {
  name                  = "user"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id
  mode                  = "User"
  vm_size               = "Standard_D4s_v5"
  node_count            = 3
  os_disk_type          = "Managed"
}

resource "azapi_update_resource" "aks" {
  type        = "Microsoft.ContainerService/managedClusters@2025-05-01"
  resource_id = azurerm_kubernetes_cluster.aks.id
  body = {
    sku = {
      name = "Base"
      tier = "Standard"
    }
    properties = {
      podIdentityProfile = {
        enabled = true
        allowNetworkPluginKubenet = true
      }
      networkProfile = {
        networkPlugin = "azure"
        podLinkLocalAccess = "None"
        advancedNetworking = {
          enabled = true
          security = {
            enabled = true
            advancedNetworkPolicies = "L7"
            transitEncryption = {
              type = "WireGuard"
            }
          }
        }
      }
      azureMonitorProfile = {
        metrics = {
          enabled = true
          controlPlane = {
            enabled = true
          }
        }
        containerInsights = {
          enabled = true
        }
        appMonitoring = {
          autoInstrumentation = {
            enabled = true
          }
        }
      }
      securityProfile = {
        defender = {
          securityGating = {
            enabled = true
          }
          securityMonitoring = {
            enabled = true
          }
        }
        azureKeyVaultKms = {
          enabled = true
          keyVaultResourceId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/etcd"
        }
        imageIntegrity = {
          enabled = true
        }
      }
      nodeResourceGroupProfile = {
        restrictionLevel = "ReadOnly"
      }
    }
  }
}

resource "azapi_update_resource" "user" {
  type        = "Microsoft.ContainerService/managedClusters/agentPools@2025-05-01"
  resource_id = azurerm_kubernetes_cluster_node_pool.user.id
  body = {
    properties = {
      podIPAllocationMode = "StaticBlock"
      kubeletConfig = {
        seccompDefault = "RuntimeDefault"
      }
      securityProfile = {
        enableSecureBoot = true
        enableVTPM = true
        sshAccess = "Disabled"
      }
    }
  }
}

resource "azapi_resource" "machines" {
  type = "Microsoft.ContainerService/managedClusters/agentPools@2026-05-01"
  name = "machines"
  parent_id = azurerm_kubernetes_cluster.aks.id
  body = {
    properties = {
      mode = "User"
      type = "VirtualMachines"
      osDiskType = "Managed"
      virtualMachinesProfile = {
        scale = {
          manual = [
            {
              size = "Standard_D4s_v5"
              count = 2
            },
          ]
          autoscale = [
            {
              size = "Standard_D8s_v5"
              minCount = 1
              maxCount = 5
            },
          ]
        }
      }
    }
  }
}
