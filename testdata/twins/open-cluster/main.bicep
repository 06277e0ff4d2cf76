@secure()
param secret string

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'twin'
  location: 'westeurope'
  sku: {
    name: 'Base'
    tier: 'Free'
  }
  properties: {
    dnsPrefix: 'open'
    enableRBAC: false
    disableLocalAccounts: false
    servicePrincipalProfile: {
      clientId: '11111111-1111-1111-1111-111111111111'
      secret: secret
    }
    apiServerAccessProfile: {
      authorizedIPRanges: [
        '0.0.0.0/0'
        '203.0.113.0/24'
      ]
      disableRunCommand: false
      enablePrivateCluster: false
    }
    addonProfiles: {
      httpApplicationRouting: {
        enabled: true
      }
      openServiceMesh: {
        enabled: true
      }
      azurepolicy: {
        enabled: false
      }
    }
    oidcIssuerProfile: {
      enabled: false
    }
    securityProfile: {
      workloadIdentity: {
        enabled: false
      }
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_B2s'
        count: 1
        enableNodePublicIP: true
        osDiskType: 'Managed'
      }
    ]
  }
}
