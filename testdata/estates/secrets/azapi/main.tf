variable "azapi_secret" {
  sensitive = true
  default   = "CANARY-azapi-variable"
}

locals {
  word = "CANARY-azapi-local"
}

resource "azapi_resource" "object" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "object"
  body = {
    properties = {
      servicePrincipalProfile = { clientId = "00000000-0000-0000-0000-000000000001", secret = "CANARY-azapi-literal" }
      windowsProfile          = { adminUsername = "azureuser", adminPassword = local.word }
      aadProfile              = { managed = false, serverAppSecret = "CANARY-server-app" }
    }
  }
}

resource "azapi_resource" "encoded" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "encoded"
  body = jsonencode({ properties = { kubernetesVersion = "1.18", servicePrincipalProfile = { clientId = "x", secret = "CANARY-azapi-encoded" }, windowsProfile = { adminUsername = "azureuser", adminPassword = var.azapi_secret } } })
}

resource "azapi_resource" "text" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "text"
  body = <<-JSON
    {"properties": {"kubernetesVersion": "1.18", "servicePrincipalProfile": {"clientId": "x", "secret": "CANARY-azapi-text"}}}
  JSON
}

resource "azapi_resource" "hidden" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "hidden"
  body = { properties = { enableRBAC = false } }
  sensitive_body = {
    properties = { kubernetesVersion = "1.18-CANARY", networkProfile = { networkPlugin = "CANARY-sensitive-body" } }
  }
}

resource "azapi_update_resource" "update" {
  type        = "Microsoft.ContainerService/managedClusters@2025-05-01"
  resource_id = azapi_resource.object.id
  body        = { properties = { windowsProfile = { adminUsername = "azureuser", adminPassword = "CANARY-azapi-update" } } }
}

resource "azapi_resource" "hidden_line" {
  type           = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name           = "hidden-line"
  body           = {}
  sensitive_body = { properties = { enableRBAC = false, dnsPrefix = "CANARY-sensitive-line" } }
}

locals {
  shared = { properties = { enableRBAC = false, windowsProfile = { adminPassword = "CANARY-azapi-shared" } } }
}

resource "azapi_resource" "shared" {
  type = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name = "shared"
  body = jsonencode(merge(local.shared, { location = "westeurope" }))
}
