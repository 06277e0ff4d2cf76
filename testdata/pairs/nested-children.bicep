// Children inside their parent, with and without an API version of their own.
param isPublic bool = false

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    dnsPrefix: 'demo'
  }

  resource apps 'agentPools' = {
    name: 'apps'
    properties: {
      mode: 'User'
      enableNodePublicIP: isPublic
    }
  }

  resource windows 'maintenanceConfigurations@2024-09-01' = {
    name: 'aksManagedAutoUpgradeSchedule'
    properties: {
      maintenanceWindow: {
        durationHours: 4
        startTime: '02:00'
        schedule: {
          weekly: {
            dayOfWeek: 'Sunday'
            intervalWeeks: 1
          }
        }
      }
    }
  }
}

resource more 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: '${aks::apps.name}2'
  properties: {
    mode: 'User'
  }
}
