"""What changes a student's people."""

import pytest

from apps.contacts import actions
from apps.contacts.models import Contact
from apps.students.models import Student
from tests.factories import make_contact


def test_nobody_is_introduced_by_anothers_contact(alice: Student, charlie: Student) -> None:
    theirs = make_contact(student=charlie)
    with pytest.raises(actions.NotPossible):
        actions.add_contact(student=alice, contact=Contact(full_name="Rosa Delgado", introduced_by=theirs))
    rosa = make_contact(student=alice)
    rosa.introduced_by = theirs
    with pytest.raises(actions.NotPossible):
        actions.change_contact(contact=rosa, fields=["introduced_by"])
    assert list(Contact.objects.filter(introduced_by=theirs)) == []
    assert not Contact.objects.filter(full_name="Rosa Delgado").exists()


def test_two_pages_open_at_once_keep_each_others_changes(alice: Student) -> None:
    rosa = make_contact(student=alice, role="Hydrologist")
    first, second = (Contact.objects.get(pk=rosa.pk) for _ in range(2))
    first.role, second.phone = "Head of maps", "555 0100"
    actions.change_contact(contact=first, fields=["role"])
    actions.change_contact(contact=second, fields=["phone"])
    rosa.refresh_from_db()
    assert (rosa.role, rosa.phone) == ("Head of maps", "555 0100")
