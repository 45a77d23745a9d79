"""Two people, and kinds whose causes are kept in a dictionary: for the tests of reminders and of the outbox."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.outbox.models import Audience
from apps.reminders import kinds
from apps.reminders.models import Reminder
from tests.reminders.kinds_of_the_tests import Causes


@pytest.fixture
def causes() -> Iterator[Causes]:
    """Three kinds: `note` to students (group `notes`), `invite` to addresses, `digest` to staff."""
    causes = Causes()
    made = [
        causes.kind("note", Audience.STUDENT, "notes"),
        causes.kind("invite", Audience.INVITATION),
        causes.kind("digest", Audience.STAFF),
    ]
    for kind in made:
        kinds.register(kind)
    yield causes
    for kind in made:
        kinds.unregister(kind.slug)


@pytest.fixture
def alice(db) -> User:
    return User.objects.create_user("alice@example.org", "Alice Nguyen")


@pytest.fixture
def bob(db) -> User:
    return User.objects.create_user("bob@example.org", "Bob Ortiz")


@pytest.fixture
def past() -> datetime:
    """Five minutes ago, in UTC."""
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def future() -> datetime:
    """In five hours, in UTC."""
    return timezone.now() + timedelta(hours=5)


@pytest.fixture
def due(causes: Causes, past: datetime):
    """Makes a reminder that is due, and its cause: `due("a", alice)`, `due("b", address=...)`."""

    def make(key: str, user: User | None = None, *, kind: str = "note", address: str = "") -> Reminder:
        causes.want(key, kind=kind, due_at=past, user=user, address=address)
        causes.refresh(key)
        return Reminder.objects.select_related("message").get(kind=kind, cause_key=key)

    return make


@pytest.fixture
def tell(causes: Causes) -> Callable[[str, Callable], None]:
    """Gives a kind of `causes` its `about`: `tell("note", about)`."""

    def give(slug: str, about: Callable) -> None:
        kind = kinds.get(slug)
        kind.about_instead = about

    return give
