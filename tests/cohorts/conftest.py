"""The mail server of the engine's own tests, and what became of invitations and bounces."""

from tests.reminders.conftest import server, sink

__all__ = ["server", "sink"]
