ranges   = ["203.0.113.213/0"]
settings = { network = "CANARY-network", password = "CANARY-password", public = false }
