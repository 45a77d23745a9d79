"""When clocks go forward and back, in zones that do it in their own ways."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.core.clock_changes import after_skipped, clock_changes


@pytest.mark.parametrize(
    ("zone", "year", "changes"),
    [
        ("America/New_York", 2026, ["2026-03-08T07:00", "2026-11-01T06:00"]),
        ("Europe/Dublin", 2026, ["2026-03-29T01:00", "2026-10-25T01:00"]),
        ("Australia/Lord_Howe", 2026, ["2026-04-04T15:00", "2026-10-03T15:30"]),
        ("America/Phoenix", 2026, []),
        ("Pacific/Apia", 2011, ["2011-04-02T14:00", "2011-09-24T14:00", "2011-12-30T10:00"]),
    ],
)
def test_a_year_of_changes(zone: str, year: int, changes: list[str]) -> None:
    first, last = datetime(year, 1, 1, 12, 7, 30, tzinfo=UTC), datetime(year, 12, 31, 9, tzinfo=UTC)
    found = clock_changes(ZoneInfo(zone), since=first, until=last)
    assert [f"{change:%Y-%m-%dT%H:%M}" for change in found] == changes


@pytest.mark.parametrize(
    ("zone", "skipped", "following"),
    [
        ("America/New_York", "2027-03-14T02:00", "2027-03-14T03:00"),
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T03:00"),
        ("America/New_York", "2027-03-14T02:59:30", "2027-03-14T03:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:30"),
        ("Africa/Cairo", "2026-04-24T00:30", "2026-04-24T01:00"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T00:00"),
    ],
)
def test_what_comes_after_a_time_that_never_comes(zone: str, skipped: str, following: str) -> None:
    found = after_skipped(datetime.fromisoformat(skipped), ZoneInfo(zone)).astimezone(ZoneInfo(zone))
    assert found.replace(tzinfo=None) == datetime.fromisoformat(following)
