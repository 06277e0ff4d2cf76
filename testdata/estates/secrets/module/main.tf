variable "passwords" {
  default = { windows = "CANARY-module-map", other = "CANARY-module-other" }
}

module "cluster" {
  source = "./child"
  config = { private = false, client_secret = "CANARY-module-argument", admin_password = var.passwords["windows"] }
  hidden = "1.18.CANARY-module-sensitive"
}

module "registry" {
  source              = "Azure/aks/azurerm"
  version             = "10.1.0"
  resource_group_name = "rg"
  client_id           = "00000000-0000-0000-0000-000000000001"
  client_secret       = "CANARY-registry-module"
}
