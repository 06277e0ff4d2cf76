// Functions of the language on values that are known.
param tags object = {
  team: 'platform'
}
param names array = ['system', 'apps', 'edge']
param range string = '10.8.0.0/16'
param id string = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes'

var merged = union(tags, { env: 'prod', team: toUpper(tags.team) })

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks-${last(split(id, '/'))}'
  location: toLower('WestEurope')
  tags: merged
  properties: {
    dnsPrefix: take(replace('demo-cluster', '-', ''), 8)
    enableRBAC: contains(names, 'apps') && !contains(tags, 'env')
    disableLocalAccounts: startsWith(names[0], 'SYS') && endsWith(first(names), 'em')
    kubernetesVersion: '1.${min(34, 36)}'
    nodeResourceGroup: substring('rg-nodes-demo', 0, 8)
    apiServerAccessProfile: {
      enablePrivateCluster: empty(skip(names, 3))
      authorizedIPRanges: concat([cidrSubnet(range, 24, 2)], map(range(0, 2), i => cidrSubnet('203.0.113.0/24', 26, i)))
    }
    networkProfile: {
      networkPlugin: join(['az', 'ure'], '')
      serviceCidr: parseCidr(range).network == '10.8.0.0' ? range : '10.9.0.0/16'
      dnsServiceIP: cidrHost(range, 9)
    }
    agentPoolProfiles: [
      {
        name: first(intersection(names, ['apps', 'system']))
        mode: 'System'
        count: int('3') + length('ab') + max(1, 2)
        maxPods: indexOf('abc', 'c') * 20 + lastIndexOf('aba', 'a')
        availabilityZones: map(range(1, 3), i => string(i))
        nodeTaints: flatten([['a=b:NoSchedule'], []])
        enableNodePublicIP: bool('false') || json('{"a": [true]}').a[0]
        nodeLabels: toObject(objectKeys(tags), key => key, key => tags[key])
      }
    ]
  }
}
