"""The same question in open words."""

import pytest

from apps.guidance.coach.questions.rewording import reworded


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Do you like being a nurse?", "What do you like most about being a nurse, and what least?"),
        ("do u get along with ur boss", "How do you get along with your boss?"),
        ("Is police work dangerous?", "How dangerous is police work, and what makes it so?"),
        ("Have you ever wanted to quit?", "When have you wanted to quit, and what happened?"),
        ("Does your degree help you?", "How does your degree help you?"),
        ("I like Ohio. Should I get an MBA?", "I like Ohio. What should I think about before I get an MBA?"),
        ("Could you tell me if you're happy with it?", "What makes you happy with it, and what would you change?"),
        ("Do you own a dog?", ""),
        ("Is {what} hard?", "How hard is {what}, and what makes it so?"),
        ("", ""),
    ],
)
def test_a_form_that_can_be_turned_is_turned(text: str, turned: str) -> None:
    assert reworded(text) == turned
