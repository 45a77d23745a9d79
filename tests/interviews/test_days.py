"""Days in words, near and far."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.interviews.templatetags.days import day, near_day, short_day, weekday

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)  # still Sunday the 22nd in New York
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("shown", "said", "short", "alone"),
    [
        ((2026, 11, 28), "Saturday 28 November", "Sat 28 Nov", "Saturday"),
        ((2026, 11, 29), "Sunday 29 November", "Sun 29 Nov", "Sunday 29 November"),
        ((2026, 11, 16), "Monday 16 November", "Mon 16 Nov", "Monday"),
        ((2001, 1, 1), "Monday 1 January 2001", "Mon 1 Jan 2001", "Monday 1 January 2001"),
        ((2027, 1, 1), "Friday 1 January 2027", "Fri 1 Jan 2027", "Friday 1 January 2027"),
    ],
)
def test_a_day_in_the_zone_it_is_shown_in(shown: tuple, said: str, short: str, alone: str) -> None:
    moment = datetime(*shown, 23, 30, tzinfo=NEW_YORK)
    assert (day(moment, NOW), short_day(moment, NOW), weekday(moment, NOW)) == (said, short, alone)


@pytest.mark.parametrize(
    ("day_of_month", "said"),
    [(21, "yesterday"), (22, "today"), (23, "tomorrow"), (24, "Tuesday"), (20, "Friday"), (29, "Sunday 29 November")],
)
def test_the_nearest_days_have_names_of_their_own(day_of_month: int, said: str) -> None:
    assert near_day(datetime(2026, 11, day_of_month, 0, 30, tzinfo=NEW_YORK), NOW) == said


def test_a_plain_date() -> None:
    assert day(date(2027, 5, 1), NOW) == "Saturday 1 May 2027"
    assert weekday(date(2026, 11, 24), NOW) == "Tuesday"
