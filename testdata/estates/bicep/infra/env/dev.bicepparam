using '../main.bicep'

param environment = 'dev'
param addressPrefix = '10.40.0.0/16'
param windowsPassword = readEnvironmentVariable('WINDOWS_PASSWORD', 'Dev-Only-hunter2')
param cluster = {
  version: '1.35'
  isPrivate: false
  authorizedRanges: ['203.0.113.0/24']
  localAccounts: true
  adminGroups: ['6f1c4d7e-0b0f-4f8f-9a67-2f3c1e5d8a01']
}
