"""The large campus: its size, and that its copies hang together."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from apps.accounts.models import Role, User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.interviews import progress
from apps.interviews.models import Exclusion, Interview, State
from tests.demonstration.test_campus import counts

LAST_TERM = 24  # interviews of the first hundred alone
NEW, OTHERS = 11, 2  # students who came with a roster; cohorts of theirs and of the last term
CALL = 1  # of the first of each hundred, beside four of each


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_the_large_campus_has_the_size_asked_for_and_grows_by_the_difference(seed: Callable[..., str]) -> None:
    """As the application's role, with every constraint in force; statistics are the owner's to refresh."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'interviews_interview'")
        assert cursor.fetchone() == (False,)
    seed("--students", "300")
    sizes = counts()
    assert (sizes["Student"], sizes["Cohort"], sizes["Interview"], sizes["Volunteer"]) == (
        300 + NEW,
        12 + OTHERS,
        1200 + 3 * CALL + LAST_TERM,
        120,
    )
    full = Cohort.objects.exclude(name__in=["Undeclared Explorers", "Career Starters"])
    assert {cohort.students.count() for cohort in full} == {25}
    assert all(cohort.advisers.exists() for cohort in full)
    assert seed("--students", "300").endswith("The campus has 300 students already.\n")
    assert counts() == sizes

    seed("--students", "1000")
    sizes = counts()
    assert (sizes["Student"], sizes["Cohort"], sizes["Interview"], sizes["Volunteer"]) == (
        1000 + NEW,
        40 + OTHERS,
        4000 + 10 * CALL + LAST_TERM,
        400,
    )
    assert User.objects.filter(role=Role.ADVISER, advised_cohorts=None, coached_memberships=None).count() == 0
    as_of = clock.now()
    large = Interview.objects.filter(student__user__email__endswith="@large.example")
    assert large.count() == 3600 + 9 * CALL
    states = Counter(interview.state for interview in large)
    assert set(states) == set(State)
    assert states[State.REFLECTED] > states[State.THANKED] > states[State.HELD] > 50
    assert not large.exclude(contact__student=F("student")).exists()
    assert not Contact.objects.filter(introduced_by__isnull=False).exclude(introduced_by__student=F("student")).exists()
    linked = Contact.objects.filter(student__user__email__endswith="@large.example", volunteer__isnull=False)
    assert linked.exists()
    assert not linked.exclude(full_name=F("volunteer__full_name")).exists()
    assert all(one.adviser in one.cohort.advisers.all() for one in Exclusion.objects.all())
    near = large.filter(ends_at__gt=as_of - timedelta(days=2), ends_at__lt=as_of + timedelta(days=2))
    assert not near.exists()
    for moment in ("asked_at", "replied_at", "scheduled_at", "logged_at", "thanked_at", "reflected_at"):
        assert not large.filter(**{f"{moment}__gt": as_of}).exists()
    rows = progress.table(
        cohorts=Cohort.objects.not_archived().values_list("pk", flat=True),
        as_of=as_of,
        campus=Campus.objects.current(),
    )
    assert sum(row.held for row in rows) == 1500 + 10 * CALL
