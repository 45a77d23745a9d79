from datetime import timedelta

import pytest

from apps.campus.models import Campus
from apps.dashboards.cohort.funnel import Funnel, distribution
from apps.interviews import progress
from apps.interviews.progress import Row
from tests import factories
from tests.advising.test_reasons import row
from tests.interviews.test_counting import DUE, LATER, STARTS, held_at, local

NOTHING = row()
NAMED = row(names=3)
ASKED = row(names=1, tried=1)
SCHEDULED = row(names=1, tried=1, dated=1)
HELD = row(names=1, tried=1, dated=1, held=1, thank=1)
THANKED = row(names=1, tried=1, dated=1, held=2, thank=1)
REFLECTED = row(names=1, tried=1, dated=1, held=1, reflected=1)
GONE = row(tried=1, dated=1, held=1, reflected=1)  # everybody they asked is archived


def test_each_step_has_all_who_came_farther() -> None:
    rows = [NOTHING, NAMED, ASKED, SCHEDULED, HELD, THANKED, REFLECTED, GONE]
    assert [tuple(stage) for stage in Funnel.of(rows).stages] == [
        ("Added a name", 7),
        ("Asked", 6),
        ("Scheduled", 5),
        ("Held", 4),
        ("Thanked", 3),
        ("Reflected", 2),
    ]


def test_what_was_done_in_other_years_is_in_no_step(db: None, campus: Campus) -> None:
    last_year, within = local(STARTS - timedelta(365), 12), local(STARTS, 12)
    of_last_year, over_both, asking, late = students = [factories.make_student() for _ in range(4)]
    held_at(of_last_year, last_year, asked_at=last_year, scheduled_at=last_year)
    held_at(over_both, within, asked_at=last_year, scheduled_at=last_year)
    factories.make_interview(student=asking, asked_at=within)
    factories.make_interview(student=late, asked_at=local(DUE + timedelta(1), 0))
    cohort = factories.make_cohort(students=students, starts_on=STARTS, due_on=DUE)
    found = Funnel.of(progress.table(cohorts=[cohort.pk], as_of=LATER, campus=campus))
    assert [stage.students for stage in found.stages] == [4, 2, 1, 1, 0, 0]
    assert found.finding(is_over=True) == "2 of the 4 students with a name asked nobody."


@pytest.mark.parametrize(
    ("rows", "running", "over"),
    [
        ([NOTHING] * 3, "3 of 3 students have added no name yet.", "3 of 3 students added no name."),
        ([NOTHING, ASKED], "1 of 2 students has added no name yet.", "1 of 2 students added no name."),
        (
            [NOTHING, *[NAMED] * 2],
            "2 of the 2 students with a name have asked nobody yet.",
            "2 of the 2 students with a name asked nobody.",
        ),
        (
            [*[ASKED] * 4, REFLECTED],
            "4 of the 5 students who asked have had no date yet.",
            "4 of the 5 students who asked had no date.",
        ),
        (
            [SCHEDULED, REFLECTED],
            "1 of the 2 students with a date has held no conversation yet.",
            "1 of the 2 students with a date held no conversation.",
        ),
        (
            [HELD, HELD, REFLECTED],
            "2 of the 3 students who held a conversation have thanked nobody yet.",
            "2 of the 3 students who held a conversation thanked nobody.",
        ),
        (
            [THANKED, THANKED, REFLECTED],
            "2 of the 3 students who thanked someone have reflected on no conversation yet.",
            "2 of the 3 students who thanked someone reflected on no conversation.",
        ),
        ([REFLECTED], "Everybody has reflected on a conversation.", "Everybody has reflected on a conversation."),
    ],
)
def test_it_says_before_which_step_most_stand_still(rows: list[Row], running: str, over: str) -> None:
    assert Funnel.of(rows).finding(is_over=False) == running
    assert Funnel.of(rows).finding(is_over=True) == over


def test_of_two_equal_gaps_the_earlier_is_told() -> None:
    assert Funnel.of([NAMED, HELD]).finding(is_over=False).startswith("1 of the 2 students with a name has asked")


@pytest.mark.parametrize(
    ("goal", "labels"),
    [
        (1, ["None", "One, the goal", "Two", "Three and more"]),
        (3, ["None", "One", "Two", "Three and more, the goal"]),
        (5, ["None", "One", "Two", "Three and more (the goal is 5)"]),
    ],
)
def test_students_are_counted_by_how_many_they_have(goal: int, labels: list[str]) -> None:
    found = distribution([row(counted=number) for number in (0, 0, 1, 3, 3, 9)], goal=goal)
    assert [each.label for each in found] == labels
    assert [each.students for each in found] == [2, 1, 0, 3]
