"""Who reads what a student shares, by name: the same people whom the rule of visibility lets in."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.cohorts.models import Cohort, Membership, Term
from apps.cohorts.readers import is_not_long_over, names_of_readers, readers_of
from apps.core import clock
from apps.students.models import Student
from tests import factories

pytestmark = pytest.mark.django_db


def test_they_are_whom_the_student_shares_with(alice: Student, charlie: Student, bob: User, cohort: Cohort) -> None:
    office = factories.make_administrator(full_name="Émile Roy")
    coach, both = factories.make_adviser(full_name="Frank Adeyemi"), factories.make_adviser(full_name="Ana Li")
    factories.make_cohort(advisers=[office, both], students=[alice])
    factories.make_cohort(advisers=[factories.make_adviser()], students=[charlie])
    factories.make_administrator()
    alice.memberships.filter(cohort=cohort).update(coach=coach)
    alice.memberships.exclude(cohort=cohort).update(coach=both)
    assert readers_of(alice.pk) == ["Ana Li", "Bob Lindgren", "Émile Roy", "Frank Adeyemi"]
    staff = User.objects.exclude(role="student")
    may = {user for user in staff if Membership.objects.shared_with(user).filter(student=alice).exists()}
    assert sorted(user.display_name for user in may) == sorted(readers_of(alice.pk))


def test_who_changed_their_role_reads_no_more(alice: Student, bob: User, cohort: Cohort) -> None:
    coach = factories.make_adviser(full_name="Frank Adeyemi")
    alice.memberships.update(coach=coach)
    User.objects.filter(pk=coach.pk).update(role="administrator")
    assert readers_of(alice.pk) == ["Bob Lindgren"]
    User.objects.filter(pk=bob.pk).update(role="student")
    assert readers_of(alice.pk) == []


@pytest.mark.parametrize("days", [-29, -28, -27, 0, 5])
@pytest.mark.parametrize("ends", [-1, 0, 1])
def test_a_cohort_is_long_over_as_the_list_says(cohort: Cohort, days: int, ends: int) -> None:
    today = clock.now().date()
    start, due = today - timedelta(days=100), today + timedelta(days=days)
    term = Term.objects.create(name="T", starts_on=start, ends_on=today + timedelta(days=ends))
    Cohort.objects.filter(pk=cohort.pk).update(term=term, starts_on=start, due_on=due)
    cohort = Cohort.objects.select_related("term").get(pk=cohort.pk)
    assert is_not_long_over(cohort, today) is Cohort.objects.not_long_over(today=today).exists()


def test_an_archived_cohort_is_over_and_its_advisers_still_read_what_was_shared(
    alice: Student, bob: User, cohort: Cohort
) -> None:
    today = clock.now().date()
    assert list(Membership.objects.annotate(names=names_of_readers(alice.pk, today=today)).get().names)
    cohort.archived_at = clock.now()
    cohort.save()
    assert not is_not_long_over(cohort, today)
    assert readers_of(alice.pk) == ["Bob Lindgren"]
    assert Membership.objects.annotate(names=names_of_readers(alice.pk, today=today)).get().names == []
