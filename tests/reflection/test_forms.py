"""Before a reflection is shared the form names who will read it."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.reflection.forms import who_reads
from apps.students.models import Student
from tests import factories


@pytest.mark.django_db
def test_the_advisers_of_all_cohorts_and_the_coach_are_named(phone: Client, alice: Student, cohort: Cohort) -> None:
    dana, frank = factories.make_adviser(full_name="Dana Kessler"), factories.make_adviser(full_name="Frank Adeyemi")
    factories.make_cohort(advisers=[dana], students=[alice], starts_on="2020-01-06", due_on="2020-05-01")
    alice.memberships.filter(cohort=cohort).update(coach=frank)
    page = phone.get(f"/interviews/{factories.make_held(alice).pk}/reflection/").text
    assert "Then Bob Lindgren, Dana Kessler and Frank Adeyemi can read it" in page


@pytest.mark.django_db
def test_who_left_or_looks_after_others_is_not_named(phone: Client, alice: Student, bob: User, cohort: Cohort) -> None:
    factories.make_cohort(advisers=[factories.make_adviser(full_name="Dana Kessler")])
    User.objects.filter(pk=bob.pk).update(is_active=False)
    page = phone.get(f"/interviews/{factories.make_held(alice).pk}/reflection/").text
    assert "No adviser looks after a cohort of yours at present." in page
    assert "Dana" not in page


def test_one_name_and_several() -> None:
    assert who_reads(["Bob"]).startswith("Then Bob can read it, and so can")
    assert who_reads(["Bob", "Dana"]).startswith("Then Bob and Dana can read it, and so can")
