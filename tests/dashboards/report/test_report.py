"""What a cohort's report says of a cohort made by hand, and what it keeps back."""

import pytest

from apps.cohorts.models import Cohort
from apps.core.small_groups import Group
from apps.dashboards.report.figures import Figures
from apps.dashboards.report.report import Line, Rate, Report
from apps.interviews.progress import Row


def row(counted: int, goal: int = 3) -> Row:
    numbers = dict.fromkeys(("would_count", "held", "reflected", "ask", "prepare", "meet", "thank", "reflect"), 0)
    more = {"late_thank_yous": 0, "late_thank_yous_since": None, "unanswered": 0, "unanswered_since": None, "tried": 0}
    who = {"cohort_id": 1, "student_id": 1, "name": "", "folded_name": "", "email": "", "goal": goal}
    return Row(**numbers, **more, **who, counted=counted, last_moved=None, joined_at=None)  # type: ignore[arg-type]


def report(*counted: int, goal: int = 3, **groups: tuple[int, int]) -> Report:
    """`groups` are named "table" or "table__key"."""
    found = {tuple((*name.split("__"), "")[:2]): Group(*numbers) for name, numbers in groups.items()}
    return Report(Cohort(goal=goal), [row(number, goal) for number in counted], Figures(found))


def said(lines: list[Line]) -> dict[str, str]:
    return {line.label: line.said for line in lines}


@pytest.mark.parametrize(
    ("counted", "goal", "reached", "lines"),
    [
        ([0] * 6 + [1] * 7 + [2] * 5 + [3] * 8 + [5] * 2, 3, "10", ["6 of 28", "7 of 28", "5 of 28", "10 of 28"]),
        # Three with one: the smallest of the others below the goal goes with them, so 8 of 33 gives nothing away.
        ([0] * 10 + [1] * 3 + [2] * 12 + [3] * 8, 3, "8", ["Not shown", "Not shown", "12 of 33", "8 of 33"]),
        (
            [0] * 10 + [1] * 8 + [2] * 12 + [3] * 3,
            3,
            "Fewer than 5",
            ["10 of 33", "Not shown", "12 of 33", "Not shown"],
        ),
        # Nothing else in the report says how many have none, so that the three with one stay hidden.
        ([0] * 5 + [1] * 3 + [2] * 7 + [3] * 5, 3, "5", ["Not shown", "Not shown", "7 of 20", "5 of 20"]),
        ([3] * 25, 3, "All but fewer than 5", ["Not shown"] * 4),
        ([1] * 2 + [3] * 23, 3, "All but fewer than 5", ["Not shown"] * 4),
        ([0] * 25, 3, "Fewer than 5", ["Not shown"] * 4),
        ([0] * 4 + [3] * 4, 3, "Not shown", ["Not shown"] * 4),
        ([0] * 5 + [1] * 5 + [4] * 5 + [5] * 6, 5, "6", ["5 of 21", "5 of 21", "0 of 21", "5 of 21", "6 of 21"]),
        ([0] * 6 + [1] * 7 + [4] * 8, 1, "15", ["6 of 21", "7 of 21", "0 of 21", "8 of 21"]),
    ],
)
def test_participation_gives_no_small_group_away(counted: list[int], goal: int, reached: str, lines: list[str]) -> None:
    found = report(*counted, goal=goal)
    assert found.reached.said == reached
    assert list(said(found.participation).values()) == lines


@pytest.mark.parametrize(
    ("goal", "labels"),
    [
        (1, ["0", "1, the goal", "2", "3 or more"]),
        (3, ["0", "1", "2", "3 or more, the goal"]),
        (4, ["0", "1", "2", "3", "4 or more, the goal"]),
        (20, ["0", "1", "2", "3 to 19", "20 or more, the goal"]),
    ],
)
def test_the_goal_is_named_where_it_lies(goal: int, labels: list[str]) -> None:
    assert list(said(report(*[0] * 9, goal=goal).participation)) == labels


def test_a_rate_names_its_whole_unless_that_is_small() -> None:
    assert (Rate(Group(18, 9), Group(44, 20)).said, Rate(Group(18, 9), Group(44, 20)).of) == ("18", 62)
    assert (Rate(Group(18, 9), Group(2, 2)).said, Rate(Group(18, 9), Group(2, 2)).of) == ("All but fewer than 5", 20)
    assert (Rate(Group(3, 2), Group(1, 1)).said, Rate(Group(3, 2), Group(1, 1)).of) == ("Not shown", None)


def test_conversations_by_few_students_are_not_shown_however_many() -> None:
    found = report(*[1] * 20, held=(60, 20), warmth__known=(30, 4), warmth__new=(12, 9), warmth__connected=(18, 12))
    assert said(found.warmth) == {"Known": "Not shown", "Connected": "18 of 60", "New": "Not shown"}
    assert not report(*[1] * 20, held=(60, 4)).is_held_shown


def test_answers_hide_a_row_that_everybody_or_nobody_is_behind() -> None:
    found = report(
        *[1] * 20,
        **{
            "asked_by_channel__email:true": (18, 12), "asked_by_channel__email:false": (9, 8),
            "asked_by_channel__text:true": (7, 6), "asked_by_channel__:true": (8, 8),
            "asked_by_channel__:false": (9, 6),
        },
    )  # fmt: skip
    ((_, lines), *_) = found.answers
    # "Text" was always answered; the other of the two that are left goes with it.
    assert said(lines) == {"Email": "18 of 27", "Text": "Not shown", "Asked another way": "Not shown"}
    assert [line.percent for line in lines] == [67, None, None]


def test_a_way_of_asking_is_told_only_where_one_is_known() -> None:
    found = report(*[1] * 20, **{"asked_by_channel__:true": (18, 12), "asked_by_channel__:false": (9, 8)})
    assert found.answers[0] == ("How they asked", [])


def test_nerves_and_verdicts_are_counts_of_five_students_or_more() -> None:
    found = report(
        *[1] * 20,
        verdict__closer=(9, 9), verdict__ruled_out=(2, 2), verdict__no_change=(6, 6),
        nerves_before__4=(12, 9), nerves_before__5=(5, 5), nerves_after__2=(17, 14),
    )  # fmt: skip
    assert said(found.verdicts) == {"Closer to it": "9 of 17", "No change": "Not shown", "Ruled it out": "Not shown"}
    before, after = zip(*found.nerves, strict=True)
    assert [line.said for line in before] == ["0 of 17", "0 of 17", "0 of 17", "12 of 17", "5 of 17"]
    assert {line.said for line in after} == {"Not shown"}  # all had the same
