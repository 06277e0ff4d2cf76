client_secret = "CANARY-tfvars-broken" = 1
admin_password = "CANARY-tfvars-unclosed
