"""One demonstration campus for all tests of a module that read it: it takes a while to tell."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction


def seed_demo(*arguments: str) -> str:
    """What the command says."""
    said = StringIO()
    call_command("seed_demo", "--outside-development", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def seed() -> Callable[..., str]:
    return seed_demo


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """What seeding an empty campus said. The campus is there until the module's last test has ended."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        # As Django's TestCase says of its own: what must not be inside a transaction may be inside this one.
        block._from_testcase = True
        with block:
            yield seed_demo()
            transaction.set_rollback(True)
