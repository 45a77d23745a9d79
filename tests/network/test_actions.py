"""Referrals become contacts."""

import pytest

from apps.contacts.models import Contact
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.network.actions import Named, add_referrals
from apps.network.models import NameUse, Referral
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview


@pytest.fixture
def held(alice: Student) -> Interview:
    return make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


def test_each_name_becomes_a_contact_introduced_by_the_interviewee(alice: Student, held: Interview) -> None:
    made = add_referrals(interview=held, people=[Named("Jun Park", "Geologist", NameUse.YES), Named("Ama Boateng")])
    assert [(one.contact.full_name, one.contact.role, one.name_use) for one in made] == [
        ("Jun Park", "Geologist", "yes"),
        ("Ama Boateng", "", "not_yet"),
    ]
    for one in made:
        assert (one.contact.student, one.contact.introduced_by, one.contact.source) == (
            alice,
            held.contact,
            "referral",
        )


def test_sent_twice_it_is_one_and_the_last_word_on_the_name_stands(held: Interview) -> None:
    add_referrals(interview=held, people=[Named("Jun Park")])
    add_referrals(interview=held, people=[Named("jun park", name_use=NameUse.NO), Named("Jun Park")])
    referral = Referral.objects.get()
    assert (referral.contact.full_name, referral.name_use) == ("Jun Park", "not_yet")
    assert Contact.objects.count() == 2


def test_a_name_the_student_knows_keeps_its_own_source(alice: Student, held: Interview) -> None:
    known = make_contact(student=alice, full_name="Jun Park", source="family")
    referral = add_referrals(interview=held, people=[Named("Jun Park")])[0]
    known.refresh_from_db()
    assert (referral.contact, known.source, known.introduced_by) == (known, "family", None)


def test_not_before_the_conversation(alice: Student) -> None:
    with pytest.raises(NotPossible):
        add_referrals(interview=make_interview(student=alice), people=[Named("Jun Park")])
    assert not Contact.objects.filter(full_name="Jun Park").exists()
