import pytest

from apps.interviews.models import Interview
from apps.students.models import AboutMe, Student
from tests.factories import make_contact, make_interview


@pytest.fixture
def idea(alice: Student) -> Interview:
    """Alice has not asked Rosa yet."""
    contact = make_contact(
        student=alice, full_name="Rosa Delgado", email="rosa@rivers.example", source="linkedin", role="Hydrologist"
    )
    return make_interview(student=alice, contact=contact)


@pytest.fixture
def about_me(alice: Student) -> AboutMe:
    return AboutMe.objects.create(student=alice, text="I'm Alice, and I grew up beside a creek that floods.")
