terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

resource "azurerm_user_assigned_identity" "control" {
  name                = "twin-control"
  location            = "westeurope"
  resource_group_name = "twins"
}

resource "azurerm_user_assigned_identity" "kubelet" {
  name                = "twin-kubelet"
  location            = "westeurope"
  resource_group_name = "twins"
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix                        = "twin"
  role_based_access_control_enabled = true
  local_account_disabled            = true
  oidc_issuer_enabled               = true
  workload_identity_enabled         = true

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled     = true
    admin_group_object_ids = ["22222222-2222-2222-2222-222222222222"]
    tenant_id              = "33333333-3333-3333-3333-333333333333"
  }

  kubelet_identity {
    user_assigned_identity_id = azurerm_user_assigned_identity.kubelet.id
    client_id                 = azurerm_user_assigned_identity.kubelet.client_id
    object_id                 = azurerm_user_assigned_identity.kubelet.principal_id
  }

  default_node_pool {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    node_count   = 3
    os_disk_type = "Managed"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.control.id]
  }
}

resource "azurerm_federated_identity_credential" "credential" {
  name      = "app"
  parent_id = azurerm_user_assigned_identity.control.id
  issuer    = azurerm_kubernetes_cluster.aks.oidc_issuer_url
  subject   = "system:serviceaccount:app:app"
  audience  = ["api://AzureADTokenExchange"]
}
