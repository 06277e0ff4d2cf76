using '../main.bicep'

var adminGroup = '6f1c4d7e-0b0f-4f8f-9a67-2f3c1e5d8a01'

param environment = 'prod'
param addressPrefix = '10.50.0.0/16'
param windowsPassword = az.getSecret('00000000-0000-0000-0000-000000000000', 'rg-secrets', 'kv-contoso', 'windows')
param cluster = {
  version: '1.29'
  isPrivate: false
  authorizedRanges: [
    '203.0.113.0/24'
    '0.0.0.0/0'
  ]
  upgradeChannel: 'none'
  adminGroups: [adminGroup]
}
param pools = [
  {
    name: 'apps'
    size: 'Standard_D8ds_v5'
    minCount: 3
    maxCount: 12
  }
  {
    name: 'ingest'
    size: 'Standard_F8s_v2'
    maxCount: 6
    publicAddresses: true
  }
]
param alertReceivers = ['oncall@contoso.example']
