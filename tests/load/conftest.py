"""`make load` alone gets this folder: its figures mean nothing beside other tests."""

from pathlib import Path

import pytest

from tests import named_alone
from tests.load import plants


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    return named_alone.ignored(Path(__file__).resolve().parent, config)


def pytest_report_header() -> list[str]:
    planted = plants.chosen()
    return [f"load: planted {planted}, {plants.PLANTS[planted]}"] if planted else []


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Instead of the tests' own database: the site has its own."""
