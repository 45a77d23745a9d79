import pytest

from apps.outbox.models import Message
from tests.reminders.fixtures import alice, bob, causes, future, past, tell
from tests.reminders.fixtures import due as due_reminder

__all__ = ["alice", "bob", "causes", "due_reminder", "future", "past", "tell"]


@pytest.fixture
def due(due_reminder):
    """Makes a reminder that is due, and gives its message: `due("a", alice)`, `due("b", address=...)`."""

    def make(*args: object, **options: object) -> Message:
        return due_reminder(*args, **options).message

    return make
