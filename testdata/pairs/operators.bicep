// Every operator, with its precedence and its rules about case.
param environment string = 'Prod'
param nodes int = 7
param zones array = ['1', '2']
param isPublic bool = false
param version string?

var isProd = environment =~ 'prod'
var isExactlyProd = environment == 'prod'
var hasMany = nodes > 5 && length(zones) >= 2 || isPublic

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  properties: {
    enableRBAC: isProd
    disableLocalAccounts: isProd && !isPublic
    kubernetesVersion: version ?? '1.34'
    oidcIssuerProfile: {
      enabled: isProd != isExactlyProd
    }
    securityProfile: {
      workloadIdentity: {
        enabled: hasMany
      }
      imageCleaner: {
        enabled: environment !~ 'PROD'
        intervalHours: 24 * 7 - nodes % 4 + 10 / 3
      }
    }
    apiServerAccessProfile: {
      enablePrivateCluster: !(isPublic || nodes < 3)
      disableRunCommand: nodes <= 7 == true
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        minCount: -1 * -3
        maxCount: nodes + 1
      }
    ]
  }
}
