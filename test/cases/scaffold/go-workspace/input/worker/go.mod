module acme/worker
