// Functions of one's own, one calling another.
param environment string = 'prod'

func isProd(environment string) bool => environment == 'prod'

func nameOf(kind string, environment string) string => '${kind}-${toLower(environment)}'

func pool(name string, isPublic bool) object => {
  name: name
  mode: 'System'
  enableNodePublicIP: isPublic && !isProd('dev')
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: nameOf('aks', environment)
  location: 'westeurope'
  properties: {
    dnsPrefix: nameOf('dns', 'X')
    disableLocalAccounts: isProd(environment)
    agentPoolProfiles: [
      pool('system', true)
    ]
  }
}
