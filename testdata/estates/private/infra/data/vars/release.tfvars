resource_group_name  = "rg-contoso-data-__stage__"
kubernetes_version   = "1.35"
azure_policy_enabled = "#{azurePolicyEnabled}#"
node_count           = #{nodeCount}#
client_id            = "#{clientId}#"
client_secret        = "#{clientSecret}#"
