"""Two rows that are one volunteer: who may be, what would come of it, and the merge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.db import transaction
from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Lower, StrIndex, Substr

from apps.contacts.models import Contact
from apps.core.locking import in_lock_order
from apps.core.templatetags.dates import short_day
from apps.students.models import Student
from apps.volunteers.models import Volunteer

_FILLED = ("role", "organization", "class_year", "city", "topics", "profile_link", "time_zone")
_MOST = 50  # pairs that the page suggests
_SAME_NAME = "The same name"
_SAME_ADDRESS = "The same address at another domain"


class Gone(Exception):  # noqa: N818
    """One of the two is not there any more."""


@dataclass(frozen=True, slots=True)
class Pair:
    one: Volunteer
    two: Volunteer
    why: str


@dataclass(slots=True)
class Outcome:
    """What the kept row has afterwards that it has not now, and how many contacts of students are about it then."""

    keep: Volunteer
    other: Volunteer
    filled: dict[str, Any] = field(default_factory=dict)
    fields: list[Any] = field(default_factory=list)
    moves: int = 0
    unlinks: int = 0

    @property
    def said(self) -> list[tuple[str, str]]:
        """What is filled, as label and text."""
        found = []
        for name, value in self.filled.items():
            label = "Withdrawn" if name == "withdrawn_at" else str(label_for_field(name, Volunteer))
            text = short_day(value) if name in ("withdrawn_at", "paused_until") else str(value)
            found.append((label[:1].upper() + label[1:], text))
        return found + ([("Fields", ", ".join(one.name for one in self.fields))] if self.fields else [])


def suggestions() -> list[Pair]:
    """Those who have one name, and those whose addresses differ in their domains alone: two of each at a time."""
    volunteers = Volunteer.objects.annotate(local=Lower(Substr("email", 1, StrIndex("email", Value("@")) - 1)))
    found: dict[tuple[int, int], Pair] = {}
    for key, why in (("folded_name", _SAME_NAME), ("local", _SAME_ADDRESS)):
        for pair in _pairs(volunteers, key, why):
            found.setdefault((pair.one.pk, pair.two.pk), pair)
    return list(found.values())[:_MOST]


def _pairs(volunteers: QuerySet[Volunteer], key: str, why: str) -> Iterator[Pair]:
    several = volunteers.order_by().values(key).annotate(times=Count("pk")).filter(times__gt=1).values(key)
    before: Volunteer | None = None
    for one in volunteers.filter(**{f"{key}__in": several}).order_by(F(key), "pk")[: 2 * _MOST]:
        if before is not None and getattr(before, key) == getattr(one, key):
            yield Pair(before, one, why)
        before = one


def outcome_of(*, keep: Volunteer, other: Volunteer) -> Outcome:
    """The kept row's own words stay, and what it leaves empty is filled. Someone who withdrew, asked for a pause or
    takes fewer requests is not asked sooner by it. That the alumni office may hear of hours is not handed on.
    """
    made = Outcome(keep, other)
    made.filled = {name: getattr(other, name) for name in _FILLED if getattr(other, name) and not getattr(keep, name)}
    if other.withdrawn_at and not keep.withdrawn_at:
        made.filled["withdrawn_at"] = other.withdrawn_at
    if other.paused_until and (keep.paused_until is None or keep.paused_until < other.paused_until):
        made.filled["paused_until"] = other.paused_until
    if other.capacity < keep.capacity:
        made.filled["capacity"] = other.capacity
    made.fields = [] if keep.fields.exists() else list(other.fields.all())
    contacts = Contact.objects.filter(volunteer=other)
    made.unlinks = contacts.filter(student__in=_students_who_know(keep)).count()
    made.moves = contacts.count() - made.unlinks
    return made


@transaction.atomic
def merge(*, keep: Volunteer, other: Volunteer) -> Outcome:
    """All of `other` goes to `keep`, and the row of `other` is gone. A student who knows both keeps both of their own
    people; the one that was about `other` is linked to nobody then. Raises Gone.
    """
    contacts = Contact.objects.filter(volunteer=other)
    list(in_lock_order(Student.objects.filter(pk__in=contacts.values("student"))))
    list(in_lock_order(contacts))
    found = {one.pk: one for one in in_lock_order(Volunteer.objects.filter(pk__in=[keep.pk, other.pk]))}
    if len(found) < 2:
        raise Gone
    keep, other = found[keep.pk], found[other.pk]
    made = outcome_of(keep=keep, other=other)
    contacts.filter(student__in=_students_who_know(keep)).update(volunteer=None)
    contacts.update(volunteer=keep)
    for name, value in made.filled.items():
        setattr(keep, name, value)
    keep.other_emails = sorted({*keep.other_emails, *other.other_emails, other.email.lower()} - {keep.email.lower()})
    keep.save(update_fields=[*made.filled, "other_emails"])
    keep.fields.add(*made.fields)
    other.delete()
    return made


def _students_who_know(volunteer: Volunteer) -> list[int]:
    return list(Contact.objects.filter(volunteer=volunteer).values_list("student", flat=True))
