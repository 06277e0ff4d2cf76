// map, filter, reduce, sort, toObject, and one lambda in another.
param pools array = [
  {
    name: 'system'
    mode: 'System'
    size: 3
    zones: ['1', '2']
  }
  {
    name: 'apps'
    mode: 'User'
    size: 5
    zones: ['3']
  }
]
param teams array = ['b', 'a']

var names = map(pools, pool => pool.name)
var systems = filter(pools, pool => pool.mode == 'System')

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'demo'
  location: 'westeurope'
  tags: {
    pools: join(names, ',')
    teams: join(sort(teams, (a, b) => a < b), ',')
  }
  properties: {
    dnsPrefix: 'demo'
    enableRBAC: length(systems) == 1
    agentPoolProfiles: map(pools, (pool, i) => {
      name: pool.name
      mode: pool.mode
      count: pool.size + i
      availabilityZones: map(pool.zones, zone => '${zone}')
      nodeLabels: toObject(teams, team => '${pool.name}-${team}', team => 'true')
    })
    securityProfile: {
      imageCleaner: {
        enabled: contains(names, 'apps')
        intervalHours: reduce(pools, 0, (sum, pool) => sum + pool.size)
      }
    }
  }
}
