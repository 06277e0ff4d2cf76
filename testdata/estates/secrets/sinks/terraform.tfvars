db_connection_string = "Endpoint=sb://x.example.com/;SharedAccessKey=CANARY-connection"
some_password        = "CANARY-undeclared"
