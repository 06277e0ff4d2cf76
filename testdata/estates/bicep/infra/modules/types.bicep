@export()
@description('What differs from cluster to cluster.')
type clusterSettingsType = {
  version: string
  isPrivate: bool
  authorizedRanges: string[]?
  localAccounts: bool?
  upgradeChannel: ('none' | 'patch' | 'stable')?
  adminGroups: string[]
}

@export()
type poolType = {
  name: string
  size: string
  @minValue(0)
  minCount: int?
  maxCount: int
  publicAddresses: bool?
}
