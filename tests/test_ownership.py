"""Whose each row is. What a student may take along, and what goes when they ask for it, is read from `owned_by`."""

from typing import Any

import pghistory.models
import pytest
from django.apps import apps
from django.db import models

from apps.students.models import Student

# "student" is a row about one person that is theirs where that person is a student: their account and its mail too.
# "nobody" is what the machine keeps for itself.
OWNERS = {"student", "volunteer", "campus", "nobody"}
ROWS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("apps.") and not issubclass(model, pghistory.models.Event)
]
HISTORY = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event) and not model._meta.proxy]


def _owner(model: type[models.Model]) -> Any:
    return getattr(model, "owned_by", None)


def _points_to(model: type[models.Model]) -> set[type[models.Model]]:
    return {field.related_model for field in model._meta.fields if field.is_relation}


def test_every_model_says_whose_its_rows_are() -> None:
    assert {model._meta.label: _owner(model) for model in ROWS if _owner(model) not in OWNERS} == {}


def test_what_a_student_owns_is_reached_from_the_student() -> None:
    """By foreign keys alone, from the student and their account on: nothing of theirs is out of reach."""
    owned = {model for model in ROWS if _owner(model) == "student"}
    reached = {Student, *_points_to(Student)} & owned
    while more := {model for model in owned - reached if _points_to(model) & reached}:
        reached |= more
    assert owned - reached == set()


@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model._meta.label)
def test_a_history_follows_what_it_tells_of(model: Any) -> None:
    """It has no owner of its own: whose the tracked row is, theirs is its history."""
    assert not hasattr(model, "owned_by")
    assert model.pgh_tracked_model in ROWS
