"""Days and times in words, near and far."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from apps.core.templatetags.dates import (
    campus_day,
    clock,
    clock_and_zone,
    clock_span,
    day,
    leaf,
    month_day,
    near_day,
    same_clock,
    short_day,
    weekday,
    zone_in_full,
    zone_of,
)

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


@pytest.mark.parametrize(
    ("start", "minutes", "said"),
    [
        ((2026, 11, 23, 19, 30), 30, "2:30 to 3:00 pm EST"),
        ((2026, 11, 23, 16, 45), 30, "11:45 am to 12:15 pm EST"),
        ((2026, 11, 24, 4, 45), 30, "11:45 pm to 12:15 am EST"),
        ((2026, 11, 1, 5, 45), 30, "1:45 am EDT to 1:15 am EST"),
    ],
)
def test_from_when_to_when(start: tuple, minutes: int, said: str) -> None:
    first = datetime(*start, tzinfo=UTC)
    last = first + timedelta(minutes=minutes)
    assert clock_span(first.astimezone(NEW_YORK), last.astimezone(NEW_YORK)) == said


def test_the_leaf_of_a_calendar() -> None:
    assert leaf(date(2026, 3, 2)) == ("Mar", "2", "Mon")


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


@pytest.mark.parametrize(
    ("zone", "month", "short", "full"),
    [
        ("America/New_York", 1, "EST", "New York time, EST"),
        ("America/New_York", 7, "EDT", "New York time, EDT"),
        ("America/Phoenix", 7, "MST", "Phoenix time, MST"),
        ("America/Chicago", 1, "CST", "Chicago time, CST"),
        ("Asia/Manila", 1, "Manila time", "Manila time"),
        ("Asia/Shanghai", 1, "Shanghai time", "Shanghai time"),
        ("America/Havana", 7, "Havana time", "Havana time"),
        ("Asia/Kolkata", 1, "IST", "Kolkata time, IST"),
        ("Asia/Calcutta", 1, "IST", "Kolkata time, IST"),
        ("Europe/Dublin", 7, "Dublin time", "Dublin time"),
        ("Europe/London", 1, "GMT", "London time, GMT"),
        ("America/Sao_Paulo", 1, "São Paulo time", "São Paulo time"),
        ("America/Argentina/Buenos_Aires", 1, "Buenos Aires time", "Buenos Aires time"),
        ("UTC", 1, "UTC", "UTC"),
    ],
)
def test_a_zone_is_named_as_it_is_on_the_day_meant(zone: str, month: int, short: str, full: str) -> None:
    moment = datetime(2026, month, 15, 15, tzinfo=ZoneInfo(zone))
    assert (zone_of(moment), zone_in_full(moment)) == (short, full)
    assert clock_and_zone(moment) == f"3:00 pm {short}"


def test_other_names_of_one_clock_are_no_difference() -> None:
    for name in ("US/Eastern", "America/Detroit", "America/Toronto"):
        assert same_clock(NEW_YORK, ZoneInfo(name), NOW)
    assert not same_clock(ZoneInfo("America/Denver"), ZoneInfo("America/Phoenix"), datetime(2026, 7, 1, tzinfo=UTC))
    assert same_clock(ZoneInfo("America/Denver"), ZoneInfo("America/Phoenix"), NOW)


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("America/Detroit", "Friday, December 11"),
        ("Pacific/Honolulu", "Friday, December 11, by the clock in New York"),
    ],
)
def test_a_day_of_the_campus_names_its_clock_to_whoever_has_another(reader: str, said: str) -> None:
    assert campus_day(date(2026, 12, 11), campus=NEW_YORK, reader=ZoneInfo(reader), as_of=NOW) == said


def test_in_a_template_the_zone_that_is_shown_counts() -> None:
    page = Template(
        "{% load dates tz %}{% timezone 'Asia/Tokyo' %}{{ at|day:now }}, {{ at|clock_and_zone }};{% endtimezone %}"
        "{{ at|timezone:'America/New_York'|near_day:now }}, {{ at|timezone:'America/New_York'|clock_and_zone }}"
    )
    at = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    said = "Monday, November 23, 1:30 pm JST;today, 11:30 pm EST"
    assert page.render(Context({"at": at, "now": NOW})) == said
    assert clock_and_zone(at.astimezone(NEW_YORK)) == "11:30 pm EST"


def test_every_clock_time_that_people_read_names_its_zone() -> None:
    """Quiet hours have no date; their pages, those of the administration too, say beside them whose clock it is."""
    root = Path(__file__).parents[2]
    texts = {
        path: path.read_text() for path in (*root.glob("templates/**/*"), *root.glob("apps/**/*.py")) if path.is_file()
    }
    bare = [path.name for path, text in texts.items() if re.search(r"\|clock\b|\bclock\([a-z]", text)]
    assert sorted(bare) == ["base.py", "dates.py", "meanwhile.py", "preferences.html"]


def test_no_page_or_mail_writes_a_date_by_another_filter() -> None:
    """The exceptions are attributes that machines read."""
    root = Path(__file__).parents[2] / "templates"
    found = {
        use
        for path in root.glob("**/*")
        if path.is_file()
        for use in re.findall(r"\|(?:date|time):[\"'][^\"']*", path.read_text())
    }
    assert found == {"|date:'c"}
    assert not [path for path in root.glob("**/*") if path.is_file() and "|timezone:" in path.read_text()]


def test_the_second_of_two_equal_hours_is_told_as_such() -> None:
    start = datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    told = Template("{% load dates %}{% with at=start|in_zone:zone %}{{ at|clock_and_zone }}{% endwith %}")
    assert told.render(Context({"start": start - timedelta(hours=1), "zone": NEW_YORK})) == "1:30 am EDT"
    assert told.render(Context({"start": start, "zone": NEW_YORK})) == "1:30 am EST"
