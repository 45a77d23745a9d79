"""What is a student's, read from `owned_by`. A new model is in the download, and goes with the student, without a line
here.
"""

from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from apps.accounts.models import User
from apps.students.models import Student


@cache
def lookups() -> dict[type[Model], str]:
    """The way from each model of a student's rows to the id of the student. Rows before those that they name."""
    owned = [model for model in apps.get_models() if getattr(model, "owned_by", None) == "student"]
    found: dict[type[Model], str] = {Student: "pk"}
    _reach(found, owned)
    found[User] = "student"
    _reach(found, owned, only="user")
    order = TopologicalSorter({model: _named_by(model, found) for model in found})
    return {model: found[model] for model in reversed(list(order.static_order()))}


def rows_of(student: int) -> dict[type[Model], QuerySet[Any]]:
    """By model, in the same order; `student` is an id."""
    return {model: model._base_manager.filter(**{lookup: student}) for model, lookup in lookups().items()}


def _reach(found: dict[type[Model], str], owned: list[type[Model]], *, only: str = "") -> None:
    """Add what names one of those found, the nearest first. A student's row names many people, and the account that it
    belongs to is its `user`: others are advisers, coaches, or who invited them.
    """
    while more := {
        model: lookup for model in owned if model not in found and (lookup := _lookup(model, found, only=only))
    }:
        found.update(more)


def _lookup(model: type[Model], found: dict[type[Model], str], *, only: str) -> str:
    for field in model._meta.fields:
        target = field.related_model
        if target in found and isinstance(target, type) and (target is not User or field.name == only):
            return field.name if target is Student else f"{field.name}__{found[target]}"
    return ""


def _named_by(model: type[Model], found: dict[type[Model], str]) -> set[Any]:
    named = {field.related_model for field in model._meta.fields if field.is_relation}
    return {target for target in named if target in found and target is not model}
