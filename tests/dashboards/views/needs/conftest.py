import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Hand
from apps.cohorts.models import Cohort
from apps.students.models import Student
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def listed(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<tr id="student-\d+"[^>]*>.*?<a href="[^"]*">([^<]*)</a>', page)]


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main")])).split())


def join(cohort: Cohort, name: str, email: str = "") -> Student:
    """A student who has just joined: nothing is late yet."""
    student = factories.make_student(full_name=name, email=email)
    cohort.memberships.create(student=student)
    return student


def crowd_in(cohort: Cohort, number: int, **membership: object) -> None:
    """So many students who ask for help."""
    students = factories.make_crowd(cohort, number, **membership)
    Hand.objects.bulk_create(Hand(student=student, step="ask") for student in students)
