// Texts put together: numbers and truth values in them, braces, several holes, nothing but a hole.
param name string = 'demo'
param index int = 2
param isPrivate bool = true

var brace = '{${name}}'
var only = '${name}'

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks-${name}-${padLeft(index, 3, '0')}'
  location: 'westeurope'
  tags: {
    brace: brace
    only: only
    text: '${name}:${index}:${isPrivate}'
    nested: 'a${'b${name}'}c'
    many: '''
first ${name}
'''
    '${name}-key': 'value'
  }
  properties: {
    dnsPrefix: toLower('${name}-DNS')
    nodeResourceGroup: 'rg-${name}-nodes'
    kubernetesVersion: '1.${30 + index}'
  }
}
