"""Reminders under faults, judged by a mail server: nothing lost, nothing sent twice. `make chaos` runs it in full."""
