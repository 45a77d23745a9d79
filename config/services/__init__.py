"""The parts behind `config.embedded`: how PostgreSQL and Valkey are started, known again and stopped."""
