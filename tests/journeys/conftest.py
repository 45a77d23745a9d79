"""A stack that all journeys share; each uses people of its own, not to see another's doings."""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from apps.campus.models import Format
from apps.core import clock
from apps.interviews.models import Interview
from apps.students.models import Student
from tests import factories
from tests.conftest import Demonstration
from tests.journeys.person import PHONE
from tests.journeys.stack import Stack

PASSWORD = "acquaint-demo"


@pytest.fixture(scope="package")
def stack(
    demonstration: Demonstration,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("journeys", numbered=False)
    with django_db_blocker.unblock(), Stack(folder, campus=demonstration.database) as running:
        yield running


@pytest.fixture
def sign_in_by_code(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Sign in without a password: a code comes by email, a person copies it. `at` is the link that leads there."""
    contexts: list[BrowserContext] = []

    def open_page(address: str, *, at: str = "/accounts/login/", **options: object) -> Page:
        context = browser.new_context(base_url=stack.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(at)
        page.get_by_label("Email").fill(address)
        before = len(stack.sink.to(address))
        page.get_by_role("button", name="Send a code to my email").click()
        page.wait_for_url("**/code/confirm/**")  # what was asked for stands behind it
        mail = stack.next_mail(address, after=before)
        code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", mail.body("plain"), re.MULTILINE)
        assert code, mail.body("plain")
        page.get_by_label("Code").fill(code.group(1))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/accounts/" not in address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Sign in through the page, as a person does: a page at home, in a browser of its own."""
    contexts: list[BrowserContext] = []

    def open_page(person: str, **options: object) -> Page:
        context = browser.new_context(base_url=stack.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(f"{person}@demo.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda address: "/accounts/" not in address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def student(stack: Stack) -> Student:
    with stack.database():
        return factories.make_student(full_name="Noor Haddad", email=f"{secrets.token_hex(6)}@offline.example")


@pytest.fixture
def talk(stack: Stack, student: Student) -> Interview:
    """One that has begun nine minutes ago."""
    with stack.database():
        contact = factories.make_contact(student=student, full_name="Rosa Delgado", email="rosa@work.example")
        interview = Interview(student=student, contact=contact, scheduled_at=clock.now() - timedelta(days=1))
        interview.plan(starts_at=clock.now() - timedelta(minutes=9), minutes=20, format=Format.VIDEO)
        interview.save()
        return interview


@pytest.fixture
def enter(stack: Stack) -> Callable[[BrowserContext, Student], None]:
    """Sign in by a session of theirs, past the sign-in page."""

    def add_session(context: BrowserContext, student: Student) -> None:
        with stack.database():
            client = Client()
            client.force_login(student.user)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/"}])

    return add_session


@pytest.fixture
def phone_of(
    browser: Browser, stack: Stack, enter: Callable[[BrowserContext, Student], None]
) -> Iterator[Callable[..., BrowserContext]]:
    contexts = []

    def make(student: Student | None, at: str = "", **options: object) -> BrowserContext:
        context = browser.new_context(base_url=at or stack.url, viewport=PHONE, **options)
        contexts.append(context)
        if student:
            enter(context, student)
        return context

    yield make
    for context in contexts:
        context.close()
