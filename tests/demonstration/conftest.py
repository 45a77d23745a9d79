"""One demonstration campus for all tests of a module that read it."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command

from tests import databases
from tests.conftest import Demonstration


def seed_demo(*arguments: str) -> str:
    """What the command says."""
    said = StringIO()
    call_command("seed_demo", "--outside-development", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def seed() -> Callable[..., str]:
    return seed_demo


@pytest.fixture(scope="module")
def said(demonstration: Demonstration, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """What seeding an empty campus said. A copy of that campus is there until the module's last test has ended."""
    with django_db_blocker.unblock():
        name = databases.create("copy_of_demonstration", template=demonstration.database)
        with databases.pointed_at(name):
            yield demonstration.said
        databases.drop(name)
