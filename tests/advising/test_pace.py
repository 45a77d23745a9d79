from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.advising.pace import Pace

STARTS, DUE = date(2026, 8, 31), date(2026, 12, 4)
DAYS = (DUE - STARTS).days


def pace(today: date, *, goal: int = 42, by_day: dict[date, int] | None = None, due: date = DUE) -> Pace:
    return Pace(starts_on=STARTS, due_on=due, today=today, goal=goal, by_day=by_day or {})


def test_the_headline_is_the_finding() -> None:
    running = pace(date(2026, 10, 13), by_day={date(2026, 9, 14): 10, date(2026, 10, 13): 7})
    assert running.finding() == "17 of 42 count. Even pace would be 19."
    assert running.compared() == "2 behind an even pace"


def test_ahead_and_even_are_said_too() -> None:
    ahead = pace(date(2026, 10, 13), by_day={STARTS: 24})
    even = pace(date(2026, 10, 13), by_day={STARTS: 19})
    assert ahead.compared() == "5 ahead of an even pace"
    assert even.compared() == "at an even pace"


def test_before_the_start_there_is_nothing_to_compare() -> None:
    early = pace(STARTS - timedelta(days=1))
    assert early.finding() == "0 of 42 count. It has not started."
    assert early.compared() == "starts Monday, August 31"
    assert early.points == []


def test_after_the_due_date_it_stands_still() -> None:
    over = pace(DUE + timedelta(days=40), by_day={STARTS: 30})
    assert over.finding() == "30 of 42 counted by the due date."
    assert over.compared() == "ended Friday, December 4, 2026"
    assert over.points[-1].day == DUE
    assert over.points[-1].even == 42


def test_a_cohort_without_students_divides_by_nothing() -> None:
    assert pace(date(2026, 10, 1), goal=0).finding() == "Nobody is in this cohort yet."
    assert pace(date(2026, 10, 1), goal=0).compared() == "no students yet"


def test_a_cohort_of_one_day_is_at_its_goal_on_that_day() -> None:
    assert pace(STARTS, due=STARTS).now.even == 42


def test_the_points_are_a_week_apart_and_end_today() -> None:
    points = pace(STARTS + timedelta(days=16), by_day={STARTS: 1, STARTS + timedelta(days=8): 2}).points
    assert [(point.day - STARTS).days for point in points] == [0, 7, 14, 16]
    assert [point.counted for point in points] == [1, 1, 3, 3]


@given(st.integers(-5, 9000), st.integers(0, 8000), st.integers(0, 750))
def test_the_pace_rises_from_nothing_to_the_goal(since: int, length: int, goal: int) -> None:
    found = pace(STARTS + timedelta(days=since), goal=goal, due=STARTS + timedelta(days=length))
    points = found.points
    assert len(points) <= 31
    assert [point.even for point in points] == sorted(point.even for point in points)
    assert all(0 <= point.even <= goal for point in points)
    assert len({point.day for point in points}) == len(points)
