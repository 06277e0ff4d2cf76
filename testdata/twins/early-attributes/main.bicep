resource aks 'Microsoft.ContainerService/managedClusters@2021-05-01' = {
  name: 'twin'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'twin'
    enableRBAC: true
    enablePodSecurityPolicy: true
    networkProfile: {
      networkPlugin: 'kubenet'
      networkPolicy: 'calico'
      loadBalancerSku: 'standard'
      dockerBridgeCidr: '172.17.0.1/16'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        type: 'VirtualMachineScaleSets'
        osDiskType: 'Managed'
      }
    ]
  }
}
