from datetime import UTC, date, datetime, timedelta

import pytest
from apps.advising.attention import needing, overdue

from apps.campus.models import Campus
from apps.cohorts.models import Cohort, RequiredStep
from apps.core.folding import fold
from apps.interviews.progress import Row
from apps.interviews.steps import Step

NOW = datetime(2026, 10, 13, 14, tzinfo=UTC)
DAY = timedelta(days=1)
CAMPUS = Campus()
NOTHING = {
    "cohort_id": 1,
    "email": "",
    "goal": 3,
    **dict.fromkeys(
        [
            "counted",
            "would_count",
            "held",
            "reflected",
            "ask",
            "prepare",
            "meet",
            "thank",
            "reflect",
            "overdue_thanks",
            "unanswered",
            "tried",
        ],
        0,
    ),
    **dict.fromkeys(["overdue_since", "unanswered_since", "last_moved"]),
    "joined_at": NOW - 50 * DAY,
}


def row(name: str = "Ines Duarte", **fields: object) -> Row:
    return Row(**{**NOTHING, "student_id": 1, "name": name, "folded_name": fold(name), **fields})


def cohort(*, starts: int = -42, due: int = 42, required: str = RequiredStep.HELD) -> Cohort:
    today = date(2026, 10, 13)
    return Cohort(starts_on=today + starts * DAY, due_on=today + due * DAY, required_step=required)


def found(*rows: Row, of: Cohort | None = None) -> list[tuple[str, Step | None, str]]:
    needed = needing(rows=rows, cohort=of or cohort(), campus=CAMPUS, as_of=NOW)
    return [(each.row.name, each.step, each.why) for each in needed]


@pytest.mark.parametrize(
    ("fields", "step", "why"),
    [
        ({}, Step.ASK, "Has asked no one yet, 6 weeks in"),
        (
            {"thank": 1, "tried": 1, "overdue_thanks": 1, "overdue_since": NOW - 4 * DAY},
            Step.THANK,
            "Thank-you 3 days overdue",
        ),
        (
            {"thank": 2, "tried": 2, "overdue_thanks": 2, "overdue_since": NOW - timedelta(hours=30)},
            Step.THANK,
            "Two thank-yous overdue, the first for 6 hours",
        ),
        (
            {"ask": 3, "tried": 3, "unanswered": 3, "unanswered_since": NOW - 14 * DAY},
            Step.ASK,
            "Three requests, no reply for 14 days",
        ),
        (
            {"meet": 1, "tried": 1, "last_moved": NOW - 20 * DAY},
            Step.MEET,
            "Nothing has moved for 20 days",
        ),
    ],
)
def test_each_student_has_the_most_pressing_reason(fields: dict, step: Step, why: str) -> None:
    assert found(row(**fields)) == [("Ines Duarte", step, why)]


def test_reflections_are_asked_for_where_the_cohort_requires_them() -> None:
    waiting = row(reflect=2, tried=2, held=2, would_count=2, last_moved=NOW - 15 * DAY)
    asked = found(waiting, of=cohort(required=RequiredStep.REFLECTED))
    assert asked == [("Ines Duarte", Step.REFLECT, "Two conversations thanked for, not reflected on")]


def test_the_longest_stuck_come_first() -> None:
    thank = {"thank": 1, "tried": 1, "overdue_thanks": 1}
    names = [
        name
        for name, _, _ in found(
            row("Late by a day", **thank, overdue_since=NOW - 2 * DAY),
            row("Late by a week", **thank, overdue_since=NOW - 8 * DAY),
            row("Never began"),
        )
    ]
    assert names == ["Never began", "Late by a week", "Late by a day"]


@pytest.mark.parametrize(
    "calm",
    [
        row(counted=3),  # the goal is reached, whatever else stands still
        row(counted=3, unanswered=1, unanswered_since=NOW - 30 * DAY, tried=4),
        row(tried=1, ask=1, last_moved=NOW - 13 * DAY),
    ],
)
def test_nobody_is_named_without_a_reason(calm: Row) -> None:
    assert found(calm) == []


def test_the_first_two_weeks_are_for_settling_in() -> None:
    assert found(row(), of=cohort(starts=-13)) == []
    assert found(row(), of=cohort(starts=-15)) != []


@pytest.mark.parametrize(
    ("joined_ago", "fields", "why"),
    [
        (timedelta(minutes=5), {}, None),
        (13 * DAY, {}, None),
        (15 * DAY, {}, "Has asked no one yet, 15 days in"),
        (50 * DAY, {}, "Has asked no one yet, 6 weeks in"),  # before it began
        (DAY, {"tried": 1, "meet": 1, "last_moved": NOW - 30 * DAY}, None),
        (16 * DAY, {"tried": 1, "meet": 1, "last_moved": NOW - 30 * DAY}, "Nothing has moved for 16 days"),
    ],
)
def test_whoever_joins_late_begins_then(joined_ago: timedelta, fields: dict, why: str | None) -> None:
    late = row(joined_at=NOW - joined_ago, **fields)
    assert [said for _, _, said in found(late)] == ([why] if why else [])


def test_a_cohort_still_to_come_asks_for_nothing() -> None:
    assert found(row(), of=cohort(starts=1)) == []


def test_a_cohort_that_is_over_asks_for_overdue_thanks_only() -> None:
    late = row("Late", thank=1, tried=1, overdue_thanks=1, overdue_since=NOW - 3 * DAY)
    assert [name for name, _, _ in found(row(), late, of=cohort(due=-1))] == ["Late"]


def test_a_student_whom_no_mail_reaches_needs_the_adviser_whatever_else_is_well() -> None:
    lost = {"unreached_since": NOW - 3 * DAY}
    why = "Mail to them has not arrived for 3 days"
    moving = {"tried": 1, "ask": 1, "last_moved": NOW - DAY}
    assert found(row(**lost, **moving)) == [("Ines Duarte", None, why)]
    assert found(row(**lost, counted=3)) == [("Ines Duarte", None, why)]
    assert found(row(**lost), of=cohort(starts=1)) == [("Ines Duarte", None, why)], "the invitation came back"


def test_it_is_said_beside_what_they_are_stuck_at() -> None:
    late = row(thank=1, tried=1, overdue_thanks=1, overdue_since=NOW - 4 * DAY, unreached_since=NOW - DAY)
    (each,) = needing(rows=[late], cohort=cohort(), campus=CAMPUS, as_of=NOW)
    assert (each.step, each.why) == (Step.THANK, "Thank-you 3 days overdue. Mail to them does not arrive")
    assert (each.since, each.clock) == (NOW - 3 * DAY, True)


def test_in_a_cohort_that_is_over_no_mail_is_missed() -> None:
    assert found(row(unreached_since=NOW - DAY), of=cohort(due=-1)) == []


def test_the_longest_overdue_is_first_and_who_owes_nothing_is_not_there() -> None:
    late = [row(name=name, overdue_since=NOW - days * DAY) for name, days in (("Bo", 2), ("Cy", 3), ("Al", 2))]
    found = overdue(rows=[row(), *late], campus=CAMPUS)
    assert [each.row.name for each in found] == ["Cy", "Al", "Bo"]
    assert found[0].since == NOW - 2 * DAY  # a day's time to say thank you
