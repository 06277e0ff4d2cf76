targetScope = 'subscription'

import { clusterSettingsType, poolType } from 'modules/types.bicep'

@description('dev or prod.')
@allowed(['dev', 'prod'])
param environment string

param location string = 'westeurope'
param addressPrefix string
param cluster clusterSettingsType
param pools poolType[] = []

@secure()
param windowsPassword string

@description('Where the on-call team listens.')
param alertReceivers array = []

var name = 'contoso-${environment}'
var isProd = environment == 'prod'
var tags = {
  environment: environment
  team: 'platform'
}

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${name}'
  location: location
  tags: tags
}

module network 'modules/network.bicep' = {
  scope: group
  params: {
    name: name
    addressPrefix: addressPrefix
    subnets: ['nodes', 'endpoints']
  }
}

module logs 'modules/logs.bicep' = {
  scope: group
  params: {
    name: name
    retentionInDays: isProd ? 90 : 30
  }
}

module aks 'modules/aks.bicep' = {
  scope: group
  params: {
    name: name
    tags: tags
    settings: cluster
    pools: pools
    subnetId: network.outputs.subnetIds[0]
    workspaceId: logs.outputs.workspaceId
    windowsPassword: windowsPassword
    tier: isProd ? 'Standard' : 'Free'
    sendLogs: isProd
  }
}

module registry 'br/public:avm/res/container-registry/registry:0.9.1' = {
  scope: group
  params: {
    name: 'contoso${environment}'
    acrSku: 'Standard'
    acrAdminUserEnabled: true
  }
}

module alerts 'br/contoso:observability/alerts:1.4.0' = if (!empty(alertReceivers)) {
  scope: group
  params: {
    clusterId: aks.outputs.clusterId
    receivers: alertReceivers
  }
}

output clusterName string = aks.outputs.clusterName
