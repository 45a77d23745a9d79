"""What students held since a day, and how much of it was thanked for in time."""

from datetime import datetime, timedelta

import pytest

from apps.campus.models import Campus
from apps.interviews.lately import Lately, held_since
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_held_thanked_in_time_and_still_in_time(
    alice: Student, charlie: Student, campus: Campus, as_of: datetime
) -> None:
    factories.make_held(alice, ended_ago=9 * DAY)  # before
    factories.make_held(charlie)  # somebody else's
    factories.make_unlogged(alice)
    factories.make_held(alice, ended_ago=3 * DAY)
    factories.make_held(alice, ended_ago=2 * DAY, thanked_at=as_of - 2 * DAY + 23 * HOUR)
    factories.make_held(alice, ended_ago=2 * DAY, thanked_at=as_of - 2 * DAY + 25 * HOUR)
    factories.make_held(alice, ended_ago=23 * HOUR)
    found = held_since(students=[alice.pk], since=as_of - 7 * DAY, campus=campus, as_of=as_of)
    assert found == Lately(held=4, in_time=1, still_in_time=1)
    assert found.settled == 3
    campus.thank_you_hours = 26
    found = held_since(students=[alice.pk], since=as_of - 7 * DAY, campus=campus, as_of=as_of)
    assert found == Lately(held=4, in_time=2, still_in_time=1)
    assert held_since(students=[], since=as_of, campus=campus, as_of=as_of) == Lately(0, 0, 0)
