// Role assignments, diagnostic settings and associations on other resources; older and newer spelling of a scope.
param groupId string = '55555555-5555-5555-5555-555555555555'

var pullRole = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
var userRole = '4abbcc35-e782-43d8-92c5-2d3f1bd2253f'

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'demo'
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'registry'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'logs'
  location: 'westeurope'
  properties: {
    retentionInDays: 90
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, aks.id, pullRole)
  scope: registry
  properties: {
    principalId: aks.properties.identityProfile.kubeletidentity.objectId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', pullRole)
  }
}

resource users 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(aks.id, groupId, userRole)
  scope: aks
  properties: {
    principalId: groupId
    principalType: 'Group'
    roleDefinitionId: resourceId('Microsoft.Authorization/roleDefinitions', userRole)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'diagnostics'
  scope: aks
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'kube-audit'
        enabled: true
      }
    ]
  }
}

resource rule 'Microsoft.Insights/dataCollectionRuleAssociations@2023-03-11' = {
  name: 'rule'
  scope: aks
  properties: {
    dataCollectionRuleId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/dataCollectionRules/r'
  }
}
