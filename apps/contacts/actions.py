from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from apps.contacts import identity, names
from apps.contacts.identity import NOT_ASKED, Choice
from apps.contacts.models import Contact, NameUse, Warmth
from apps.core.locking import in_lock_order
from apps.core.versions import refuse_older
from apps.students.models import Student


class NotPossible(Exception):
    """What was asked does not fit this student's people. The message is for the person who asked."""


class Removed(NotPossible):
    """The person is not in the student's people any more."""

    def __init__(self) -> None:
        super().__init__("This person was removed meanwhile.")


_TOLD = (
    "call_them",
    "role",
    "organization",
    "source",
    "introduced_by",
    "email",
    "phone",
    "profile_link",
    "name_shared",
    "volunteer",
)


@transaction.atomic
def add_contact(
    *, student: Student, contact: Contact, choice: Choice = NOT_ASKED, if_new: Mapping[str, Any] | None = None
) -> Contact:
    """The person of whom `contact`, not saved yet, tells: one whom the student knows, or someone new, who gets the
    values of `if_new`, too.

    What is known stays, what was not known is filled in, and what was told and fits nowhere is kept in the notes: sent
    twice, it is one. Someone who was archived is back. Raises Unsure where the student must say who it is, and
    NotPossible where another student's contact is to have introduced them.
    """
    in_lock_order(Student.objects).get(pk=student.pk)
    _introduced_by_own(contact, student)
    if known := identity.find(student=student, told=contact, choice=choice).person:
        return tell(contact=known.contact, told=contact)
    contact.student = student
    for name, value in (if_new or {}).items():
        setattr(contact, name, value)
    contact.save()
    return contact


@transaction.atomic
def tell(*, contact: Contact, told: Contact) -> Contact:
    """Keep what `told` says of a known contact, as `combine` does. Who was archived is back."""
    known = in_lock_order(Contact.objects).get(pk=contact.pk)
    known.archived_at = None
    known.save(update_fields=[*combine(known, told), "archived_at"])
    return known


def combine(known: Contact, told: Contact) -> list[str]:
    """Add to `known` what `told` says: what is empty is filled, and what differs becomes a line of the notes. Returns
    the fields that may have changed. Does not save.
    """
    lines = [f"Also known as {told.full_name}"] if names.says_more(told.full_name, known.full_name) else []
    lines += [told.notes] if told.notes else []
    filled = []
    if not known.introduced_by and told.introduced_by and leads_to(told.introduced_by, {known.pk, told.pk}):
        told.introduced_by = None  # they would have led to each other
    if told.introduced_by and known.introduced_by in (None, told.introduced_by) and told.name_use != NameUse.NOT_YET:
        known.name_use = told.name_use
        filled.append("name_use")
    for name in _TOLD:
        value, before = getattr(told, name), getattr(known, name)
        if not value or value in (before, known):
            continue
        if before:
            lines += [f"Also: {_shown(told, name)}"] if identity.differs(told, known, name) else []
        else:
            setattr(known, name, value)
            filled.append(name)
    for line in lines:
        _note(known, line)
    return [*filled, "notes"]


def _note(known: Contact, line: str) -> None:
    if f"\n{line}\n" not in f"\n{known.notes}\n":
        known.notes = f"{known.notes}\n{line}".lstrip("\n")


@transaction.atomic
def note_introducer(*, contact: Contact, by: Contact, name_use: NameUse) -> Contact:
    """`by` named the contact, and this is how it stands; said again, the last word stands.

    Who knows the student already, was introduced by someone else or led to `by` keeps that, and `by` stands in the
    notes.
    """
    known = own_locked(contact)
    is_free = known.introduced_by is None and known.source_warmth is not Warmth.KNOWN
    if known.introduced_by_id == by.pk or (is_free and not leads_to(by, {known.pk})):
        known.introduced_by, known.name_use = by, name_use
    elif name_use != NameUse.NOT_YET:
        _note(known, f"Named by {by.full_name}: {name_use.label}")
    known.save(update_fields=["introduced_by", "name_use", "notes"])
    return known


