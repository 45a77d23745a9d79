"""Referrals become contacts."""

import pytest

from apps.contacts.models import Contact, NameUse
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.network.actions import Named, add_referrals
from apps.network.models import Referral
from apps.students.models import Student
from tests.factories import make_contact, make_held, make_interview


@pytest.fixture
def held(alice: Student) -> Interview:
    return make_held(alice, contact=make_contact(student=alice, full_name="Rosa Delgado"))


def test_each_name_becomes_a_contact_introduced_by_the_interviewee(alice: Student, held: Interview) -> None:
    made = add_referrals(interview=held, people=[Named("Jun Park", "Geologist", NameUse.YES), Named("Ama Boateng")])
    assert [(one.contact.full_name, one.contact.role, one.contact.name_use) for one in made] == [
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
    assert (referral.contact.full_name, referral.contact.name_use) == ("Jun Park", "not_yet")
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


@pytest.mark.parametrize(
    ("known", "introduced", "name_use", "notes"),
    [
        ({"source": "linkedin"}, "Rosa Delgado", "yes", ""),
        ({"source": "family"}, None, "not_yet", "Named by Rosa Delgado: OK to use their name"),
    ],
)
def test_how_it_stands_with_the_name_is_kept_of_whom_the_student_knows(
    alice: Student, held: Interview, known: dict[str, str], introduced: str | None, name_use: str, notes: str
) -> None:
    jun = make_contact(student=alice, full_name="Jun Park", **known)
    for _ in range(2):
        add_referrals(interview=held, people=[Named("Jun Park", name_use=NameUse.YES)])
    jun.refresh_from_db()
    by = jun.introduced_by and jun.introduced_by.full_name
    assert (by, jun.name_use, jun.notes) == (introduced, name_use, notes)


def test_who_led_to_the_interviewee_is_not_introduced_by_them(alice: Student) -> None:
    ama = make_contact(student=alice, full_name="Ama Boateng")
    talk = make_held(alice, contact=make_contact(student=alice, full_name="Rosa", introduced_by=ama))
    add_referrals(interview=talk, people=[Named("Ama Boateng", name_use=NameUse.NO)])
    ama.refresh_from_db()
    assert (ama.introduced_by, ama.notes) == (None, "Named by Rosa: Don’t use their name")
