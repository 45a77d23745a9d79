"""The reflection and who may read it."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Interview
from apps.reflection.models import Reflection
from apps.students.models import Student
from tests.factories import make_contact, make_held

HUGE = "All I heard. " * 1000


@pytest.fixture
def held(alice: Student) -> Interview:
    contact = make_contact(student=alice, full_name="Rosa Delgado", email="rosa@work.example")
    return make_held(alice, contact=contact, learned="Flood maps are argued over at night.")


def url(name: str, interview: Interview) -> str:
    return reverse(name, args=[interview.pk])


class TestReflection:
    @pytest.fixture
    def question(self, db: None) -> ReflectionQuestion:
        return ReflectionQuestion.objects.create(text="Could I see myself doing this?", position=90)

    def test_it_is_saved_and_shown(self, phone: Client, held: Interview, question: ReflectionQuestion) -> None:
        given = {"nerves_before": "4", "verdict": "ruled_out", f"answer_{question.pk}": "No, and that is good"}
        assert phone.post(url("reflection:edit", held), given).url == url("interviews:detail", held)
        reflection = Reflection.objects.get()
        assert (reflection.nerves_before, reflection.nerves_after, reflection.verdict, reflection.is_shared) == (
            4,
            None,
            "ruled_out",
            False,
        )
        page = phone.get(url("interviews:detail", held)).content.decode()
        assert "No, and that is good" in page
        assert "Only you can read this reflection." in page
        assert "No, and that is good" in phone.get(url("reflection:edit", held)).content.decode()

    def test_who_may_read_it_is_chosen_here(self, phone: Client, held: Interview) -> None:
        phone.post(url("reflection:edit", held), {"verdict": "closer", "shared": "on"})
        assert Reflection.objects.get().is_shared
        phone.post(url("reflection:edit", held), {"verdict": "closer"})
        assert not Reflection.objects.get().is_shared

    @pytest.mark.parametrize(
        ("field", "value"),
        [("nerves_before", "6"), ("nerves_after", "0"), ("nerves_after", "x"), ("verdict", "bliss"), ("answer", HUGE)],
    )
    def test_what_is_not_an_answer(
        self, phone: Client, held: Interview, question: ReflectionQuestion, field: str, value: str
    ) -> None:
        name = f"answer_{question.pk}" if field == "answer" else field
        response = phone.post(url("reflection:edit", held), {"verdict": "closer", name: value})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [name]
        assert Reflection.objects.count() == 0

    def test_nothing_said_is_not_a_reflection(self, phone: Client, held: Interview) -> None:
        for given in ({}, {"shared": "on"}):
            response = phone.post(url("reflection:edit", held), given)
            assert response.status_code == 422
            assert "Answer at least one question. A few words are enough." in response.content.decode()
        assert Reflection.objects.count() == 0
