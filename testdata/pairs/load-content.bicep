// Files that are read when the template is built.
var pools = loadJsonContent('load-content/pools.json')
var edge = loadJsonContent('load-content/pools.json', '[1].name')
var settings = loadYamlContent('load-content/settings.yaml')
var ranges = split(trim(loadTextContent('load-content/ranges.txt')), ',')

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  tags: {
    edge: edge
  }
  sku: {
    name: 'Base'
    tier: settings.tier
  }
  properties: {
    dnsPrefix: 'demo'
    kubernetesVersion: last(settings.versions)
    agentPoolProfiles: [for pool in pools: {
      name: pool.name
      mode: pool.mode
      enableNodePublicIP: pool.public
    }]
    apiServerAccessProfile: {
      enablePrivateCluster: settings.private
      authorizedIPRanges: ranges
    }
  }
}
