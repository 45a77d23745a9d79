"""Who sees that a student asked for help."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from apps.accounts.models import User
from apps.advising.caseload import caseload, read
from apps.advising.models import Hand, Nudged
from apps.advising.nudges.actions import send
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Term
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(alice: Student, cohort: Cohort, as_of: datetime) -> User:
    """The adviser of a cohort of Alice's that is long over."""
    over = as_of.date() - timedelta(weeks=5)
    begun = over - timedelta(weeks=9)
    term = Term.objects.create(name="Before", starts_on=begun, ends_on=over)
    adviser = factories.make_adviser()
    factories.make_cohort(advisers=[adviser], students=[alice], term=term, starts_on=begun, due_on=over)
    Hand.objects.create(student=alice)
    return adviser


def test_a_hand_is_up_until_the_cohort_is_long_over(before: User, bob: User, campus: Campus, as_of: datetime) -> None:
    seen = []
    for user in (bob, before):
        cohorts = Cohort.objects.of_caseload(user).with_reach(user).select_related("term")
        (case,) = read(list(cohorts), user=user, campus=campus, as_of=as_of).cases
        seen.append(case.hand is not None)
    assert seen == [True, False]
    assert caseload(user=before, campus=campus, as_of=as_of).cases == []


def test_a_nudge_from_there_answers_none(before: User, alice: Student, campus: Campus, as_of: datetime) -> None:
    send(adviser=before, token=uuid4(), subject="Hi", body="Hi", students=[alice.pk], campus=campus, as_of=as_of)
    assert Nudged.objects.exists()
    assert Hand.objects.up().exists()
