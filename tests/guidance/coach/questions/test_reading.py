"""A question of several sentences."""

import pytest

from apps.guidance.coach.questions.facts import Fact
from apps.guidance.coach.questions.reading import is_closed, looked_up, parts


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("I'm bad at math. Can I still do economics?", True),
        ("Does the stress follow you home? How do you shake it off?", False),
        ("Is your company public? Who is the CEO?", True),
        ("Are you hiring?", True),
        ("Do you have anything open for someone like me?", True),
        ("Could you hire me?", False),
        ("Would your lab take me for the summer?", False),
        ("Could you read my essay?", False),
        ("", False),
    ],
)
def test_a_yes_or_no_question_is_closed_where_nothing_leads_on(text: str, *, closed: bool) -> None:
    assert is_closed(parts(text)) is closed


def test_vacancies_are_not_looked_up() -> None:
    assert looked_up(parts("Does the museum have paid positions for students?")) == set()
    assert looked_up(parts("Does the museum have a library?")) == {Fact.ORGANIZATION}


def test_what_is_told_is_not_asked() -> None:
    assert looked_up(parts("The company was founded in 1998. The average pay looks good. What does it hide?")) == set()
