// Arguments that are null mean the module's default; objects and conditions as arguments.
param version string = ''
param tier string = 'Premium'
param wantsPolicy bool = true

module aks 'module-arguments/aks.bicep' = {
  name: 'aks'
  params: {
    name: 'demo'
    version: empty(version) ? null : version
    tier: empty(tier) ? null : tier
    addons: {
      azurepolicy: {
        enabled: wantsPolicy
      }
    }
  }
}

module other 'module-arguments/aks.bicep' = if (wantsPolicy) {
  name: 'other'
  params: {
    name: 'other'
    tier: null
  }
}
