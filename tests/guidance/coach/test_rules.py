"""Which rules a message breaks."""

import pytest

from apps.guidance.coach.rules import EMAIL, Offer, Rule, broken, broken_by_question, broken_by_thanks
from apps.guidance.limits import Limit
from tests.effort import takes_at_most

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


@pytest.mark.parametrize("pasted", ["you ", "can i ", "1 ", ",", "{", "[x", "a. ", "when you are ", "\0"])
def test_what_is_pasted_again_and_again_takes_no_time(pasted: str) -> None:
    takes_at_most(50, lambda: broken(pasted * 100_000))  # about a tenth of it


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("How do people get hired in your field?", set()),
        ("Can you suggest other people?", set()),
        ("Do you like it?", {Rule.CLOSED}),
        ("Does the hospital have a trauma center?", {Rule.CLOSED, Rule.LOOKUP}),
        ("Are you hiring?", {Rule.CLOSED, Rule.JOB_ASK}),
        ("Can you find out how many officers there are?", {Rule.LOOKUP, Rule.FAVOR}),
        (" ", set()),
    ],
)
def test_a_question_breaks_its_rules(text: str, rules: set[Rule]) -> None:
    assert broken_by_question(text) == rules


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Thank you for the tip about the broom. I'll sweep first.", set()),
        ("Thank you for the tip about the broom.", {Rule.NO_NEXT_STEP}),
        ("Thank you for your time. I'll stay in touch.", {Rule.NO_SPECIFIC}),
        ("The broom works! I'll write again. Could you hire me?", {Rule.JOB_ASK}),
        ("The broom works! I'll write again. Could you read my essay?", {Rule.FAVOR}),
        (" ", set()),
    ],
)
def test_a_thank_you_note_breaks_its_rules(text: str, rules: set[Rule]) -> None:
    assert broken_by_thanks(text, notes="pick up the broom") == rules


@pytest.mark.parametrize("pasted", ["you ", "if ", "how many ", "is the company ", "a-", "a. ", "x\n\n", "\0"])
def test_questions_and_notes_are_read_in_no_time(pasted: str) -> None:
    long, question = (pasted * 10_000)[:10_000], (pasted * 300)[:300]

    def read() -> None:
        for _ in range(5):
            broken_by_question(question)
        broken_by_thanks(long, notes=long)

    takes_at_most(50, read)  # about a tenth of it
