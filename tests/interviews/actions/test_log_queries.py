"""How often one log reads what it is about."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.interviews import actions
from apps.students.models import Student
from tests.factories import make_contact, make_interview

pytestmark = pytest.mark.django_db


def test_a_log_loads_the_interview_and_the_campus_once_for_all_kinds_of_reminder(
    alice: Student, as_of: datetime
) -> None:
    interview = make_interview(student=alice, contact=make_contact(student=alice))
    interview = actions.ask(interview=interview, as_of=as_of - timedelta(days=2))
    with CaptureQueriesContext(connection) as queries:
        actions.confirm_held(
            interview=interview,
            starts_at=as_of - timedelta(hours=3),
            minutes=30,
            format="video",
            learned="Rivers move.",
            as_of=as_of,
        )
    loads = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    assert len([sql for sql in loads if 'FROM "interviews_interview"' in sql and "SELECT 1" not in sql]) == 1
    assert len([sql for sql in loads if 'FROM "campus_campus"' in sql]) == 1
