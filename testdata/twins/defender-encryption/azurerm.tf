terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.60"
    }
  }
}

variable "password" {
  type      = string
  sensitive = true
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "twin"
  location            = "westeurope"
  resource_group_name = "twins"

  dns_prefix                          = "twin"
  kubernetes_version                  = "1.33"
  support_plan                        = "AKSLongTermSupport"
  sku_tier                            = "Premium"
  image_cleaner_enabled               = true
  image_cleaner_interval_hours        = 48
  custom_ca_trust_certificates_base64 = ["Y2VydGlmaWNhdGU="]
  disk_encryption_set_id              = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.Compute/diskEncryptionSets/disks"
  automatic_upgrade_channel           = "stable"
  node_os_upgrade_channel             = "SecurityPatch"

  microsoft_defender {
    log_analytics_workspace_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared/providers/Microsoft.OperationalInsights/workspaces/logs"
  }

  key_management_service {
    key_vault_key_id         = "https://vault.example.org/keys/etcd"
    key_vault_network_access = "Private"
  }

  storage_profile {
    disk_driver_enabled         = true
    file_driver_enabled         = false
    blob_driver_enabled         = true
    snapshot_controller_enabled = true
  }

  windows_profile {
    admin_username = "operator"
    admin_password = var.password
  }

  linux_profile {
    admin_username = "operator"
    ssh_key {
      key_data = "ssh-rsa AAAA"
    }
  }

  upgrade_override {
    force_upgrade_enabled = true
    effective_until       = "2026-12-01T00:00:00Z"
  }

  maintenance_window_auto_upgrade {
    frequency    = "Weekly"
    interval     = 1
    day_of_week  = "Sunday"
    duration     = 4
    start_time   = "02:00"
    utc_offset   = "+01:00"
    start_date   = "2026-01-01"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    outbound_type       = "managedNATGateway"

    nat_gateway_profile {
      managed_outbound_ip_count = 2
    }
  }

  default_node_pool {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    node_count   = 3
    os_disk_type = "Managed"
  }

  identity {
    type = "SystemAssigned"
  }
}
