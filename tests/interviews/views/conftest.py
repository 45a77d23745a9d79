"""Alice's browser, and what the short form is sent as."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.students.models import Student
from tests.interviews.moments import wall


@pytest.fixture
def phone(alice: Student, client_of: Callable[[User], Client]) -> Client:
    """Alice, signed in. Plain requests without a script: what works here works without JavaScript."""
    return client_of(alice.user)


@pytest.fixture
def short_form(as_of: datetime) -> dict[str, str]:
    """The five fields of the short form, of a conversation that began three hours ago."""
    return {
        "contact_name": "Rosa Delgado",
        "held_at": wall(as_of - timedelta(hours=3)),
        "minutes": "30",
        "format": "in_person",
        "learned": "Flood maps are argued over at night.",
    }
