"""What the database refuses about reflections."""

import pytest
from django.db import IntegrityError

from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Interview
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests.factories import make_held


@pytest.fixture
def held(alice: Student) -> Interview:
    return make_held(alice)


@pytest.mark.parametrize(
    "fields", [{"nerves_before": 0}, {"nerves_before": 6}, {"nerves_after": 0}, {"nerves_after": 6}]
)
def test_nerves_are_one_to_five(held: Interview, fields: dict[str, int]) -> None:
    with pytest.raises(IntegrityError, match="reflection_nerves_1_to_5"):
        Reflection.objects.bulk_create([Reflection(interview=held, **fields)])


def test_a_verdict_is_one_of_three(held: Interview) -> None:
    with pytest.raises(IntegrityError, match="reflection_verdict_known"):
        Reflection.objects.bulk_create([Reflection(interview=held, verdict="bliss")])


def test_one_answer_to_a_question(held: Interview) -> None:
    reflection = Reflection.objects.create(interview=held)
    question = ReflectionQuestion.objects.create(text="Why?", position=90)
    answers = [ReflectionAnswer(reflection=reflection, question=question, text=text) for text in "ab"]
    with pytest.raises(IntegrityError, match="answer_once_a_question"):
        ReflectionAnswer.objects.bulk_create(answers)


def test_an_answer_says_something(held: Interview) -> None:
    reflection = Reflection.objects.create(interview=held)
    question = ReflectionQuestion.objects.create(text="Why?", position=90)
    with pytest.raises(IntegrityError, match="answer_says_something"):
        ReflectionAnswer.objects.create(reflection=reflection, question=question, text="")


def test_one_for_each_interview(held: Interview) -> None:
    Reflection.objects.create(interview=held)
    with pytest.raises(IntegrityError):
        Reflection.objects.create(interview=held)
