resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'twin-nodes'
  location: 'westeurope'
  properties: {}
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'twin-net'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.0.0.0/8'
      ]
    }
  }
}

resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'nodes'
  properties: {
    defaultOutboundAccess: false
    addressPrefixes: [
      '10.1.0.0/20'
    ]
    networkSecurityGroup: {
      id: nsg.id
    }
  }
}

resource pods 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'pods'
  properties: {
    defaultOutboundAccess: false
    addressPrefixes: [
      '10.2.0.0/16'
    ]
  }
}

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
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        type: 'VirtualMachineScaleSets'
        vnetSubnetID: nodes.id
        podSubnetID: pods.id
        enableNodePublicIP: true
        nodePublicIPPrefixID: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/publicIPPrefixes/nodes'
        osDiskType: 'Managed'
      }
    ]
  }
}

resource user 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: 'user'
  properties: {
    mode: 'User'
    vmSize: 'Standard_D8s_v5'
    count: 3
    enableAutoScaling: true
    minCount: 2
    maxCount: 9
    availabilityZones: [
      '1'
      '2'
      '3'
    ]
    enableNodePublicIP: false
    enableEncryptionAtHost: true
    enableFIPS: true
    enableUltraSSD: true
    osType: 'Linux'
    osSKU: 'AzureLinux'
    osDiskType: 'Ephemeral'
    osDiskSizeGB: 64
    maxPods: 60
    vnetSubnetID: nodes.id
    podSubnetID: pods.id
    orchestratorVersion: '1.33'
    scaleSetPriority: 'Regular'
    nodeTaints: [
      'team=a:NoSchedule'
    ]
    nodeLabels: {
      team: 'a'
    }
    workloadRuntime: 'OCIContainer'
    upgradeSettings: {
      maxSurge: '33%'
      maxUnavailable: '1'
      drainTimeoutInMinutes: 30
      nodeSoakDurationInMinutes: 5
      undrainableNodeBehavior: 'Cordon'
    }
    kubeletConfig: {
      allowedUnsafeSysctls: [
        'net.core.somaxconn'
      ]
      podMaxPids: 4096
      containerLogMaxFiles: 5
    }
    networkProfile: {
      allowedHostPorts: [
        {
          portStart: 8000
          portEnd: 8010
          protocol: 'TCP'
        }
      ]
      applicationSecurityGroups: [
        '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Network/applicationSecurityGroups/nodes'
      ]
    }
    tags: {
      team: 'a'
    }
  }
}
