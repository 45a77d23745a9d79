"""What the benches stand on: real databases without a transaction around them, and pages as production renders them."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template import Template
from django.test.utils import _TestState, override_settings

from tests import named_alone
from tests.bench import databases, plants
from tests.bench.databases import LargeCampus

_HERE = Path(__file__).resolve().parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    return named_alone.ignored(_HERE, config)


def pytest_report_header() -> list[str]:
    """What a reader needs to judge the figures by."""
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    planted = plants.chosen()
    return [f"bench: {os.cpu_count()} cores, load {loads}", *([f"bench: planted {planted}"] if planted else [])]


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Instead of the tests' own database: each bench says which one it reads."""


@pytest.fixture(scope="session", autouse=True)
def as_in_production(django_db_blocker) -> Iterator[None]:
    """Real databases, the test-only addresses, and Django's own rendering: the test environment's reports
    every template to the client and copies its context, which production does not.
    """
    instrumented = Template._render
    Template._render = _TestState.saved_data.template_render
    gc.collect()
    gc.freeze()  # what pytest has loaded is no part of the pages
    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF="tests.bench.urls"), plants.planted():
        yield
    gc.unfreeze()
    Template._render = instrumented


@pytest.fixture(scope="session")
def campus_of_50000(as_in_production: None) -> LargeCampus:
    """50,000 students, 2,000 cohorts of 25, 200,000 interviews."""
    return databases.large_campus(50_000)


@pytest.fixture(scope="session")
def campus_of_5000(as_in_production: None) -> LargeCampus:
    """A tenth of that."""
    return databases.large_campus(5_000)


@pytest.fixture(scope="session")
def open_large(campus_of_50000: LargeCampus) -> Iterator[BaseDatabaseWrapper]:
    with databases.opened(campus_of_50000.name) as connection:
        yield connection


@pytest.fixture(scope="session")
def campus_of_100000(campus_of_50000: LargeCampus, open_large: BaseDatabaseWrapper) -> LargeCampus:
    """Twice that, made of a copy."""
    open_large.close()  # it connects again when it is used
    return databases.large_campus(100_000, grown_from=campus_of_50000)


@pytest.fixture
def large(open_large: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """The large campus, in use."""
    with databases.used(open_large):
        yield open_large


@pytest.fixture
def empty() -> Iterator[BaseDatabaseWrapper]:
    """A campus without people, in use; gone afterwards."""
    with databases.empty("benchempty") as connection, databases.used(connection):
        yield connection
