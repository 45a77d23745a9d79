"""The mail server of the reminders' own tests."""

from tests.reminders.conftest import server, sink

__all__ = ["server", "sink"]
