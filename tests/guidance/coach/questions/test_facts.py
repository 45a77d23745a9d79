"""What can be looked up."""

import pytest

from apps.guidance.coach.prose import plain
from apps.guidance.coach.questions.facts import Fact, facts


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("When was the company founded?", Fact.ORGANIZATION),
        ("Does the hospital have a trauma center?", Fact.ORGANIZATION),
        ("who's the ceo over there", Fact.ORGANIZATION),
        ("What is the average salary of a nurse?", Fact.PAY),
        ("I wonder what a first-year plumber gets.", Fact.PAY),
        ("Is a decline expected for print shops?", Fact.OUTLOOK),
        ("How many applicants are accepted at the academy each spring?", Fact.ADMISSION),
        ("How many people get into the police academy?", Fact.ADMISSION),
        ("Is demand for welders likely to grow?", Fact.OUTLOOK),
        ("What's the job outlook for librarians?", Fact.OUTLOOK),
        ("Do I need a license to cut hair?", Fact.ADMISSION),
        ("How long is the police acadamy?", Fact.ADMISSION),  # codespell:ignore acadamy
        ("Where did you go to college?", Fact.PROFILE),
        ("How many titles has the team won?", Fact.OTHER),
        ("What does CNC stand for?", Fact.MEANING),
    ],
)
def test_a_fact_is_known_by_what_it_is_about(text: str, fact: Fact) -> None:
    assert facts(plain(text)) == {fact}


@pytest.mark.parametrize(
    "text",
    [
        "How many hours of your week go to paperwork?",
        "How many of your first drafts survive?",
        "How many people are on your team?",
        "What did pay mean for your decision?",
        # Awkward, but nothing on the web answers it.
        "What is your salary?",
        "What does a shift like that get you?",
        "How many people get in touch with you after a show?",
        "How many students apply what they learn with you?",
        "How many students get in your car on a field day?",
        "What would you do if your team was expected to double overnight?",
        "What is a beginner expected to grow into?",
        "What growth is expected of a first-year nurse?",
        "In your experience, how long does the training take?",
        "What makes a competitive applicant?",
        "What should I read to keep up?",
        "How is your team put together?",
        "What are the trends in the field?",
        "Which licenses really count?",
    ],
)
def test_what_only_they_can_say_is_no_fact(text: str) -> None:
    assert not facts(plain(text))
