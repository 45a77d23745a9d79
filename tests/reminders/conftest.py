"""A sink, a student, and kinds whose causes are kept in a dictionary instead of a table of an app above."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core.mail import OutgoingMail
from apps.reminders import actions, kinds
from apps.reminders.kinds import Audience, Expected, Kind, Skip
from apps.reminders.models import Reminder
from tests.smtp_sink import SmtpSink


@dataclass
class Causes:
    """What should exist, by kind and cause key; and which causes fail when they are written about."""

    answers: dict[tuple[str, str], Expected | Skip] = field(default_factory=dict)
    unwritable: dict[str, Exception] = field(default_factory=dict)
    undecidable: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    # Runs while a worker writes the mail: after its claim, before its hand-off.
    compose_hook: Callable[[], None] | None = None

    def want(self, key: str, *, kind: str = "note", due_at: datetime, user: User | None = None, address: str = ""):
        self.answers[kind, key] = Expected(
            cause_key=key, due_at=due_at, user_id=user.pk if user else None, address=address
        )

    def skip(self, key: str, reason: str, *, kind: str = "note", **record: object) -> None:
        self.answers[kind, key] = Skip(reason, **record)

    def forget(self, key: str, *, kind: str = "note") -> None:
        self.answers.pop((kind, key), None)

    def kind(self, slug: str, audience: Audience, opt_out: str | None = None) -> Kind:
        def causes(as_of: datetime, user_id: int | None) -> Iterator[str]:
            for (of, key), answer in list(self.answers.items()):
                if of == slug and isinstance(answer, Expected) and user_id in (None, answer.user_id):
                    yield key

        def for_causes(cause_keys: Collection[str], as_of: datetime) -> dict[str, Expected | Skip]:
            self.asked += [(slug, key) for key in cause_keys]
            if broken := self.undecidable.intersection(cause_keys):
                raise LookupError(broken)
            return {key: self.answers[slug, key] for key in cause_keys if (slug, key) in self.answers}

        def compose(reminder: Reminder, loaded: object, as_of: datetime) -> OutgoingMail:
            if self.compose_hook:
                self.compose_hook()
            if reminder.cause_key in self.unwritable:
                raise self.unwritable[reminder.cause_key]
            to = reminder.user.email if reminder.user else reminder.address
            return OutgoingMail(to=to, subject=f"{slug} {reminder.cause_key}", text="A time has come.\n.\nEnd\n")

        return Kind(
            slug=slug,
            label=f"The {slug}",
            audience=audience,
            opt_out=opt_out,
            cause="a cause of the tests",
            when="when a test says",
            causes=causes,
            for_causes=for_causes,
            compose=compose,
        )


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


@pytest.fixture(scope="module")
def server() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def sink(server: SmtpSink, settings) -> SmtpSink:
    """The server, empty and without a script, as the one that mail is configured for."""
    server.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 2
    return server


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
        actions.refresh_cause(cause_key=key, as_of=timezone.now())
        return Reminder.objects.get(kind=kind, cause_key=key)

    return make


@pytest.fixture
def tell(causes: Causes) -> Callable[[str, Callable], None]:
    """Gives a kind of `causes` its `about`: `tell("note", about)`."""

    def give(slug: str, about: Callable) -> None:
        kind = kinds.get(slug)
        kinds.unregister(slug)
        kinds.register(replace(kind, about=about))

    return give
