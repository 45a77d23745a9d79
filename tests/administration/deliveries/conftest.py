"""The mail server and the made-up kinds of the reminders' own tests."""

from tests.outbox.conftest import causes, due, due_reminder, past

__all__ = ["causes", "due", "due_reminder", "past"]
