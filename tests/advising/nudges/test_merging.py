from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.advising.nudges.merging import where_you_are
from apps.advising.reasons import Reason
from apps.guidance.content.entries import NudgeText
from apps.guidance.content.placeholders import NUDGE, names_in
from apps.guidance.content.shipped import shipped
from apps.interviews.progress import Row

ROW = Row(
    cohort_id=1,
    student_id=1,
    name="Darius Coleman",
    folded_name="coleman",
    email="darius@campus.example",
    goal=3,
    late_thank_yous_since=None,
    unanswered_since=None,
    last_moved=None,
    joined_at=datetime(2026, 9, 1, tzinfo=UTC),
    counted=0,
    would_count=0,
    held=0,
    reflected=0,
    ask=0,
    prepare=0,
    meet=0,
    thank=0,
    reflect=0,
    late_thank_yous=0,
    unanswered=0,
    tried=0,
)


@pytest.mark.parametrize(
    ("reason", "numbers", "said"),
    [
        (Reason.HAND, {}, "you asked for help"),
        (Reason.NO_REPLY, {"unanswered": 1}, "you wrote to one person and have not heard back"),
        (Reason.NO_REPLY, {"unanswered": 3}, "you wrote to three people and have not heard back"),
        (Reason.LATE_THANKS, {"newly_late": 1}, "you had a conversation whose thank-you note is still to be sent"),
        (
            Reason.LATE_THANKS,
            {"newly_late": 2},
            "you had two conversations whose thank-you notes are still to be sent",
        ),
        (Reason.NO_NAME, {}, "your list is waiting for its first name"),
        (Reason.NOT_ASKED, {"unasked": 1}, "you were given a name to ask next"),
        (Reason.NOT_ASKED, {"unasked": 2}, "you were given two names to ask next"),
        (Reason.TO_REFLECT, {"reflect": 1}, "one of your conversations is waiting for a few words from you"),
        (Reason.TO_REFLECT, {"reflect": 2}, "two of your conversations are waiting for a few words from you"),
        (Reason.STILL, {}, "it has been quiet for a while"),
        (None, {}, "you are getting started"),
        (None, {"counted": 1}, "you have had one conversation that counts"),
        (None, {"counted": 2}, "you have had two conversations that count"),
    ],
)
def test_where_a_student_is_in_kind_words(reason: Reason | None, numbers: dict[str, Any], said: str) -> None:
    assert where_you_are(reason, replace(ROW, **numbers)) == said


def test_every_reason_that_mail_can_answer_has_a_text() -> None:
    reasons = {one.reason for one in shipped(NudgeText).values()}
    assert reasons - {""} == set(Reason.values) - {Reason.BOUNCES}
    assert "" in reasons


def test_shipped_texts_use_what_a_nudge_knows() -> None:
    texts = shipped(NudgeText).values()
    assert set(NUDGE) == {name for text in texts for name in names_in(text.subject + text.body)}
    assert all(text.body.endswith("{my name}") and len(text.body.split()) < 90 for text in texts)
