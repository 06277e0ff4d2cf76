param name string

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: name
  location: resourceGroup().location
}
