"""The parts behind `config.embedded`: how the embedded PostgreSQL and Valkey are started, known again and stopped."""
