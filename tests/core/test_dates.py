"""Days and times in words, near and far."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from apps.core.templatetags.dates import clock, clock_and_zone, day, month_day, near_day, short_day, weekday

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)  # still Sunday the 22nd in New York
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("shown", "said", "short", "alone"),
    [
        ((2026, 11, 28), "Saturday, November 28", "Nov 28", "Saturday"),
        ((2026, 11, 29), "Sunday, November 29", "Nov 29", "Sunday, November 29"),
        ((2026, 11, 16), "Monday, November 16", "Nov 16", "Monday"),
        ((2001, 1, 1), "Monday, January 1, 2001", "Jan 1, 2001", "Monday, January 1, 2001"),
        ((2027, 1, 1), "Friday, January 1, 2027", "Jan 1, 2027", "Friday, January 1, 2027"),
    ],
)
def test_a_day_in_the_zone_it_is_shown_in(shown: tuple, said: str, short: str, alone: str) -> None:
    moment = datetime(*shown, 23, 30, tzinfo=NEW_YORK)
    assert (day(moment, NOW), short_day(moment, NOW), weekday(moment, NOW)) == (said, short, alone)


@pytest.mark.parametrize(
    ("day_of_month", "said"),
    [(21, "yesterday"), (22, "today"), (23, "tomorrow"), (24, "Tuesday"), (20, "Friday"), (29, "Sunday, November 29")],
)
def test_the_nearest_days_have_names_of_their_own(day_of_month: int, said: str) -> None:
    assert near_day(datetime(2026, 11, day_of_month, 0, 30, tzinfo=NEW_YORK), NOW) == said


def test_a_plain_date() -> None:
    assert day(date(2027, 5, 1), NOW) == "Saturday, May 1, 2027"
    assert weekday(date(2026, 11, 24), NOW) == "Tuesday"
    assert month_day(date(2026, 11, 24), NOW) == "November 24"


def test_without_a_now_the_year_is_said() -> None:
    assert day(date(2026, 3, 2)) == "Monday, March 2, 2026"
    assert short_day(date(2026, 3, 2)) == "Mar 2, 2026"


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (15, "3:05 pm"), (23, "11:05 pm")]
)
def test_a_time_of_day(hour: int, said: str) -> None:
    assert clock(datetime(2026, 11, 22, hour, 5, tzinfo=NEW_YORK)) == said


def test_in_a_template_the_zone_that_is_shown_counts() -> None:
    page = Template(
        "{% load dates tz %}{% timezone 'Asia/Tokyo' %}{{ at|day:now }}, {{ at|clock_and_zone }};{% endtimezone %}"
        "{{ at|timezone:'America/New_York'|near_day:now }}, {{ at|timezone:'America/New_York'|clock_and_zone }}"
    )
    at = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    said = "Monday, November 23, 1:30 pm JST;today, 11:30 pm EST"
    assert page.render(Context({"at": at, "now": NOW})) == said
    assert clock_and_zone(at.astimezone(NEW_YORK)) == "11:30 pm EST"
