"""Which rules a message breaks."""

import time

import pytest

from apps.guidance.coach.rules import EMAIL, Offer, Rule, broken
from apps.guidance.limits import Limit

KIND = (
    "Dear Ms. Lopez, I saw that you went from nursing to law, which is what I think about. Would you have 20 minutes"
    " for a call? Any day suits me, and if this is a busy time, please don’t worry. Best, Wei"
)


def test_a_kind_message_breaks_none() -> None:
    assert broken(KIND) == set()
    assert broken("  \n") == set(), "nothing is written yet"


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("Best, Wei", "Could you also hire me for the summer? Best, Wei", Rule.JOB_ASK),
        ("Best, Wei", "Please forward my resume to your manager. Best, Wei", Rule.FAVOR),
        ("that you went from nursing to law, which is what I think about", "your profile on LinkedIn", Rule.NO_REASON),
        ("20 minutes", "a moment", Rule.NO_LENGTH),
        ("Ms. Lopez", "[Name]", Rule.UNFILLED),
        ("Any day suits me, and if this is a busy time, please don’t worry.", "Is Friday at 3 OK?", Rule.NO_WAY_OUT),
        ("Best, Wei", "word " * 150, Rule.TOO_LONG),
    ],
)
def test_each_rule_is_broken_alone(before: str, after: str, rule: Rule) -> None:
    assert broken(KIND.replace(before, after)) == {rule}


def test_the_limit_is_the_channels() -> None:
    words = " ".join(["word"] * 150)
    assert not EMAIL.is_passed_by(words)
    assert EMAIL.is_passed_by(f"{words} more")
    note = Limit(characters=200)
    assert not note.is_passed_by("x" * 200)
    assert note.is_passed_by("x" * 201)
    assert (str(EMAIL), str(note)) == ("150 words", "200 characters")


def test_what_is_offered_may_be_asked_for() -> None:
    review = KIND.replace("Best", "Could you look over my resume? Best")
    assert broken(review) == {Rule.FAVOR}
    assert broken(review, offered=[Offer.VISIT, Offer.INTRODUCTION]) == {Rule.FAVOR}
    assert broken(review, offered=[Offer.RESUME_REVIEW]) == set()
    both = review.replace("Best", "And please call HR for me. Best")
    assert broken(both, offered=["resume_review"]) == {Rule.FAVOR}
    introduction = KIND.replace("Best", "Could you introduce me to your hiring manager? Best")
    assert broken(introduction) == {Rule.FAVOR}
    assert broken(introduction, offered=["introduction"]) == set()


@pytest.mark.parametrize("pasted", ["you ", "if ", "{", "[x", "when you are ", "\0"])
def test_what_is_pasted_again_and_again_takes_no_time(pasted: str) -> None:
    began = time.process_time()
    broken(pasted * 100_000)
    assert time.process_time() - began < 1.5
