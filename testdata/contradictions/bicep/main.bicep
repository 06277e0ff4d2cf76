// A cluster that follows the advice of every page, hardening included.

resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-nodes'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'ssh-from-bastion'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          sourceAddressPrefix: '10.20.254.0/26'
          destinationPortRange: '22'
          destinationAddressPrefix: '10.20.0.0/22'
        }
      }
    ]
  }
}

resource routes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-nodes'
  location: 'westeurope'
  properties: {
    routes: [
      {
        name: 'firewall'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.20.255.4'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-shop'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.20.0.0/16'
      ]
    }
  }

  resource nodes 'subnets' = {
    name: 'snet-nodes'
    properties: {
      addressPrefix: '10.20.0.0/22'
      defaultOutboundAccess: false
      networkSecurityGroup: {
        id: nsg.id
      }
      routeTable: {
        id: routes.id
      }
    }
  }
}

resource bastionSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'AzureBastionSubnet'
  properties: {
    addressPrefix: '10.20.254.0/26'
    defaultOutboundAccess: false
  }
}

resource gatewaySubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'snet-gateway'
  properties: {
    addressPrefix: '10.20.8.0/24'
    defaultOutboundAccess: false
  }
}

resource apiServerSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'snet-api-server'
  properties: {
    addressPrefix: '10.20.9.0/28'
    defaultOutboundAccess: false
    delegations: [
      {
        name: 'aks'
        properties: {
          serviceName: 'Microsoft.ContainerService/managedClusters'
        }
      }
    ]
  }
}

resource endpointSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: 'snet-endpoints'
  properties: {
    addressPrefix: '10.20.10.0/24'
    defaultOutboundAccess: false
  }
}

resource bastionAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-bastion'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource bastion 'Microsoft.Network/bastionHosts@2024-05-01' = {
  name: 'bas-shop'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  properties: {
    disableCopyPaste: true
    enableFileCopy: false
    enableShareableLink: false
    ipConfigurations: [
      {
        name: 'bastion'
        properties: {
          subnet: {
            id: bastionSubnet.id
          }
          publicIPAddress: {
            id: bastionAddress.id
          }
        }
      }
    ]
  }
}

resource gatewayAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-gateway'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource firewall 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies@2024-05-01' = {
  name: 'waf-shop'
  location: 'westeurope'
  properties: {
    policySettings: {
      state: 'Enabled'
      mode: 'Prevention'
      requestBodyCheck: true
    }
    managedRules: {
      managedRuleSets: [
        {
          ruleSetType: 'Microsoft_DefaultRuleSet'
          ruleSetVersion: '2.1'
        }
        {
          ruleSetType: 'Microsoft_BotManagerRuleSet'
          ruleSetVersion: '1.1'
        }
      ]
    }
  }
}

var gatewayId = resourceId('Microsoft.Network/applicationGateways', 'agw-shop')

resource gateway 'Microsoft.Network/applicationGateways@2024-05-01' = {
  name: 'agw-shop'
  location: 'westeurope'
  properties: {
    sku: {
      name: 'WAF_v2'
      tier: 'WAF_v2'
      capacity: 2
    }
    firewallPolicy: {
      id: firewall.id
    }
    sslPolicy: {
      policyType: 'Predefined'
      policyName: 'AppGwSslPolicy20220101'
    }
    gatewayIPConfigurations: [
      {
        name: 'gateway'
        properties: {
          subnet: {
            id: gatewaySubnet.id
          }
        }
      }
    ]
    frontendIPConfigurations: [
      {
        name: 'public'
        properties: {
          publicIPAddress: {
            id: gatewayAddress.id
          }
        }
      }
    ]
    frontendPorts: [
      {
        name: 'https'
        properties: {
          port: 443
        }
      }
    ]
    sslCertificates: [
      {
        name: 'shop'
        properties: {
          keyVaultSecretId: 'https://kv-shop.vault.azure.net/secrets/shop'
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'cluster'
      }
    ]
    backendHttpSettingsCollection: [
      {
        name: 'cluster'
        properties: {
          port: 443
          protocol: 'Https'
        }
      }
    ]
    httpListeners: [
      {
        name: 'https'
        properties: {
          protocol: 'Https'
          frontendIPConfiguration: {
            id: '${gatewayId}/frontendIPConfigurations/public'
          }
          frontendPort: {
            id: '${gatewayId}/frontendPorts/https'
          }
          sslCertificate: {
            id: '${gatewayId}/sslCertificates/shop'
          }
        }
      }
    ]
    requestRoutingRules: [
      {
        name: 'shop'
        properties: {
          ruleType: 'Basic'
          priority: 100
          httpListener: {
            id: '${gatewayId}/httpListeners/https'
          }
          backendAddressPool: {
            id: '${gatewayId}/backendAddressPools/cluster'
          }
          backendHttpSettings: {
            id: '${gatewayId}/backendHttpSettingsCollection/cluster'
          }
        }
      }
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: '11111111-1111-1111-1111-111111111111'
    sku: {
      family: 'A'
      name: 'premium'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Deny'
      ipRules: [
        {
          value: '198.51.100.0/24'
        }
      ]
    }
  }
}

resource vaultEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe-vault'
  location: 'westeurope'
  properties: {
    subnet: {
      id: endpointSubnet.id
    }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: [
            'vault'
          ]
        }
      }
    ]
  }
}

