"""Whether a conversation abroad lies within a cohort's dates, by the clock on campus; and that its page says so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.campus.models import Campus
from apps.core import clock
from apps.core.templatetags.dates import day
from apps.dashboards.close_calls import close_calls
from apps.interviews import progress
from apps.interviews.models import Interview
from apps.students.models import Student
from tests.factories import make_cohort, make_interview

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)  # a Monday and its Friday


def held(student: Student, zone: str, start: str) -> Interview:
    """A conversation by messages that began and ended then, on the clock of `zone`, where the student is."""
    Student.objects.filter(pk=student.pk).update(time_zone=zone)
    at = datetime.strptime(f"2026-03-{start}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))
    return make_interview(student=student, format="messages", starts_at=at, ends_at=at, logged_at=clock.now())


@pytest.mark.parametrize(
    ("zone", "start", "on_campus", "counts"),
    [
        ("Pacific/Honolulu", "06 18:59", None, True),
        ("Pacific/Honolulu", "06 19:00", "Saturday, March 7", False),
        ("Asia/Tokyo", "07 13:59", "Friday, March 6", True),
        ("Asia/Tokyo", "07 14:00", None, False),
        ("Asia/Tokyo", "02 13:59", "Sunday, March 1", False),
        ("Asia/Tokyo", "02 14:00", None, True),
        ("Asia/Tokyo", "04 09:00", None, True),
        ("America/New_York", "06 23:59", None, True),
        ("America/New_York", "07 00:00", None, False),
    ],
)
def test_the_day_on_campus_decides_and_is_said_where_it_is_close(
    alice: Student, campus: Campus, zone: str, start: str, on_campus: str | None, counts: bool
) -> None:
    cohort = make_cohort(students=[alice], name="Spring", starts_on=FIRST, due_on=LAST)
    interview, now = held(alice, zone, start), datetime(2026, 3, 9, tzinfo=ZoneInfo("UTC"))
    (mine,) = progress.progress_of(student=alice, cohorts=[cohort], as_of=now, campus=campus)
    assert mine.counted == counts
    falls = "within" if counts else "outside"
    said = (
        f"When you talked, it was {on_campus}, in New York. Spring goes by the clock there, from Monday, March 2 to "
        f"Friday, March 6, so this conversation is {falls} its dates."
    )
    found = close_calls(interview, campus=campus, zone=ZoneInfo(zone), as_of=now)
    assert found == ([said] if on_campus else [])


def test_the_interviews_page_and_home_say_it(phone: Client, alice: Student, campus: Campus, as_of: datetime) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    today = as_of.astimezone(campus.zone).date()
    first_minute = datetime.combine(today, datetime.min.time(), tzinfo=tokyo)
    interview = held(alice, "Asia/Tokyo", "04 09:00")
    Interview.objects.filter(pk=interview.pk).update(starts_at=first_minute, ends_at=first_minute)
    make_cohort(students=[alice], name="Spring", starts_on=today)
    yesterday = day(first_minute.astimezone(campus.zone), as_of)
    with CaptureQueriesContext(connection) as queries:
        page = phone.get(f"/interviews/{interview.pk}/").text
    assert len(queries) <= 12
    assert f"When you talked, it was {yesterday}, in New York. Spring goes by the clock there" in page
    assert f"Outside this cohort’s dates: it was {yesterday}, in New York" in phone.get("/").text
