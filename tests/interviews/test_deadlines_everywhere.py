"""The rule of the reminders about an interview, whatever the hour and the zone.

What is right is found here by looking at the clock on the wall, step by step, and by nothing of `deadlines`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.interviews import deadlines
from apps.interviews.deadlines import QuietHours

NEW_YORK, APIA = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")
SECOND, MINUTES, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)


def is_quiet(moment: datetime, zone: ZoneInfo, starts: time = time(21), ends: time = time(8)) -> bool:
    clock = moment.astimezone(zone).time()
    return starts <= clock < ends if starts < ends else not ends <= clock < starts


def are_over(moment: datetime, zone: ZoneInfo, starts: time, ends: time) -> bool:
    """Whether quiet hours are over: it is not quiet, and not only because the clock went back to before they begin."""
    if is_quiet(moment, zone, starts, ends):
        return False
    while moment.astimezone(zone).fold and not is_quiet(moment, zone, starts, ends):
        moment -= MINUTES
    return bool(moment.astimezone(zone).fold) or not is_quiet(moment, zone, starts, ends)


def first(start: datetime, until: datetime, holds: Callable[[datetime], bool]) -> datetime | None:
    """The first whole second after `start` and up to `until` that `holds`: tried each five minutes, then each second.

    Five minutes miss nothing: all hours here are multiples of them.
    """
    before = start
    while not holds(before + MINUTES):
        before += MINUTES
        if before >= until:
            return None
    moment = before.replace(microsecond=0)
    while not holds(moment):
        moment += SECOND
    return moment if moment <= until else None


def last_call_by_the_rule(end: datetime, hours: int, zone: ZoneInfo, starts: time, ends: time) -> datetime:
    """H + N-4; if that is quiet, their end when at or before H + N-1, else one hour before they begin; else H + N-4."""
    due = end + (hours - 4) * HOUR
    if not is_quiet(due, zone, starts, ends):
        return due
    if morning := first(due, end + (hours - 1) * HOUR, lambda moment: are_over(moment, zone, starts, ends)):
        return morning
    evening = last_evening(due, zone, starts)
    return evening if end < evening and not is_quiet(evening, zone, starts, ends) else due


def after_quiet_hours(moment: datetime, zone: ZoneInfo, starts: time, ends: time) -> datetime | None:
    if not is_quiet(moment, zone, starts, ends):
        return moment
    return first(moment, moment + 2 * DAY, lambda moment: are_over(moment, zone, starts, ends))


def last_evening(moment: datetime, zone: ZoneInfo, starts: time) -> datetime:
    """When the clock on the wall last came to one hour before `starts`: today if it has, else yesterday."""
    today = moment.astimezone(zone).date()
    hour_before = (datetime.combine(today, starts) - HOUR).time()
    evening = datetime.combine(today, hour_before)
    found = when_it_came(evening, zone, moment) or when_it_came(evening - DAY, zone, moment)
    assert found is not None
    return found


def when_it_came(wall: datetime, zone: ZoneInfo, until: datetime) -> datetime | None:
    """The first moment at which the clock shows `wall`, or where it jumps over it; None if it has not yet."""
    return first(until - 3 * DAY, until, lambda moment: moment.astimezone(zone).replace(tzinfo=None) >= wall)


_ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)
_ENDS = st.datetimes(datetime(1970, 1, 3), datetime(2060, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
_TIMES = st.integers(0, 24 * 12 - 1).map(lambda n: time(n // 12, n % 12 * 5))


@settings(max_examples=400, deadline=None)
@given(end=_ENDS, zone=_ZONES, starts=_TIMES, ends=_TIMES, hours=st.integers(12, 72))
@example(datetime(2026, 3, 8, 6, tzinfo=UTC), NEW_YORK, time(3, 15), time(2, 30), 24)
@example(datetime(2026, 11, 1, 4, tzinfo=UTC), NEW_YORK, time(1), time(1, 30), 24)
@example(datetime(2011, 12, 29, 22, tzinfo=UTC), APIA, time(21), time(8), 24)
def test_whatever_the_hours_and_the_zone(end: datetime, zone: ZoneInfo, starts: time, ends: time, hours: int) -> None:
    if starts == ends:
        return  # refused by the database: quiet hours end
    quiet = QuietHours(zone, starts, ends)
    called = deadlines.last_call(end=end, hours=hours, quiet=quiet)
    assert called == last_call_by_the_rule(end, hours, zone, starts, ends)
    assert end < called <= end + (hours - 1) * HOUR
    assert called < deadlines.mark(end=end, hours=hours)
    for due, earliest in (
        (deadlines.first_thank_you(end=end, after_hours=2, quiet=quiet), end + 2 * HOUR),
        (deadlines.how_did_it_go(end=end, after_minutes=30, quiet=quiet), end + HOUR / 2),
    ):
        assert due == after_quiet_hours(earliest, zone, starts, ends)


@settings(max_examples=300, deadline=None)
@given(moment=_ENDS, zone=_ZONES, starts=_TIMES, ends=_TIMES)
@example(datetime(2026, 11, 1, 5, 10, tzinfo=UTC), NEW_YORK, time(22), time(1, 30))  # an end that comes twice
@example(datetime(2026, 11, 1, 6, 10, tzinfo=UTC), NEW_YORK, time(22), time(1, 30))
@example(datetime(2026, 11, 1, 5, 50, tzinfo=UTC), NEW_YORK, time(1, 30), time(7))  # the clock goes back to before them
def test_the_end_of_quiet_hours_is_the_first_moment_that_is_not_quiet(
    moment: datetime, zone: ZoneInfo, starts: time, ends: time
) -> None:
    if starts == ends:
        return
    due = QuietHours(zone, starts, ends).after(moment)
    assert not is_quiet(due, zone, starts, ends)
    assert due == moment or is_quiet(due - SECOND, zone, starts, ends)
    while moment < due:
        assert not are_over(moment, zone, starts, ends)
        moment += MINUTES


def _daylight_changes(zone: ZoneInfo) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """Every change of the clocks of 2026 in this zone: when, to the hour in UTC, and the offset before and after."""
    days = [datetime(2026, 1, 1, tzinfo=UTC) + n * 24 * HOUR for n in range(365)]
    found = []
    for day, next_day in pairwise(days):
        before, after = (moment.astimezone(zone).utcoffset() for moment in (day, next_day))
        if before != after:
            inside = (day + n * HOUR for n in range(1, 25))
            change = next(moment for moment in inside if moment.astimezone(zone).utcoffset() == after)
            found.append((change, before, after))
    return tuple(found)


def test_every_zone_through_both_daylight_changes() -> None:
    """Wherever the clocks change, whichever way: never late, and never quiet where the rule allows another hour."""
    # Zones whose clocks change at the same moments by the same steps are one to the rule.
    zones = [ZoneInfo(name) for name in sorted(available_timezones() - {"localtime"})]
    by_changes = {changes: zone for zone in zones if len(changes := _daylight_changes(zone)) >= 2}
    assert len(by_changes) > 15
    for changes, zone in by_changes.items():
        for change, _, _ in changes:
            for half_hours in range(-60, 20):
                _check_last_call(change + half_hours * HOUR / 2, zone)


def _check_last_call(end: datetime, zone: ZoneInfo) -> None:
    """By the rule's own words, with 24 hours and quiet from 21:00 to 08:00, where some hour always serves."""
    called = deadlines.last_call(end=end, hours=24, quiet=QuietHours(zone, time(21), time(8)))
    due = end + 20 * HOUR
    if is_quiet(due, zone):
        local = due.astimezone(zone)
        # The night is that of the evening it began on; neither 20:00 nor 08:00 is skipped or doubled anywhere.
        evening = local.date() if local.time() >= time(21) else local.date() - DAY
        due = datetime.combine(evening + DAY, time(8), zone).astimezone(UTC)
        if due > end + 23 * HOUR:
            due = datetime.combine(evening, time(20), zone).astimezone(UTC)
    assert called == due, (zone, end)
    assert end < called <= end + 23 * HOUR, (zone, end)
    assert not is_quiet(called, zone), (zone, end)
