"""The parts behind `tools.embedded`: how PostgreSQL and Valkey are started, known again and stopped."""
