module github.com/acme/tally/v2

go 1.24

toolchain go1.25.3
