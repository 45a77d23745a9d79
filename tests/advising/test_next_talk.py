"""Three things to ask: from where the student is stuck and what they shared; the last is always about plans."""

from itertools import product

import pytest

from apps.advising.next_talk import PLANS, Shared, three_questions
from apps.advising.reasons import Reason
from apps.interviews.steps import Step
from apps.reflection.models import Verdict

MARIA, KEN = Shared("Maria", "closer", 2), Shared("Ken", "ruled_out", 5)
# Why, at which step, what was shared, with whom a date stands, how many of three count: how the first two begin.
TABLE = [
    (None, None, [], [], 0, "Who would you like to talk with first", "What went well"),
    (None, None, [], [], 1, "Who would you like to talk with next", "What went well"),
    (None, None, [], [], 3, "You reached the goal", "Who would you like to talk with next"),
    (None, None, [], ["Ingrid"], 0, "You have a date with Ingrid", "Who would you like to talk with first"),
    (None, None, [MARIA], ["Ingrid"], 1, "After Maria you feel closer", "You have a date with Ingrid"),
    (None, None, [MARIA, KEN], [], 2, "After Maria you feel closer", "You were still nervous at the end with Ken"),
    (None, None, [KEN], [], 1, "You were still nervous at the end with Ken", "After Ken you ruled"),
    (None, None, [Shared("Ana", "no_change")], [], 1, "After Ana your view is the same", "Who would"),
    (None, None, [Shared("Ana")], [], 1, "You shared your reflection on Ana", "Who would"),
    (Reason.HAND, None, [MARIA], [], 1, "You asked for help. What", "After Maria"),
    (Reason.HAND, Step.ASK, [], [], 0, "You asked for help with asking", "Who would"),
    (Reason.HAND, Step.THANK, [], [], 0, "You asked for help with the thank-you", "Who would"),
    (Reason.NO_REPLY, Step.ASK, [MARIA], [], 1, "You’re waiting for a reply", "After Maria"),
    (Reason.LATE_THANKS, Step.THANK, [], ["Ingrid"], 1, "A thank-you is still open", "You have a date with Ingrid"),
    (Reason.NO_NAME, Step.ASK, [], [], 0, "Who in your family", "Who would you like to talk with first"),
    (Reason.NOT_ASKED, Step.ASK, [KEN], [], 1, "Someone gave you a name", "You were still nervous"),
    (Reason.TO_REFLECT, Step.REFLECT, [], [], 1, "You talked with someone", "Who would"),
    (Reason.BOUNCES, None, [], [], 1, "Mail to you comes back", "Who would"),
    (Reason.STILL, Step.ASK, [MARIA], [], 3, "Nothing has moved", "After Maria"),
]


@pytest.mark.parametrize(("reason", "step", "shared", "planned", "counted", "first", "second"), TABLE)
def test_where_they_are_stuck_comes_first_then_what_they_shared(
    reason: Reason | None,
    step: Step | None,
    shared: list[Shared],
    planned: list[str],
    counted: int,
    first: str,
    second: str,
) -> None:
    asked = three_questions(
        reason=reason, step=step, owes_thanks=False, shared=shared, planned=planned, counted=counted, goal=3
    )
    assert len(asked) == 3
    assert asked[0].startswith(first)
    assert asked[1].startswith(second)
    assert asked[2] == PLANS


@pytest.mark.parametrize(
    ("reason", "begins"),
    [
        (None, ["A thank-you is still open", "After Maria"]),
        (Reason.LATE_THANKS, ["A thank-you is still open", "After Maria"]),
        (Reason.HAND, ["You asked for help", "A thank-you is still open"]),
        (Reason.NO_REPLY, ["You’re waiting for a reply", "A thank-you is still open"]),
    ],
)
def test_a_thank_you_that_is_owed_is_talked_about_whatever_else_holds(reason: Reason | None, begins: list[str]) -> None:
    asked = three_questions(
        reason=reason, step=None, owes_thanks=True, shared=[MARIA], planned=["Ingrid"], counted=1, goal=3
    )
    assert [said.startswith(begin) for said, begin in zip(asked, begins, strict=False)] == [True, True]


def test_there_are_always_three_that_differ() -> None:
    verdicts = ["", *Verdict.values]
    for reason, step, verdict, nerves, counted in product([None, *Reason], [None, *Step], verdicts, (None, 5), (0, 3)):
        shared = [Shared("Maria", verdict, nerves)] * 2
        asked = three_questions(
            reason=reason, step=step, owes_thanks=True, shared=shared, planned=[], counted=counted, goal=3
        )
        assert len(set(asked)) == 3
        assert all("{" not in question for question in asked)