resource disks 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'disks'
  properties: {
    kty: 'RSA-HSM'
    keySize: 3072
    rotationPolicy: {
      attributes: {
        expiryTime: 'P1Y'
      }
      lifetimeActions: [
        {
          trigger: {
            timeBeforeExpiry: 'P60D'
          }
          action: {
            type: 'rotate'
          }
        }
      ]
    }
  }
}

resource vaultAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}

resource shop 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-shop-app'
  location: 'westeurope'

  resource checkout 'federatedIdentityCredentials' = {
    name: 'checkout'
    properties: {
      issuer: aks.properties.oidcIssuerProfile.issuerURL
      audiences: [
        'api://AzureADTokenExchange'
      ]
      subject: 'system:serviceaccount:shop:checkout'
    }
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-shop'
  location: 'westeurope'
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-shop'
  location: 'westeurope'
  properties: {
    retentionInDays: 90
    sku: {
      name: 'PerGB2018'
    }
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2026-05-01' = {
  name: 'aks-shop'
  location: 'westeurope'
  sku: {
    name: 'Base'
    tier: 'Standard'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    dnsPrefix: 'shop'
    kubernetesVersion: '1.35'
    enableRBAC: true
    disableLocalAccounts: true
    diskEncryptionSetID: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/des-shop'
    nodeResourceGroupProfile: {
      restrictionLevel: 'ReadOnly'
    }
    aadProfile: {
      managed: true
      enableAzureRBAC: true
      tenantID: '11111111-1111-1111-1111-111111111111'
    }
    apiServerAccessProfile: {
      enablePrivateCluster: true
      enablePrivateClusterPublicFQDN: false
      privateDNSZone: 'system'
      disableRunCommand: true
      enableVnetIntegration: true
      subnetId: apiServerSubnet.id
    }
    autoUpgradeProfile: {
      upgradeChannel: 'stable'
      nodeOSUpgradeChannel: 'NodeImage'
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
      outboundType: 'userDefinedRouting'
      loadBalancerSku: 'standard'
      podCidr: '10.244.0.0/16'
      serviceCidr: '10.0.0.0/16'
      dnsServiceIP: '10.0.0.10'
    }
    oidcIssuerProfile: {
      enabled: true
    }
    securityProfile: {
      workloadIdentity: {
        enabled: true
      }
      imageCleaner: {
        enabled: true
        intervalHours: 48
      }
      defender: {
        logAnalyticsWorkspaceResourceId: workspace.id
        securityMonitoring: {
          enabled: true
        }
      }
      azureKeyVaultKms: {
        enabled: true
        keyId: 'https://kv-shop.vault.azure.net/keys/etcd/0123456789abcdef0123456789abcdef'
        keyVaultNetworkAccess: 'Private'
        keyVaultResourceId: vault.id
      }
    }
    azureMonitorProfile: {
      metrics: {
        enabled: true
      }
    }
    addonProfiles: {
      azurepolicy: {
        enabled: true
      }
      azureKeyvaultSecretsProvider: {
        enabled: true
        config: {
          enableSecretRotation: 'true'
        }
      }
      omsagent: {
        enabled: true
        config: {
          logAnalyticsWorkspaceResourceID: workspace.id
          useAADAuth: 'true'
        }
      }
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        type: 'VirtualMachineScaleSets'
        vmSize: 'Standard_D4ds_v5'
        count: 3
        orchestratorVersion: '1.35'
        osType: 'Linux'
        osSKU: 'AzureLinux'
        osDiskType: 'Ephemeral'
        availabilityZones: [
          '1'
          '2'
          '3'
        ]
        nodeTaints: [
          'CriticalAddonsOnly=true:NoSchedule'
        ]
        vnetSubnetID: network::nodes.id
        enableEncryptionAtHost: true
        enableNodePublicIP: false
        securityProfile: {
          enableSecureBoot: true
          enableVTPM: true
          sshAccess: 'Disabled'
        }
        upgradeSettings: {
          maxSurge: '10%'
        }
      }
      {
        name: 'apps'
        mode: 'User'
        type: 'VirtualMachineScaleSets'
        vmSize: 'Standard_D8ds_v5'
        enableAutoScaling: true
        count: 3
        minCount: 3
        maxCount: 12
        orchestratorVersion: '1.35'
        osType: 'Linux'
        osSKU: 'AzureLinux'
        osDiskType: 'Ephemeral'
        availabilityZones: [
          '1'
          '2'
          '3'
        ]
        vnetSubnetID: network::nodes.id
        enableEncryptionAtHost: true
        enableNodePublicIP: false
        securityProfile: {
          enableSecureBoot: true
          enableVTPM: true
          sshAccess: 'Disabled'
        }
        upgradeSettings: {
          maxSurge: '10%'
        }
      }
    ]
  }

  resource upgrades 'maintenanceConfigurations' = {
    name: 'aksManagedAutoUpgradeSchedule'
    properties: {
      maintenanceWindow: {
        durationHours: 4
        startTime: '02:00'
        utcOffset: '+00:00'
        schedule: {
          weekly: {
            intervalWeeks: 1
            dayOfWeek: 'Sunday'
          }
        }
      }
    }
  }

  resource nodeImages 'maintenanceConfigurations' = {
    name: 'aksManagedNodeOSUpgradeSchedule'
    properties: {
      maintenanceWindow: {
        durationHours: 4
        startTime: '02:00'
        utcOffset: '+00:00'
        schedule: {
          weekly: {
            intervalWeeks: 1
            dayOfWeek: 'Saturday'
          }
        }
      }
    }
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: aks
  properties: {
    workspaceId: workspace.id
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource logs 'Microsoft.Insights/dataCollectionRuleAssociations@2022-06-01' = {
  name: 'logs'
  scope: aks
  properties: {
    dataCollectionRuleId: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.Insights/dataCollectionRules/dcr-logs'
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crshop'
  location: 'westeurope'
  sku: {
    name: 'Premium'
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: 'Disabled'
    zoneRedundancy: 'Enabled'
    policies: {
      azureADAuthenticationAsArmPolicy: {
        status: 'disabled'
      }
      exportPolicy: {
        status: 'disabled'
      }
      retentionPolicy: {
        days: 30
        status: 'enabled'
      }
    }
  }
}

resource webhook 'Microsoft.ContainerRegistry/registries/webhooks@2023-07-01' = {
  parent: registry
  name: 'deploy'
  location: 'westeurope'
  properties: {
    actions: [
      'push'
    ]
    serviceUri: 'https://deploy.shop.example/hook'
    status: 'enabled'
  }
}

resource registryEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe-registry'
  location: 'westeurope'
  properties: {
    subnet: {
      id: endpointSubnet.id
    }
    privateLinkServiceConnections: [
      {
        name: 'registry'
        properties: {
          privateLinkServiceId: registry.id
          groupIds: [
            'registry'
          ]
        }
      }
    ]
  }
}

resource defender 'Microsoft.Security/pricings@2024-01-01' = {
  scope: subscription()
  name: 'Containers'
  properties: {
    pricingTier: 'Standard'
  }
}

resource registryAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: registry
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, 'pull')
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: aks.properties.identityProfile.kubeletidentity.objectId
    principalType: 'ServicePrincipal'
  }
}

resource administrators 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(aks.id, 'administrators')
  scope: aks
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b')
    principalId: '22222222-2222-2222-2222-222222222222'
    principalType: 'Group'
  }
}

resource operators 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'operators')
  properties: {
    roleName: 'Operators of the shop'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.ContainerService/managedClusters/read'
          'Microsoft.ContainerService/managedClusters/agentPools/read'
        ]
        notActions: []
      }
    ]
    assignableScopes: [
      resourceGroup().id
    ]
  }
}

resource safeguards 'Microsoft.ContainerService/deploymentSafeguards@2025-07-01' = {
  scope: aks
  name: 'default'
  properties: {
    level: 'Enforce'
  }
}
