"""When reminders about an interview are due: the rule's examples, other numbers, other hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.interviews import deadlines
from apps.interviews.deadlines import QuietHours

NEW_YORK, KATHMANDU, APIA = (ZoneInfo(name) for name in ("America/New_York", "Asia/Kathmandu", "Pacific/Apia"))
LISBON, LORD_HOWE = ZoneInfo("Europe/Lisbon"), ZoneInfo("Australia/Lord_Howe")
HOUR = timedelta(hours=1)


def quiet(zone: ZoneInfo = NEW_YORK, starts: time = time(21), ends: time = time(8)) -> QuietHours:
    return QuietHours(zone, starts, ends)


def local(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def last_call(end: datetime, *, hours: int = 24, starts: time = time(21), ends: time = time(8)) -> datetime:
    assert isinstance(end.tzinfo, ZoneInfo)
    return deadlines.last_call(end=end.astimezone(UTC), hours=hours, quiet=quiet(end.tzinfo, starts, ends))


def first(end: datetime) -> datetime:
    assert isinstance(end.tzinfo, ZoneInfo)
    return deadlines.first_thank_you(end=end.astimezone(UTC), after_hours=2, quiet=quiet(end.tzinfo))


@pytest.mark.parametrize("zone", [NEW_YORK, LISBON, KATHMANDU, APIA, LORD_HOWE])
@pytest.mark.parametrize(
    ("ended", "called"),
    [
        ("2026-10-13 03:00", "2026-10-13 20:00"),
        ("2026-10-13 08:00", "2026-10-13 20:00"),
        ("2026-10-13 09:00", "2026-10-14 08:00"),
        ("2026-10-13 10:00", "2026-10-14 08:00"),
        ("2026-10-13 12:00", "2026-10-14 08:00"),
        ("2026-10-13 18:00", "2026-10-14 14:00"),
        ("2026-10-13 22:30", "2026-10-14 18:30"),
    ],
)
def test_last_call_as_the_product_lists_it(zone: ZoneInfo, ended: str, called: str) -> None:
    assert last_call(local(ended, zone)) == local(called, zone)


def test_an_evening_conversation_gets_its_first_reminder_in_the_morning() -> None:
    assert first(local("2026-10-13 22:30")) == local("2026-10-14 08:00")
    assert first(local("2026-10-13 18:59")) == local("2026-10-13 20:59")
    assert first(local("2026-10-13 19:00")) == local("2026-10-14 08:00")
    assert first(local("2026-10-13 06:00")) == local("2026-10-13 08:00")
    assert first(local("2026-10-13 05:59")) == local("2026-10-13 08:00")


@pytest.mark.parametrize(
    ("ended", "asked"),
    [
        ("2026-10-13 16:00", "2026-10-13 16:30"),
        ("2026-10-13 20:29", "2026-10-13 20:59"),
        ("2026-10-13 20:30", "2026-10-14 08:00"),
        ("2026-10-13 07:30", "2026-10-13 08:00"),
    ],
)
def test_how_did_it_go_waits_for_the_end_of_quiet_hours(ended: str, asked: str) -> None:
    due = deadlines.how_did_it_go(end=local(ended), after_minutes=30, quiet=quiet())
    assert due == local(asked)
    assert due.tzinfo is UTC


@pytest.mark.parametrize(
    ("hours", "ended", "called", "why"),
    [
        (12, "2026-10-13 09:00", "2026-10-13 17:00", "H + 8"),
        (12, "2026-10-13 14:00", "2026-10-13 20:00", "H + 8 is quiet, 08:00 is past H + 11: the evening before"),
        (12, "2026-10-13 21:00", "2026-10-14 08:00", "08:00 is exactly H + 11"),
        (12, "2026-10-13 20:30", "2026-10-14 04:30", "no hour serves: quiet hours yield"),
        (36, "2026-10-13 09:00", "2026-10-14 17:00", "H + 32"),
        (36, "2026-10-13 16:00", "2026-10-14 20:00", "H + 32 is midnight, H + 35 is 03:00"),
        (72, "2026-10-13 12:00", "2026-10-16 08:00", "H + 68 is 08:00"),
        (72, "2026-10-13 05:00", "2026-10-15 20:00", "H + 68 is 01:00, H + 71 is 04:00"),
    ],
)
def test_last_call_of_other_hours(hours: int, ended: str, called: str, why: str) -> None:
    assert last_call(local(ended), hours=hours) == local(called), why


@pytest.mark.parametrize(
    ("starts", "ends", "ended", "called"),
    [
        (time(22), time(7), "2026-10-13 01:30", "2026-10-13 21:30"),  # H + 20 is not quiet yet
        (time(22), time(7), "2026-10-13 03:00", "2026-10-13 21:00"),  # one hour before quiet hours begin
        (time(22), time(7), "2026-10-13 08:00", "2026-10-14 07:00"),
        (time(0, 30), time(6), "2026-10-13 05:00", "2026-10-13 23:30"),  # that hour is the evening before
        (time(0, 30), time(6), "2026-10-13 07:00", "2026-10-14 06:00"),
        (time(13), time(15), "2026-10-13 17:30", "2026-10-14 15:00"),
        (time(13), time(15), "2026-10-13 22:00", "2026-10-14 18:00"),
        (time(21), time(20, 30), "2026-10-13 17:00", "2026-10-14 13:00"),  # no hour serves
        (time(21), time(20, 30), "2026-10-13 22:00", "2026-10-14 20:30"),
    ],
)
def test_last_call_with_other_quiet_hours(starts: time, ends: time, ended: str, called: str) -> None:
    assert last_call(local(ended), starts=starts, ends=ends) == local(called)


def test_hours_are_elapsed_across_daylight_changes() -> None:
    # New York, clocks forward on 8 March 2026: 24 hours after Saturday 14:00 it is Sunday 15:00.
    ended = local("2026-03-07 14:00")
    assert deadlines.mark(end=ended, hours=24) == local("2026-03-08 15:00")
    assert last_call(ended) == local("2026-03-08 11:00")
    # And back on 1 November: 20 hours after Saturday 14:00 it is Sunday 09:00.
    assert last_call(local("2026-10-31 14:00")) == local("2026-11-01 09:00")
    assert deadlines.mark(end=local("2026-10-31 14:00"), hours=24) == local("2026-11-01 13:00")


@pytest.mark.parametrize(
    ("zone", "ended", "called"),
    [
        # The 23 of the rule are elapsed hours: one more, or one less, than the clock on the wall says.
        (NEW_YORK, "2026-03-07 08:30", "2026-03-08 08:00"),
        (NEW_YORK, "2026-10-31 10:00", "2026-11-01 08:00"),
        (NEW_YORK, "2026-10-31 09:30", "2026-10-31 20:00"),
        (LISBON, "2026-03-28 08:30", "2026-03-29 08:00"),
        (LISBON, "2026-10-24 10:00", "2026-10-25 08:00"),
        (LISBON, "2026-10-24 09:59", "2026-10-24 20:00"),
        (LORD_HOWE, "2026-10-03 08:45", "2026-10-04 08:00"),  # 22 h 45 min: the clocks move by thirty minutes
        (LORD_HOWE, "2026-10-03 08:15", "2026-10-03 20:00"),
        (LORD_HOWE, "2026-04-04 09:15", "2026-04-04 20:00"),
        (LORD_HOWE, "2026-04-04 09:45", "2026-04-05 08:00"),
    ],
)
def test_last_call_in_the_night_the_clocks_change(zone: ZoneInfo, ended: str, called: str) -> None:
    assert last_call(local(ended, zone)) == local(called, zone)


def test_a_day_that_never_came() -> None:
    # Apia crossed the date line: 29 December 2011 was followed by the 31st.
    assert last_call(local("2011-12-29 12:00", APIA)) == local("2011-12-31 08:00", APIA)
    assert first(local("2011-12-29 20:00", APIA)) == local("2011-12-31 08:00", APIA)


def test_quiet_hours_that_end_in_the_gap_end_with_it() -> None:
    held = quiet(NEW_YORK, time(22), time(2, 30))
    assert held.after(local("2026-03-08 01:15")) == local("2026-03-08 03:00")


def test_quiet_hours_that_end_twice_let_the_reminder_through_the_same_night() -> None:
    held = quiet(NEW_YORK, time(22), time(1, 30))
    first_one, second_one = local("2026-11-01 01:10"), local("2026-11-01 01:10", fold=1)
    assert held.after(first_one) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert held.hold(second_one)
    assert held.after(second_one) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_quiet_hours_hold_from_their_start_until_before_their_end() -> None:
    over_midnight, over_noon = quiet(), quiet(starts=time(13), ends=time(15))
    assert [over_midnight.hold(local(f"2026-10-13 {at}")) for at in ("20:59", "21:00", "07:59", "08:00")] == [
        False,
        True,
        True,
        False,
    ]
    assert [over_noon.hold(local(f"2026-10-13 {at}")) for at in ("12:59", "13:00", "14:59", "15:00")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(("gone", "percent"), [(-1, 0), (0, 0), (6, 12), (24, 50), (48, 100), (49, 100)])
def test_how_much_of_the_time_to_say_thank_you_has_gone(gone: int, percent: int) -> None:
    end = datetime(2026, 10, 13, 12, tzinfo=UTC)
    assert deadlines.share_gone(end=end, hours=48, as_of=end + gone * HOUR) == percent


@pytest.mark.parametrize(("hours", "words"), [(12, "12 hours"), (24, "a day"), (72, "72 hours")])
def test_a_day_is_said_only_where_it_is_one(hours: int, words: str) -> None:
    assert deadlines.in_words(hours) == words


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-10-14 16:00", "2026-10-13 16:00"),
        ("2026-10-14 07:30", "2026-10-13 08:00"),
        ("2026-10-14 21:30", "2026-10-14 08:00"),
        ("2026-11-01 16:00", "2026-10-31 17:00"),  # 24 elapsed hours over the night that has 25
        ("2026-03-08 16:00", "2026-03-07 15:00"),
    ],
)
def test_preparation_a_day_before_and_not_in_quiet_hours(start: str, due: str) -> None:
    assert deadlines.preparation(start=local(start), before_hours=24, quiet=quiet()) == local(due)


@pytest.mark.parametrize("zone", [NEW_YORK, LISBON, KATHMANDU, APIA, LORD_HOWE])
@pytest.mark.parametrize(
    ("number", "asked", "due"),
    [
        (1, "2026-09-01 08:00", "2026-09-08 08:00"),
        (1, "2026-09-01 10:00", "2026-09-09 08:00"),
        (2, "2026-09-01 10:00", "2026-09-16 08:00"),
        (1, "2026-09-01 22:00", "2026-09-09 08:00"),
    ],
)
def test_follow_ups_after_days_of_silence(zone: ZoneInfo, number: int, asked: str, due: str) -> None:
    asked_at = local(asked, zone)
    assert deadlines.follow_up(asked_at=asked_at, number=number, days=7, quiet=quiet(zone)) == local(due, zone)


@pytest.mark.parametrize("zone", [NEW_YORK, LISBON, KATHMANDU, APIA, LORD_HOWE])
def test_the_goal_at_eight_of_the_recipients_own_day(zone: ZoneInfo) -> None:
    due_on = datetime(2026, 11, 15).date()
    assert deadlines.goal(due_on=due_on, days_before=14, quiet=quiet(zone)) == local("2026-11-01 08:00", zone)
    night_worker = QuietHours(zone, time(6), time(15))
    assert deadlines.goal(due_on=due_on, days_before=14, quiet=night_worker) == local("2026-11-01 15:00", zone)
