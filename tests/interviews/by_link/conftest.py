"""A visitor, and a conversation that nobody logged."""

import pytest
from django.test import Client

from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_contact, make_unlogged


@pytest.fixture
def strict() -> Client:
    """A visitor nobody knows, without a cookie, whose forms are checked for forgery."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def unlogged(alice: Student) -> Interview:
    """Alice's, of half an hour with Rosa Delgado, by video. It ended an hour ago."""
    private = {"email": "rosa@rivers.example", "phone": "555 0100", "notes": "Likes birds."}
    rosa = make_contact(student=alice, full_name="Rosa Delgado", **private)
    return make_unlogged(alice, contact=rosa, place="Pier 7", learned="Dams leak.")
