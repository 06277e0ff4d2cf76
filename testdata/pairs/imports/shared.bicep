@export()
type settingsType = {
  tier: string
  isPrivate: bool?
}

@export()
var roles = {
  pull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
}

@export()
var regions = ['westeurope', 'northeurope']

@export()
func nameOf(kind string) string => '${kind}-shared'
