"""What changes contacts."""

from django.db import transaction
from django.db.models import ProtectedError

from apps.contacts.models import Contact
from apps.students.models import Student


@transaction.atomic
def add_contact(*, student: Student, contact: Contact) -> Contact:
    """Keep a new contact. The same name with the same role and place, sent twice, is one."""
    Student.objects.select_for_update().get(pk=student.pk)
    same = Contact.objects.filter(student=student, role=contact.role, organisation=contact.organisation)
    known = same.named(contact.full_name).first()
    if known:
        return known
    contact.student = student
    contact.save()
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact) -> bool:
    """Remove a name for good. False, and nothing removed, while a conversation belongs to it."""
    try:
        with transaction.atomic():
            contact.delete()
    except ProtectedError:
        return False
    return True
