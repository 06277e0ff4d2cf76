param name string = 'contoso-website'

resource site 'Microsoft.Web/staticSites@2024-04-01' = {
  name: name
  location: 'westeurope'
  sku: {
    name: 'Free'
  }
}
