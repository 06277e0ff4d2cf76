admin_password = "CANARY-token-#{ADMIN}#"
network        = "CANARY-network-__NETWORK__"
sp_secret      = "#{SP}#CANARY-behind"
