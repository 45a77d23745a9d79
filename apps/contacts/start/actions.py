"""Start: what a new student tells of themselves, and their first names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.actions import prefer_name
from apps.campus.models import FieldOfInterest
from apps.contacts import identity
from apps.contacts.actions import add_contact
from apps.contacts.identity import NOT_ASKED, Choice, Found, Unsure
from apps.contacts.models import Contact, Source
from apps.contacts.rows import as_saved
from apps.core.locking import in_lock_order
from apps.students.actions import change_preferences, change_studies
from apps.students.models import Student


@transaction.atomic
def go_on_at(*, student: Student, step: str) -> None:
    """Where the student goes on next time: one of STEPS."""
    Student.objects.filter(pk=student.pk).exclude(start_step=step).update(start_step=step)


@transaction.atomic
def end(*, student: Student, as_of: datetime) -> bool:
    """Home shows Start no more. False where it was ended before."""
    return bool(Student.objects.filter(pk=student.pk, start_ended_at=None).update(start_ended_at=as_of))


@transaction.atomic
def take_up_again(*, student: Student) -> None:
    """Undo `end`: home shows Start again, where it was left."""
    Student.objects.filter(pk=student.pk).update(start_ended_at=None)


@transaction.atomic
def tell_about_yourself(
    *,
    student: Student,
    name: str,
    major: str,
    year: str,
    interests: Iterable[FieldOfInterest],
    time_zone: str,
    as_of: datetime,
) -> None:
    """Raises ValidationError for an overlong name or line, and for a zone that does not exist."""
    row = in_lock_order(Student.objects).get(pk=student.pk)
    if name != student.user.display_name:
        prefer_name(user=student.user, preferred_name=name)
    change_studies(student=row, major=major, year=year, interests=interests)
    quiet_from, quiet_until = row.quiet_from, row.quiet_until
    change_preferences(student=row, time_zone=time_zone, quiet_from=quiet_from, quiet_until=quiet_until, as_of=as_of)


@dataclass(frozen=True)
class Named:
    """One person. `choice` may refuse a person named with them by their `key`."""

    full_name: str
    choice: Choice = NOT_ASKED
    key: str = ""


def asked_across_rungs(found: Found, *, told: Contact, choice: Choice) -> Found:
    """`found` as it is. Raises Unsure for someone of this name from another rung, who may be another person."""
    person = found.person
    if person and person.key != choice.person and person.contact.source not in ("", told.source):
        raise Unsure(found.alike)
    return found


@transaction.atomic
def add_names(*, student: Student, source: Source, people: Sequence[Named]) -> list[Contact]:
    """The people of one rung: sent twice, each is one. Raises Unsure where the student must say who it is."""
    in_lock_order(Student.objects).get(pk=student.pk)
    made: dict[str, Contact] = {}
    for person in people:
        told = Contact(full_name=person.full_name, source=source)
        choice = as_saved(person.choice, made)
        found = identity.find(student=student, told=told, choice=choice)
        asked_across_rungs(found, told=told, choice=choice)
        made[person.key] = add_contact(student=student, contact=told, choice=choice)
    return list(made.values())
