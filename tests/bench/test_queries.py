"""As many queries at 250 rows as at 5, and no more than twelve, on every page that lists something."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort, Membership
from apps.core import clock
from apps.network.models import Referral
from apps.students.models import Student
from tests import factories
from tests.bench import databases, measure

SIZES = (5, 25, 250)
AT_MOST = 12
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def crowded(as_in_production: None):
    """A campus where for each of SIZES there is a cohort, an adviser and a student with so many rows."""
    with databases.empty("benchrows") as connection:
        with databases.used(connection):
            crowd = [factories.make_student() for _ in range(max(SIZES))]
            for student in crowd:
                _live(student)
            for size in SIZES:
                _make(size, crowd[:size])
        databases.clean(connection.settings_dict["NAME"])
        yield connection


def _live(student: Student, *, back: int = 0) -> None:
    """Something at every step: one held and thanked, one late, one asked, one planned, in turns with `back`."""
    now = clock.now() - timedelta(minutes=back)
    if back % 4 == 0:
        factories.make_held(student, ended_ago=3 * DAY + timedelta(minutes=back), thanked_at=now - 2 * DAY)
    if back % 4 in (0, 1):
        factories.make_held(student, ended_ago=2 * DAY + timedelta(minutes=back))
    if back % 4 in (0, 2):
        factories.make_interview(student=student, asked_at=now - 9 * DAY)
    if back % 4 in (0, 3):
        factories.make_interview(student=student, scheduled_at=now, starts_at=now + DAY, ends_at=now + DAY, minutes=20)


def _make(size: int, crowd: list[Student]) -> None:
    adviser = factories.make_adviser(email=f"adviser{size}@campus.example")
    factories.make_cohort(name=f"Cohort of {size}", advisers=[adviser], students=crowd)
    busy = factories.make_adviser(email=f"busy{size}@campus.example")
    for number in range(size):
        factories.make_cohort(name=f"{number} of {size}", advisers=[busy], students=crowd[:1])
    student = factories.make_student(email=f"student{size}@campus.example")
    Membership.objects.create(cohort=Cohort.objects.get(name=f"Cohort of {size}"), student=student)
    named = [factories.make_contact(student=student) for _ in range(size)]
    for number in range(size):
        # In turns, from 1 on: each makes one.
        _live(student, back=4 * number + 1 + number % 3)
    source = student.interviews.held().earliest("pk")
    for contact in named:
        contact.introduced_by = source.contact
        contact.save()
        Referral.objects.create(interview=source, contact=contact)


def _person(what: str, size: int) -> User:
    return User.objects.get(email=f"{what}{size}@campus.example")


def _cohort(size: int) -> Cohort:
    return Cohort.objects.get(name=f"Cohort of {size}")


def _cohort_page(size: int) -> tuple[User, str]:
    return _person("adviser", size), reverse("dashboards:cohort", args=[_cohort(size).pk])


def _overview(size: int) -> tuple[User, str]:
    return _person("busy", size), reverse("dashboards:cohorts")


def _student(size: int) -> tuple[User, str]:
    student = _person("student", size).student
    return _person("adviser", size), reverse("dashboards:student", args=[_cohort(size).pk, student.pk])


def _interview(size: int) -> tuple[User, str]:
    person = _person("student", size)
    return person, reverse("interviews:detail", args=[person.student.interviews.held().earliest("pk").pk])


def _one_person(size: int) -> tuple[User, str]:
    """Whoever named the others, which each of them is on the page of."""
    person = _person("student", size)
    return person, reverse("contacts:detail", args=[person.student.interviews.held().earliest("pk").contact_id])


def _of_the_student(name: str):
    return lambda size: (_person("student", size), reverse(name))


PAGES = {
    "cohort": _cohort_page,
    "overview": _overview,
    "student": _student,
    "home": _of_the_student("dashboards:home"),
    "interviews": _of_the_student("interviews:list"),
    "one interview": _interview,
    "people": _of_the_student("contacts:list"),
    "one person": _one_person,
    "reminders": _of_the_student("reminders:preferences"),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_number_of_queries_is_the_same_at_5_25_and_250_rows(crowded: BaseDatabaseWrapper, name: str) -> None:
    with databases.used(crowded), measure.quiet():
        counts, lengths = [], []
        for size in SIZES:
            person, address = PAGES[name](size)
            client = Client()
            client.force_login(person)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address)
            assert page.status_code == 200
            counts.append(len(queries))
            lengths.append(len(page.content))
    print(f"\nqueries of {name}: {', '.join(f'{n} at {size} rows' for n, size in zip(counts, SIZES, strict=True))}")
    assert counts[0] == counts[1] == counts[2] <= AT_MOST
    if name != "reminders":
        assert lengths[0] < min(lengths[1:]), "the rows are not on the page"
