variable "kubernetes_version" {
  sensitive = true
  default   = "1.18.CANARY-version"
}

variable "ranges" {
  type      = list(string)
  sensitive = true
}

variable "settings" {
  sensitive = true
  type = object({
    policy   = optional(string, "CANARY-optional")
    network  = optional(string)
    password = optional(string)
    public   = optional(bool)
  })
}

variable "from_command_line" {
  sensitive = true
}

variable "from_environment" {
  sensitive = true
  type      = map(string)
}

variable "key" {
  sensitive = true
  default   = "CANARY-instance-key"
}

locals {
  derived = upper(var.kubernetes_version)
}

resource "azurerm_kubernetes_cluster" "values" {
  name                    = var.from_command_line
  kubernetes_version      = var.kubernetes_version
  private_cluster_enabled = var.settings.public
  api_server_access_profile {
    authorized_ip_ranges = var.ranges
  }
  network_profile {
    network_plugin = var.settings.network
    network_policy = var.settings.policy
  }
}

resource "azurerm_kubernetes_cluster" "derived" {
  name               = "x-${base64encode(var.from_command_line)}"
  kubernetes_version = local.derived
  network_profile {
    network_plugin = jsonencode(var.settings)
    network_policy = sha256(var.from_command_line)
  }
  tags = { secret = var.from_environment["word"] }
}

resource "azurerm_kubernetes_cluster" "marked" {
  name               = sensitive("CANARY-sensitive-call")
  kubernetes_version = sensitive("1.19.CANARY-sensitive-version")
  network_profile {
    network_plugin = nonsensitive("kubenet")
    network_policy = replace(var.settings.password, "CANARY", "canary")
  }
}

resource "azurerm_kubernetes_cluster" "keyed" {
  for_each = toset([var.key])
  name     = each.key
}

output "everything" {
  value = var.settings
}
