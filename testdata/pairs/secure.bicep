// Secrets that go through a module.
@secure()
param clientSecret string

@secure()
param password string = newGuid()

module aks 'secure/aks.bicep' = {
  name: 'aks'
  params: {
    clientSecret: clientSecret
    windows: {
      adminUsername: 'azureuser'
      adminPassword: password
    }
  }
}
