"""What the database refuses about referrals."""

import pytest
from django.db import IntegrityError, transaction

from apps.interviews.models import Interview
from apps.network.models import Referral
from apps.students.models import Student
from tests.factories import make_contact, make_held


@pytest.fixture
def held(alice: Student) -> Interview:
    return make_held(alice)


def test_nobody_is_referred_to_anothers_contact(alice: Student, charlie: Student, held: Interview) -> None:
    theirs = make_contact(student=charlie)
    with pytest.raises(IntegrityError, match="referral_of_own_contact"), transaction.atomic():
        Referral.objects.create(interview=held, contact=theirs)
    referral = Referral.objects.create(interview=held, contact=make_contact(student=alice))
    with pytest.raises(IntegrityError, match="referral_of_own_contact"):
        Referral.objects.filter(pk=referral.pk).update(contact=theirs)


def test_a_person_is_referred_once(alice: Student, held: Interview) -> None:
    contact = make_contact(student=alice)
    Referral.objects.create(interview=held, contact=contact)
    with pytest.raises(IntegrityError, match="referral_once"):
        Referral.objects.create(interview=held, contact=contact)
