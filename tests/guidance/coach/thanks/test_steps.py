"""Steps and plans."""

import pytest

from apps.guidance.coach.prose import plain
from apps.guidance.coach.thanks.steps import is_step


@pytest.mark.parametrize(
    "text",
    [
        "I'll let you know how it goes.",
        "I've already signed up for the class.",
        "Ordered the book last night.",
        "My next step is the application.",
        "I'm going to ask my adviser on Friday.",
        "ill text you after finals",
        "Let's stay in touch.",
        "May I write to you again in spring?",
        "See you at the hearing.",
        "I plan to visit two labs.",
        "I tell you in June.",
        "I have been sorting my notes every evening since.",
    ],
)
def test_each_names_a_step(text: str) -> None:
    assert is_step(plain(text), asks=False)


@pytest.mark.parametrize(
    "text",
    [
        "I hope our paths cross again.",
        "I will never forget it.",
        "I wish you a good summer.",
        "Have a great shoot!",
        "I'll always remember the broom.",
        "I have learned a lot.",
        "I loved hearing about your work.",
        "I have been smiling every day since.",
        "Hope to run into you some day.",
    ],
)
def test_a_wish_is_no_step(text: str) -> None:
    assert not is_step(plain(text), asks=False)


def test_what_asks_names_no_step_beside_it() -> None:
    assert not is_step(plain("I can start on Monday if you hire me."), asks=True)
    assert is_step(plain("Could you hire me, and may we stay in touch?"), asks=True)