def leads_to(contact: Contact, goal: Collection[int | None]) -> bool:
    """Whether one of `goal` is the contact, or introduced them, or introduced who did, and so on. One query."""
    led = dict(Contact.objects.filter(student=contact.student_id).values_list("pk", "introduced_by"))
    passed: set[int] = set()
    at: int | None = contact.pk
    while at is not None and at not in passed:
        if at in goal:
            return True
        passed.add(at)
        at = led.get(at)
    return False


def _shown(told: Contact, name: str) -> str:
    if name == "introduced_by":
        return f"introduced by {told.introduced_by}"
    if name == "call_them":
        return f"call them {told.call_them}"
    return told.get_source_display() if name == "source" else str(getattr(told, name))


@transaction.atomic
def change_contact(*, contact: Contact, fields: Iterable[str], seen: str | None = None) -> Contact:
    """Keep what `fields` of `contact` say now; what someone else saves meanwhile in other fields stays. Someone just
    met is told of with it.

    Raises Removed where the contact is gone, NotPossible where whoever is to have introduced them is gone, another
    student's, they themselves, or led to by them, and EditedElsewhere where the contact is not the version `seen` any
    more.
    """
    known = own_locked(contact)
    refuse_older(known, seen, is_same=all(getattr(known, name) == getattr(contact, name) for name in fields))
    _introduced_by_own(contact, contact.student)
    contact.just_met_at = None
    contact.save(update_fields=[*fields, "just_met_at"])
    return contact


@transaction.atomic
def tell_no_more(*, contact: Contact) -> Contact:
    """Nothing more is to be told of someone just met."""
    known = own_locked(contact)
    known.just_met_at = None
    known.save(update_fields=["just_met_at"])
    return known


@transaction.atomic
def archive(*, contact: Contact, as_of: datetime) -> Contact:
    """Take the contact out of lists, ideas and choices; what happened with them stays, and so does an agreed date."""
    known = own_locked(contact)
    known.archived_at = known.archived_at or as_of
    known.save(update_fields=["archived_at"])
    return known


@transaction.atomic
def withdraw_archive(*, contact: Contact) -> Contact:
    """The contact is back, as they were; nothing changes where they were not archived."""
    known = own_locked(contact)
    if known.is_archived:
        known.archived_at = None
        known.save(update_fields=["archived_at"])
    return known


def _introduced_by_own(contact: Contact, student: Student) -> None:
    by = contact.introduced_by
    if by and (by.student_id != student.pk or by == contact):
        raise NotPossible("Choose one of your own people.")
    if by and contact.pk and leads_to(by, {contact.pk}):
        raise NotPossible(f"{by.full_name} came to you through {contact.full_name}. Choose someone else, or nobody.")
    if by and not Contact.objects.filter(pk=by.pk).exists():
        raise NotPossible("Who introduced them was removed meanwhile. Your words are still here: save them again.")


@transaction.atomic
def remove_contact(*, contact: Contact) -> None:
    """Remove a name for good; twice is once.

    Raises NotPossible, which says why, while a conversation, a message or notes belong to it: nothing typed goes with
    a name.
    """
    try:
        known = own_locked(contact)
    except Removed:
        return
    name = known.full_name
    if known.notes:
        raise NotPossible(f"You wrote notes about {name}. Empty the notes first, and then you can remove the name.")
    try:
        with transaction.atomic():
            known.delete()
    except ProtectedError as error:
        why = f"You have a conversation with {name}, or a message to {name}, so the name stays."
        raise NotPossible(why) from error


@transaction.atomic
def fill_in(*, contact: Contact, **values: str) -> None:
    """Keep what was not known of the contact. What is known stays, and so does who is gone meanwhile."""
    if not any(values.values()):
        return
    in_lock_order(Student.objects).get(pk=contact.student_id)
    known = in_lock_order(Contact.objects.filter(pk=contact.pk)).first()
    new = {name: value for name, value in values.items() if value and known and not getattr(known, name)}
    if known and new:
        for name, value in new.items():
            setattr(known, name, value)
        known.save(update_fields=list(new))


def own_locked(contact: Contact) -> Contact:
    """The contact as it is now, locked with its student until the transaction ends. Raises Removed."""
    in_lock_order(Student.objects).get(pk=contact.student_id)
    known = in_lock_order(Contact.objects.filter(pk=contact.pk)).first()
    if known is None:
        raise Removed
    return known
