module issuer

go 1.21
