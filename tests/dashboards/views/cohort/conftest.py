import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.students.models import Student
from tests import factories

DAY = timedelta(days=1)


def page_of(cohort: Cohort, query: str = "") -> str:
    return reverse("dashboards:cohort", args=[cohort.pk]) + query


def rows_in(html: str) -> list[tuple[str, int]]:
    found = re.findall(r'<tr data-student="([^"]*)" data-counted="(\d+)"', html)
    return [(email, int(counted)) for email, counted in found]


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def names_in(html: str) -> list[str]:
    return [email.split("@")[0] for email, _ in rows_in(html)]


def needing_in(html: str) -> list[str]:
    section = html[html.index('aria-labelledby="att"') :]
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a></th><td data-label="Stuck', section)


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


@pytest.fixture
def mixed(cohort: Cohort, alice: Student) -> Cohort:
    """Alice waits for a reply, Boris has moved nothing for weeks, Carla has held one today."""
    now = clock.now()
    boris, carla = (
        factories.make_student(full_name=name, email=f"{name.split()[0].lower()}@campus.example")
        for name in ("Boris Ek", "Carla Moss")
    )
    for student in (boris, carla):
        cohort.memberships.create(student=student)
    cohort.memberships.update(joined_at=now - 50 * DAY)
    factories.make_interview(student=alice, asked_at=now - 9 * DAY)
    factories.make_held(carla, ended_ago=timedelta(hours=2))
    return cohort
