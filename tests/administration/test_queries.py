"""Lists and forms ask the database the same number of questions for one row and for three."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import Action, Entry
from apps.campus.models import FieldOfInterest
from apps.cohorts.models import Cohort
from apps.guidance.models import ReflectionQuestion
from apps.volunteers.models import Volunteer
from tests import factories
from tests.administration.pages import queries

pytestmark = pytest.mark.django_db

_number = count()


def one_cohort() -> Cohort:
    return factories.make_cohort(
        term=None,
        students=[factories.make_student(), factories.make_student()],
        advisers=[factories.make_adviser()],
    )


def one_volunteer() -> None:
    n = next(_number)
    volunteer = Volunteer.objects.create(full_name=f"V {n}", email=f"v{n}@alumni.example")
    volunteer.fields.add(FieldOfInterest.objects.create(name=f"Field {n}"))


def one_look() -> None:
    student = factories.make_student()
    Entry.objects.create(actor=student.user, action=Action.VIEWED, page="cohorts", student_ids=[student.pk])


def one_question() -> None:
    ReflectionQuestion.objects.create(text="What changed?")


MAKERS: dict[str, Callable[[], Any]] = {
    "cohorts/term": one_cohort,
    "cohorts/cohort": one_cohort,
    "cohorts/cohortevent": one_cohort,
    "cohorts/membershipevent": one_cohort,
    "cohorts/caseloadevent": one_cohort,
    "accounts/user": factories.make_student,
    "accounts/userevent": factories.make_student,
    "students/student": one_cohort,
    "volunteers/volunteer": one_volunteer,
    "campus/fieldofinterest": one_volunteer,
    "guidance/reflectionquestion": one_question,
    "audit/entry": one_look,
}


@pytest.mark.parametrize("table", MAKERS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(office: Client, table: str) -> None:
    MAKERS[table]()
    queries(office, f"/admin/{table}/")  # warms the content types
    one = queries(office, f"/admin/{table}/")
    MAKERS[table]()
    MAKERS[table]()
    assert queries(office, f"/admin/{table}/") == one <= 12


def test_a_cohorts_form_asks_as_often_for_thirty_students(office: Client) -> None:
    cohort = one_cohort()
    address = f"/admin/cohorts/cohort/{cohort.pk}/change/"
    queries(office, address)
    few = queries(office, address)
    cohort.students.add(*(factories.make_student() for _ in range(28)))
    assert queries(office, address) == few


def test_a_students_form_asks_as_often_for_three_cohorts(office: Client) -> None:
    student = factories.make_student()
    factories.make_cohort(students=[student])
    address = f"/admin/students/student/{student.pk}/change/"
    queries(office, address)
    one = queries(office, address)
    factories.make_cohort(students=[student])
    factories.make_cohort(students=[student])
    assert queries(office, address) == one


def test_choosing_a_student_asks_as_often_for_many(office: Client) -> None:
    address = "/admin/autocomplete/?app_label=cohorts&model_name=membership&field_name=student&term="
    factories.make_student()
    one = queries(office, address)
    factories.make_student()
    factories.make_student()
    assert queries(office, address) == one
