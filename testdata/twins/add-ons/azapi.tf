resource "azapi_resource" "aks" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "twin"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/twins"
  location = "westeurope"
  identity {
    type = "SystemAssigned"
  }
  body = {
    sku = {
      name = "Base"
      tier = "Standard"
    }
    properties = {
      dnsPrefix = "twin"
      addonProfiles = {
        azurepolicy = {
          enabled = true
        }
        omsagent = {
          enabled = true
          config = {
            logAnalyticsWorkspaceResourceID = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.OperationalInsights/workspaces/logs"
            useAADAuth = "true"
          }
        }
        azureKeyvaultSecretsProvider = {
          enabled = true
          config = {
            enableSecretRotation = "true"
            rotationPollInterval = "5m"
          }
        }
        ingressApplicationGateway = {
          enabled = true
          config = {
            applicationGatewayId = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/applicationGateways/gateway"
          }
        }
        aciConnectorLinux = {
          enabled = true
          config = {
            SubnetName = "virtual"
          }
        }
        ACCSGXDevicePlugin = {
          enabled = true
          config = {
            ACCSGXQuoteHelperEnabled = "true"
          }
        }
      }
      ingressProfile = {
        webAppRouting = {
          enabled = true
          dnsZoneResourceIds = [
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/dnsZones/example.org",
          ]
          nginx = {
            defaultIngressControllerType = "Internal"
          }
        }
      }
      azureMonitorProfile = {
        metrics = {
          enabled = true
        }
      }
      metricsProfile = {
        costAnalysis = {
          enabled = true
        }
      }
      workloadAutoScalerProfile = {
        keda = {
          enabled = true
        }
        verticalPodAutoscaler = {
          enabled = true
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
