variable "secret" {
  sensitive = true
  default   = "CANARY-error"
}

variable "pin" {
  sensitive = true
  type      = number
  default   = "CANARY-no-number"
}

variable "flag" {
  sensitive = true
  type      = object({ on = bool })
  default   = { on = "CANARY-no-bool" }
}

resource "azurerm_kubernetes_cluster" "errors" {
  name                    = tonumber(var.secret)
  kubernetes_version      = tonumber(base64encode(var.secret))
  private_cluster_enabled = tobool("x${var.secret}")
  local_account_disabled  = jsondecode(var.secret)
  azure_policy_enabled    = { a = 1 }[var.secret]
  sku_tier                = regex("^${var.secret}$", "other")
  oidc_issuer_enabled     = "${var.secret}x" + 1
  node_resource_group     = file("/nowhere/${var.secret}")
  dns_prefix              = cidrsubnet(var.secret, 8, 0)
  location                = format("%d", var.secret)
  automatic_upgrade_channel = var.pin
  run_command_enabled     = var.flag.on
  network_profile {
    network_plugin = templatefile("${var.secret}.tpl", {})
    network_policy = timeadd(var.secret, "1h")
  }
  service_principal {
    client_id     = "x"
    client_secret = tonumber("CANARY-sink-error")
  }
  windows_profile {
    admin_username = "x"
    admin_password = jsondecode("{CANARY-sink-json")
  }
}

locals {
  map = { (var.secret) = true }
}

resource "azurerm_kubernetes_cluster" "keys" {
  name                    = "keys"
  private_cluster_enabled = local.map["other"]
  tags                    = local.map
  kubernetes_version      = keys(local.map)[0]
}

resource "azurerm_kubernetes_cluster" "derived_errors" {
  name                      = "${base64encode(var.secret)}" + 1
  kubernetes_version        = { a = 1 }[base64encode(var.secret)]
  private_cluster_enabled   = base64encode(var.secret) ? true : false
  local_account_disabled    = !base64encode(var.secret)
  azure_policy_enabled      = [for x in base64encode(var.secret) : x]
  sku_tier                  = local.map[base64encode(var.secret)].none
  oidc_issuer_enabled       = -base64encode(var.secret)
  node_resource_group       = [1, 2][base64encode(var.secret)]
  dns_prefix                = "%{if base64encode(var.secret)}x%{endif}"
  workload_identity_enabled = base64encode(var.secret) > 3
  http_application_routing_enabled = try(tonumber(base64encode(var.secret)))
}

variable "derived" {
  type    = object({ on = bool })
  default = { on = true }
}

module "child" {
  source  = "./child"
  flag    = base64encode(var.secret)
  numbers = [base64encode(var.secret)]
}
