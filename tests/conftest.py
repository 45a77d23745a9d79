"""Fixtures that every test may use. People come from `factories`; Alice owns, Bob advises, Charlie is an outsider."""

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler
from django.urls import get_resolver

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.core import clock
from apps.students.models import Student
from tests import databases, factories
from tests.smtp_sink import SmtpSink
from tools import browser

# Playwright runs an event loop in the thread of the tests; Django would refuse every query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database for this process, made by the owner; tests use it as the application's role."""
    with django_db_blocker.unblock():
        name = databases.create(os.environ.get("PYTEST_XDIST_WORKER", "main"))
        databases.point_at(name)
    TransactionTestCase._fixture_teardown = lambda self: databases.empty()
    yield
    with django_db_blocker.unblock():
        databases.drop(name)


@dataclass(frozen=True)
class Demonstration:
    """`database` holds the demonstration campus, to be copied and changed by nobody; `said` is what seeding it said."""

    database: str
    said: str


@pytest.fixture(scope="session")
def demonstration(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Demonstration]:
    """Made once in a run, which takes a while: all who ask for it share a process (tests/spread.py)."""
    said = StringIO()
    with django_db_blocker.unblock():
        name = databases.create("demonstration")
        with databases.pointed_at(name):
            call_command("seed_demo", "--outside-development", stdout=said)
        yield Demonstration(name, said.getvalue())
        databases.drop(name)


@pytest.fixture(scope="session", autouse=True)
def site_is_loaded() -> None:
    """Every view and middleware is imported before the first test, which would pay for all others."""
    assert get_resolver().url_patterns
    ClientHandler().load_middleware()


@pytest.fixture
def as_of(db: None) -> datetime:
    """Now, by the database's clock."""
    return clock.now()


@pytest.fixture
def campus(db: None) -> Campus:
    return Campus.objects.current()


make_user = pytest.fixture(lambda db: factories.make_user)
make_student = pytest.fixture(lambda db: factories.make_student)
make_adviser = pytest.fixture(lambda db: factories.make_adviser)
make_administrator = pytest.fixture(lambda db: factories.make_administrator)
make_cohort = pytest.fixture(lambda db: factories.make_cohort)
make_contact = pytest.fixture(lambda db: factories.make_contact)
make_interview = pytest.fixture(lambda db: factories.make_interview)
make_held = pytest.fixture(lambda db: factories.make_held)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A client signed in as this person, by session, past the sign-in page."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))  # as the row is now: a changed role began a new epoch
        return client

    return sign_in


@pytest.fixture
def alice(db: None) -> Student:
    """A student: the owner."""
    return factories.make_student(full_name="Alice Okafor", email="alice@campus.example")


@pytest.fixture
def phone(alice: Student, client_of: Callable[[User], Client]) -> Client:
    """Alice, signed in. Plain requests without a script: what works here works without JavaScript."""
    return client_of(alice.user)


@pytest.fixture
def bob(db: None, alice: Student) -> User:
    """An adviser of Alice's cohort."""
    bob = factories.make_adviser(full_name="Bob Lindgren", email="bob@campus.example")
    factories.make_cohort(name="Alice's cohort", advisers=[bob], students=[alice])
    return bob


@pytest.fixture
def cohort(bob: User) -> Cohort:
    """Alice's cohort, which Bob looks after."""
    return Cohort.objects.get(advisers=bob)


@pytest.fixture
def charlie(db: None) -> Student:
    """Another student, in no cohort of Bob's: the outsider."""
    return factories.make_student(full_name="Charlie Nakamura", email="charlie@campus.example")


@pytest.fixture(scope="module")
def mail_server() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def sink(mail_server: SmtpSink, settings) -> SmtpSink:
    """The mail server, empty and without a script, as the one that mail is configured for."""
    mail_server.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 10
    return mail_server


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """The machine's Chromium, with no traffic of its own."""
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {"executable_path": str(browser.ensure()), "args": [*arguments, "--disable-gpu"]}


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine on which nobody listens, nor can while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def database_away(transactional_db: None, closed_port: int) -> Iterator[None]:
    """The database does not answer: its port is closed."""
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = closed_port
    yield
    connection.close()
    connection.settings_dict["PORT"] = port


@pytest.fixture
def last_term(as_of: datetime, campus: Campus) -> Term:
    today = as_of.astimezone(campus.zone).date()
    Term.objects.create(name="Before", starts_on=today - timedelta(days=300), ends_on=today - timedelta(days=151))
    Term.objects.create(name="This one", starts_on=today - timedelta(days=10), ends_on=today)
    return Term.objects.create(name="Last", starts_on=today - timedelta(days=150), ends_on=today - timedelta(days=11))
