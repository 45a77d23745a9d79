from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError

from apps.contacts.models import Contact
from apps.core.versions import refuse_older
from apps.students.models import Student


class NotPossible(Exception):
    """What was asked does not fit this student's people. The message is for the person who asked."""


@transaction.atomic
def add_contact(*, student: Student, contact: Contact) -> Contact:
    """Keep a new contact. The same name with the same role and place, sent twice, is one.

    Raises NotPossible where another student's contact is to have introduced them.
    """
    Student.objects.select_for_update().get(pk=student.pk)
    _introduced_by_own(contact, student)
    same = Contact.objects.filter(student=student, role=contact.role, organization=contact.organization)
    known = same.named(contact.full_name).first()
    if known:
        return known
    contact.student = student
    contact.save()
    return contact


@transaction.atomic
def change_contact(*, contact: Contact, fields: Iterable[str], seen: str | None = None) -> Contact:
    """Keep what `fields` of `contact` say now; what someone else saves meanwhile in other fields stays.

    Raises NotPossible where another student's contact, or they themselves, are to have introduced them, and
    EditedElsewhere where the contact is not the version `seen` any more.
    """
    known = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    refuse_older(known, seen, is_same=all(getattr(known, name) == getattr(contact, name) for name in fields))
    _introduced_by_own(contact, contact.student)
    contact.save(update_fields=list(fields))
    return contact


def _introduced_by_own(contact: Contact, student: Student) -> None:
    by = contact.introduced_by
    if by and (by.student_id != student.pk or by == contact):
        raise NotPossible("Choose one of your own people.")


@transaction.atomic
def remove_contact(*, contact: Contact) -> bool:
    """Remove a name for good. False, and nothing removed, while a conversation belongs to it."""
    try:
        with transaction.atomic():
            contact.delete()
    except ProtectedError:
        return False
    return True
