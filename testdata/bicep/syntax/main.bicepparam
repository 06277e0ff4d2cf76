using './main.bicep'

// What production differs in.
param prefix = 'contoso'
param environment = 'prod'
param password = az.getSecret('00000000-0000-0000-0000-000000000000', 'vaults', 'vault', 'password')
param pools = [
  {
    name: readEnvironmentVariable('POOL', 'apps')
    size: 'Standard_D4ds_v5'
    zones: [1, 2, 3]
  }
]
param networking = {
  plugin: 'azure'
  mode: null
  addresses: {
    pods: '10.${1 + 1}.0.0/16'
  }
}

extensionConfig microsoftGraphV1 with {
  tenant: 'contoso'
}
