from datetime import datetime, timedelta

import pytest

from apps.guidance import program
from apps.guidance.content.entries import BankQuestion
from apps.interviews.life.actions import schedule
from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_contact, make_interview


@pytest.fixture
def dated(alice: Student, as_of: datetime) -> Interview:
    """In three days, agreed now."""
    return schedule(
        interview=make_interview(student=alice, contact=make_contact(student=alice, full_name="Rosa Delgado")),
        starts_at=as_of + timedelta(days=3),
        minutes=20,
        format="video",
        as_of=as_of,
    )


@pytest.fixture
def bank(db: None) -> list[BankQuestion]:
    return program.bank()
