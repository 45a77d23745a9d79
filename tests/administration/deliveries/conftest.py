"""The mail server and the made-up kinds of the reminders' own tests."""

from tests.reminders.conftest import causes, due, past, server, sink

__all__ = ["causes", "due", "past", "server", "sink"]
