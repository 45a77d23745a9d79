"""Asking who else to talk to."""

import pytest

from apps.guidance.coach.questions.people import asks_for_people


@pytest.mark.parametrize(
    "text",
    [
        "Who else should I talk to, and may I use your name?",
        "Can you suggest other people?",
        "Is there anyone at the museum I could ask?",
        "Could you put me in touch with a nurse?",
        "Who would you call if you were me?",
    ],
)
def test_a_referral_is_asked_for(text: str) -> None:
    assert asks_for_people(text)


@pytest.mark.parametrize(
    "text", ["How did you start?", "What do people get wrong about your work?", "Who was your boss?"]
)
def test_other_questions_ask_for_nobody(text: str) -> None:
    assert not asks_for_people(text)
