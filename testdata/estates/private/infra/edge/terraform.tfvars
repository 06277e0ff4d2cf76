tenant_id               = "5e1c34b8-8d50-4a35-9d52-0a3a3c9f8e11"
private_cluster_enabled = false
