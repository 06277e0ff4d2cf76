resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'twin'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'twin'
    networkProfile: {
      networkPlugin: 'azure'
      networkPolicy: 'calico'
      networkMode: 'bridge'
      networkDataplane: 'azure'
      podCidrs: [
        '10.244.0.0/16'
        'fd00::/64'
      ]
      serviceCidrs: [
        '10.0.0.0/16'
        'fd01::/108'
      ]
      ipFamilies: [
        'IPv4'
        'IPv6'
      ]
      outboundType: 'userDefinedRouting'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        osDiskType: 'Managed'
      }
    ]
  }
}
