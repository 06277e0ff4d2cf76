# A cluster that follows the advice of every page, hardening included.

terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "5.2.0"
    }
  }
}

resource "azurerm_resource_group" "this" {
  name     = "rg-shop"
  location = "westeurope"
}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-shop"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_network_security_group" "nodes" {
  name                = "nsg-nodes"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
}

resource "azurerm_route_table" "nodes" {
  name                = "rt-nodes"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name

  route {
    name                   = "firewall"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.20.255.4"
  }
}

resource "azurerm_subnet" "nodes" {
  name                            = "snet-nodes"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.20.0.0/22"]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet" "api_server" {
  name                            = "snet-api-server"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.20.9.0/28"]
  default_outbound_access_enabled = false

  delegation {
    name = "aks"

    service_delegation {
      name    = "Microsoft.ContainerService/managedClusters"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  name                            = "snet-endpoints"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.20.10.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet_network_security_group_association" "nodes" {
  subnet_id                 = azurerm_subnet.nodes.id
  network_security_group_id = azurerm_network_security_group.nodes.id
}

resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.nodes.id
}

resource "azurerm_user_assigned_identity" "cluster" {
  name                = "id-shop"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
}

resource "azurerm_log_analytics_workspace" "this" {
  name                = "log-shop"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  sku                 = "PerGB2018"
  retention_in_days   = 90
}

resource "azurerm_kubernetes_cluster" "this" {
  name                      = "aks-shop"
  location                  = "westeurope"
  resource_group_name       = azurerm_resource_group.this.name
  dns_prefix                = "shop"
  kubernetes_version        = "1.35"
  sku_tier                  = "Standard"
  automatic_upgrade_channel = "stable"
  node_os_upgrade_channel   = "NodeImage"

  local_account_disabled            = true
  role_based_access_control_enabled = true
  oidc_issuer_enabled               = true
  workload_identity_enabled         = true
  azure_policy_enabled              = true
  private_cluster_enabled           = true
  private_dns_zone_id               = "System"
  run_command_enabled               = false
  image_cleaner_enabled             = true
  image_cleaner_interval_hours      = 48
  disk_encryption_set_id            = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/des-shop"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.cluster.id]
  }

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
    tenant_id          = "11111111-1111-1111-1111-111111111111"
  }

  default_node_pool {
    name                         = "system"
    vm_size                      = "Standard_D4ds_v5"
    node_count                   = 3
    orchestrator_version         = "1.35"
    zones                        = ["1", "2", "3"]
    only_critical_addons_enabled = true
    host_encryption_enabled      = true
    os_disk_type                 = "Ephemeral"
    vnet_subnet_id               = azurerm_subnet.nodes.id

    upgrade_settings {
      max_surge = "10%"
    }
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
    outbound_type       = "userDefinedRouting"
    load_balancer_sku   = "standard"
    pod_cidr            = "10.244.0.0/16"
    service_cidr        = "10.0.0.0/16"
    dns_service_ip      = "10.0.0.10"
  }

  key_vault_secrets_provider {
    secret_rotation_enabled = true
  }

  key_management_service {
    key_vault_key_id         = "https://kv-shop.vault.azure.net/keys/etcd/0123456789abcdef0123456789abcdef"
    key_vault_network_access = "Private"
  }

  api_server_access_profile {
    virtual_network_integration_enabled = true
    subnet_id                           = azurerm_subnet.api_server.id
  }

  microsoft_defender {
    log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id
  }

  oms_agent {
    log_analytics_workspace_id      = azurerm_log_analytics_workspace.this.id
    msi_auth_for_monitoring_enabled = true
  }

  monitor_metrics {}

  maintenance_window_auto_upgrade {
    frequency   = "Weekly"
    interval    = 1
    duration    = 4
    day_of_week = "Sunday"
    start_time  = "02:00"
    utc_offset  = "+00:00"
  }

  maintenance_window_node_os {
    frequency   = "Weekly"
    interval    = 1
    duration    = 4
    day_of_week = "Saturday"
    start_time  = "02:00"
    utc_offset  = "+00:00"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "apps" {
  name                    = "apps"
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.this.id
  vm_size                 = "Standard_D8ds_v5"
  mode                    = "User"
  orchestrator_version    = "1.35"
  auto_scaling_enabled    = true
  min_count               = 3
  max_count               = 12
  zones                   = ["1", "2", "3"]
  host_encryption_enabled = true
  os_disk_type            = "Ephemeral"
  vnet_subnet_id          = azurerm_subnet.nodes.id

  upgrade_settings {
    max_surge = "10%"
  }
}

# What azurerm has no attribute for.
resource "azapi_update_resource" "cluster" {
  type        = "Microsoft.ContainerService/managedClusters@2026-05-01"
  resource_id = azurerm_kubernetes_cluster.this.id

  body = {
    properties = {
      nodeResourceGroupProfile = {
        restrictionLevel = "ReadOnly"
      }
    }
  }
}

resource "azapi_update_resource" "system" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2026-05-01"
  parent_id = azurerm_kubernetes_cluster.this.id
  name      = "system"

  body = {
    properties = {
      securityProfile = {
        enableSecureBoot = true
        enableVTPM       = true
        sshAccess        = "Disabled"
      }
    }
  }
}

resource "azapi_update_resource" "apps" {
  type        = "Microsoft.ContainerService/managedClusters/agentPools@2026-05-01"
  resource_id = azurerm_kubernetes_cluster_node_pool.apps.id

  body = {
    properties = {
      securityProfile = {
        enableSecureBoot = true
        enableVTPM       = true
        sshAccess        = "Disabled"
      }
    }
  }
}

resource "azurerm_monitor_diagnostic_setting" "cluster" {
  name                           = "audit"
  target_resource_id             = azurerm_kubernetes_cluster.this.id
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.this.id
  log_analytics_destination_type = "Dedicated"

  enabled_log {
    category_group = "allLogs"
  }
}

resource "azurerm_monitor_data_collection_rule_association" "logs" {
  name                    = "logs"
  target_resource_id      = azurerm_kubernetes_cluster.this.id
  data_collection_rule_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.Insights/dataCollectionRules/dcr-logs"
}

resource "azurerm_container_registry" "this" {
  name                                         = "crshop"
  location                                     = "westeurope"
  resource_group_name                          = azurerm_resource_group.this.name
  sku                                          = "Premium"
  admin_enabled                                = false
  anonymous_pull_enabled                       = false
  azuread_authentication_as_arm_policy_enabled = false
  public_network_access_enabled                = false
  export_policy_enabled                        = false
  zone_redundancy_enabled                      = true
  retention_policy_in_days                     = 30
}

resource "azurerm_container_registry_webhook" "deploy" {
  name                = "deploy"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  registry_name       = azurerm_container_registry.this.name
  service_uri         = "https://deploy.shop.example/hook"
  actions             = ["push"]
}

resource "azurerm_private_endpoint" "registry" {
  name                = "pe-registry"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "registry"
    private_connection_resource_id = azurerm_container_registry.this.id
    subresource_names              = ["registry"]
    is_manual_connection           = false
  }
}

