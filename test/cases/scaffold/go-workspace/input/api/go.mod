module acme/api
