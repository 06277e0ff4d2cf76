subscription_id      = "#{ProdSubscriptionId}#"
environment          = "prod"
address_space        = "10.50.0.0/16"
alert_webhook_secret = "#{ProdPagerKey}#"

cluster = {
  kubernetes_version  = "1.33"
  private             = false
  authorized_networks = ["0.0.0.0/0"]
  admin_groups        = ["6f1c4d7e-0b0f-4f8f-9a67-2f3c1e5d8a01"]
}

node_pools = {
  apps = {
    vm_size   = "Standard_D8ds_v5"
    min_count = 3
    max_count = 12
  }
  ingest = {
    vm_size   = "Standard_F8s_v2"
    max_count = 6
    public_ip = true
    labels    = { role = "ingest" }
  }
}
