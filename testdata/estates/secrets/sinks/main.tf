variable "sp_secret" {
  default = "CANARY-variable-default"
}

variable "windows" {
  default = { user = "azureuser", password = "CANARY-object-default" }
}

locals {
  sp       = { id = "00000000-0000-0000-0000-000000000001", secret = "CANARY-local-map" }
  kept     = { first = { key = "CANARY-nested-map" } }
  listed   = ["CANARY-list-0", "CANARY-list-1"]
  composed = "CANARY-prefix-${var.sp_secret}-CANARY-suffix"
  document = <<-EOT
    CANARY-heredoc-line-one
      CANARY-heredoc-line-two
  EOT
}

resource "azurerm_kubernetes_cluster" "literal" {
  name = "literal"
  service_principal {
    client_id     = "00000000-0000-0000-0000-000000000001"
    client_secret = "CANARY-literal"
  }
  windows_profile {
    admin_username = "azureuser"
    admin_password = var.windows.password
  }
}

resource "azurerm_kubernetes_cluster" "variable" {
  name = "variable"
  service_principal {
    client_id     = local.sp.id
    client_secret = var.sp_secret
  }
  windows_profile {
    admin_username = "azureuser"
    admin_password = "${"CANARY-interpolated"}-and-${local.kept["first"].key}"
  }
}

resource "azurerm_kubernetes_cluster" "local" {
  name = "local"
  service_principal {
    client_id     = local.sp.id
    client_secret = local.sp.secret
  }
  windows_profile {
    admin_username = "azureuser"
    admin_password = lookup({ a = "CANARY-lookup" }, "a", "CANARY-lookup-default")
  }
}

resource "azurerm_kubernetes_cluster" "composed" {
  name = "composed"
  service_principal {
    client_id     = local.sp.id
    client_secret = local.composed
  }
  windows_profile {
    admin_username = "azureuser"
    admin_password = local.document
  }
}

resource "azurerm_kubernetes_cluster" "heredoc" {
  name = "heredoc"
  service_principal {
    client_id     = local.sp.id
    client_secret = <<EOT
CANARY-heredoc-direct
EOT
  }
  windows_profile {
    admin_username = "azureuser"
    admin_password = base64encode("CANARY-encoded")
  }
}

resource "azurerm_kubernetes_cluster" "file" {
  name = "file"
  service_principal {
    client_id     = local.sp.id
    client_secret = trimspace(file("${path.module}/secret.txt"))
  }
  windows_profile {
    admin_username = "azureuser"
    admin_password = element(local.listed, 1)
  }
}

resource "azurerm_kubernetes_cluster" "conditional" {
  name = "conditional"
  service_principal {
    client_id     = local.sp.id
    client_secret = var.unset ? "CANARY-yes" : "CANARY-no"
  }
  dynamic "windows_profile" {
    for_each = [{ name = "azureuser", word = "CANARY-dynamic" }]
    content {
      admin_username = windows_profile.value.name
      admin_password = windows_profile.value.word
    }
  }
}

variable "unset" {
  type = bool
}

variable "db_connection_string" {}

resource "azurerm_kubernetes_cluster_extension" "this" {
  name           = "extension"
  cluster_id     = azurerm_kubernetes_cluster.literal.id
  extension_type = "microsoft.flux"
  configuration_protected_settings = {
    token = "CANARY-protected"
    other = jsonencode({ password = "CANARY-json-encoded" })
  }
}

output "kubeconfig" {
  value = azurerm_kubernetes_cluster.literal.kube_config_raw
}

resource "azurerm_kubernetes_flux_configuration" "this" {
  name       = "flux"
  cluster_id = azurerm_kubernetes_cluster.literal.id
  namespace  = var.db_connection_string
  git_repository {
    url                    = "https://git.example.com/config"
    ssh_private_key_base64 = "CANARY-ssh-key"
    https_key_base64       = base64encode("CANARY-https-key")
  }
}
