import pytest

from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_contact, make_held


@pytest.fixture
def held(alice: Student) -> Interview:
    contact = make_contact(student=alice, full_name="Rosa Delgado", email="rosa@work.example")
    return make_held(alice, contact=contact, learned="Flood maps are argued over at night.")
