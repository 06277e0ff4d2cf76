subscription_id      = "#{DevSubscriptionId}#"
environment          = "dev"
address_space        = "10.40.0.0/16"
alert_webhook_secret = "#{DevPagerKey}#"

cluster = {
  kubernetes_version  = "1.36"
  sku_tier            = "Free"
  private             = false
  authorized_networks = ["203.0.113.0/24"]
  local_accounts      = true
  admin_groups        = ["6f1c4d7e-0b0f-4f8f-9a67-2f3c1e5d8a01"]
}

node_pools = {
  apps = {
    vm_size = "Standard_D4ds_v5"
  }
}
