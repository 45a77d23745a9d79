"""A test database goes away whoever is still connected to it."""

import psycopg
import pytest
from django.conf import settings

from tests import databases


def connected_to(name: str, role: str) -> psycopg.Connection:
    login = {"owner": settings.DATABASE_OWNER, "application": settings.DATABASES["default"]}[role]
    return psycopg.connect(
        host=login["HOST"], port=login["PORT"], user=login["USER"], password=login["PASSWORD"], dbname=name
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["owner", "application"])
def test_a_session_that_nobody_closed_is_ended(role: str) -> None:
    name = databases.create(f"left_{role}")
    with connected_to(name, role) as left:
        databases.drop(name)
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connected_to(name, role)
