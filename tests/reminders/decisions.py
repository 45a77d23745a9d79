"""What kinds decide, asked as the engine asks them."""

from datetime import datetime
from typing import Any

from apps.campus.models import Campus
from apps.reminders.kinds import About, Decision, Expected, Item, Kind


def decision_of(kind: Kind, key: str, as_of: datetime) -> Decision | None:
    """Of this cause; None where it is gone, or another kind's."""
    cause = kind.cause_type.load([key], campus=Campus.objects.current(), as_of=as_of).get(key)
    return kind.decide(cause, as_of) if cause is not None else None


def expected_of(kind: Kind, as_of: datetime, user_id: int | None = None) -> dict[str, Expected]:
    """By key: what should exist now of all that is near."""
    campus = Campus.objects.current()
    keys = list(kind.cause_type.near(campus=campus, as_of=as_of, user_id=user_id))
    loaded = kind.cause_type.load(keys, campus=campus, as_of=as_of)
    decisions = {key: kind.decide(cause, as_of) for key, cause in loaded.items()}
    return {key: one for key, one in decisions.items() if isinstance(one, Expected)}


def cause_of(kind: Kind, key: str, as_of: datetime) -> Any:
    return kind.cause_type.load([key], campus=Campus.objects.current(), as_of=as_of)[key]


def about_of(kind: Kind, key: str, as_of: datetime) -> About:
    return kind.about(cause_of(kind, key, as_of), as_of)


def item_of(kind: Kind, key: str, as_of: datetime) -> Item:
    return kind.item(cause_of(kind, key, as_of), as_of)


def near_of(kind: Kind, as_of: datetime, user_id: int | None = None) -> set[str]:
    """The keys of what may be due."""
    return set(kind.cause_type.near(campus=Campus.objects.current(), as_of=as_of, user_id=user_id))
