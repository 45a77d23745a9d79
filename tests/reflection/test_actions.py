"""Saving a reflection."""

import pytest

from apps.guidance.models import ReflectionQuestion
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview, State
from apps.reflection.actions import save_reflection
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests.factories import make_held, make_interview
from tests.interviews.moments import at


@pytest.fixture
def questions(db: None) -> list[ReflectionQuestion]:
    return [ReflectionQuestion.objects.create(text=f"Question {n}?", position=50 + n) for n in range(2)]


def save(interview: Interview, answers: dict[int, str], **changes: object) -> Reflection:
    given = {"nerves_before": 4, "nerves_after": 2, "verdict": "closer", "shared": False, "as_of": at("13 17:00")}
    return save_reflection(interview=interview, answers=answers, **{**given, **changes})


def test_it_is_saved_whole(alice: Student, questions: list[ReflectionQuestion]) -> None:
    held = make_held(alice, thanked_at=at("13 17:00"))
    reflection = save(held, {questions[0].pk: "It surprised me", questions[1].pk: ""}, shared=True)
    assert list(reflection.answers.values_list("question_id", "text")) == [(questions[0].pk, "It surprised me")]
    assert (reflection.nerves_before, reflection.nerves_after, reflection.verdict, reflection.is_shared) == (
        4,
        2,
        "closer",
        True,
    )
    assert Interview.objects.get(pk=held.pk).state == State.REFLECTED


def test_saved_again_it_changes_and_the_first_finish_stands(
    alice: Student, questions: list[ReflectionQuestion]
) -> None:
    held = make_held(alice)
    save(held, {questions[0].pk: "One", questions[1].pk: "Two"})
    again = save(held, {questions[0].pk: "", questions[1].pk: "Three"}, verdict="", as_of=at("20 09:00"))
    assert list(again.answers.values_list("question_id", "text")) == [(questions[1].pk, "Three")]
    assert (Interview.objects.get().reflected_at, again.verdict) == (at("13 17:00"), "")
    assert Reflection.objects.count() == 1


def test_reflected_on_and_not_thanked_is_still_held(alice: Student) -> None:
    held = make_held(alice)
    save(held, {})
    assert Interview.objects.get(pk=held.pk).state == State.HELD


def test_not_before_the_conversation(alice: Student, questions: list[ReflectionQuestion]) -> None:
    with pytest.raises(NotPossible):
        save(make_interview(student=alice), {questions[0].pk: "Too early"})
    assert (Reflection.objects.count(), ReflectionAnswer.objects.count()) == (0, 0)
