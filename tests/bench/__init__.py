"""The numbers to hold: pages against their floors, growth, queries, claims. `make bench` runs them, `make test` not."""
