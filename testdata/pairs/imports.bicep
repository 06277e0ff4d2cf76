// Types, variables and functions of another file, by name and all together.
import { settingsType, nameOf as sharedName } from 'imports/shared.bicep'
import * as shared from 'imports/shared.bicep'

param settings settingsType = {
  tier: 'Premium'
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: sharedName('aks')
  location: shared.regions[1]
  sku: {
    name: 'Base'
    tier: settings.tier
  }
  properties: {
    dnsPrefix: shared.nameOf('dns')
    apiServerAccessProfile: {
      enablePrivateCluster: settings.?isPrivate ?? length(shared.regions) > 1
    }
  }
}

resource users 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(aks.id)
  scope: aks
  properties: {
    principalId: '55555555-5555-5555-5555-555555555555'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', shared.roles.pull)
  }
}
