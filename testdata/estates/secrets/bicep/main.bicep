targetScope = 'resourceGroup'

@secure()
param secret string

@secure()
param defaulted string = 'CANARY-default'

@secure()
param settings object = {
  word: 'CANARY-object'
  list: ['CANARY-list']
}

param plain string = 'CANARY-sink'

type credentials = {
  @secure()
  password: string
  name: string
}

param typed credentials = {
  password: 'CANARY-typed'
  name: 'admin'
}

var derived = '${secret}-CANARY-derived'
var encoded = base64(defaulted)

resource literal 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'literal'
  location: resourceGroup().location
  properties: {
    kubernetesVersion: encoded
    dnsPrefix: derived
    servicePrincipalProfile: {
      clientId: '11111111-1111-1111-1111-111111111111'
      secret: 'CANARY-literal'
    }
    windowsProfile: {
      adminUsername: typed.name
      adminPassword: plain
    }
    aadProfile: {
      serverAppID: '22222222-2222-2222-2222-222222222222'
      serverAppSecret: union({ x: secret }, settings).word
    }
    networkProfile: {
      networkPlugin: defaulted
      networkPolicy: typed.password
      outboundType: settings.list[0]
    }
    apiServerAccessProfile: {
      authorizedIPRanges: [secret, defaulted]
    }
  }
}

module called 'modules/aks.bicep' = {
  name: 'called'
  params: {
    password: 'CANARY-argument'
    version: secret
  }
}

module registry 'br/public:avm/res/container-service/managed-cluster:0.9.0' = {
  name: 'registry'
  params: {
    name: 'registry'
    aadProfile: {
      serverAppSecret: 'CANARY-registry'
    }
    kubernetesVersion: defaulted
    servicePrincipalProfile: {
      clientId: '11111111-1111-1111-1111-111111111111'
      secret: 'CANARY-registry-sink'
    }
  }
}

output leaked string = secret
