"""Making the database ready, in a process of its own as `make run` does it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests import databases

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The addresses of a migrated database without a campus, for this test alone."""
    roles = {"DATABASE_URL": settings.DATABASES["default"], "DATABASE_OWNER_URL": settings.DATABASE_OWNER}
    with django_db_blocker.unblock():
        name = databases.create(f"prepared{os.getpid()}")
        yield {
            variable: f"postgres://{role['USER']}:{role['PASSWORD']}@{role['HOST']}:{role['PORT']}/{name}"
            for variable, role in roles.items()
        }
        databases.drop(name)


def test_a_database_that_other_migrations_made_is_named_in_one_sentence(own: dict[str, str]) -> None:
    with psycopg.connect(own["DATABASE_OWNER_URL"]) as connection:
        connection.execute("ALTER TABLE campus_campus DROP COLUMN name CASCADE")

    done = subprocess.run(
        [sys.executable, "-m", "tools.preparation"],
        cwd=ROOT,
        env={**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "The database that DATABASE_URL names was made by other migrations than these: "
        "empty it (drop it and create it again) or name another one, then run the command again.\n"
    )
