"""What changes a student's people."""

from datetime import datetime
from functools import partial

import pytest

from apps.contacts import actions
from apps.contacts.models import Contact
from apps.interviews.life.actions import plan_with
from apps.network.merging import merge
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


def test_what_was_not_known_is_filled_in_and_what_is_known_stays(alice: Student) -> None:
    rosa = make_contact(student=alice, email="rosa@rivers.example")
    actions.fill_in(contact=rosa, email="other@rivers.example", call_them="Aunt Rosa", phone="")
    rosa.refresh_from_db()
    assert (rosa.email, rosa.call_them, rosa.phone) == ("rosa@rivers.example", "Aunt Rosa", "")
    Contact.objects.filter(pk=rosa.pk).delete()
    actions.fill_in(contact=rosa, phone="555 0100")
    assert not Contact.objects.exists()


class TestWhoWasRemovedMeanwhile:
    """Each has the contact in hand from before."""

    def test_is_changed_no_more(self, alice: Student) -> None:
        rosa = make_contact(student=alice)
        Contact.objects.all().delete()
        with pytest.raises(actions.Removed):
            actions.change_contact(contact=rosa, fields=["role"])

    def test_is_removed_already(self, alice: Student) -> None:
        rosa = make_contact(student=alice)
        for contact in (Contact.objects.get(), rosa):
            actions.remove_contact(contact=contact)
        assert not Contact.objects.exists()

    def test_is_not_archived_nor_brought_back_nor_asked_about(self, alice: Student, as_of: datetime) -> None:
        rosa = make_contact(student=alice)
        Contact.objects.all().delete()
        for act in (partial(actions.archive, as_of=as_of), actions.withdraw_archive, actions.tell_no_more):
            with pytest.raises(actions.Removed):
                act(contact=rosa)

    def test_is_planned_with_no_more(self, alice: Student) -> None:
        rosa = make_contact(student=alice)
        Contact.objects.all().delete()
        with pytest.raises(actions.Removed):
            plan_with(student=alice, contact=rosa)

    def test_has_introduced_nobody(self, alice: Student) -> None:
        rosa, ama = make_contact(student=alice), make_contact(student=alice)
        ama.introduced_by = rosa
        Contact.objects.filter(pk=rosa.pk).delete()
        with pytest.raises(actions.NotPossible, match="removed meanwhile"):
            actions.change_contact(contact=ama, fields=["introduced_by"])
        with pytest.raises(actions.NotPossible, match="removed meanwhile"):
            actions.add_contact(student=alice, contact=Contact(full_name="Jun Park", introduced_by=rosa))

    def test_is_nobody_to_merge_into(self, alice: Student, as_of: datetime) -> None:
        rosa, ama = make_contact(student=alice), make_contact(student=alice)
        Contact.objects.filter(pk=rosa.pk).delete()
        with pytest.raises(actions.Removed):
            merge(kept=rosa, other=ama, as_of=as_of)
        assert merge(kept=ama, other=rosa, as_of=as_of) == ama
