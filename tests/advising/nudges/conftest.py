from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.students.models import Student
from tests import factories

NEW = "/nudges/new/"


@pytest.fixture(autouse=True)
def awake(db: None) -> None:
    """Nobody's quiet hours are now: they begin in an hour, whatever the hour is."""
    local = clock.now().astimezone(Campus.objects.current().zone)
    begin, end = ((local + timedelta(hours=hours)).time().replace(second=0, microsecond=0) for hours in (2, 6))
    Campus.objects.update(quiet_from=begin, quiet_until=end, name="Fairhaven", center_name="Career Center")


@pytest.fixture
def desk(bob: User, client_of: Callable[[User], Client]) -> Client:
    """Bob's browser."""
    return client_of(bob)


@pytest.fixture
def darius(cohort: Cohort) -> Student:
    darius = factories.make_student(full_name="Darius Coleman", email="darius@campus.example")
    cohort.students.add(darius)
    return darius


@pytest.fixture
def oksana(cohort: Cohort) -> Student:
    oksana = factories.make_student(full_name="Oksana Horváth", email="oksana@campus.example")
    cohort.students.add(oksana)
    return oksana


def address(*students: Student) -> str:
    return NEW + "?" + "&".join(f"s={student.pk}" for student in students)


def sheet(client: Client, *students: Student, **typed: Any) -> dict[str, Any]:
    """What the page's form sends, with what was typed in it."""
    page = client.get(address(*students)).context
    form, shown = page["form"], page["page"]
    return {
        "token": str(form["token"].value()),
        "template": form["template"].value(),
        "subject": form["subject"].value(),
        "body": form["body"].value(),
        "s": [pick.pk for pick in shown.chosen.picks],
        "to": [pick.pk for pick in shown.going],
        "passed": [line.pick.standing.nudge.pk for line in shown.staying if line.again],
        "send": "1",
        **typed,
    }


def send(client: Client, *students: Student, **typed: Any) -> Any:
    return client.post(address(*students), sheet(client, *students, **typed))
