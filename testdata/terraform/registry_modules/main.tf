variable "private" {}

module "network" {
  source          = "Azure/vnet/azurerm"
  version         = "4.1.0"
  vnet_name       = "spoke"
  subnet_names    = ["nodes", "other"]
  subnet_prefixes = ["10.1.0.0/24", "10.1.1.0/24"]
  use_for_each    = true
}

module "aks" {
  source                            = "Azure/aks/azurerm"
  version                           = "~> 9.4"
  role_based_access_control_enabled = true
  rbac_aad_managed                  = true
  private_cluster_enabled           = var.private
  network_plugin                    = "azure"
  vnet_subnet_id                    = module.network.vnet_subnets[0]

  node_pools = {
    blue = {
      name                  = "blue"
      vm_size               = "Standard_D2s_v3"
      enable_node_public_ip = true
      vnet_subnet_id        = module.network.vnet_subnets_name_id["other"]
    }
  }
}

resource "azurerm_monitor_diagnostic_setting" "aks" {
  name               = "aks"
  target_resource_id = module.aks.aks_id

  enabled_log {
    category = "kube-audit"
  }
}

module "spoke" {
  source        = "registry.terraform.io/Azure/avm-res-network-virtualnetwork/azurerm"
  version       = "0.8.1"
  address_space = ["10.4.0.0/16"]

  subnets = {
    nodes = {
      name             = "nodes"
      address_prefixes = ["10.4.0.0/20"]
    }
  }
}

module "verified" {
  source   = "Azure/avm-res-containerservice-managedcluster/azurerm"
  version  = "0.8.3"
  name     = "verified"
  location = "westeurope"

  default_agent_pool = {
    vnet_subnet_id = module.spoke.subnets["nodes"].resource_id
  }

  diagnostic_settings = {
    workspace = {
      workspace_resource_id = "workspace"
    }
  }
}
