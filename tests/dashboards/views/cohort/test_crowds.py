"""What the page of a large cohort shows, and what it costs."""

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Role, User
from apps.cohorts.models import Cohort, Membership
from apps.contacts.models import Contact, Source
from apps.core import clock
from apps.interviews.models import Interview
from apps.students.models import Student
from tests import factories
from tests.dashboards.views.cohort.conftest import DAY, needing_in, page_of, read, rows_in

pytestmark = pytest.mark.django_db


def crowd(cohort: Cohort, number: int, *, called: str = "crowd-") -> list[Student]:
    """So many students who have done nothing yet, in three statements."""
    users = User.objects.bulk_create(
        User(email=f"{called}{n}@campus.example", full_name=f"{called} {n:04}", role=Role.STUDENT)
        for n in range(number)
    )
    students = Student.objects.bulk_create(Student(user=user, start_ended_at=clock.now()) for user in users)
    Membership.objects.bulk_create(Membership(cohort=cohort, student=student) for student in students)
    Membership.objects.update(joined_at=clock.now() - 50 * DAY)
    return students


def busy_crowd(cohort: Cohort, number: int) -> None:
    """Each waits for a reply and owes a thank-you."""
    now = clock.now()
    students = crowd(cohort, number, called=f"busy-{number}-")
    contacts = Contact.objects.bulk_create(
        Contact(student=student, full_name=f"Contact {n}", source=Source.ALUMNI)
        for student in students
        for n in range(2)
    )
    ended = {"starts_at": now - 3 * DAY, "ends_at": now - 3 * DAY + timedelta(minutes=30), "minutes": 30}
    held = {**ended, "scheduled_at": now - 5 * DAY, "logged_at": now, "format": "video"}
    Interview.objects.bulk_create(
        Interview(student=contact.student, contact=contact, **(held if n % 2 else {"asked_at": now - 9 * DAY}))
        for n, contact in enumerate(contacts)
    )


def test_a_thousand_students_come_a_hundred_at_a_time(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    large = factories.make_cohort(advisers=[adviser])
    crowd(large, 1000)
    client = client_of(adviser)
    html = read(client, page_of(large))
    assert len(rows_in(html)) == 100
    assert "1 to 100 of 1000" in html
    assert "1000 of 1000 have none that counts yet" in html
    assert 'href="?count=0#steps">And 988 more</a>' in html
    assert "These are the first 100 of 1000." in html
    assert len(needing_in(html)) == 100
    assert "All 1000" in html
    last = read(client, page_of(large, "?page=10&q=crowd"))
    assert [email for email, _ in rows_in(last)][-1] == "crowd-999@campus.example"
    assert 'href="?page=9&amp;q=crowd"' in last
    assert len(rows_in(read(client, page_of(large, "?page=11")))) == 100, "the last page that is there"


def test_the_queries_are_as_many_for_5_students_as_for_250(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    client = client_of(adviser)
    counts = []
    for number in (5, 25, 250):
        cohort = factories.make_cohort(advisers=[adviser])
        busy_crowd(cohort, number)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows_in(read(client, page_of(cohort)))) == min(number, 100)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_a_page_of_25_students_is_small(client_of: Callable[[User], Client]) -> None:
    adviser = factories.make_adviser()
    cohort = factories.make_cohort(advisers=[adviser])
    busy_crowd(cohort, 25)
    html = client_of(adviser).get(page_of(cohort)).content
    assert len(rows_in(html.decode())) == 25
    assert len(gzip.compress(html, 6)) <= 30_000
