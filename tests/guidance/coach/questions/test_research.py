"""What stands on the student's research sheet already."""

import pytest

from apps.guidance.coach.questions.research import found_already, read_research

SHEET = [
    "Founded in 1998 by two nurses. Makes ventilators.",
    "Median pay $61,000; grows 4%.",
    "Worked at Boeing in Tulsa before; studied at Ohio State.",
]


@pytest.mark.parametrize(
    "text",
    [
        "When was the company founded?",
        "What is the average pay of an engineer?",
        "Is the field growing?",
        "Where did you study?",
        "Did you work for Boeing in Tulsa?",
    ],
)
def test_a_fact_on_the_sheet_is_found(text: str) -> None:
    assert found_already(text, read_research(SHEET))


@pytest.mark.parametrize(
    "text",
    [
        "How many offices does the company have?",
        "You worked at Boeing in Tulsa. What did you learn there?",
        "Why did the two nurses begin with ventilators?",
        "Do you like your job?",
    ],
)
def test_an_open_question_about_it_is_not(text: str) -> None:
    assert not found_already(text, read_research(SHEET))
    assert not found_already(text, [])
