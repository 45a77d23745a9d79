"""Open questions, and those that end at a yes or a no."""

import pytest

from apps.guidance.coach.prose import plain
from apps.guidance.coach.questions.shape import Shape, asks_yes_or_no, shape


@pytest.mark.parametrize(
    "text",
    [
        "How do people get hired in your field?",
        "Could you tell me how you chose?",
        "Would you mind sharing what you earn from it besides money?",
        "Tell me about a bad day.",
        "For someone like me, which door is open?",
        "Did you ever want to leave, and if so, what kept you?",
        "Saved you from what?",
        # A form for yes and no that asks for a thing, for leave, or for one of two ways.
        "Is there something you wish you had known?",
        "Can you suggest other people?",
        "Do you have any advice for a beginner?",
        "May I write to you again?",
        "Would it be OK if I sent you a card?",
        "Is it better to start in a small town or in a big one?",
        "Do you work alone or in a team?",
        "Any books for a beginner?",
    ],
)
def test_an_open_question_leads_on(text: str) -> None:
    assert shape(plain(text)) == Shape.OPEN


@pytest.mark.parametrize(
    "text",
    [
        "Do you like your job?",
        "do u get along with ur boss",
        "You must love it, right?",
        "Is it true that nobody sleeps?",
        "Could you tell me if you are happy?",
        "I wonder whether it is worth it.",
        "When you were my age, did you know what you wanted?",
        "Is the work stressful, or not really?",
        "You like it there?",
        "Good money in it?",
        "Please tell me, is it possible to have a family?",
        "Did you have a mentor?",
    ],
)
def test_a_closed_question_ends_at_yes_or_no(text: str) -> None:
    assert shape(plain(text)) == Shape.CLOSED


def test_what_asks_nothing_is_a_statement() -> None:
    assert shape(plain("I read what you wrote about bees.")) == Shape.STATEMENT
    assert shape("") == Shape.STATEMENT


def test_the_form_is_known_apart_from_what_is_asked() -> None:
    assert asks_yes_or_no("do you have anything open?")
    assert not asks_yes_or_no("what do you have open?")
