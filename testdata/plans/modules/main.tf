terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.40"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "tier" {
  type = string
}

variable "pools" {
  type = map(object({
    size  = string
    count = number
  }))
}

resource "azurerm_resource_group" "this" {
  name     = "rg-demo"
  location = var.location
}

module "network" {
  source = "./network"

  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  subnets = {
    system = "10.1.0.0/24"
    apps   = "10.1.1.0/24"
  }
}

module "aks" {
  source = "./aks"

  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  subnet_ids          = module.network.subnet_ids
  tier                = var.tier
  pools               = var.pools
}

resource "azurerm_log_analytics_workspace" "this" {
  name                = "log-demo"
  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  retention_in_days   = 90
}

resource "azurerm_monitor_diagnostic_setting" "aks" {
  name                       = "audit"
  target_resource_id         = module.aks.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id

  enabled_log {
    category = "kube-audit-admin"
  }

  enabled_log {
    category = "guard"
  }
}

resource "azurerm_container_registry" "this" {
  name                = "acrdemo"
  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  sku                 = "Basic"
  admin_enabled       = true
}

resource "azurerm_role_assignment" "pull" {
  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPull"
  principal_id         = module.aks.kubelet_object_id
}

output "kube_config" {
  value     = module.aks.kube_config
  sensitive = true
}