resource "azurerm_security_center_subscription_pricing" "containers" {
  resource_type = "Containers"
  tier          = "Standard"
}

resource "azurerm_monitor_diagnostic_setting" "registry" {
  name                       = "audit"
  target_resource_id         = azurerm_container_registry.this.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id

  enabled_log {
    category_group = "allLogs"
  }
}

resource "azurerm_role_assignment" "pull" {
  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_kubernetes_cluster.this.kubelet_identity[0].object_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "api_server" {
  scope                = azurerm_subnet.api_server.id
  role_definition_name = "Network Contributor"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "network" {
  scope                = azurerm_subnet.nodes.id
  role_definition_name = "Network Contributor"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "administrators" {
  scope                = azurerm_kubernetes_cluster.this.id
  role_definition_name = "Azure Kubernetes Service RBAC Cluster Admin"
  principal_id         = "22222222-2222-2222-2222-222222222222"
  principal_type       = "Group"
}

resource "azurerm_role_definition" "operators" {
  name        = "Operators of the shop"
  scope       = azurerm_resource_group.this.id
  description = "Restarts pools."

  permissions {
    actions     = ["Microsoft.ContainerService/managedClusters/read", "Microsoft.ContainerService/managedClusters/agentPools/read"]
    not_actions = []
  }

  assignable_scopes = [azurerm_resource_group.this.id]
}

resource "azurerm_user_assigned_identity" "shop" {
  name                = "id-shop-app"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
}

resource "azurerm_federated_identity_credential" "shop" {
  name      = "shop"
  parent_id = azurerm_user_assigned_identity.shop.id
  issuer    = azurerm_kubernetes_cluster.this.oidc_issuer_url
  audience  = ["api://AzureADTokenExchange"]
  subject   = "system:serviceaccount:shop:checkout"
}

resource "azurerm_key_vault" "this" {
  name                          = "kv-shop"
  location                      = "westeurope"
  resource_group_name           = azurerm_resource_group.this.name
  tenant_id                     = "11111111-1111-1111-1111-111111111111"
  sku_name                      = "premium"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = false

  network_acls {
    bypass         = "AzureServices"
    default_action = "Deny"
    ip_rules       = ["198.51.100.0/24"]
  }
}

resource "azurerm_private_endpoint" "vault" {
  name                = "pe-vault"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "vault"
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }
}

resource "azurerm_key_vault_key" "disks" {
  name         = "disks"
  key_vault_id = azurerm_key_vault.this.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]

  rotation_policy {
    expire_after         = "P1Y"
    notify_before_expiry = "P30D"

    automatic {
      time_before_expiry = "P60D"
    }
  }
}

resource "azurerm_monitor_diagnostic_setting" "vault" {
  name                       = "audit"
  target_resource_id         = azurerm_key_vault.this.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id

  enabled_log {
    category_group = "audit"
  }
}

resource "azurerm_subnet" "bastion" {
  name                            = "AzureBastionSubnet"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.20.254.0/26"]
  default_outbound_access_enabled = false
}

resource "azurerm_public_ip" "bastion" {
  name                = "pip-bastion"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_bastion_host" "this" {
  name                   = "bas-shop"
  location               = "westeurope"
  resource_group_name    = azurerm_resource_group.this.name
  sku                    = "Standard"
  copy_paste_enabled     = false
  file_copy_enabled      = false
  shareable_link_enabled = false

  ip_configuration {
    name                 = "bastion"
    subnet_id            = azurerm_subnet.bastion.id
    public_ip_address_id = azurerm_public_ip.bastion.id
  }
}

resource "azurerm_network_security_rule" "bastion" {
  name                        = "ssh-from-bastion"
  resource_group_name         = azurerm_resource_group.this.name
  network_security_group_name = azurerm_network_security_group.nodes.name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  source_address_prefix       = "10.20.254.0/26"
  destination_port_range      = "22"
  destination_address_prefix  = "10.20.0.0/22"
}

resource "azurerm_subnet" "gateway" {
  name                            = "snet-gateway"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.20.8.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_public_ip" "gateway" {
  name                = "pip-gateway"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_web_application_firewall_policy" "this" {
  name                = "waf-shop"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name

  policy_settings {
    enabled            = true
    mode               = "Prevention"
    request_body_check = true
  }

  managed_rules {
    managed_rule_set {
      type    = "Microsoft_DefaultRuleSet"
      version = "2.1"
    }

    managed_rule_set {
      type    = "Microsoft_BotManagerRuleSet"
      version = "1.1"
    }
  }
}

resource "azurerm_application_gateway" "this" {
  name                = "agw-shop"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  firewall_policy_id  = azurerm_web_application_firewall_policy.this.id

  sku {
    name     = "WAF_v2"
    tier     = "WAF_v2"
    capacity = 2
  }

  ssl_policy {
    policy_type = "Predefined"
    policy_name = "AppGwSslPolicy20220101"
  }

  gateway_ip_configuration {
    name      = "gateway"
    subnet_id = azurerm_subnet.gateway.id
  }

  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.gateway.id
  }

  frontend_port {
    name = "https"
    port = 443
  }

  ssl_certificate {
    name                = "shop"
    key_vault_secret_id = "https://kv-shop.vault.azure.net/secrets/shop"
  }

  backend_address_pool {
    name = "cluster"
  }

  backend_http_settings {
    name                  = "cluster"
    cookie_based_affinity = "Disabled"
    port                  = 443
    protocol              = "Https"
  }

  http_listener {
    name                           = "https"
    frontend_ip_configuration_name = "public"
    frontend_port_name             = "https"
    protocol                       = "Https"
    ssl_certificate_name           = "shop"
  }

  request_routing_rule {
    name                       = "shop"
    rule_type                  = "Basic"
    priority                   = 100
    http_listener_name         = "https"
    backend_address_pool_name  = "cluster"
    backend_http_settings_name = "cluster"
  }
}

resource "azurerm_kubernetes_cluster_deployment_safeguard" "this" {
  kubernetes_cluster_id = azurerm_kubernetes_cluster.this.id
  level                 = "Enforce"
}
