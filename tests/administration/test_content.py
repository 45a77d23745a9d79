"""The program's questions, as an administrator keeps them."""

import pytest
from django.test import Client

from apps.guidance.models import ReflectionQuestion

pytestmark = pytest.mark.django_db


def test_a_question_is_ordered_retired_and_never_deleted(office: Client) -> None:
    address = "/admin/guidance/reflectionquestion/"
    first = ReflectionQuestion.objects.create(text="How did I feel?", position=1)
    second = ReflectionQuestion.objects.create(text="What next?", position=2)
    rows = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "2",
        "form-0-id": first.pk,
        "form-0-position": "5",
        "form-1-id": second.pk,
        "form-1-position": "2",
        "_save": "Save",
    }
    assert office.post(address, {**rows, "form-0-position": "-1"}).status_code == 422
    assert office.post(address, rows).status_code == 302
    assert list(ReflectionQuestion.objects.all()) == [second, first]
    office.post(address, {"action": "retire", "_selected_action": [first.pk]})
    assert list(ReflectionQuestion.objects.filter(retired=True)) == [first]
    assert office.post(f"{address}{first.pk}/delete/", {"post": "yes"}).status_code == 403
